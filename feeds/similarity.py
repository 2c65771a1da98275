"""How alike two texts are by their words, and which of many belong together. Pure, and near linear in their number."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_FEWEST_LETTERS = 3
# A word in more texts than this tells nothing about which belong together, and would cost quadratic time.
_COMMON = 64
_CANDIDATES = 8

Pairs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two sets of words must share: a part of the smaller set, and a number of words."""

    share: float
    words: int


def content_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of texts that carry meaning: from three letters on, in small letters, and all numbers.

    Scripts without letter case (Korean, Chinese, Thai, Arabic) give pairs of neighbouring letters instead, since they
    write several words, or a word and its particles, without a space.
    """
    words: set[str] = set()
    for word in (match.group().lower() for text in texts for match in _WORD.finditer(text)):
        if word.upper() == word and not word.isdigit():
            words.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
        elif len(word) >= _FEWEST_LETTERS or word.isdigit():
            words.add(word)
    return frozenset(words)


def shared_part(left: frozenset[str], right: frozenset[str]) -> float:
    """Return which part of the smaller set is in the other, from 0 to 1; 0 where either is empty."""
    return len(left & right) / min(len(left), len(right)) if left and right else 0.0


def pair_similar(
    left: Sequence[frozenset[str]],
    right: Sequence[frozenset[str]],
    least: Likeness,
    *,
    prefer: Callable[[int, int], bool] = lambda _left, _right: False,
) -> Pairs:
    """Pair the sets that are most alike, each at most once, best pairs first.

    ``prefer`` says which pairs come before all others. Among equals the nearest in order win. Sets that have only very
    common words in common are not compared.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(right):
        for word in words:
            places[word].append(number)
    found = []
    for number, words in enumerate(left):
        counts = Counter(
            place for word in words if len(places.get(word, ())) <= _COMMON for place in places.get(word, ())
        )
        nearest = sorted(counts.items(), key=lambda item: (-item[1], abs(item[0] - number), item[0]))
        for other, _count in nearest[:_CANDIDATES]:
            both = len(words & right[other])
            if both >= least.words and shared_part(words, right[other]) >= least.share:
                alike = both / len(words | right[other])
                found.append((not prefer(number, other), -alike, abs(number - other), number, other))
    return _one_to_one((number, other) for *_rank, number, other in sorted(found))


def pair_in_gaps(left_count: int, right_count: int, pairs: Pairs, fits: Callable[[int, int], bool]) -> Pairs:
    """Pair what stands alone between the same two paired neighbours (or ends) on both sides, where it ``fits``."""
    right_of = dict(pairs)
    left_of = {right: left for left, right in pairs}
    left_gaps = _lonely_gaps(left_count, {left: left for left in right_of})
    right_gaps = _lonely_gaps(right_count, left_of)
    return [
        (number, right_gaps[gap])
        for gap, number in left_gaps.items()
        if gap in right_gaps and fits(number, right_gaps[gap])
    ]


def _lonely_gaps(count: int, names: dict[int, int]) -> dict[tuple[int, int], int]:
    """Return what is alone between two neighbours, by the names of these; -1 and -2 name the two ends."""
    gaps: dict[tuple[int, int], list[int]] = {}
    above, waiting = -1, list[int]()
    for number in range(count + 1):
        if number < count and number not in names:
            waiting.append(number)
            continue
        below = names[number] if number < count else -2
        gaps[above, below] = waiting
        above, waiting = below, []
    return {gap: numbers[0] for gap, numbers in gaps.items() if len(numbers) == 1}


def _one_to_one(ranked: Iterable[tuple[int, int]]) -> Pairs:
    used_left: set[int] = set()
    used_right: set[int] = set()
    chosen: Pairs = []
    for left, right in ranked:
        if left not in used_left and right not in used_right:
            used_left.add(left)
            used_right.add(right)
            chosen.append((left, right))
    return chosen
