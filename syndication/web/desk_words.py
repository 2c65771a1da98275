"""What the live desk says of an entry: its marks, its times on two clocks, its form. Pure; templates only print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from feeds.dates import rfc3339
from feeds.html import plain_text
from feeds.language import is_right_to_left
from feeds.locales import Labels, labels_for
from feeds.model import Entry, EntryKind, Heading, LiveBlog, MediaBlock, Paragraph, Quote
from syndication.desk.entry_forms import write_entry
from syndication.desk.fields import Fields
from syndication.desk.local_times import tell_offset
from syndication.desk.merging import Merged
from syndication.desk.states import EntryState, next_turn, states_of
from syndication.storage.stream import StreamRow
from syndication.web.desk_submitting import Trouble, new_key

STATE_WORDS = {
    EntryState.PINNED: "Pinned",
    EntryState.HIGHLIGHTED: "Highlighted",
    EntryState.SCHEDULED: "Scheduled",
    EntryState.EMBARGOED: "Embargoed",
    EntryState.HELD: "Held",
    EntryState.CORRECTED: "Corrected",
    EntryState.KILLED: "Killed",
}
"""What the marks of an entry are called."""

KIND_WORDS = {EntryKind.UPDATE: "Update", EntryKind.KEY_EVENT: "Key event", EntryKind.SUMMARY: "Summary"}
"""What the kinds of entries are called."""

_OPENING = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A mark of an entry; ``more`` says until when, on both clocks."""

    state: EntryState
    name: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """An entry in the stream."""

    entry_id: int
    entry: Entry
    chips: tuple[Chip, ...]
    kind: str
    clock: str
    iso: str
    both_clocks: str
    opening: str
    language: str
    labels: Labels

    @property
    def is_killed(self) -> bool:
        """Say whether nothing can be done to it any more."""
        return any(chip.state is EntryState.KILLED for chip in self.chips)

    def has(self, state: str) -> bool:
        """Say whether the entry has a mark."""
        return any(chip.state == state for chip in self.chips)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormView:
    """An entry in its form. ``typed`` has what was sent, where it was refused; ``merged`` what two people made of it.

    ``offset`` is how the live blog's clock stands to UTC.
    """

    entry: Entry
    typed: Fields
    zone: str
    offset: str
    key: str = field(default_factory=new_key)
    troubles: tuple[Trouble, ...] = ()
    merged: Merged | None = None

    def value(self, name: str) -> str:
        """Return what stands in a field."""
        return next(iter(self.typed.get(name, ())), "")


def form_view(
    entry: Entry,
    blog: LiveBlog,
    now: datetime,
    *,
    typed: Fields | None = None,
    troubles: tuple[Trouble, ...] = (),
    merged: Merged | None = None,
) -> FormView:
    """Lay out the form of an entry; times and choices say what was typed, if something was."""
    zone = ZoneInfo(blog.timezone)
    return FormView(
        entry=entry,
        typed=write_entry(entry, zone) if typed is None else typed,
        zone=blog.timezone,
        offset=tell_offset(now, zone),
        troubles=troubles,
        merged=merged,
    )


def new_form(blog: LiveBlog, now: datetime) -> FormView:
    """Lay out the empty form of a new entry: its time of publication is left open, which means at once."""
    empty = Entry(published_at=now, created_at=now, updated_at=now)
    written: Mapping[str, Sequence[str]] = write_entry(empty, ZoneInfo(blog.timezone)) | {"published_at": [""]}
    return form_view(empty, blog, now, typed=written)


def row_view(row: StreamRow, blog: LiveBlog, now: datetime) -> RowView:
    """Lay out an entry for the stream."""
    zone = ZoneInfo(blog.timezone)
    entry = row.entry
    language = entry.language or blog.language
    return RowView(
        entry_id=row.entry_id,
        entry=entry,
        chips=chips_of(entry, zone, now),
        kind="" if entry.kind is EntryKind.UPDATE else KIND_WORDS[entry.kind],
        clock=near_clock(entry.published_at, zone, now),
        iso=rfc3339(entry.published_at),
        both_clocks=both_clocks(entry.published_at, zone),
        opening=opening_of(entry),
        language=language,
        labels=labels_for(language),
    )


def chips_of(entry: Entry, zone: ZoneInfo, now: datetime) -> tuple[Chip, ...]:
    """Return the marks of an entry as they are shown."""
    more = {
        EntryState.SCHEDULED: f"for {both_clocks(entry.published_at, zone)}",
        EntryState.EMBARGOED: f"until {both_clocks(entry.embargoed_until, zone)}" if entry.embargoed_until else "",
    }
    return tuple(
        Chip(state=state, name=STATE_WORDS[state], more=more.get(state, "")) for state in states_of(entry, now)
    )


def next_change(rows: Sequence[StreamRow], now: datetime) -> str | None:
    """Return when the clock alone next changes what is shown of some entries."""
    turns = [turn for row in rows if (turn := next_turn(row.entry, now)) is not None]
    return rfc3339(min(turns) + timedelta(milliseconds=500)) if turns else None


def both_clocks(at: datetime, zone: ZoneInfo) -> str:
    """Tell a time on the live blog's clock and in UTC, such as ``2019-02-27 18:30 UTC+7 (11:30 UTC)``."""
    local = at.astimezone(zone)
    there = f"{local:%Y-%m-%d %H:%M} {tell_offset(at, zone)}"
    utc = f"{at:%H:%M}" if local.date() == at.date() else f"{at:%Y-%m-%d %H:%M}"
    return there if local.utcoffset() == timedelta(0) else f"{there} ({utc} UTC)"


def near_clock(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Tell a time on the live blog's clock, with its day unless that is today."""
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.astimezone(zone).date() else f"{local:%Y-%m-%d %H:%M}"


def opening_of(entry: Entry) -> str:
    """Return a few words by which people know an entry."""
    if entry.headline:
        return entry.headline
    for block in entry.blocks:
        words = ""
        if isinstance(block, Paragraph | Heading | Quote):
            words = " ".join(plain_text(block.html).split())
        elif isinstance(block, MediaBlock):
            words = block.media.caption or block.media.alt or ""
        if words:
            return words if len(words) <= _OPENING else f"{words[: _OPENING - 1].rstrip()}…"
    return f"Entry of {entry.published_at:%H:%M} UTC"


def is_rtl(language: str) -> bool:
    """Say whether a language is written from right to left."""
    return is_right_to_left(language)
