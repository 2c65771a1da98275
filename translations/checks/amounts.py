"""Check that what is counted stays the same: measures, money and percent (``units``, ``currency``, ``percent``).

A number that is the same on both sides must count the same thing; a converted amount is right if it fits. Whether
the number itself is there is the business of ``numbers``.
"""

from collections.abc import Iterator
from decimal import Decimal

from translations.checks.check import CheckContext, CheckFamily
from translations.checks.comparing import Pair, compare, is_same_amount
from translations.checks.facts import Fact, Kind
from translations.checks.measures import UNITS, are_alike, is_of_a_kind
from translations.checks.number_rules import number_rules
from translations.findings import Finding, Severity

_PERCENT = frozenset({"percent", "percentage points"})


def check_amounts(source: str, target: str, context: CheckContext) -> Iterator[Finding]:
    """Compare what stands beside the numbers that a sentence and its translation share."""
    comparison = compare(source, target, context.source_language, context.target_language)
    if not comparison.is_certain:
        return
    for pair in comparison.pairs:
        if not pair.is_converted and pair.source.kind is Kind.NUMBER and pair.target.kind is Kind.NUMBER:
            yield from _compared(source, target, pair, context)


def _compared(source: str, target: str, pair: Pair, context: CheckContext) -> Iterator[Finding]:
    shared = pair.source.values(Kind.NUMBER) & pair.target.values(Kind.NUMBER)
    wanted, written = _units(pair.source, shared), _units(pair.target, shared)
    if any(are_alike(one, other) for one in wanted for other in written) or _is_converted(pair):
        return
    if wanted and written:
        finding = _other_unit(wanted, written)
    elif wanted and _has_unit_only(pair.source, shared) and not _is_mentioned(target, wanted, context.target_language):
        finding = _lost_unit(wanted)
    elif (
        written and _has_unit_only(pair.target, shared) and not _is_mentioned(source, written, context.source_language)
    ):
        finding = _new_unit(written)
    else:
        return
    if finding is not None:
        code, severity, says = finding
        message = says.format(source[slice(*pair.source.span)], target[slice(*pair.target.span)])
        yield Finding(
            code=code, severity=severity, message=message, source_span=pair.source.span, target_span=pair.target.span
        )


def _is_converted(pair: Pair) -> bool:
    """Say whether they agree by other readings: a quarter century is 25 years. The same sum of money never does."""
    is_money = any(UNITS[reading.unit].measure == "money" for reading in pair.source.readings if reading.unit)
    return not is_money and is_same_amount(pair.source, pair.target)


def _units(fact: Fact, values: frozenset[Decimal | str]) -> tuple[str, ...]:
    """Return the units that the number may have with one of these values, surest first."""
    return tuple(dict.fromkeys(reading.unit for reading in fact.readings if reading.unit and reading.value in values))


def _has_unit_only(fact: Fact, values: frozenset[Decimal | str]) -> bool:
    """Say whether the number cannot be read without a unit."""
    return fact.is_sure and all(reading.unit for reading in fact.readings if reading.value in values)


def _is_mentioned(text: str, units: tuple[str, ...], language: str) -> bool:
    """Say whether a text names a unit away from the number, as in *the yen fell to 150*."""
    small = text.lower()
    phrases = (
        phrase
        for phrase, names in number_rules(language).units.names.items()
        if len(phrase) > 1 and any(name in units for name in names)
    )
    return any(place > 0 and not small[:place].rstrip()[-1:].isdigit() for place in map(small.find, phrases))


def _other_unit(wanted: tuple[str, ...], written: tuple[str, ...]) -> tuple[str, Severity, str] | None:
    """Judge the same number with two units; what may be several things, such as *pound*, is judged by the likeliest."""
    measures = {UNITS[unit].measure for unit in (*wanted, *written)}
    says = "The source says {0}, the translation {1}: the number is the same, what it counts is not."
    if measures <= _PERCENT:
        return "percent", Severity.WARN, "The source says {0}, the translation {1}: percent is not percentage points."
    if measures & _PERCENT:
        return "percent", Severity.BLOCK, says
    if "money" in measures:
        is_all_money = any(is_of_a_kind(one, other) for one in wanted for other in written)
        return ("currency", Severity.BLOCK, says) if is_all_money or "duration" not in measures else None
    if measures == {"duration"} or "duration" not in measures:
        return "units", Severity.BLOCK, says
    return "units", Severity.WARN, says


def _lost_unit(wanted: tuple[str, ...]) -> tuple[str, Severity, str] | None:
    """Judge a number whose unit the translation does not have; durations and degrees are worded in many ways."""
    measure = UNITS[wanted[0]].measure
    if measure in _PERCENT:
        return "percent", Severity.WARN, "The source says {0}, the translation only {1}."
    if measure == "money":
        return "currency", Severity.WARN, "The source says {0}, the translation only {1}, without a currency."
    if measure in ("duration", "temperature"):
        return None
    return "units", Severity.WARN, "The source says {0}, the translation only {1}, without the unit."


def _new_unit(written: tuple[str, ...]) -> tuple[str, Severity, str] | None:
    """Judge a unit that the source does not have: only money and percent are so plain that they cannot be implied."""
    measure = UNITS[written[0]].measure
    if measure in _PERCENT:
        return "percent", Severity.WARN, "The translation says {1}, the source only {0}."
    if measure == "money":
        return "currency", Severity.WARN, "The translation says {1}, the source only {0}, without a currency."
    return None


AMOUNTS = CheckFamily(codes=("units", "currency", "percent"), check=check_amounts)
"""The units, currencies and percent signs beside numbers."""
