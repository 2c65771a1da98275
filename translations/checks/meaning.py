"""Checks ``negation`` and ``hedge``: what the source denies or only alleges is denied or alleged in the translation.

A small word that turns a report into another one. Only that the source has such a word and the translation none is
found; the other way round the languages differ too much (Vietnamese ``không`` asks, Korean ``없다`` is a verb).
"""

from collections.abc import Iterator

from translations.checks.check import CheckContext, CheckFamily
from translations.checks.cues import cue_in_source, cues_of, is_in_target
from translations.findings import Finding, Severity

_SAYS = {"negation": "a negation", "hedge": "what is not certain or only alleged"}


def check_meaning(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare cue words, where the files of both languages have them."""
    for code, says in _SAYS.items():
        theirs, ours = cues_of(context.source_language, code), cues_of(context.target_language, code)
        if theirs is None or ours is None:
            continue
        span = cue_in_source(source, theirs)
        if span is not None and not is_in_target(target, ours):
            yield Finding(
                code=code,
                severity=Severity.WARN,
                message=f"“{source[span[0] : span[1]]}” says {says}; nothing in the translation does.",
                source_span=span,
            )


MEANING = CheckFamily(codes=("negation", "hedge"), check=check_meaning)
