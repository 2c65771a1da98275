"""Times that keep the order of a page: for entries that have none, and for those that share one.

A page shows entries newest first, and feeds sort them by time. So every entry needs a time of its own that puts it
where the page has it. All functions are pure; times come out newest first, in whole seconds where there is room.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_LEAST = timedelta(microseconds=1)


def spread(count: int, *, after: datetime, before: datetime) -> list[datetime]:
    """Return ``count`` times evenly between two others, neither of them included; newest first.

    Where ``before`` is not later than ``after`` there is no between, and they follow ``after`` as closely as can be.
    """
    room = max(before - after, _LEAST * (count + 1))
    times = [after + room * number // (count + 1) for number in range(count, 0, -1)]
    return [at.replace(microsecond=0) for at in times] if room >= _SECOND * (count + 1) else times


def stack(count: int, *, above: datetime) -> list[datetime]:
    """Return ``count`` times one second apart, the last of them one second after ``above``; newest first."""
    return [above + _SECOND * number for number in range(count, 0, -1)]


def hang(count: int, *, below: datetime) -> list[datetime]:
    """Return ``count`` times one second apart, the first of them one second before ``below``; newest first."""
    return [below - _SECOND * number for number in range(1, count + 1)]


def part_equals(times: Sequence[datetime]) -> list[datetime]:
    """Move equal neighbours apart: the lowest keeps its time, those above follow a second apart, or closer.

    ``times`` run newest first. A whole run stays within the minute and below the next later time.
    """
    parted: list[datetime] = []
    start = 0
    while start < len(times):
        end = start
        while end < len(times) and times[end] == times[start]:
            end += 1
        room = min(times[start - 1] - times[start], _MINUTE) if start else _MINUTE
        step = min(_SECOND, room / (end - start))
        parted.extend(times[start] + step * number for number in range(end - start - 1, -1, -1))
        start = end
    return parted


def minute_of(at: datetime) -> datetime:
    """Return the start of the minute that a clock without seconds would show."""
    return at.replace(second=0, microsecond=0)


def part_new(times: Sequence[datetime], is_kept: Sequence[bool]) -> list[datetime]:
    """Move times that are not kept off kept ones of the same minute, to where they stand between them in that minute.

    ``times`` run newest first, as stated by clocks, and no two that are not kept are equal.
    """
    parted: list[datetime] = []
    for (minute, kept), run in groupby(range(len(times)), key=lambda n: (minute_of(times[n]), is_kept[n])):
        numbers = list(run)
        above = times[numbers[0] - 1] if numbers[0] else None
        below = times[numbers[-1] + 1] if numbers[-1] + 1 < len(times) else None
        before = above if above and minute_of(above) == minute else minute + _MINUTE
        after = below if below and minute_of(below) == minute else minute - _LEAST
        is_clear = after < times[numbers[-1]] and times[numbers[0]] < before
        given = [times[number] for number in numbers]
        parted += given if kept or is_clear else spread(len(numbers), after=after, before=before)
    return parted


def refit(
    kept: Sequence[datetime | None],
    estimates: Sequence[datetime],
    *,
    upper: datetime | None,
    lower: datetime | None,
) -> list[datetime]:
    """Place a run of untimed entries between two exact times, leaving those that have a kept time where they are.

    If the kept times contradict the order of the page, none is kept. At either end of the page, where one bound is
    ``None``, the estimates stand as far as they agree with the other. All run newest first.
    """
    chain = [at for at in (upper, *kept, lower) if at is not None]
    if any(above <= below for above, below in pairwise(chain)):
        kept = [None] * len(kept)
    placed: list[datetime] = []
    above, waiting = upper, list[datetime]()
    for at, estimate in zip((*kept, lower), (*estimates, None), strict=True):
        if at is None and estimate is not None:
            waiting.append(estimate)
            continue
        placed += _between(waiting, above=above, below=at)
        if at is not None and estimate is not None:
            placed.append(at)
        above, waiting = at, []
    return placed


def _between(estimates: list[datetime], *, above: datetime | None, below: datetime | None) -> list[datetime]:
    count = len(estimates)
    if count and above is not None and below is not None:
        return spread(count, after=below, before=above)
    if count and above is not None and estimates[0] >= above:
        return hang(count, below=above)
    if count and below is not None and estimates[-1] <= below:
        return stack(count, above=below)
    return estimates
