"""Says which functions are built and which are still to come, from what
`cargo build --message-format json-render-diagnostics` writes. Called by
infra/local/up. Functions that were built before are not told of.
"""

import json
import sys
import time
from pathlib import Path

FUNCTIONS = {manifest.parent.name for manifest in Path("functions").glob("*/Cargo.toml")}


def tell(lines):
    """A line for each function as it becomes ready, naming the last few that
    are not."""
    waiting = set(FUNCTIONS)
    for line in lines:
        if not line.startswith("{"):
            continue
        message = json.loads(line)
        if message.get("reason") != "compiler-artifact" or "bin" not in message["target"]["kind"]:
            continue
        name = message["target"]["name"]
        if name not in waiting:
            continue
        waiting.discard(name)
        if message["fresh"]:
            continue
        ready = f"{len(FUNCTIONS) - len(waiting)} of {len(FUNCTIONS)} functions are ready: {name}"
        if 0 < len(waiting) <= 3:
            ready += f". Still being built: {', '.join(sorted(waiting))}"
        yield f"{time.strftime('%H:%M:%S')}  {ready}"


if __name__ == "__main__":
    for words in tell(sys.stdin):
        print(words, flush=True)
