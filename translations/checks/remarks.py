"""Checks ``sentence_count``, ``inconsistent`` and ``pivoted``: what a reviewer may like to know."""

from collections.abc import Iterator

from translations.checks.check import CheckContext, CheckFamily
from translations.findings import Finding, Severity
from translations.folding import fold_word
from translations.sentences import rules_for, sentence_spans

_LONGEST = 20_000


def check_remarks(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare how many sentences there are, and say where else and by which way the sentence was translated."""
    theirs, ours = _count(source, context.source_language), _count(target, context.target_language)
    if theirs != ours and theirs and ours:
        yield _finding("sentence_count", f"{theirs} {_sentences(theirs)} became {ours}.")
    elsewhere = {fold_word(other): other for other in context.other_targets if other.strip()}
    if elsewhere and target.strip() and fold_word(target) not in elsewhere:
        other = next(iter(elsewhere.values()))
        yield _finding("inconsistent", f"Elsewhere this sentence is translated as “{_shown(other)}”.")
    if context.pivot and context.is_machine:
        yield _finding("pivoted", f"Translated through {context.pivot}, where what is lost once is lost for good.")


def _count(text: str, language: str) -> int:
    return sum(1 for _ in sentence_spans(text[:_LONGEST], rules_for(language)))


def _sentences(count: int) -> str:
    return "sentence" if count == 1 else "sentences"


def _shown(text: str) -> str:
    return text if len(text) <= 160 else f"{text[:159]}…"


def _finding(code: str, message: str) -> Finding:
    return Finding(code=code, severity=Severity.INFO, message=message)


REMARKS = CheckFamily(codes=("sentence_count", "inconsistent", "pivoted"), check=check_remarks)
