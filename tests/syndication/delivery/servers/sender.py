"""A program that files numbered parcels one after the other, and is killed again and again while it does.

``python -m tests.syndication.delivery.servers.sender JSON``; the JSON says what, where and how often. A child does the
work and notes the last number that was accepted, as the dispatcher does; this process kills it (``SIGKILL``) at random
moments and begins another one, which goes on from the note.
"""

import hashlib
import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from syndication.delivery import CHANNELS
from syndication.delivery_errors import TemporaryFailure
from tests.syndication.delivery.parcels import make_carrier, make_parcel

_LONGEST_LIFE_S = 0.25


def body_of(number: int, size: int) -> bytes:
    """Return bytes that show by themselves whether they are whole: their hash, then what it is of."""
    content = random.Random(number).randbytes(size)
    return hashlib.sha256(content).hexdigest().encode() + content


def is_whole(body: bytes) -> bool:
    return hashlib.sha256(body[64:]).hexdigest().encode() == body[:64]


def file_all(task: Mapping[str, Any]) -> None:
    """Send from the number after the noted one to the last, however often a connection fails."""
    kind = CHANNELS[task["kind"]]
    settings = TypeAdapter(kind.settings).validate_json(json.dumps(task["settings"]))
    carrier = make_carrier(Path(task["folders"]))
    note = Path(task["note"])
    number = int(note.read_text()) if note.exists() else 0
    while number < task["last"]:
        parcel = make_parcel(sequence=number + 1, version=1, body=body_of(number + 1, task["size"]))
        try:
            kind.send(parcel, settings, task["secrets"], carrier)
        except TemporaryFailure as failure:
            sys.stderr.write(f"{number + 1}: {failure}\n")
            time.sleep(0.02)
            continue
        number += 1
        fresh = note.with_suffix(".new")
        fresh.write_text(str(number))
        fresh.rename(note)


def main() -> None:
    task = json.loads(sys.argv[1])
    if task["kind"] == "sftp":
        # What a child would load anew each time, longer than it lives.
        importlib.import_module("syndication.delivery.sftp_client")
    moments = random.Random(task["seed"])
    for kills_left in range(task["kills"], -1, -1):
        child = os.fork()
        if not child:
            file_all(task)
            os._exit(0)
        if kills_left:
            time.sleep(moments.uniform(0, _LONGEST_LIFE_S))
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
