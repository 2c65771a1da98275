"""Long lists of keys in pieces that every database takes as parameters of one statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

_SIZE = 500


def in_chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the values in order, at most 500 at a time."""
    for start in range(0, len(values), _SIZE):
        yield values[start : start + _SIZE]
