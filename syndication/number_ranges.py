"""Sets of delivery numbers as people write them: ``1-40,42-57``. Pure arithmetic, whatever the size of a range."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

MAX_TEXT = 1_000_000
"""The longest list that is read, in characters."""

_MOST_DIGITS = 18
_SEPARATORS = re.compile(r"[\s,;]+")
_RANGE = re.compile(r"([0-9]+)(?:-([0-9]+))?")
# Dashes of all kinds, and the words of a range as some programs print it.
_AROUND_DASH = re.compile(r"\s*(?:-|\.\.\.?|[\u2010-\u2015\u2212])\s*")
_SHOWN = 40


class UnreadableNumbers(ValueError):
    """A list has something in it that is no number and no range; ``part`` is what."""

    def __init__(self, part: str, reason: str) -> None:
        self.part = part
        self.reason = reason
        super().__init__(f"{part!r} {reason}")


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers from ``first`` to ``last``, both included."""

    first: int
    last: int

    def __len__(self) -> int:
        """Count the numbers."""
        return self.last - self.first + 1


Ranges = tuple[NumberRange, ...]
"""Ranges in order, none touching another."""


def read_ranges(text: str) -> Ranges:
    """Read numbers and ranges between commas, blanks or line ends, in any order, however they overlap.

    Raises :exc:`UnreadableNumbers` for anything else, for numbers below 1 and for ranges that run backwards.
    """
    if len(text) > MAX_TEXT:
        raise UnreadableNumbers(f"{text[:_SHOWN]}…", f"is part of a list of more than {MAX_TEXT:,} characters")
    parts = _SEPARATORS.split(_AROUND_DASH.sub("-", text))
    return merged(_read_range(part) for part in parts if part)


def merged(ranges: Iterable[NumberRange]) -> Ranges:
    """Return the same numbers as ranges in order that do not touch."""
    found: list[NumberRange] = []
    for one in sorted(ranges, key=lambda part: part.first):
        if found and one.first <= found[-1].last + 1:
            found[-1] = NumberRange(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return tuple(found)


def missing(have: Ranges, *, first: int, last: int) -> Ranges:
    """Return the numbers from ``first`` to ``last`` that are not among ``have``."""
    gaps: list[NumberRange] = []
    wanted = first
    for one in have:
        if one.first > last:
            break
        if one.first > wanted:
            gaps.append(NumberRange(wanted, one.first - 1))
        wanted = max(wanted, one.last + 1)
    if wanted <= last:
        gaps.append(NumberRange(wanted, last))
    return tuple(gaps)


def count(ranges: Ranges) -> int:
    """Count the numbers."""
    return sum(map(len, ranges))


def first_numbers(ranges: Ranges, limit: int) -> tuple[int, ...]:
    """Return the lowest numbers, at most so many, without counting through the others."""
    return tuple(islice(_numbers(ranges), limit))


def write_ranges(ranges: Ranges) -> str:
    """Write ranges so that :func:`read_ranges` reads back the same: ``1-40,42``."""
    return ",".join(f"{one.first}" if len(one) == 1 else f"{one.first}-{one.last}" for one in ranges)


def _numbers(ranges: Ranges) -> Iterator[int]:
    for one in ranges:
        yield from range(one.first, one.last + 1)


def _read_range(part: str) -> NumberRange:
    shown = part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…"
    match = _RANGE.fullmatch(part)
    if match is None:
        raise UnreadableNumbers(shown, "is neither a number nor a range such as 42-57")
    if max(map(len, part.split("-"))) > _MOST_DIGITS:
        raise UnreadableNumbers(shown, "is larger than any number here")
    first, last = int(match[1]), int(match[2] or match[1])
    if first < 1:
        raise UnreadableNumbers(shown, "begins below 1, the first number there is")
    if last < first:
        raise UnreadableNumbers(shown, "runs backwards")
    return NumberRange(first, last)
