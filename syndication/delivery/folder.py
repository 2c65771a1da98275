"""Files in a folder of this machine, from where somebody else takes them: another program, a mounted share, rsync.

Written below ``SYNDICATION_FOLDERS`` and nowhere else. Symbolic links are not followed, wherever they lead. A file is
on the disk before it gets its name, and its name is on the disk before the delivery counts as accepted.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.model import STRICT
from syndication.delivery.connections import Connections
from syndication.delivery.files import Checksum, Filing, put, try_out
from syndication.delivery.model import Carrier, ChannelKind, Parcel, Receipt
from syndication.delivery.names import DEFAULT_PATTERN, Pattern
from syndication.delivery_errors import TemporaryFailure

_FILE_MODE = 0o640
_FOLDER_MODE = 0o750
_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NOT_A_FOLDER = frozenset({errno.ELOOP, errno.ENOTDIR})


def inner_path(path: str) -> str:
    """Return a path below a folder without slashes around it; raises :exc:`ValueError` for one that could leave it."""
    plain = path.strip("/")
    if not plain or any(part.startswith(".") or not part.strip() for part in plain.split("/")):
        raise ValueError("expected a folder such as outlet/vietnamese, none of it beginning with a dot")
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSettings:
    """Where to put files on this machine."""

    __pydantic_config__ = STRICT

    path: Annotated[
        str,
        AfterValidator(inner_path),
        Field(
            pattern=r"^[^\x00-\x1f\x7f]{1,500}$",
            title="Folder",
            description="Folder below SYNDICATION_FOLDERS, such as outlet/vietnamese; it is made when it is needed.",
        ),
    ]
    pattern: Pattern = DEFAULT_PATTERN
    has_checksum: Checksum = False


def send(parcel: Parcel, settings: FolderSettings, secrets: Mapping[str, str], carrier: Carrier) -> Receipt:
    """Put a parcel into the folder."""
    filing = Filing(pattern=settings.pattern, has_checksum=settings.has_checksum)
    with _opened(settings, carrier) as (store, connections):
        receipt = put(store, parcel, filing, connections.check)
    return Receipt(stored_as=f"{settings.path}/{receipt.stored_as}")


def probe(settings: FolderSettings, secrets: Mapping[str, str], carrier: Carrier) -> str:
    """Write a file, rename it and remove it."""
    with _opened(settings, carrier) as (store, _):
        try_out(store)
    return f"Files can be written in {carrier.folders / settings.path}."


class FolderStore:
    """A folder of this machine (:class:`syndication.delivery.files.Store`), by an open handle of it.

    Every path is walked from handle to handle, so nobody who may write there can lead it elsewhere meanwhile.
    """

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def make_folder(self, path: str) -> None:
        """Make one folder, unless it is there."""
        with self._parent(path) as (parent, name):
            make_folder(parent, name)

    def size(self, path: str) -> int | None:
        """Return how many bytes a file has; ``None`` if there is none."""
        with self._parent(path) as (parent, name), suppress(FileNotFoundError):
            found = os.stat(name, dir_fd=parent, follow_symlinks=False)
            return found.st_size if stat.S_ISREG(found.st_mode) else -1
        return None

    def read(self, path: str, *, most_bytes: int) -> bytes | None:
        """Return a file's content as far as ``most_bytes``; ``None`` if there is none."""
        with self._parent(path) as (parent, name), suppress(FileNotFoundError):
            # Without waiting: somebody may have put a pipe there.
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=parent)
            with os.fdopen(handle, "rb") as file:
                return file.read(most_bytes)
        return None

    def write(self, path: str, content: bytes) -> None:
        """Make a new file, in place of one that has the name, and wait until it is on the disk."""
        self.remove(path)
        with self._parent(path) as (parent, name):
            how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            with os.fdopen(os.open(name, how, _FILE_MODE, dir_fd=parent), "wb") as file:
                os.fchmod(file.fileno(), _FILE_MODE)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())

    def rename(self, old: str, new: str) -> None:
        """Give a file another name in its folder, in place of one that has it, and wait until that is on the disk."""
        with self._parent(new) as (parent, name):
            os.rename(old.rpartition("/")[2], name, src_dir_fd=parent, dst_dir_fd=parent)
            os.fsync(parent)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        with self._parent(path) as (parent, name), suppress(FileNotFoundError):
            os.unlink(name, dir_fd=parent)

    @contextmanager
    def _parent(self, path: str) -> Iterator[tuple[int, str]]:
        *folders, name = path.split("/")
        handle = os.dup(self._handle)
        try:
            with _telling():
                for folder in folders:
                    handle = _step(handle, folder)
                yield handle, name
        finally:
            os.close(handle)


def make_folder(parent: int, name: str) -> None:
    """Make a folder in an open one, unless it is there, and wait until it is on the disk."""
    with suppress(FileExistsError):
        os.mkdir(name, _FOLDER_MODE, dir_fd=parent)
        os.fsync(parent)


@contextmanager
def _opened(settings: FolderSettings, carrier: Carrier) -> Iterator[tuple[FolderStore, Connections]]:
    with _telling():
        carrier.folders.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        # The folder of all folders may be reached by a link: the operator has named it.
        handle = os.open(carrier.folders, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with _telling():
            for name in settings.path.split("/"):
                make_folder(handle, name)
                handle = _step(handle, name)
        with Connections(carrier, silence_s=0) as connections:
            yield FolderStore(handle), connections
    finally:
        os.close(handle)


def _step(handle: int, name: str) -> int:
    """Return a handle of a folder in an open one, and close that one."""
    inner = os.open(name, _OPEN_FOLDER, dir_fd=handle)
    os.close(handle)
    return inner


@contextmanager
def _telling() -> Iterator[None]:
    """Turn errors of the operating system into failures of a delivery: all of them can be put right."""
    try:
        yield
    except OSError as error:
        if error.errno in _NOT_A_FOLDER:
            raise TemporaryFailure(f"{error.filename} is a link, or no folder: links are not followed") from error
        where = f": {Path(str(error.filename)).name}" if error.filename else ""
        raise TemporaryFailure(f"{(error.strerror or 'it failed').lower()}{where}") from error


FOLDER = ChannelKind(
    name="folder",
    title="Folder",
    summary="A file for each delivery in a folder of this machine, from where others take it.",
    settings=FolderSettings,
    secrets={},
    send=send,
    probe=probe,
)
