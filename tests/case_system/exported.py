"""What has to be true of the applications on a running stack: the case system
can take in every one of them, and the portal takes up what it says to that.
"""

import json
import re
import time

from case_system import run
from published import problems, schema

# Who applies in tests/browser/accounts.test.mjs, at each of these widths.
APPLICANT = re.compile(r"wanda\.(phone|desktop)\.\d+@example\.org")
WIDTHS = {"phone", "desktop"}

# The most acknowledgements that one sweep of the portal takes up.
MOST = 100


def look(bucket, portal, inbox, now):
    """Takes in everything and says so, has the portal read that, and does both
    once more. Answers what is wrong, by what should be true. The inbox has to
    be empty: what is in it is not looked at again."""
    sent = portal.applications()
    left = portal.sweep() + portal.listed("OUTBOX")
    keys = bucket.keys("applications/")
    said = run(bucket, inbox, now)
    taken = taken_in(inbox, said)
    unread = read_back(portal, said) + bucket.keys("acknowledgements/")
    noted = portal.applications()
    run(bucket, inbox, now)
    changed = read_back(portal, said) + differing(noted, portal.applications())
    awaited = {name.rpartition("#")[2] for name in portal.listed("UNACKNOWLEDGED")}
    acknowledgement = schema("acknowledgement")
    return {
        "an application was exported": [] if said else ["there is none"],
        "every application that was sent was exported": sorted(sent.keys() - said.keys()),
        "the export leaves nothing": left,
        "every file follows its schema and has its length and SHA-256": refused(said),
        "every file that is there is named": not_named(keys, inbox),
        "the browser's applications are there, of each width": sorted(WIDTHS - widths(taken)),
        "one asks for help for somebody else, with a document": []
        if any(is_for_somebody_with_a_document(each) for each in taken.values())
        else ["there is none"],
        "what is said of each follows its schema": [
            reference for reference, answer in said.items() if problems(answer, acknowledgement)
        ],
        "the portal reads what is said": unread,
        "it notes that it exported each": without("exported_at", said, noted),
        # From this its pages say "Received by the council".
        "it notes that the council received each": without("received_at", taken, noted),
        "it waits for none of them any more": sorted(awaited & taken.keys()),
        "said and read again, nothing changes": changed,
    }


def receive(bucket, portal, reference, inbox, now, pause=0.5):
    """One application: waits until the portal has exported it of its own
    accord, takes it in, says so and has the portal read that. Answers as above."""
    for _ in range(60):
        if bucket.read(f"applications/{reference}/application.json"):
            break
        time.sleep(pause)
    said = run(bucket, inbox, now, only=reference)
    portal.sweep()
    return {
        "the application was exported": [] if said else [reference],
        "every file follows its schema and has its length and SHA-256": refused(said),
        "the portal notes that the council received it": without(
            "received_at", [reference], portal.applications()
        ),
    }


def taken_in(inbox, said):
    """What was received, by reference."""
    return {
        reference: json.loads((inbox / reference / "application.json").read_text("utf-8"))
        for reference, answer in said.items()
        if answer["outcome"] == "received"
    }


def read_back(portal, said):
    """Has the portal read everything that is said. Answers what it left."""
    return [fault for _ in range(0, len(said), MOST) for fault in portal.sweep()]


def refused(said):
    return [
        f"{reference}: {answer['reason']}"
        for reference, answer in said.items()
        if answer["outcome"] == "refused"
    ]


def not_named(keys, inbox):
    """What lies in the folder of an application and is no part of it."""
    return [key for key in keys if not (inbox / key.removeprefix("applications/")).is_file()]


def widths(taken):
    applicants = (APPLICANT.fullmatch(each["applicant"]["email"]) for each in taken.values())
    return {applicant[1] for applicant in applicants if applicant}


def is_for_somebody_with_a_document(application):
    request = application["forms"][0]["answers"]
    return (
        application["kind"] == "request-for-help"
        and request.get("who") == "somebody"
        and any(evidence["state"] == "clean" for evidence in application["evidence"])
    )


def without(note, references, noted):
    return [reference for reference in references if note not in noted.get(reference, {})]


def differing(before, after):
    return sorted(
        reference for reference in before | after if before.get(reference) != after.get(reference)
    )
