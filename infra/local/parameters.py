"""The template's parameters for a council: what makes one deployment of the
portal different from another.

    python parameters.py infra/councils/<council>.json <stage>
"""

import json
import sys
from pathlib import Path

# Lambda's limit on all environment variables of a function together, less
# what the others take.
MOST_BYTES = 4096 - 920


# What a council's file may set of the template by its own name, under
# "deployment". Everything else is the deployment's own.
MAY_SET = {
    "AccountsAnHour",
    "AccountsAnHourForSource",
    "CaseSystemAcknowledgesWithinDays",
    "CodesAnHourForSource",
    "ComplaintsAnHour",
    "ComplaintsAnHourForSource",
    "EmailsAnHourToUnknownAddresses",
    "EvidenceKeptDays",
    "ExchangeKeptDays",
    "FeedbackAnHour",
    "FeedbackAnHourForSource",
    "LogRetentionDays",
    "MessagesAnHour",
    "MessagesAnHourForSource",
    "MostSavedForms",
    "RecordsKeptDays",
    "Retention",
    "SavedFormDays",
}


class Unusable(Exception):
    """A council's file that cannot be deployed."""


def parameters(file, stage):
    """Parameter -> value."""
    settings = json.loads(Path(file).read_text())
    values = {
        "Council": compact(settings["council"]),
        "LocalChargingPolicy": compact(settings["local_charging_policy"]),
        "Stage": stage,
    }
    deployment = settings.get("deployment", {})
    unknown = sorted(set(deployment) - MAY_SET)
    if unknown:
        raise Unusable(f"{file} sets {', '.join(unknown)}, which a council does not set.")
    values |= {
        name: value if isinstance(value, str) else compact(value)
        for name, value in deployment.items()
    }
    size = sum(len(value.encode()) for value in values.values())
    if size > MOST_BYTES:
        raise Unusable(
            f"{file} makes {size} bytes of configuration; AWS leaves a function "
            f"{MOST_BYTES} for it. Shorten it."
        )
    return values


def compact(value):
    """JSON on one line, without the one character that ends a quoted value in
    a file of environment variables."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("'", "\\u0027")


if __name__ == "__main__":
    try:
        print(json.dumps(parameters(*sys.argv[1:])))
    except Unusable as trouble:
        sys.exit(str(trouble))
