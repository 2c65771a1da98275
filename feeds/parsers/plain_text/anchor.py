"""What ties a page's clocks to days: its stamp, the dates of its entries, and what the caller says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from feeds.parsers.plain_text.clocks import clock_doubt, local_instant
from feeds.parsers.plain_text.entries import Draft
from feeds.parsers.plain_text.head import Head
from feeds.parsers.plain_text.report import Report, failure
from feeds.parsers.plain_text.stamps import YEARS, Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """The known days and times of a page; ``zone`` is that of its clocks.

    ``published_at`` is the first publication and ``changed_at`` the last change, as stamped. ``first_day`` is the day
    of the oldest entry, where somebody said so. At least one of them is known, or an entry has a date with a year.
    """

    zone: tzinfo
    published_at: datetime | None = None
    changed_at: datetime | None = None
    first_day: date | None = None

    def known_day(self) -> date | None:
        """Return a day of the page in its own zone, if one is known."""
        stamped = self.published_at or self.changed_at
        return stamped.astimezone(self.zone).date() if stamped else self.first_day

    def start(self) -> datetime:
        """Return the time a page without a single clock counts from: its stamp, or the midnight of its day."""
        stamped = self.published_at or self.changed_at
        if stamped is not None:
            return stamped
        if self.first_day is None:
            raise failure("no date; give the day of the oldest entry with --date, such as --date 2019-02-27")
        return local_instant(self.first_day, time(), self.zone)


def find_anchor(head: Head, drafts: Sequence[Draft], zone: tzinfo, *, told: date | None, report: Report) -> Anchor:
    """Read the stamp with what ``told``, the caller's day of the oldest entry, adds to it.

    Raises :exc:`~feeds.errors.ParseError` where nothing says which day it was.
    """
    if told is not None and told.year not in YEARS:
        raise failure(f"{told} is not a day of a live blog", location="--date")
    ambiguous = next((draft for draft in drafts if draft.day and draft.day.is_ambiguous), None)
    if ambiguous:
        report.add(ambiguous.line, "its date could be month first; it was read as day, month, year")
    anchor = _from_stamp(head, zone, told, report)
    if anchor.known_day() is None and not any(draft.day and draft.day.year for draft in drafts):
        raise failure("no date; give the day of the oldest entry with --date, such as --date 2019-02-27")
    if anchor.published_at is None:
        has_clock = any(draft.stamp and draft.stamp.clock for draft in drafts)
        taken = "that of the oldest entry" if has_clock else "midnight"
        report.add(head.stamp_line or 1, f"no time of first publication; {taken} was taken")
    return anchor


def _from_stamp(head: Head, zone: tzinfo, told: date | None, report: Report) -> Anchor:
    stamp = head.stamp
    if stamp is None:
        return Anchor(zone=zone, first_day=told)
    day = _stamped_day(stamp.day, told, head.stamp_line, report) if stamp.day else told
    if day is None or stamp.clock is None:
        return Anchor(zone=zone, first_day=told or day)
    stamped_zone = stamp.zone or zone
    at = local_instant(day, stamp.clock, stamped_zone)
    doubt = clock_doubt(at, stamp.clock, stamped_zone)
    if doubt:
        report.add(head.stamp_line, doubt)
    if stamp.is_update:
        return Anchor(zone=zone, changed_at=at, first_day=told)
    return Anchor(zone=zone, published_at=at, first_day=told)


def _stamped_day(day: Day, told: date | None, line: int, report: Report) -> date | None:
    """Return the stamp's day; of two ways to read one, that which the caller names, else day before month."""
    if day.year is None:
        if told is None:
            return None
        day_in = [day.in_year(year) for year in (told.year - 1, told.year, told.year + 1)]
        return min(day_in, key=lambda found: abs(found - told))
    read = day.in_year(day.year)
    if not day.is_ambiguous or told == read:
        return read
    other = day.swapped().in_year(day.year)
    if told == other:
        return other
    report.add(line, f"the date could also be {other}; read as {read}, day before month", "")
    return read
