"""Unpack a zip archive of a model without trusting anything it says.

An ``.argosmodel`` file holds one folder; archives of Marian models hold their files loose, or in one folder.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Sequence
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


_Member = tuple[PurePosixPath, zipfile.ZipInfo]


def unpack(archive: BinaryIO, *, size_bytes: int, into: Path) -> None:
    """Unpack what is in the archive's one folder into an existing folder, and put it on the disk.

    Raises :exc:`InvalidPackageError` for an archive that is broken, has other than one folder at its top, names a path
    outside of it, holds a link or a special file, or unpacks to too much, counted as the bytes come out. What was
    written until then is left to the caller to remove. Raises :exc:`OSError` if it cannot be written.
    """
    _unpack(archive, size_bytes=size_bytes, into=into, arrange=_below_one_folder)


def unpack_loose(archive: BinaryIO, *, size_bytes: int, into: Path) -> None:
    """Unpack an archive whose files lie loose at its top; one folder around all of them is taken off.

    Raises what :func:`unpack` does.
    """
    _unpack(archive, size_bytes=size_bytes, into=into, arrange=_without_outer_folder)


def most_unpacked_bytes(size_bytes: int) -> int:
    """Return how much an archive of a size may unpack to."""
    return min(MOST_BYTES, FREE_GROWTH_BYTES + MOST_GROWTH * size_bytes)


def _unpack(
    archive: BinaryIO, *, size_bytes: int, into: Path, arrange: Callable[[Sequence[_Member]], list[_Member]]
) -> None:
    try:
        with zipfile.ZipFile(archive) as opened:
            members = arrange(_checked(opened.infolist()))
            left = most_unpacked_bytes(size_bytes)
            for path, member in members:
                left -= _write(opened, member, into / path, most_bytes=left)
    except _BROKEN as error:
        raise InvalidPackageError(reason=f"the archive is broken: {error or type(error).__name__}") from error


def _checked(members: Sequence[zipfile.ZipInfo]) -> list[_Member]:
    """Return files and folders with their paths, all of them harmless."""
    if len(members) > MOST_FILES:
        raise InvalidPackageError(reason=f"the archive holds {len(members)} files, more than {MOST_FILES}")
    return [(_checked_path(member), member) for member in members]


def _below_one_folder(paths: Sequence[_Member]) -> list[_Member]:
    """Return the files with their path below the one top folder."""
    for path, member in _files(paths):
        if len(path.parts) == 1:
            raise InvalidPackageError(reason=f"{member.filename!r} lies outside of a folder")
    tops = {path.parts[0] for path, _ in paths}
    files = _distinct(_files(paths))
    if len(tops) != 1:
        raise InvalidPackageError(reason=f"the archive holds {len(tops)} folders, not one")
    return [(PurePosixPath(*path.parts[1:]), member) for path, member in files]


def _without_outer_folder(paths: Sequence[_Member]) -> list[_Member]:
    """Return the files with their path, below the top folder where there is but one and all lie in it."""
    files = _distinct(_files(paths))
    tops = {path.parts[0] for path, _ in files}
    if len(tops) == 1 and all(len(path.parts) > 1 for path, _ in files):
        return [(PurePosixPath(*path.parts[1:]), member) for path, member in files]
    return files


def _files(paths: Sequence[_Member]) -> list[_Member]:
    return [(path, member) for path, member in paths if not member.is_dir()]


def _distinct(files: list[_Member]) -> list[_Member]:
    """Return the files, none of them twice and none of them below another."""
    names = {path for path, _ in files}
    for path, member in files:
        if not names.isdisjoint(path.parents):
            raise InvalidPackageError(reason=f"{member.filename!r} lies below a file")
    if len(names) < len(files):
        raise InvalidPackageError(reason="the archive holds a file twice")
    return files


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
