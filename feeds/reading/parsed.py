"""What goes into a parser beside the bytes, and what comes out."""

import datetime as dt
from dataclasses import dataclass

from feeds.model import LiveBlog


@dataclass(frozen=True, slots=True, kw_only=True)
class ParseOptions:
    """What a document cannot say of itself. ``now`` is the time of reading; ``timezone`` an IANA name.

    ``title`` is the live blog's, for formats that hold nothing but its entries. ``base_url`` is the address it was read
    from, against which relative addresses in it are resolved.
    """

    now: dt.datetime
    timezone: str | None = None
    date: dt.date | None = None
    slug: str | None = None
    title: str | None = None
    language: str | None = None
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something a person should look at: where it stands (``line 12``), what was done with it, and the text itself."""

    location: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A live blog as read. Guids are empty and versions 0 where the format carries none.

    ``places`` says where each entry of ``blog`` stood among those of the document, counted from 0; empty where the
    document has them in the blog's own order. ``skipped`` counts the entries that could not be read. ``refresh_s`` says
    for how many seconds the document wishes not to be asked for again.
    """

    blog: LiveBlog
    remarks: tuple[Remark, ...] = ()
    places: tuple[int, ...] = ()
    skipped: int = 0
    refresh_s: int | None = None
