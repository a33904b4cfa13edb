"""Ends sessions of a deployment, for who runs it: those of one citizen, those
of one of the staff, or everybody's (ASVS 5.0, 7.4.5).

    python sessions.py --stack portal-live --citizen jo@example.org [--region eu-west-2]

Credentials come from the environment, as for the aws command. Nobody is written
to, and everybody can sign in again. What is still open in a browser leads to the
page of signing in, and what was typed there waits for the same person.
"""

import argparse
import os
import sys

from members import clients
from region import AnotherRegion

# Of each kind of person: the output with their pool, the partition of what
# finds their sessions, and that of a session.
CITIZEN = ("CitizensPoolId", "ACCOUNT#", "SESSION#")
STAFF = ("InvitedPoolId", "MEMBER#", "MEMBER-SESSION#")


def account_of(identity, pool, email):
    """The id of the account that signs in with an address; None without one."""
    try:
        known = identity.admin_get_user(UserPoolId=pool, Username=email)
    except identity.exceptions.UserNotFoundException:
        return None
    return next(each["Value"] for each in known["UserAttributes"] if each["Name"] == "sub")


def end_sessions_of(table, name, account, kind):
    """Ends the sessions of an account, each before what finds it, so that doing
    it again finds those that are left. Answers how many there were."""
    _, finds, session = kind
    pages = table.get_paginator("query").paginate(
        TableName=name,
        KeyConditionExpression="PK = :of AND begins_with(SK, :session)",
        ExpressionAttributeValues={":of": {"S": finds + account}, ":session": {"S": "SESSION#"}},
        ProjectionExpression="PK, SK",
        ConsistentRead=True,
    )
    ended = 0
    for pointer in (item for page in pages for item in page["Items"]):
        key = pointer["SK"]["S"].removeprefix("SESSION#")
        table.delete_item(TableName=name, Key={"PK": {"S": session + key}, "SK": {"S": "SESSION"}})
        table.delete_item(TableName=name, Key={"PK": pointer["PK"], "SK": pointer["SK"]})
        ended += 1
    return ended


def end_all_sessions(table, name):
    """Ends every session that there is. What finds them expires by itself."""
    pages = table.get_paginator("scan").paginate(
        TableName=name,
        FilterExpression="begins_with(PK, :citizen) OR begins_with(PK, :staff)",
        ExpressionAttributeValues={":citizen": {"S": CITIZEN[2]}, ":staff": {"S": STAFF[2]}},
        ProjectionExpression="PK, SK",
        ConsistentRead=True,
    )
    ended = 0
    for item in (item for page in pages for item in page["Items"]):
        table.delete_item(TableName=name, Key={"PK": item["PK"], "SK": item["SK"]})
        ended += 1
    return ended


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stack", required=True)
    whose = asked.add_mutually_exclusive_group(required=True)
    whose.add_argument("--citizen")
    whose.add_argument("--staff")
    whose.add_argument("--everybody", action="store_true")
    asked.add_argument("--region")
    asked = asked.parse_args()
    client = clients(os.environ, asked.region)
    described = client("cloudformation").describe_stacks(StackName=asked.stack)
    made = {o["OutputKey"]: o["OutputValue"] for o in described["Stacks"][0]["Outputs"]}
    table, name = client("dynamodb"), made["TableName"]
    if asked.everybody:
        print(f"Ended {end_all_sessions(table, name)} sessions.")
        return
    kind, email = (CITIZEN, asked.citizen) if asked.citizen else (STAFF, asked.staff)
    account = account_of(client("cognito-idp"), made[kind[0]], email)
    if account is None:
        sys.exit("Nobody signs in with this address.")
    print(f"Ended {end_sessions_of(table, name, account, kind)} sessions.")


if __name__ == "__main__":
    try:
        main()
    except AnotherRegion as trouble:
        sys.exit(str(trouble))
