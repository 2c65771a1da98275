"""When each entry was published: from clocks that know no day to times in UTC, in the order of the page."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from feeds.page_order import hang, part_equals, spread, stack
from feeds.parsers.plain_text.anchor import Anchor
from feeds.parsers.plain_text.clocks import DAY, clock_doubt, instants_near, local_instant, time_until
from feeds.parsers.plain_text.entries import Draft, has_summary
from feeds.parsers.plain_text.report import Report, shown

# A page is often stamped a while after the first thing it reports.
_BEFORE_STAMP = timedelta(hours=6)
# A clock this little out of order is a slip or a late entry; a whole day between two entries would be the other way
# to read it.
_OUT_OF_ORDER = timedelta(hours=1)
_SOON = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry with its time; ``is_exact`` is false where it was only placed between its neighbours."""

    draft: Draft
    at: datetime
    is_exact: bool


@dataclass(frozen=True, slots=True)
class _Timed:
    """What an entry with a clock says of its time, and its place on the page."""

    index: int
    line: int
    clock: time
    zone: tzinfo
    day: date | None


def place_entries(drafts: Sequence[Draft], anchor: Anchor, report: Report) -> tuple[Placed, ...]:
    """Give every entry a time and return all newest first; no two get the same time.

    ``drafts`` come in page order; a summary on top stays there. ``anchor`` must know a day, unless an entry does.
    """
    timed = [entry for index, draft in enumerate(drafts) if (entry := _timed(index, draft, anchor))]
    page = list(enumerate(drafts))
    is_newest_first = _is_newest_first(timed, anchor)
    if not is_newest_first:
        report.add(drafts[0].line, "the page runs from oldest to newest; its entries were turned round")
        lead = 1 if has_summary(drafts) else 0
        page = page[:lead] + page[lead:][::-1]
    times = _tell_times(timed[::-1] if is_newest_first else timed, anchor, report)
    ordered = _by_time(page, times)
    filled = _fill([times.get(index) for index, _draft in ordered], anchor)
    return tuple(Placed(draft, at, index in times) for (index, draft), at in zip(ordered, filled, strict=True))


def _timed(index: int, draft: Draft, anchor: Anchor) -> _Timed | None:
    if draft.stamp is None or draft.stamp.clock is None:
        return None
    zone = draft.stamp.zone or anchor.zone
    return _Timed(index=index, line=draft.line, clock=draft.stamp.clock, zone=zone, day=_day(draft, anchor))


def _day(draft: Draft, anchor: Anchor) -> date | None:
    """Return the day an entry names; without a year it is the one nearest to the page's known day."""
    known = anchor.known_day()
    if draft.day is None or (draft.day.year is None and known is None):
        return None
    if draft.day.year is not None or known is None:
        return draft.day.in_year(0)
    years = (known.year - 1, known.year, known.year + 1)
    return min((draft.day.in_year(year) for year in years), key=lambda day: abs(day - known))


def _is_newest_first(timed: Sequence[_Timed], anchor: Anchor) -> bool:
    """Decide which way a page runs: by its dates, else by which way its entries lie closer together in time."""
    days = [entry.day for entry in timed if entry.day]
    if days and days[0] != days[-1]:
        return days[0] > days[-1]
    clocks = [entry.clock for entry in timed]
    pairs = list(itertools.pairwise(clocks))
    upward = sum((time_until(above, since=below) for above, below in pairs), timedelta())
    downward = sum((time_until(below, since=above) for above, below in pairs), timedelta())
    if clocks and anchor.published_at and anchor.first_day is None:
        start = anchor.published_at.astimezone(anchor.zone).time()
        upward += _time_from_stamp(clocks[-1], start)
        downward += _time_from_stamp(clocks[0], start)
    return upward <= downward


def _time_from_stamp(clock: time, stamp: time) -> timedelta:
    after = time_until(clock, since=stamp)
    return DAY - after if DAY - after <= _BEFORE_STAMP else after


def _tell_times(entries: Sequence[_Timed], anchor: Anchor, report: Report) -> dict[int, datetime]:
    """Return the time of each timed entry by its place on the page; ``entries`` come oldest first."""
    if not entries:
        return {}
    times = _walk(entries, _first_day(entries, anchor))
    latest = times[0]
    if anchor.published_at and latest < anchor.published_at:
        stamped = shown(anchor.published_at.astimezone(anchor.zone))
        report.add(entries[0].line, f"its time is before the first publication, {stamped}")
    for entry, at in zip(entries, times, strict=True):
        doubt = clock_doubt(at, entry.clock, entry.zone)
        if doubt:
            report.add(entry.line, doubt)
        if at < latest:
            report.add(entry.line, "its time is out of the page's order; the entry stands where its time puts it")
        latest = max(latest, at)
    return {entry.index: at for entry, at in zip(entries, times, strict=True)}


def _first_day(entries: Sequence[_Timed], anchor: Anchor) -> date:
    """Find the day of the oldest entry: as told, or not before the stamp, or so that the rest falls on known days."""
    first = entries[0]
    told = anchor.first_day or first.day
    if told is not None:
        return told
    if anchor.published_at:
        limit = anchor.published_at - _BEFORE_STAMP
        at = next(at for at in instants_near(limit, first.clock, first.zone) if at >= limit)
        return at.astimezone(first.zone).date()
    undated = [replace(entry, day=None) for entry in entries]
    for number, entry in enumerate(entries):
        if entry.day is not None:
            reached = _walk(undated[: number + 1], entry.day)[-1].astimezone(entry.zone).date()
            return entry.day - (reached - entry.day)
    return _day_before_change(undated, anchor)


def _day_before_change(entries: Sequence[_Timed], anchor: Anchor) -> date:
    """Return the latest first day with which no entry is later than the page's last change."""
    limit = anchor.start()
    day = limit.astimezone(anchor.zone).date()
    too_late = max(_walk(entries, day)) - limit
    return day - timedelta(days=-(-too_late // DAY)) if too_late > timedelta() else day


def _walk(entries: Sequence[_Timed], first_day: date) -> list[datetime]:
    """Follow clocks from the oldest entry on, each to its next occurrence unless it names its day."""
    times: list[datetime] = []
    latest: datetime | None = None
    for entry in entries:
        if entry.day is not None or latest is None:
            at = local_instant(entry.day or first_day, entry.clock, entry.zone)
        else:
            at = _next(latest, entry.clock, entry.zone)
        times.append(at)
        latest = max(latest or at, at)
    return times


def _next(latest: datetime, clock: time, zone: tzinfo) -> datetime:
    """Return the next time a clock shows ``clock``, or the last one if that was just now and the next is far away."""
    around = instants_near(latest, clock, zone)
    following = next(at for at in around if at >= latest)
    slips = [at for at in around if latest - _OUT_OF_ORDER <= at < latest]
    return slips[-1] if slips and following - latest > _SOON else following


def _by_time(page: Sequence[tuple[int, Draft]], times: dict[int, datetime]) -> list[tuple[int, Draft]]:
    """Put entries that stand out of order where their time puts them, each with the untimed ones below it."""
    lead: list[tuple[int, Draft]] = []
    groups: list[list[tuple[int, Draft]]] = []
    for item in page:
        if item[0] in times:
            groups.append([item])
        else:
            (groups[-1] if groups else lead).append(item)
    groups.sort(key=lambda group: times[group[0][0]], reverse=True)
    return lead + [item for group in groups for item in group]


def _fill(times: Sequence[datetime | None], anchor: Anchor) -> list[datetime]:
    """Give the untimed entries of a page, newest first, times between their neighbours."""
    known = [at for at in times if at is not None]
    if not known:
        start = anchor.start()
        return [*stack(len(times) - 1, above=start), start] if times else []
    parted = iter(part_equals(known))
    filled: list[datetime] = []
    waiting = 0
    for at in times:
        if at is None:
            waiting += 1
            continue
        exact = next(parted)
        filled += spread(waiting, after=exact, before=filled[-1]) if filled else stack(waiting, above=exact)
        filled.append(exact)
        waiting = 0
    floor = anchor.published_at
    oldest = filled[-1]
    below = spread(waiting, after=floor, before=oldest) if floor and floor < oldest else hang(waiting, below=oldest)
    return filled + below
