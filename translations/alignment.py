"""Which edited sentence was made from which earlier one: an alignment in reading order, by shared content words.

Similarity only pairs sentences; it never decides whether an approval survives. In news the smallest edits matter most:
``12 injured`` and ``14 injured`` are nearly the same text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from translations.words import content_words, overlap

PAIR_FLOOR = 0.6
"""The part of the smaller sentence's content words that must be in the other one."""

# How far, in sentences, an edited sentence is looked for from where it should be; keeps long texts linear.
_BAND = 64


@dataclass(frozen=True)
class Sentence:
    """What an alignment looks at: the text and the field it stands in."""

    text: str
    field: str

    @cached_property
    def words(self) -> frozenset[str]:
        """The content words of the text."""
        return content_words(self.text)


def align(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return pairs of places in ``old`` and ``new``, both rising, so that the pairs are as alike as possible in sum.

    Takes time proportional to the number of sentences once there are many.
    """
    rows = [_Row(0, [0.0] * (len(new) + 1))]
    for place, sentence in enumerate(old):
        rows.append(_next_row(rows[-1], sentence, new, centre=(place + 1) * len(new) // len(old)))
    pairs: list[tuple[int, int]] = []
    column = len(new)
    for place in range(len(old), 0, -1):
        row, above = rows[place], rows[place - 1]
        while column > row.first and row.at(column) == row.at(column - 1):
            column -= 1
        if row.at(column) > above.at(column):
            column -= 1
            pairs.append((place - 1, column))
    return pairs[::-1]


@dataclass(frozen=True, slots=True)
class _Row:
    """The best sums for the old sentences so far and the first so many new ones, from ``first`` many on."""

    first: int
    sums: list[float]

    def at(self, count: int) -> float:
        if count < self.first:
            return 0.0
        return self.sums[min(count - self.first, len(self.sums) - 1)]


def _next_row(above: _Row, sentence: Sentence, new: Sequence[Sentence], *, centre: int) -> _Row:
    first, last = max(0, centre - _BAND), min(len(new), centre + _BAND)
    sums: list[float] = []
    for count in range(first, last + 1):
        best = max(above.at(count), sums[-1] if sums else 0.0)
        likeness = _likeness(sentence, new[count - 1]) if count else 0.0
        if likeness:
            best = max(best, above.at(count - 1) + likeness)
        sums.append(best)
    return _Row(first, sums)


def _likeness(one: Sentence, other: Sentence) -> float:
    """Return how well two sentences pair, 0 if not: the share of common words in both, and a little for the field."""
    if overlap(one.words, other.words) < PAIR_FLOOR:
        return 0.0
    common = 2 * len(one.words & other.words) / (len(one.words) + len(other.words))
    return common + (0.1 if one.field == other.field else 0.0)
