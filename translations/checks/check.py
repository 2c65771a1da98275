"""What every check takes and gives: two plain texts and what is known about them, and findings."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from translations.findings import Finding, Span
from translations.glossary import Term
from translations.model import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthNorm:
    """How long translations into a language are for their sources, in characters: ``mean`` and ``deviation``.

    Of the ratio target to source, over ``count`` approved pairs; a prior where there are too few.
    """

    mean: float
    deviation: float
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckContext:
    """What a check may know besides the two texts. Language tags are BCP 47; everything else may be left out.

    ``field`` is the segment's (``headline``, ``b1.html``). ``is_machine``: nobody has looked at the text yet.
    ``mean_log_probability`` is the engine's, ``confidence_floor`` the least that is trusted. ``terms`` are those of the
    language pair whose source occurs in the source text. ``other_targets`` are approved translations of the same source
    elsewhere. ``changed_terms`` are sources of terms that changed after the text was approved. ``substituted`` are
    spans of the target that were put in place of others (glossary terms), where Korean particles may not fit any
    more. ``neighbours`` are translations of the other sentences of the same text.
    """

    source_language: str
    target_language: str
    field: str = ""
    source_marks: tuple[Mark, ...] = ()
    target_marks: tuple[Mark, ...] = ()
    is_machine: bool = False
    mean_log_probability: float | None = None
    confidence_floor: float | None = None
    pivot: str | None = None
    notes: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    length_norm: LengthNorm | None = None
    other_targets: tuple[str, ...] = ()
    changed_terms: tuple[str, ...] = ()
    substituted: tuple[Span, ...] = ()
    neighbours: tuple[str, ...] = ()

    @property
    def is_headline(self) -> bool:
        """Say whether the text is a title, which has its own rules of style."""
        return self.field in {"headline", "title"}


Check = Callable[[str, str, CheckContext], Iterable[Finding]]
"""Compare a source and a target, both NFC plain text. Pure, and quick: well under a millisecond a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFamily:
    """Checks that belong together: the codes they report, and their rules' version, which dismissals are bound to.

    ``wants_raw_text``: the texts are given as they are, not in NFC.
    """

    codes: tuple[str, ...]
    check: Check
    version: int = 1
    wants_raw_text: bool = False
