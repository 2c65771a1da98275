"""The web process's side: ask the worker of this machine, and wait for no longer than a person who types would."""

import socket
import time
from pathlib import Path

from pydantic import ValidationError

from syndication.completions.address import find_address
from syndication.completions.messages import MOST_REPLY_BYTES, REPLY, REQUEST, Outcome, Reply, Request

WITHIN_S = 1.0
"""How long a completion is waited for."""


def ask_worker(
    data_dir: Path,
    *,
    client: str,
    languages: tuple[str, str],
    text: str,
    prefix: str,
    alternatives: bool,
    within_s: float = WITHIN_S,
) -> Reply | None:
    """Return what the worker says, or ``None`` where there is none on this machine. Raises nothing, takes no longer."""
    address = find_address(data_dir)
    if address is None:
        return None
    request = Request(
        key=address.key,
        client=client,
        source=languages[0],
        target=languages[1],
        text=text,
        prefix=prefix,
        alternatives=alternatives,
        within_s=within_s,
    )
    until_s = time.monotonic() + within_s
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.settimeout(within_s)
            connection.connect(address.path)
        except OSError:
            return None
        try:
            connection.sendall(REQUEST.dump_json(request) + b"\n")
            return REPLY.validate_json(_read_line(connection, until_s))
        except TimeoutError:
            return Reply(outcome=Outcome.LATE)
        except (OSError, ValidationError):
            return Reply(outcome=Outcome.FAILED)


def _read_line(connection: socket.socket, until_s: float) -> bytes:
    data = bytearray()
    while not data.endswith(b"\n") and len(data) <= MOST_REPLY_BYTES:
        left_s = until_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        connection.settimeout(left_s)
        piece = connection.recv(64 << 10)
        if not piece:
            break
        data += piece
    return bytes(data)
