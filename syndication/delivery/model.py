"""What is delivered, and how a channel takes it: the words every channel shares."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any, Protocol

from syndication.network import Network


class Kind(StrEnum):
    """What a delivery is for whoever receives it. ``withhold`` takes a text back for now, ``kill`` for ever."""

    NEW = "new"
    UPDATE = "update"
    CORRECTION = "correction"
    WITHHOLD = "withhold"
    KILL = "kill"


class Urgency(IntEnum):
    """What goes first on a channel: the lowest number."""

    RECALL = 0
    CORRECTION = 1
    UPDATE = 2
    REPLAY = 3


URGENCY_OF = {
    Kind.KILL: Urgency.RECALL,
    Kind.WITHHOLD: Urgency.RECALL,
    Kind.CORRECTION: Urgency.CORRECTION,
    Kind.UPDATE: Urgency.UPDATE,
    Kind.NEW: Urgency.UPDATE,
}


class ChannelState(StrEnum):
    """``active``; ``paused`` by a person; ``stopped`` because the partner said that it wants nothing more (410).

    ``retired``: nothing is sent and nothing waits any more, withdrawals neither; its log stays, and what its
    receiver is owed stays owed.
    """

    ACTIVE = "active"
    PAUSED = "paused"
    STOPPED = "stopped"
    RETIRED = "retired"


class DeliveryState(StrEnum):
    """``sending``: under way, or tried without success; ``superseded``: something newer went in its place."""

    SENDING = "sending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


class Outcome(StrEnum):
    """How an attempt ended; ``unknown``: the bytes may have arrived, the answer did not."""

    ACCEPTED = "accepted"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One delivery as it leaves: one version of one text, as a whole document in the partner's format.

    ``sequence`` counts what the channel's receiver has accepted, from 1, without gaps and without end: this is the
    number it will have. ``event_id`` names these bytes: the same ones come again under the same id. ``sent_at`` is the
    time of this attempt. ``blog`` is the slug. ``suffix`` is a file's usual one for the format, such as ``.xml``.
    """

    event_id: str
    sequence: int
    kind: Kind
    guid: str
    language: str
    version: int
    blog: str
    partner: str
    profile: str
    channel: str
    media_type: str
    suffix: str
    body: bytes
    body_hash: str
    created_at: datetime
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """What a channel needs besides its settings. ``stop`` is set when the process is to end.

    ``folders`` is the folder below which channels of this machine may write.
    """

    network: Network
    folders: Path
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That a partner has accepted a delivery: with which HTTP status, or under which name it lies there."""

    status: int | None = None
    stored_as: str = ""


class Send(Protocol):
    """Takes a parcel to the partner.

    Raises :exc:`~syndication.delivery_errors.TemporaryFailure` and
    :exc:`~syndication.delivery_errors.PermanentFailure`, nothing else.
    """

    def __call__(self, parcel: Parcel, settings: Any, secrets: Mapping[str, str], carrier: Carrier) -> Receipt:
        """Send; return when the partner has accepted, after a minute at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelKind:
    """A kind of channel: one line in :data:`syndication.delivery.CHANNELS`.

    ``settings`` is a frozen dataclass that pydantic validates; its fields carry ``title`` and ``description`` for the
    form, the API and the docs. ``secrets`` names what is kept sealed, with the label of each; ``optional_secrets`` are
    those that may be missing. ``probe`` tries the address out without delivering anything and returns a sentence.
    """

    name: str
    title: str
    summary: str
    settings: type[Any]
    secrets: Mapping[str, str]
    optional_secrets: frozenset[str] = frozenset()
    send: Send
    probe: Callable[[Any, Mapping[str, str], Carrier], str] | None = None
