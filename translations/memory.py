"""The translation memory: earlier translations, found again by the sentence they were made from.

A store keeps :class:`MemoryUnit` rows; :func:`wanted` says which of them to fetch for a sentence, and :func:`lookup`
judges what was fetched. Only a sentence that is the same word for word gives a draft: in news the smallest difference
matters most, so a similar one is a suggestion to a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rapidfuzz import fuzz

from translations.hashes import fold_hash, fold_typography, source_hash
from translations.model import Mark, SourceSegment
from translations.words import content_words

FUZZY_FLOOR = 75
"""Below this similarity, in percent, a unit is not worth a translator's look."""

_MOST_WORDS = 8
_MOST_UNITS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryUnit:
    """A sentence and its translation by a person.

    ``memory`` names where it comes from, ``creator`` who made it, if known. ``fold_hash`` is of the text alone, without
    marks, so that one look-up finds a sentence however it is marked up. ``id`` is the store's.
    """

    memory: str
    source_language: str
    target_language: str
    source_text: str
    target_text: str
    source_hash: str
    fold_hash: str
    source_marks: tuple[Mark, ...] = ()
    target_marks: tuple[Mark, ...] = ()
    creator: str | None = None
    created_at: datetime | None = None
    id: int | None = None


class MatchKind(StrEnum):
    """How a unit's sentence compares to ours, best first.

    ``exact``: the same text with the same marks. ``marked``: the same text with other marks, or none. ``folded``: the
    same but for quotation marks, dashes and spaces. ``fuzzy``: similar words.
    """

    EXACT = "exact"
    MARKED = "marked"
    FOLDED = "folded"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryMatch:
    """A unit found for a sentence. ``score`` in percent: 100 exact and marked, 99 folded, 75 to 98 fuzzy."""

    unit: MemoryUnit
    kind: MatchKind
    score: int

    @property
    def is_draft(self) -> bool:
        """Say whether the unit's translation may be taken as a draft; a fuzzy match is a suggestion only."""
        return self.kind is not MatchKind.FUZZY


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryQuery:
    """Which units a store should fetch for one sentence, all of one language pair.

    First every unit whose ``fold_hash`` is this one, the newest 50 at most: these give drafts. For suggestions also
    units whose source text is ``min_characters`` to ``max_characters`` long and holds one of ``words`` (in small
    letters, rarest first as far as length tells), ``limit`` at most: no other can reach the fuzzy floor, or it shares
    no content word and would be of no use.
    """

    fold_hash: str
    min_characters: int
    max_characters: int
    words: tuple[str, ...]
    limit: int = _MOST_UNITS


def make_unit(
    *,
    memory: str,
    languages: tuple[str, str],
    source: tuple[str, tuple[Mark, ...]],
    target: tuple[str, tuple[Mark, ...]],
    creator: str | None = None,
    created_at: datetime | None = None,
) -> MemoryUnit:
    """Make a unit with its sums; ``languages``, ``source`` and ``target`` are pairs: from and to, text and marks."""
    return MemoryUnit(
        memory=memory,
        source_language=languages[0],
        target_language=languages[1],
        source_text=source[0],
        target_text=target[0],
        source_hash=source_hash(*source),
        fold_hash=fold_hash(source[0]),
        source_marks=source[1],
        target_marks=target[1],
        creator=creator,
        created_at=created_at,
    )


def wanted(source: SourceSegment) -> MemoryQuery:
    """Say which units a store should fetch for a sentence."""
    length = len(source.text)
    words = sorted(content_words(source.text) - {"#"}, key=lambda word: (-len(word), word))
    # Two texts of lengths a and b are alike by at most 2 * min(a, b) / (a + b).
    longest = 200 / FUZZY_FLOOR - 1
    return MemoryQuery(
        fold_hash=fold_hash(source.text),
        min_characters=int(length / longest),
        max_characters=int(length * longest) + 1,
        words=tuple(words[:_MOST_WORDS]),
    )


def lookup(source: SourceSegment, candidates: Iterable[MemoryUnit]) -> list[MemoryMatch]:
    """Return the candidates that match a sentence, best first; of equal ones the newest first."""
    plain, folded = source_hash(source.text), fold_hash(source.text)
    matches = (_match(source, unit, plain=plain, folded=folded) for unit in candidates)
    return sorted((match for match in matches if match is not None), key=_rank)


def _match(source: SourceSegment, unit: MemoryUnit, *, plain: str, folded: str) -> MemoryMatch | None:
    if unit.source_hash == source.source_hash:
        return MemoryMatch(unit=unit, kind=MatchKind.EXACT, score=100)
    if unit.fold_hash == folded:
        is_same = source_hash(unit.source_text) == plain
        return MemoryMatch(unit=unit, kind=MatchKind.MARKED, score=100) if is_same else _folded_match(unit)
    ratio = fuzz.ratio(_comparable(source.text), _comparable(unit.source_text), score_cutoff=FUZZY_FLOOR)
    return MemoryMatch(unit=unit, kind=MatchKind.FUZZY, score=min(int(ratio), 98)) if ratio else None


def _folded_match(unit: MemoryUnit) -> MemoryMatch:
    return MemoryMatch(unit=unit, kind=MatchKind.FOLDED, score=99)


def _comparable(text: str) -> str:
    return fold_typography(text).casefold().strip()


def _rank(match: MemoryMatch) -> tuple[int, int, float, int, str]:
    unit = match.unit
    made_at = unit.created_at.timestamp() if unit.created_at else 0.0
    return list(MatchKind).index(match.kind), -match.score, -made_at, -(unit.id or 0), unit.target_text
