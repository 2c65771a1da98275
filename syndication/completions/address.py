"""Where the worker of this machine listens: a socket, and a file in the data folder that names it and holds the key.

Both are for the account of the service alone (mode 0600). Where there is no such file, or nobody answers at the socket,
there is no worker here that finishes sentences: it is stopped, or runs on another machine.
"""

import json
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ADDRESS_FILE = "completions.json"
_SOCKET = "completions.{}.sock"
# The kernel takes no longer path for a socket (unix(7): 108 bytes with the zero behind it).
_LONGEST_PATH_BYTES = 107
_OWN = 0o600


@dataclass(frozen=True, slots=True)
class Address:
    """A path to connect to, and the key that every request must show."""

    path: str
    key: str


def find_address(data_dir: Path) -> Address | None:
    """Return where the worker listens, if one says so."""
    try:
        found = json.loads((data_dir / ADDRESS_FILE).read_bytes())
        return Address(str(found["path"]), str(found["key"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@contextmanager
def listening(data_dir: Path) -> Iterator[tuple[socket.socket, Address]]:
    """Listen, and say where, until the block ends. The latest worker on a machine is the one that is asked.

    Raises :exc:`OSError` where the folder takes no socket or file.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    _remove_dead(data_dir)
    with _folder_for_socket(data_dir) as folder, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        path = folder / _SOCKET.format(f"{os.getpid()}-{secrets.token_hex(3)}")
        listener.bind(str(path))
        path.chmod(_OWN)
        listener.listen(32)
        address = Address(str(path), secrets.token_urlsafe(32))
        _write(data_dir / ADDRESS_FILE, address)
        try:
            yield listener, address
        finally:
            if find_address(data_dir) == address:
                (data_dir / ADDRESS_FILE).unlink(missing_ok=True)
            path.unlink(missing_ok=True)


@contextmanager
def _folder_for_socket(data_dir: Path) -> Iterator[Path]:
    """Give the data folder, or one with a shorter path that is nobody else's."""
    longest = data_dir / _SOCKET.format("0" * 20)
    if len(os.fsencode(longest)) <= _LONGEST_PATH_BYTES:
        yield data_dir
        return
    folder = Path(tempfile.mkdtemp(prefix="syndication-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, address: Address) -> None:
    """Write the file in one step, readable by nobody else at any moment."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"path": address.path, "key": address.key}, file)
    new.replace(path)


def _remove_dead(data_dir: Path) -> None:
    """Remove the sockets of workers that were killed: nobody listens there any more."""
    for path in data_dir.glob(_SOCKET.format("*")):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, suppress(OSError):
            probe.settimeout(0.2)
            try:
                probe.connect(str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
