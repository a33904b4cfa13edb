"""Plays the case system on the stack that is running.

    tests/case_system/run               everything that was exported, every check
    tests/case_system/run <reference>   one application, once it is exported

The sweep is the one that the schedule of infra/template.yaml starts every 15
minutes; here nobody waits for it.
"""

import argparse
import os
import sys
import tempfile
from datetime import datetime, timezone
from pathlib import Path

import boto3
from buckets import open_place
from exported import look, receive

SWEEP = Path(__file__).resolve().parents[2] / "events" / "export-to-case-system" / "sweep.json"


class Portal:
    """The portal's side: its export, and what it has noted of applications."""

    def __init__(self, environment):
        region = environment["AWS_REGION"]
        self.functions = boto3.client("lambda", region_name=region)
        self.export = environment["EXPORT_FUNCTION"]
        self.dynamodb = boto3.client("dynamodb", region_name=region)
        self.table = environment["TABLE_NAME"]

    def sweep(self):
        """Has it export and read what there is. Answers what it says of what it left."""
        answer = self.functions.invoke(FunctionName=self.export, Payload=SWEEP.read_bytes())
        said = answer["Payload"].read().decode()
        return [said] if "FunctionError" in answer else []

    def applications(self):
        """What is noted of each, by reference; nothing of what somebody wrote. An
        application of before has it in its own item."""
        items = self._items(
            "scan",
            FilterExpression="SK IN (:own, :progress)",
            ProjectionExpression="PK, exported_at, received_at",
            ExpressionAttributeValues={":own": {"S": "APPLICATION"}, ":progress": {"S": "PROGRESS"}},
        )
        noted = {}
        for item in items:
            of = noted.setdefault(item.pop("PK")["S"].removeprefix("APPLICATION#"), {})
            of.update({name: value["S"] for name, value in item.items()})
        return noted

    def listed(self, partition):
        """The names in a list of the table."""
        items = self._items(
            "query",
            KeyConditionExpression="PK = :partition",
            ProjectionExpression="SK",
            ExpressionAttributeValues={":partition": {"S": partition}},
        )
        return [item["SK"]["S"] for item in items]

    def _items(self, operation, **asked):
        pages = self.dynamodb.get_paginator(operation).paginate(TableName=self.table, **asked)
        return [item for page in pages for item in page["Items"]]


def main():
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("reference", nargs="?", help="one application, without hyphens")
    asked = asked.parse_args()
    bucket = open_place(f"{os.environ['AWS_ENDPOINT_URL']}/{os.environ['EXCHANGE_BUCKET']}")
    portal = Portal(os.environ)
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # Empty each time, so that everything is looked at each time.
    with tempfile.TemporaryDirectory() as inbox:
        if asked.reference:
            checks = receive(bucket, portal, asked.reference, Path(inbox), now)
        else:
            checks = look(bucket, portal, Path(inbox), now)
    for check, found in checks.items():
        print(f"{'FAILED' if found else 'ok    '}  {check}" + (f": {len(found)}" if found else ""))
        for each in found[:5]:
            print(f"          {each}")
    failed = sum(1 for found in checks.values() if found)
    print(f"{len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
