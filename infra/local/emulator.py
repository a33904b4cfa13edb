"""Runs MiniStack, the emulator of AWS, and keeps its state while it runs.

MiniStack writes its state down when it is stopped in order and at no other
time. Here it does so every half minute, so that a process that is killed, or a
machine that is switched off, loses half a minute of work and not a day of it.
Run by infra/local/stack.py; its argument is the folder of that stack, by which
its process is told from another stack's.

    python infra/local/emulator.py target/local-stack
"""

import json
import logging
import os
import sys
import threading

import conditions
from ministack import app
from ministack.core import persistence
from ministack.services import lambda_svc

#: Seconds between two times. Its own tests do not want to wait for so long.
EVERY = float(os.environ.get("LOCAL_STACK_KEPT_EVERY", "30"))
log = logging.getLogger("persistence")
#: Once for each service while nothing of it changes.
written = {}


def keep(service, state_of):
    """Writes down what a service has, all of it or nothing."""
    state = state_of()
    if state is None:
        return
    # In one piece: MiniStack's own way, a piece at a time, takes ten times as
    # long, in which it answers nobody.
    wrapped = {"__ministack_format__": persistence._state_format_version(service), "payload": state}
    text = json.dumps(wrapped, default=persistence._json_default)
    if written.get(service) == hash(text):
        return
    os.makedirs(persistence.STATE_DIR, exist_ok=True)
    path = os.path.join(persistence.STATE_DIR, f"{service}.json")
    with open(path + ".kept", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".kept", path)
    written[service] = hash(text)


def keep_all():
    """Writes down every service. What changes while it is read is written the
    next time."""
    for service, state_of in app._build_persistence_save_dict().items():
        try:
            keep(service, state_of)
        except Exception as error:  # noqa: BLE001 the next service is written all the same
            log.info("%s is kept the next time: %s", service, error)


def with_streams_begun_anew(restore):
    """MiniStack keeps how far a stream was read and not what is in it. After a
    start it would deliver nothing until as much had been written again."""

    def restored(state):
        positions = state.get("dynamodb_stream_positions") or {}
        for stream in list(positions):
            positions[stream] = 0
        restore(state)

    return restored


def keep_from_time_to_time():
    stopped = threading.Event()
    # Not at once: what was kept before is read first.
    while not stopped.wait(EVERY):
        keep_all()


if __name__ == "__main__":
    # MiniStack has flags of its own.
    del sys.argv[1:]
    conditions.teach()
    lambda_svc.load_persisted_state = with_streams_begun_anew(lambda_svc.load_persisted_state)
    threading.Thread(target=keep_from_time_to_time, daemon=True).start()
    app.main()
