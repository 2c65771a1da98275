"""Which sentences of a new text are one earlier sentence in pieces, and which one is several earlier ones joined."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from translations.alignment import PAIR_FLOOR
from translations.hashes import fold_typography
from translations.model import SourceSegment
from translations.regrouping import has_same_words
from translations.words import content_words

# A sentence is not cut into more pieces than this, and no more are joined, by one edit.
_MOST_PARTS = 8

# So many letters are looked at before two sentences are compared, so that those of a long text are not all.
_COMPARED = 12

# In a text that says the same over and over, a sentence is not compared with every place where it could begin.
_MOST_TRIED = 16

# By so many characters a sentence may be shorter or longer than its parts: dashes, spaces, invisible characters.
_SLACK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouped:
    """Places of sentences of both versions that stand for each other: several for one, or one for several.

    ``has_same_words``: nothing but typography and the ends of sentences has changed.
    """

    old: tuple[int, ...]
    new: tuple[int, ...]
    has_same_words: bool


def find_same_words(old: Sequence[SourceSegment], new: Sequence[SourceSegment]) -> list[Regrouped]:
    """Return what was cut or joined without a change of words; every sentence is in one group at most."""
    cut = [Regrouped(old=(whole,), new=parts, has_same_words=True) for whole, parts in _made_of(old, new)]
    joined = [Regrouped(old=parts, new=(whole,), has_same_words=True) for whole, parts in _made_of(new, old)]
    return _apart([*cut, *joined])


def widen(
    pairs: Sequence[tuple[int, int]], old: Sequence[SourceSegment], new: Sequence[SourceSegment]
) -> list[Regrouped]:
    """Return the pairs of an alignment, each with the neighbours that belong to one side of it.

    A neighbour that has no pair belongs to it if most of its content words are in the sentence across, and if it has
    one that its own side does not have yet.
    """
    before, after = _Side(old, {one for one, _ in pairs}), _Side(new, {other for _, other in pairs})
    found: list[Regrouped] = []
    for one, other in pairs:
        parts = after.grown(other, before.words(one))
        wholes = (one,) if len(parts) > 1 else before.grown(one, after.words(other))
        found.append(Regrouped(old=wholes, new=parts, has_same_words=False))
    return found


class _Side:
    """The sentences of one version of a text, and which of them are spoken for."""

    def __init__(self, sentences: Sequence[SourceSegment], taken: set[int]) -> None:
        self._sentences = sentences
        self._taken = taken
        self._words: dict[int, frozenset[str]] = {}

    def words(self, place: int) -> frozenset[str]:
        """Return the content words of one sentence."""
        if place not in self._words:
            self._words[place] = content_words(self._sentences[place].text)
        return self._words[place]

    def grown(self, place: int, across: frozenset[str]) -> tuple[int, ...]:
        """Return a sentence with the free ones around it that belong to the words across; they are taken then."""
        first, last, words = place, place, self.words(place)
        while first > 0 and self._belongs(first - 1, first, across, words):
            first -= 1
            words |= self.words(first)
        while last + 1 < len(self._sentences) and self._belongs(last + 1, last, across, words):
            last += 1
            words |= self.words(last)
        found = tuple(range(first, last + 1))
        self._taken.update(found)
        return found

    def _belongs(self, place: int, beside: int, across: frozenset[str], words: frozenset[str]) -> bool:
        one, other = sorted((place, beside))
        if place in self._taken or not _follows(self._sentences[one], self._sentences[other]):
            return False
        own = self.words(place)
        common = own & across
        return len(common) >= PAIR_FLOOR * len(own) and bool(common - words)


def _made_of(wholes: Sequence[SourceSegment], parts: Sequence[SourceSegment]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yield the place of each sentence that consists of several others, and their places."""
    by_start: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for place, part in enumerate(parts[:-1]):
        # But for its end, where a full stop may have become something else, a part stands there as it was.
        if _follows(part, parts[place + 1]):
            start = fold_typography(part.text)[:-1]
            by_start[start[:_COMPARED]].append((place, start))
    for at, whole in enumerate(wholes):
        folded = fold_typography(whole.text)
        candidates = (one for length in range(_COMPARED + 1) for one in by_start.get(folded[:length], ()))
        runs = (_run(whole, parts, place) for place, start in candidates if folded.startswith(start))
        found = next((run for run in islice(runs, _MOST_TRIED) if run), None)
        if found is not None:
            yield at, found


def _run(whole: SourceSegment, parts: Sequence[SourceSegment], first: int) -> tuple[int, ...]:
    """Return the places of the sentences, from the first on, that make up a whole; none if they do not."""
    rest = len(whole.text) - len(parts[first].text) + _SLACK
    for last in range(first + 1, min(first + _MOST_PARTS, len(parts))):
        rest -= len(parts[last].text) + len(parts[last - 1].gap)
        if rest < 0 or not _follows(parts[last - 1], parts[last]):
            break
        if rest < 2 * _SLACK and has_same_words(whole, parts[first : last + 1]):
            return tuple(range(first, last + 1))
    return ()


def _follows(one: SourceSegment, other: SourceSegment) -> bool:
    return one.field == other.field and one.index + 1 == other.index


def _apart(groups: Sequence[Regrouped]) -> list[Regrouped]:
    """Return the groups, in order, without those that share a sentence with one before them."""
    old: set[int] = set()
    new: set[int] = set()
    kept: list[Regrouped] = []
    for group in groups:
        if old.isdisjoint(group.old) and new.isdisjoint(group.new):
            old.update(group.old)
            new.update(group.new)
            kept.append(group)
    return kept
