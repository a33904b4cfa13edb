#!/usr/bin/env python3
"""A small case system: takes in what the portal exports, once, and says so.

Written from shared/exchange/README.md and its schemas, in that order of steps.
"""

import argparse
import hashlib
import json
import sys
from datetime import datetime, timezone
from pathlib import Path

from buckets import open_place
from published import problems, schema


class Refused(Exception):
    """An application that cannot be taken: `reason` is one of the format's."""

    def __init__(self, reason, what):
        super().__init__(what)
        self.reason = reason


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def canonical(value):
    """As RFC 8785 writes a value without numbers."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def as_file(value):
    return (json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2) + "\n").encode()


def read_json(content, name):
    try:
        value = json.loads(content)
    except ValueError:
        raise Refused("not-valid", f"{name} is not JSON") from None
    broken = problems(value, schema(name))
    if broken:
        raise Refused("not-valid", f"{name}: {'; '.join(broken[:5])}")
    return value


def read_named(bucket, folder, named):
    """A file that is named, as it is named, or `Refused`."""
    there = bucket.read(folder + named["name"])
    if there is None:
        raise Refused("file-missing", named["name"])
    if len(there) != named["bytes"] or sha256(there) != named["sha256"]:
        raise Refused("file-changed", named["name"])
    return there


def check(bucket, reference):
    """Every file of an application by its name in the folder, or `Refused`."""
    folder = f"applications/{reference}/"
    content = bucket.read(folder + "application.json")
    application = read_json(content, "application")
    if application["reference"] != reference:
        raise Refused("not-valid", "the reference is not that of the folder")
    files = {"application.json": content}
    for named in application["files"]:
        files[named["name"]] = read_named(bucket, folder, named)
    for evidence in application["evidence"]:
        if (evidence["state"] == "clean") != (evidence["file"] in files):
            raise Refused("file-missing", "a clean file of evidence is not named")
    check_told(application, files)
    return files


def check_told(application, files):
    """That the report is word for word the one whose fingerprint was taken."""
    if bool(application["told"]) != ("you-were-told.json" in files):
        raise Refused("file-missing", "you-were-told.json")
    if not application["told"]:
        return
    record = read_json(files["you-were-told.json"], "you-were-told")
    if record["reference"] != application["reference"]:
        raise Refused("not-valid", "you-were-told.json is about another application")
    for report in record["reports"]:
        fingerprint = report.pop("fingerprint")
        if sha256(canonical(report)) != fingerprint:
            raise Refused("file-changed", "the words of a report are not those of its fingerprint")
        report.pop("document")
        report["fingerprint"] = fingerprint
    if record["reports"] != application["told"]:
        raise Refused("file-changed", "you-were-told.json has other reports")


def check_late(bucket, reference, name):
    """What follows an application, by its name in the folder, or `Refused`."""
    folder = f"applications/{reference}/"
    content = bucket.read(folder + name)
    verdict = read_json(content, "late-evidence")
    application = read_json(bucket.read(folder + "application.json"), "application")
    if verdict["reference"] != reference or name != f"late-evidence/{verdict['id']}.json":
        raise Refused("not-valid", f"{name} lies under the name of another")
    awaited = {one["id"] for one in application["evidence"] if one["state"] == "scanning"}
    if verdict["id"] not in awaited:
        raise Refused("not-valid", f"{name} is about no file that was being checked")
    files = {name: content}
    if (named := verdict["file"]) is not None:
        files[named["name"]] = read_named(bucket, folder, named)
    return files


def acknowledgement(reference, **said):
    return {"format": "acknowledgement", "version": 1, "reference": reference, **said}


def take_in(bucket, inbox, reference, now):
    """Takes in one application, unless it is there, and answers what to say."""
    case = inbox / reference
    note = case / "received.json"
    if not note.exists():
        try:
            files = check(bucket, reference)
        except Refused as refused:
            print(f"{reference}  refused: {refused.reason}: {refused}")
            return acknowledgement(reference, outcome="refused", reason=refused.reason)
        keep(case, files)
        # Last, as the portal does: where the note is, everything is.
        note.write_text(json.dumps({"received_at": now}))
        print(f"{reference}  received, {len(files)} files")
    received_at = json.loads(note.read_text())["received_at"]
    return acknowledgement(reference, outcome="received", received_at=received_at)


def keep(case, files):
    for name, content in files.items():
        (case / name).parent.mkdir(parents=True, exist_ok=True)
        (case / name).write_bytes(content)


def take_in_late(bucket, inbox, reference, name):
    """Takes in what follows one application that was received, unless it is
    there. Answers what to say, if it cannot be taken."""
    case = inbox / reference
    if (case / name).exists():
        return None
    try:
        files = check_late(bucket, reference, name)
    except Refused as refused:
        print(f"{reference}  refused: {refused.reason}: {refused}")
        return acknowledgement(reference, outcome="refused", reason=refused.reason)
    # What says that it is there comes last, here too.
    keep(case, dict(reversed(files.items())))
    print(f"{reference}  received, {name}")
    return None


def run(bucket, inbox, now, look=False, only=""):
    """One look at the bucket, or at one application. Answers what was said, by
    reference."""
    said = {}
    keys = bucket.keys(f"applications/{only}")
    keys = [key.removeprefix("applications/").partition("/") for key in keys]
    for folder, _, name in keys:
        if name == "application.json":
            said[folder] = take_in(bucket, inbox, folder, now)
    for folder, _, name in keys:
        if name.startswith("late-evidence/") and said.get(folder, {}).get("outcome") == "received":
            said[folder] = take_in_late(bucket, inbox, folder, name) or said[folder]
    if not look:
        for folder, answer in said.items():
            bucket.write(f"acknowledgements/{folder}.json", as_file(answer))
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("place", help="the exchange bucket: its address on an emulator, or a folder")
    parser.add_argument("--inbox", required=True, type=Path, help="where to keep what was taken in")
    parser.add_argument("--look", action="store_true", help="acknowledge nothing")
    asked = parser.parse_args()
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    said = run(open_place(asked.place), asked.inbox, now, asked.look)
    refused = sum(answer["outcome"] == "refused" for answer in said.values())
    print(f"{len(said) - refused} received, {refused} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
