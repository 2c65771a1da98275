"""Read all facts of a text: dates and times first, then the numbers that are left."""

from functools import lru_cache

from translations.checks.facts import Fact, Facts, Kind, Reading
from translations.checks.moment_rules import MomentRules, moment_rules
from translations.checks.moments import read_moments
from translations.checks.number_rules import number_rules
from translations.checks.number_tokens import hidden_spans, phone_numbers
from translations.checks.quantities import read_quantities
from translations.findings import Span

_KEPT = 256


@lru_cache(maxsize=_KEPT)
def read_facts(text: str, language: str) -> Facts:
    """Return what a text states, in reading order; kept for a while, since several checks ask for the same text."""
    numbers, moments = number_rules(language), moment_rules(language)
    taken = bytearray(len(text))
    for span in hidden_spans(text, numbers):
        _take(taken, span)
    facts: list[Fact] = []
    for span in phone_numbers(text):
        if not any(taken[span[0] : span[1]]):
            _take(taken, span)
            digits = "".join(filter(str.isdecimal, text[slice(*span)]))
            facts.append(Fact(span=span, readings=(Reading(Kind.CODE, digits),), code="numbers"))
    if moments is not None:
        facts += read_moments(text, moments, taken)
    facts += read_quantities(text, numbers, taken)
    return Facts(
        facts=tuple(sorted(facts, key=lambda fact: fact.span)),
        has_relative_date=moments is not None and moments.relative.search(text) is not None,
        zones=_zones(text, moments),
        is_known=numbers.is_known,
    )


def _zones(text: str, rules: MomentRules | None) -> frozenset[str]:
    """Return the names of the time zones that a text speaks of."""
    return frozenset(name for name, zone in rules.zones if zone.search(text)) if rules is not None else frozenset()


def _take(taken: bytearray, span: Span) -> None:
    taken[span[0] : span[1]] = b"\x01" * (span[1] - span[0])
