"""How long translations are for their sources: from approved pairs, a prior until there are enough of them."""

from collections.abc import Iterable
from statistics import fmean, stdev

from feeds.locales import own_table
from translations.checks.addresses import without_addresses
from translations.checks.check import LengthNorm
from translations.checks.spans import ENTITY

FEWEST_CHARACTERS = 20
"""Below it a source says nothing about the length of its translation."""

FEWEST_PAIRS = 50
"""Approved pairs from which a norm of one's own is taken."""

# The outermost pairs, say a headline that became three words, are left out at both ends.
_TRIMMED = 0.02
# However alike the pairs are, a tenth more or less is never remarkable; however unlike, four times as long always is.
_NARROWEST, _WIDEST = 0.1, 0.5


def length_norm(pairs: Iterable[tuple[str, str]], *, source_language: str, target_language: str) -> LengthNorm | None:
    """Return the norm of a language pair, from approved (source, target) pairs; else what is known beforehand.

    ``None`` where there are too few pairs and a language's file has no ``[length]``. A prior says how many pairs there
    were as ``count``, which is then below :data:`FEWEST_PAIRS`.
    """
    ratios = sorted(ratio for source, target in pairs if (ratio := length_ratio(source, target)) is not None)
    if len(ratios) < FEWEST_PAIRS:
        return prior_norm(source_language=source_language, target_language=target_language, count=len(ratios))
    cut = int(len(ratios) * _TRIMMED)
    kept = ratios[cut : len(ratios) - cut]
    mean = fmean(kept)
    deviation = min(max(stdev(kept), mean * _NARROWEST), mean * _WIDEST)
    return LengthNorm(mean=mean, deviation=deviation, count=len(ratios))


def prior_norm(*, source_language: str, target_language: str, count: int = 0) -> LengthNorm | None:
    """Return what the languages' files say, by which a text in each is so much longer than in English."""
    theirs, ours = own_table(source_language, "length"), own_table(target_language, "length")
    if not theirs or not ours:
        return None
    mean = ours["to_english"] / theirs["to_english"]
    # Both languages' deviations are relative to their own length, and independent of each other.
    relative = (ours["deviation"] ** 2 + theirs["deviation"] ** 2) ** 0.5
    return LengthNorm(mean=mean, deviation=mean * relative, count=count)


def length_ratio(source: str, target: str) -> float | None:
    """Return how long a target is for its source, addresses left out; ``None`` for a short source."""
    characters = text_length(source)
    return text_length(target) / characters if characters >= FEWEST_CHARACTERS else None


def text_length(text: str) -> int:
    """Count the characters of a text, runs of blanks and addresses as one blank."""
    return len(" ".join(ENTITY.sub("&", without_addresses(text)).split()))
