"""What a parser is: bytes in; out a live blog without identity yet, and a word about each line it could not place."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from feeds.model import LiveBlog


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseOptions:
    """What a document cannot say of itself. ``now`` is the time of reading; ``timezone`` an IANA name."""

    now: dt.datetime
    timezone: str | None = None
    date: dt.date | None = None
    slug: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something a person should look at: where it stands (``line 12``), what was done with it, and the text itself."""

    location: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A live blog as read. Guids are empty and versions 0 where the format carries none."""

    blog: LiveBlog
    remarks: tuple[Remark, ...] = ()


class Parser(Protocol):
    """Read one ingest format; raises :exc:`~feeds.errors.ParseError` when nothing of the document can be used."""

    def __call__(self, data: bytes, options: ParseOptions) -> Parsed:
        """Return what ``data`` says."""
