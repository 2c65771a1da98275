"""Times that keep the order of a page: for entries that have none, and for those that share one.

A page shows entries newest first, and feeds sort them by time. So every entry needs a time of its own that puts it
where the page has it. All functions are pure; times come out newest first, in whole seconds where there is room.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)
_LEAST = timedelta(microseconds=1)


def spread(count: int, *, after: datetime, before: datetime) -> list[datetime]:
    """Return ``count`` times evenly between two others, neither of them included; newest first.

    Where ``before`` is not later than ``after`` there is no between, and they follow ``after`` as closely as can be.
    """
    step = max((before - after) / (count + 1), _LEAST)
    times = [after + step * number for number in range(count, 0, -1)]
    return [at.replace(microsecond=0) for at in times] if step >= SECOND else times


def stack(count: int, *, above: datetime) -> list[datetime]:
    """Return ``count`` times one second apart, the last of them one second after ``above``; newest first."""
    return [above + SECOND * number for number in range(count, 0, -1)]


def hang(count: int, *, below: datetime) -> list[datetime]:
    """Return ``count`` times one second apart, the first of them one second before ``below``; newest first."""
    return [below - SECOND * number for number in range(1, count + 1)]


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
        room = min(times[start - 1] - times[start], timedelta(minutes=1)) if start else timedelta(minutes=1)
        step = min(SECOND, room / (end - start))
        parted.extend(times[start] + step * number for number in range(end - start - 1, -1, -1))
        start = end
    return parted
