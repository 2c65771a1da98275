"""Make hostile archives out of good ones."""

import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path


def alter(archive: Path, out: Path, changes: Mapping[str, bytes | None]) -> Path:
    """Copy an archive; ``changes`` replaces or adds files by full name, and leaves out those that are ``None``."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        kept = {info.filename: old.read(info) for info in old.infolist()}
        for name, content in {**kept, **changes}.items():
            if content is not None:
                new.writestr(name, content)
    return out


def add_link(archive: Path, out: Path, *, name: str, to: str) -> Path:
    """Copy an archive and add a symbolic link."""
    alter(archive, out, {})
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(out, "a") as new:
        new.writestr(info, to)
    return out


def add_twice(archive: Path, out: Path, *, name: str) -> Path:
    """Copy an archive and add a file whose name is there already."""
    alter(archive, out, {})
    with zipfile.ZipFile(out, "a") as new:
        file = zipfile.ZipInfo("placeholder")
        new.writestr(file, b"second")
        new.filelist[-1].filename = name
    return out


def understate_size(archive: Path, out: Path, *, name: str, declared_bytes: int) -> Path:
    """Copy an archive and let one file declare that it unpacks to less than it does."""
    with zipfile.ZipFile(archive) as old:
        true_size = old.getinfo(name).file_size.to_bytes(4, "little")
    data = bytearray(archive.read_bytes())
    for place in _places(bytes(data), true_size):
        data[place : place + 4] = declared_bytes.to_bytes(4, "little")
    out.write_bytes(data)
    return out


def flip_bit(archive: Path, out: Path, *, at: float) -> Path:
    """Copy an archive with one bit of it turned over; ``at`` says where, 0 to 1."""
    data = bytearray(archive.read_bytes())
    data[int(len(data) * at)] ^= 1
    out.write_bytes(data)
    return out


def _places(data: bytes, wanted: bytes) -> list[int]:
    places, at = [], data.find(wanted)
    while at >= 0:
        places.append(at)
        at = data.find(wanted, at + 1)
    return places
