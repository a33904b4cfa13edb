"""Holds the API to its OpenAPI document with schemathesis: deeply against the
whole portal in one process, then through the deployed stack."""

import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
HERE = TOP / "tests" / "contract"
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", TOP / "target")).resolve()
DOCUMENT = TOP / "functions" / "portal" / "openapi.json"
ROOM = TARGET / "contract-room"
METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}


@contextlib.contextmanager
def in_one_process():
    """The whole portal with answers in memory, on a free port."""
    serving = subprocess.Popen([TARGET / "local" / "serve", "0"], stdout=subprocess.PIPE, text=True)
    try:
        yield serving.stdout.readline().strip()
    finally:
        serving.terminate()
        serving.wait()


def operations():
    paths = json.loads(DOCUMENT.read_text())["paths"]
    return [f"{method.upper()} {path}" for path, has in paths.items() for method in has if method in METHODS]


def hold(where, address, examples, phases, fewest):
    """Which operations break the contract there, and how many requests that
    took. The same requests every time: `generation.deterministic`."""
    report = ROOM / f"{where}.json"
    report.unlink(missing_ok=True)
    print(f"\n=== {where}: {address}", flush=True)
    ended = subprocess.run(
        [
            *(Path(sys.executable).with_name("schemathesis"), "--config-file", HERE / "schemathesis.toml"),
            *("run", DOCUMENT, "--url", address, "--no-color"),
            *("--max-examples", str(examples), "--phases", phases),
            *("--report", "json", "--report-json-path", report),
        ],
        cwd=ROOM,
        env=os.environ | {"PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    said = json.loads(report.read_text())
    broken = {name for trouble in said["failures"] for name in trouble["operations"]}
    sent = said["test_cases"]["generated"]
    if ended.returncode and not broken:
        broken = {f"the run itself, {said['errors']}"}
    if said["operations"]["tested"] != len(operations()) or sent < fewest:
        broken.add(f"too little was asked: {sent} requests, {said['operations']}")
    return broken, sent


def main():
    ROOM.mkdir(parents=True, exist_ok=True)
    with in_one_process() as address:
        runs = [hold("one-process", address, 120, "examples,coverage,fuzzing,stateful", 3_000)]
    # Each request takes 50 ms here, and what the stack adds is little: the
    # systematic cases (coverage) are left to the other run.
    runs.append(hold("stack", os.environ["PORTAL_ADDRESS"], 15, "examples,fuzzing,stateful", 100))
    failed = sum(len(broken) for broken, _ in runs)
    print()
    for broken, sent in runs:
        print(f"{sent} requests; broken: {', '.join(sorted(broken)) or 'none'}")
    print(f"{max(0, len(runs) * len(operations()) - failed)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
