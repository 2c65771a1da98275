"""A document as it was read, made ready to be taken in: safe, under its own name here, without what cannot be used."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from feeds.errors import InvalidDocument
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.parsers import Parsed, Remark
from syndication.admission import admit_blog, admit_entry
from syndication.errors import TooLarge

WITHDRAWN = "Withdrawn by the source"
"""Why an entry is killed that its source has withdrawn without a reason."""

Placed = tuple[int, Entry]
"""An entry, and where it stood in its document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A live blog made safe, with its entries beside it: ``blog`` has none.

    ``unreadable`` counts the entries that were left out, ``modified_at`` is what the server says of the document, and
    ``refresh_s`` how long the document wishes not to be asked for again.
    """

    blog: LiveBlog
    placed: tuple[Placed, ...]
    unreadable: int
    remarks: tuple[Remark, ...]
    modified_at: datetime | None
    refresh_s: int

    @property
    def whole(self) -> LiveBlog:
        """The live blog with its entries."""
        return replace(self.blog, entries=tuple(entry for _place, entry in self.placed))


def prepare(parsed: Parsed, slug: str, *, modified_at: datetime | None = None) -> Prepared:
    """Make what was read safe. An entry that cannot be taken in costs itself only.

    Raises ``InvalidDocument`` and ``TooLarge`` for what is wrong with the whole.
    """
    entries = tuple(_with_reason(entry) for entry in parsed.blog.entries)
    places: Sequence[int] = parsed.places or range(len(entries))
    blog = replace(parsed.blog, slug=slug, entries=entries)
    remarks: tuple[Remark, ...] = ()
    try:
        admitted = admit_blog(blog)
    except (InvalidDocument, TooLarge):
        # Only now: to look at each entry twice would take its time with every reading.
        faults = [_fault(entry) for entry in entries]
        remarks = tuple(fault for fault in faults if fault)
        places = [place for place, fault in zip(places, faults, strict=True) if not fault]
        sound = tuple(entry for entry, fault in zip(entries, faults, strict=True) if not fault)
        admitted = admit_blog(replace(blog, entries=sound))
    return Prepared(
        blog=replace(admitted, entries=()),
        placed=tuple(zip(places, admitted.entries, strict=True)),
        unreadable=parsed.skipped + len(remarks),
        remarks=(*parsed.remarks, *remarks),
        modified_at=modified_at,
        refresh_s=parsed.refresh_s or 0,
    )


def _with_reason(entry: Entry) -> Entry:
    if entry.pub_status is not PubStatus.CANCELED:
        return entry
    return replace(entry, kill_reason=entry.kill_reason or WITHDRAWN)


def _fault(entry: Entry) -> Remark | None:
    try:
        admit_entry(entry)
    except (InvalidDocument, TooLarge) as error:
        return Remark(location=entry.guid or "entry", reason=f"the entry was skipped: {error}")
    return None
