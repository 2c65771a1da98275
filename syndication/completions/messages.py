"""What the web process and the worker say to each other: one line of JSON each way, and nothing is ever unpickled."""

from dataclasses import dataclass
from enum import StrEnum

from pydantic import TypeAdapter

MOST_REQUEST_BYTES = 64 << 10
MOST_REPLY_BYTES = 256 << 10


class Outcome(StrEnum):
    """What became of a request.

    ``done``: here is what was found, maybe nothing. ``superseded``: the same client has asked something newer.
    ``busy``: too many wait. ``late``: nobody waits for it any more. ``no_engine``: no engine here finishes sentences of
    this pair. ``failed``: the engine could not.
    """

    DONE = "done"
    SUPERSEDED = "superseded"
    BUSY = "busy"
    LATE = "late"
    NO_ENGINE = "no_engine"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Finish ``prefix`` as a translation of ``text``, or go on from it in other ways (``alternatives``).

    ``client`` is who asks: a newer request of theirs takes the place of an older one. ``within_s`` is how long they
    wait.
    """

    key: str
    client: str
    source: str
    target: str
    text: str
    prefix: str
    alternatives: bool
    within_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One completion: the whole sentence."""

    text: str
    mean_log_probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the worker answers."""

    outcome: Outcome
    completions: tuple[Found, ...] = ()


REQUEST = TypeAdapter(Request)
REPLY = TypeAdapter(Reply)
