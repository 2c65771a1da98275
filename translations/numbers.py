"""Figures about the desk's work, from what was measured of single sentences: percentiles, HTER, chrF, pace.

They tell a team how its engines and its desk do, and never one person from another. chrF after Popović 2015, TER after
Snover 2006, both as sacrebleu counts them; :mod:`translations.measuring` has what is counted for one sentence.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from translations.words import FIRST_EAST_ASIAN

LEAST_S_A_WORD = 0.25
MOST_S_A_WORD = 30.0
"""Outside these a time at work says nothing: a text that was waved through, or a translator who was called away."""

CHRF_ORDER = 6
"""chrF looks at runs of one to six characters; for each it counts those of the draft, of the final text and of both."""

_RECALL_WEIGHT = 4  # beta 2: recall counts twice as much as precision


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something took, in seconds: the middle, what nine of ten stayed below, and of how many."""

    median_s: float
    p90_s: float
    count: int


def spread(durations_s: Iterable[float]) -> Spread | None:
    """Return the median and the 90th percentile of durations; ``None`` where there are none."""
    ordered = sorted(durations_s)
    if not ordered:
        return None
    return Spread(median_s=percentile(ordered, 50), p90_s=percentile(ordered, 90), count=len(ordered))


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return a percentile of rising values, between two of them in proportion; one value is every percentile."""
    place = (len(ordered) - 1) * percent / 100
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def hter(edits: float, reference_words: float) -> float | None:
    """Return how many edits a hundred words of the final texts took, of the sums of both; ``None`` without a word."""
    return 100 * edits / reference_words if reference_words else None


def chrf(statistics: Sequence[float]) -> float | None:
    """Return the chrF of a corpus, 0 to 100, from the sums of its sentences' statistics.

    They are, for each length of runs, how many runs the drafts have, the final texts have, and both have. ``None``
    where nothing was counted.
    """
    precisions: list[float] = []
    recalls: list[float] = []
    for at in range(0, len(statistics), 3):
        drafted, final, common = statistics[at : at + 3]
        if drafted > 0 and final > 0:
            precisions.append(common / drafted)
            recalls.append(common / final)
    if not precisions:
        return None if not any(statistics) else 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if not precision + recall:
        return 0.0
    return 100 * (1 + _RECALL_WEIGHT) * precision * recall / (_RECALL_WEIGHT * precision + recall)


def sums(rows: Iterable[Sequence[float]]) -> tuple[float, ...]:
    """Add statistics up, place by place; rows of another length than most are none of ours and left out."""
    fitting = [row for row in rows if len(row) == 3 * CHRF_ORDER]
    return tuple(map(sum, zip(*fitting, strict=True))) if fitting else ()


def pace(times: Iterable[tuple[float, int]]) -> Spread | None:
    """Return the seconds a word of work, from times at work in seconds and the words they were for.

    Times that say nothing are dropped.
    """
    paces = (seconds / words for seconds, words in times if words > 0)
    return spread(each for each in paces if LEAST_S_A_WORD <= each <= MOST_S_A_WORD)


def per_thousand(part: int, whole: int) -> float | None:
    """Return how many of a thousand; ``None`` of nothing."""
    return 1000 * part / whole if whole else None


def count_words(text: str) -> int:
    """Count the words of a source sentence; where words are written together every character counts as half a word."""
    words = text.split()
    together = sum(1 for character in text if character >= FIRST_EAST_ASIAN and not _is_hangul(character))
    return max(sum(1 for word in words if any(map(str.isalnum, word))), (together + 1) // 2)


def _is_hangul(character: str) -> bool:
    # Korean sets its words apart by blanks.
    return "\uac00" <= character <= "\ud7a3"
