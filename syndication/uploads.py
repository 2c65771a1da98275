"""Files that people hand in, kept for a worker: in the data folder, under a name of ours, and trusted by nobody."""

import os
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO, Protocol

from syndication.errors import TooLarge

MOST_UPLOAD_BYTES = 2 << 30
"""The largest file taken: models of OPUS-MT have 300 MB, big ones 900."""

WORK_PREFIX = "convert-"
"""What folders begin with in which something is made of an upload."""

_SUFFIX = ".upload"
_PIECE_BYTES = 1 << 20
_FORGOTTEN_AFTER_S = 3600.0


class Readable(Protocol):
    """Whatever bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, none at the end."""


def uploads_dir(data_dir: Path) -> Path:
    """Return the folder of uploads, and make it where it is not there."""
    folder = data_dir / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep_upload(source: Readable, data_dir: Path, *, limit: int = MOST_UPLOAD_BYTES) -> str:
    """Copy everything into a new file, for the account of the service alone, and return its name.

    Raises :exc:`~syndication.errors.TooLarge`; then, as after any other error, nothing is left.
    """
    path = uploads_dir(data_dir) / f"{secrets.token_hex(16)}{_SUFFIX}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _copy(source, file, limit)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path.name


def find_upload(data_dir: Path, name: str) -> Path | None:
    """Return the file of an upload, if it is still there."""
    path = uploads_dir(data_dir) / Path(name).name
    return path if path.suffix == _SUFFIX and path.is_file() else None


def drop_upload(data_dir: Path, name: str | None) -> None:
    """Remove an upload that is done with."""
    path = find_upload(data_dir, name) if name else None
    if path is not None:
        path.unlink(missing_ok=True)


def drop_forgotten(data_dir: Path, wanted: Collection[str]) -> None:
    """Remove uploads of yore that no job wants, and what is left of conversions: somebody was broken off."""
    for path in uploads_dir(data_dir).iterdir():
        is_old = time.time() - path.lstat().st_mtime > _FORGOTTEN_AFTER_S
        if is_old and path.name.endswith(_SUFFIX) and path.name not in wanted:
            path.unlink(missing_ok=True)
        elif is_old and path.name.startswith(WORK_PREFIX):
            shutil.rmtree(path, ignore_errors=True)


def _copy(source: Readable, into: BinaryIO, limit: int) -> None:
    size = 0
    while piece := source.read(_PIECE_BYTES):
        size += len(piece)
        if size > limit:
            raise TooLarge("the file", limit=limit, found=size)
        into.write(piece)
    into.flush()
    os.fsync(into.fileno())
