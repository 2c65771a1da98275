"""Unpack an ``.argosmodel`` file, which is a zip archive with one folder, without trusting anything it says."""

import os
import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from translations.engines.errors import InvalidPackageError

MOST_FILES = 500
MOST_BYTES = 8 << 30
# Weights hardly compress. An archive may grow tenfold, and small ones by this much more; a bomb grows a thousandfold.
MOST_GROWTH = 10
FREE_GROWTH_BYTES = 64 << 20
_LONGEST_NAME = 200
_PIECE_BYTES = 1 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def unpack(archive: BinaryIO, *, size_bytes: int, into: Path) -> None:
    """Unpack what is in the archive's one folder into an existing folder, and put it on the disk.

    Raises :exc:`InvalidPackageError` for an archive that is broken, has other than one folder at its top, names a path
    outside of it, holds a link or a special file, or unpacks to too much, counted as the bytes come out. What was
    written until then is left to the caller to remove. Raises :exc:`OSError` if it cannot be written.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = _checked(opened.infolist())
            left = min(MOST_BYTES, FREE_GROWTH_BYTES + MOST_GROWTH * size_bytes)
            for path, member in members:
                left -= _write(opened, member, into / path, most_bytes=left)
    except _BROKEN as error:
        raise InvalidPackageError(reason=f"the archive is broken: {error or type(error).__name__}") from error


def _checked(members: Sequence[zipfile.ZipInfo]) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """Return the files with their path below the one top folder."""
    if len(members) > MOST_FILES:
        raise InvalidPackageError(reason=f"the archive holds {len(members)} files, more than {MOST_FILES}")
    paths = [(_checked_path(member), member) for member in members]
    files = [(path, member) for path, member in paths if not member.is_dir()]
    names = {path for path, _ in files}
    for path, member in files:
        if len(path.parts) == 1:
            raise InvalidPackageError(reason=f"{member.filename!r} lies outside of a folder")
        if not names.isdisjoint(path.parents):
            raise InvalidPackageError(reason=f"{member.filename!r} lies below a file")
    if len(names) < len(files):
        raise InvalidPackageError(reason="the archive holds a file twice")
    tops = {path.parts[0] for path, _ in paths}
    if len(tops) != 1:
        raise InvalidPackageError(reason=f"the archive holds {len(tops)} folders, not one")
    return [(PurePosixPath(*path.parts[1:]), member) for path, member in files]


def _checked_path(member: zipfile.ZipInfo) -> PurePosixPath:
    name, path = member.filename, PurePosixPath(member.filename)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise InvalidPackageError(reason=f"{name!r} is a link or a special file")
    is_plain = name.isprintable() and "\\" not in name and 0 < len(name) <= _LONGEST_NAME
    if not is_plain or path.is_absolute() or ".." in path.parts or not path.parts:
        raise InvalidPackageError(reason=f"{name!r} is not a safe file name")
    return path


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, *, most_bytes: int) -> int:
    """Write one member as a plain new file; return its size. The checksum is verified as the last bytes are read."""
    written = 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with opened.open(member) as source, target.open("xb") as sink:
        while piece := source.read(_PIECE_BYTES):
            written += len(piece)
            if written > most_bytes:
                raise InvalidPackageError(reason="the archive unpacks to far more than its size: it may be a bomb")
            sink.write(piece)
        sink.flush()
        os.fsync(sink.fileno())
    return written
