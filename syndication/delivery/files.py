"""How a parcel becomes a file at a partner, whatever protocol carries it.

A file is written under a name that ends with ``.part``, its size is compared, and then it gets its own name in one
step: who looks into the folder sees whole files only. Doing it again does no harm: a delivery has one name and the same
bytes each time, and what an attempt has left behind is written anew. Where files are named by entry instead of by
number, a small hidden file beside each says which version lies there, so that no older one takes a newer one's place.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Annotated, Protocol

from pydantic import Field

from syndication.delivery.model import Parcel, Receipt
from syndication.delivery.names import CHECKSUM, PART, file_name, is_numbered, part_name
from syndication.delivery_errors import DeliveryFailure, PermanentFailure, TemporaryFailure

_PROBE = "syndication-probe"
_MOST_VERSION_BYTES = 64

Silence = Annotated[
    int, Field(ge=1, le=30, title="Patience", description="Seconds to wait for an answer of the server, 1 to 30.")
]
Checksum = Annotated[
    bool,
    Field(
        title="Checksum files",
        description="Write a file NAME.sha256 beside each file, as sha256sum does, before the file itself appears.",
    ),
]
Host = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$",
        title="Host",
        description="Name or IP address of the partner's server, without protocol and port.",
    ),
]
Port = Annotated[int, Field(ge=1, le=65535, title="Port", description="The port it listens on.")]
User = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,200}$", title="User", description="The name to log in with.")]
RemotePath = Annotated[
    str,
    Field(
        pattern=r"^[^\x00-\x1f\x7f]{0,500}$",
        title="Folder",
        description="The folder on the server; it must be there. Empty for the one where the login leads.",
    ),
]


class Store(Protocol):
    """A folder at a partner. Paths are relative to it, with ``/`` between folders.

    All methods raise :exc:`~syndication.delivery_errors.TemporaryFailure`, with ``is_outcome_known`` false where the
    connection broke, and :exc:`~syndication.delivery_errors.PermanentFailure` for a name or content that is not taken.
    """

    def make_folder(self, path: str) -> None:
        """Make one folder, unless it is there."""

    def size(self, path: str) -> int | None:
        """Return how many bytes a file has; ``None`` if there is none."""

    def read(self, path: str, *, most_bytes: int) -> bytes | None:
        """Return a file's content as far as ``most_bytes``; ``None`` if there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Make a new file, in place of one that has the name; who still writes to that one must not reach this."""

    def rename(self, old: str, new: str) -> None:
        """Give a file another name, in place of a file that has it."""

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """How a channel's files are called, and whether each has a checksum beside it."""

    pattern: str
    has_checksum: bool


def put(store: Store, parcel: Parcel, filing: Filing, still: Callable[[], None]) -> Receipt:
    """File a parcel. ``still`` raises if this attempt has had its time; it is asked before what cannot be undone."""
    name, part = file_name(filing.pattern, parcel), part_name(filing.pattern, parcel)
    with nothing_has_appeared():
        _make_folders(store, name)
        _refuse_older(store, name, parcel, filing)
        # Where an attempt before this one got through, and only its answer did not.
        is_there = _lies_there(store, name, parcel.body)
        if not is_there:
            _upload(store, part, parcel.body)
        if filing.has_checksum:
            _upload(store, f"{name}{CHECKSUM}", _checksum_line(parcel, name))
        if not is_numbered(filing.pattern):
            _note_version(store, _version_file(name), parcel.version)
        # A process that was held up may have been replaced meanwhile by one that sends something newer.
        still()
    if not is_there:
        store.rename(part, name)
    return Receipt(stored_as=name)


def try_out(store: Store) -> None:
    """Write, read, rename and remove a small file, under names that partners know to leave alone."""
    content = b"This file shows that files can be written and renamed here. It is removed at once.\n"
    first, second = f"{_PROBE}{PART}", f"{_PROBE}-renamed{PART}"
    _upload(store, first, content)
    store.rename(first, second)
    if store.read(second, most_bytes=len(content)) != content:
        raise TemporaryFailure("a file that was written does not read the same")
    store.remove(second)


@contextmanager
def nothing_has_appeared() -> Iterator[None]:
    """Make failures say that their outcome is known: so far, nothing has got its name."""
    try:
        yield
    except TemporaryFailure as failure:
        if failure.is_outcome_known:
            raise
        raise TemporaryFailure(failure.reason) from failure


def _make_folders(store: Store, name: str) -> None:
    folders = name.split("/")[:-1]
    for depth in range(1, len(folders) + 1):
        store.make_folder("/".join(folders[:depth]))


def _refuse_older(store: Store, name: str, parcel: Parcel, filing: Filing) -> None:
    if is_numbered(filing.pattern):
        return
    noted = (store.read(_version_file(name), most_bytes=_MOST_VERSION_BYTES) or b"").strip()
    # What is there may be cut short by a full disk, or somebody else's.
    if noted.isdigit() and int(noted) > parcel.version:
        raise PermanentFailure(f"version {int(noted)} has been filed already, version {parcel.version} is older")


def _lies_there(store: Store, name: str, body: bytes) -> bool:
    return store.size(name) == len(body) and store.read(name, most_bytes=len(body)) == body


def _upload(store: Store, path: str, content: bytes) -> None:
    try:
        store.write(path, content)
        found = store.size(path)
    except DeliveryFailure:
        # The connection may be gone; then the next attempt overwrites what is there.
        with suppress(DeliveryFailure):
            store.remove(path)
        raise
    if found != len(content):
        raise TemporaryFailure(f"{found or 0} of {len(content)} bytes have arrived")


def _note_version(store: Store, path: str, version: int) -> None:
    # Before the file itself has its name: whoever comes in between with an older version is refused already.
    _upload(store, f"{path}{PART}", f"{version}\n".encode())
    store.rename(f"{path}{PART}", path)


def _version_file(name: str) -> str:
    folder, slash, own = name.rpartition("/")
    return f"{folder}{slash}.{own}.version"


def _checksum_line(parcel: Parcel, name: str) -> bytes:
    return f"{hashlib.sha256(parcel.body).hexdigest()}  {name.rpartition('/')[2]}\n".encode()
