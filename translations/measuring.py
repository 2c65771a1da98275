"""What one approval says about the draft it began with, counted by sacrebleu.

sacrebleu takes numpy along, so it is loaded where something is measured (the worker), never where pages are made.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from translations.numbers import count_words

# TER is of words and takes time quadratic in their number; a sentence of more is no sentence.
_MOST_WORDS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """``edits`` and ``reference_words`` are TER's; ``chrf_statistics`` has three counts for each length of runs."""

    edits: float
    reference_words: float
    chrf_statistics: tuple[int, ...]


def measure(draft: str, final: str) -> Measurement | None:
    """Compare a draft with the text that was approved in the end; ``None`` where one is too long or empty."""
    draft, final = draft.strip(), final.strip()
    words = max(count_words(draft), count_words(final), len(draft.split()), len(final.split()))
    if not draft or not final or words > _MOST_WORDS:
        return None
    metrics = _metrics()
    ter: Any = metrics.ter.sentence_score(draft, [final])
    # There is no public way to the statistics of a sentence, which are what sums up to a corpus.
    counted: Any = metrics.chrf._extract_corpus_statistics([draft], [[final]])
    return Measurement(
        edits=float(ter.num_edits),
        reference_words=float(ter.ref_length),
        chrf_statistics=tuple(int(count) for count in counted[0]),
    )


def signatures() -> tuple[str, str]:
    """Return how TER and chrF were counted, as sacrebleu writes it, so that figures can be compared with others'."""
    metrics = _metrics()
    return metrics.ter_signature, metrics.chrf_signature


@dataclass(frozen=True, slots=True)
class _Metrics:
    ter: Any
    chrf: Any
    ter_signature: str
    chrf_signature: str


@cache
def _metrics() -> _Metrics:
    from sacrebleu.metrics.chrf import CHRF  # noqa: PLC0415 - see the module's docstring
    from sacrebleu.metrics.ter import TER  # noqa: PLC0415

    make: Any = TER
    # Punctuation is set apart and Chinese and Japanese are counted by characters; a changed capital is an edit.
    ter = make(normalized=True, asian_support=True, case_sensitive=True)
    make = CHRF
    chrf = make()
    for metric in (ter, chrf):
        # A signature says how many references there were, which a metric knows once it has been used.
        metric.corpus_score(["a"], [["a"]])
    return _Metrics(ter, chrf, str(ter.get_signature()), str(chrf.get_signature()))
