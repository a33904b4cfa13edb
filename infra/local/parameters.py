"""The template's parameters for a council: what makes one deployment of the
portal different from another.

    python parameters.py infra/councils/<council>.json <stage>
"""

import json
import sys
from pathlib import Path

# Lambda's limit on all environment variables of a function together, less
# what the others take.
MOST_BYTES = 4096 - 384


class TooLong(Exception):
    """More configuration than a function can be given."""


def parameters(file, stage):
    """Parameter -> value."""
    settings = json.loads(Path(file).read_text())
    values = {
        "Council": compact(settings["council"]),
        "LocalChargingPolicy": compact(settings["local_charging_policy"]),
        "Stage": stage,
    }
    size = sum(len(value.encode()) for value in values.values())
    if size > MOST_BYTES:
        raise TooLong(
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
    except TooLong as trouble:
        sys.exit(str(trouble))
