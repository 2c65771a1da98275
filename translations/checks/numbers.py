"""Check that numbers are the same: what is counted, in digits or words, by any scale word (``numbers``)."""

import re
from collections.abc import Iterator

from translations.checks.check import CheckContext, CheckFamily
from translations.checks.comparing import Comparison, Pair, compare
from translations.checks.differences import differences
from translations.checks.facts import Kind
from translations.checks.number_rules import number_rules
from translations.checks.number_tokens import interpret
from translations.findings import Finding, Fix, Severity

_DIGITS = re.compile(r"\d[\d.,]*\d")
_SWAPPED = str.maketrans(",.", ".,")
# Without a word of the language we can tell only numbers that nobody writes in words or with a scale word.
_LEAST_PLAIN, _MOST_PLAIN = 13, 9999


def check_numbers(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare the numbers of a sentence and its translation."""
    comparison = compare(source, target, context.source_language, context.target_language)
    if not comparison.is_certain:
        yield from _plain_numbers(source, target, comparison)
        return
    droppable = number_rules(context.source_language).droppable | number_rules(context.target_language).droppable
    for finding in differences(source, target, comparison, "numbers"):
        if finding.severity is Severity.BLOCK or not _is_droppable(source, target, finding, droppable):
            yield finding
    for pair in comparison.pairs:
        if pair.is_foreign:
            yield from _separators(target, pair, context.target_language)


def _plain_numbers(source: str, target: str, comparison: Comparison) -> Iterator[Finding]:
    """Warn of numbers in digits that are nowhere in a translation into a language that nobody described."""
    if not comparison.source.is_known:
        return
    for fact in comparison.missing:
        raw = source[slice(*fact.span)].replace(",", "").replace(".", "")
        is_plain = fact.kind is Kind.NUMBER and raw.isdecimal() and _LEAST_PLAIN <= int(raw[:5]) <= _MOST_PLAIN
        if is_plain and len(raw) < 5 and raw not in _all_digits(target):
            message = f"The number {source[slice(*fact.span)]} is missing from the translation."
            yield Finding(code="numbers", severity=Severity.WARN, message=message, source_span=fact.span)


def _all_digits(text: str) -> frozenset[str]:
    return frozenset(
        str(int(run)) for run in re.findall(r"\d{1,18}", text.replace(",", "").replace(".", "")) if run.isdecimal()
    )


def _is_droppable(source: str, target: str, finding: Finding, droppable: frozenset[str]) -> bool:
    """Say whether the number belongs to a name that is as well known without it, such as COVID-19."""
    text, span = (source, finding.source_span) if finding.source_span else (target, finding.target_span)
    if span is None:
        return False
    around = text[max(0, span[0] - 6) : span[1] + 3].upper()
    return any(name.upper() in around for name in droppable)


def _separators(target: str, pair: Pair, language: str) -> Iterator[Finding]:
    """Warn of a number written with another language's separators, which readers would take for another number."""
    start, end = pair.target.span
    match = _DIGITS.search(target, start, end)
    if match is None:
        return
    written, rules = match.group(), number_rules(language)
    swapped = written.translate(_SWAPPED)
    _, foreign = interpret(written, rules)
    own, _ = interpret(swapped, rules)
    fix = Fix(start=match.start(), end=match.end(), text=swapped) if own and own == foreign else None
    advice = f"; write {swapped}" if fix else ""
    yield Finding(
        code="numbers",
        severity=Severity.WARN,
        message=f"The number {written} is written with the separators of another language{advice}.",
        source_span=pair.source.span,
        target_span=match.span(),
        fix=fix,
    )


NUMBERS = CheckFamily(codes=("numbers",), check=check_numbers)
"""The numbers of source and translation."""
