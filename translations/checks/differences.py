"""Findings about facts that a translation lacks, changes or adds."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from translations.checks.comparing import Comparison
from translations.checks.facts import Fact, Kind, is_day_number
from translations.findings import Finding, Severity

_MOST_FINDINGS = 20
"""Of one code in one text: a table with all its figures changed needs no finding each."""

_NOUNS = {
    Kind.NUMBER: "number",
    Kind.VAGUE: "amount",
    Kind.CODE: "name",
    Kind.DATE: "date",
    Kind.MONTH: "month",
    Kind.DAY: "day",
    Kind.WEEKDAY: "weekday",
    Kind.TIME: "time",
}
_LONGEST_QUOTE = 40
_LEAST_AMOUNT = 1000


def differences(source: str, target: str, comparison: Comparison, code: str) -> Iterator[Finding]:
    """Yield one finding for each fact of a code that is missing or extra; a changed one is one finding, not two."""
    missing = [fact for fact in comparison.missing if fact.code == code and fact.is_sure]
    extra = [fact for fact in comparison.extra if fact.code == code and fact.is_sure]
    replaced = _replacements(missing, extra)
    for fact in missing[:_MOST_FINDINGS]:
        other = replaced.get(id(fact))
        severity = _of_missing(fact, other, comparison)
        if severity is None:
            continue
        says = f", which has {_quoted(target, other)} instead" if other is not None else ""
        message = f"The {_noun(fact)} {_quoted(source, fact)} is missing from the translation{says}."
        span = other.span if other is not None else None
        yield Finding(code=code, severity=severity, message=message, source_span=fact.span, target_span=span)
    used = {id(fact) for fact in replaced.values()}
    for fact in [fact for fact in extra if id(fact) not in used][:_MOST_FINDINGS]:
        severity = _of_extra(fact, comparison)
        if severity is not None:
            message = f"The {_noun(fact)} {_quoted(target, fact)} is not in the source."
            yield Finding(code=code, severity=severity, message=message, target_span=fact.span)


def _replacements(missing: Iterable[Fact], extra: Iterable[Fact]) -> dict[int, Fact]:
    """Return, by the identity of a missing fact, the extra one of its kind that seems to stand in its place."""
    rest = list(extra)
    replaced: dict[int, Fact] = {}
    for is_alike in (_have_a_unit_in_common, _are_written_alike, _are_numbers_of_names):
        for fact in missing:
            other = next((other for other in rest if is_alike(fact, other)), None)
            if id(fact) not in replaced and other is not None:
                replaced[id(fact)] = other
                rest.remove(other)
    return replaced


def _have_a_unit_in_common(one: Fact, other: Fact) -> bool:
    units = {reading.unit for reading in one.readings if reading.unit}
    return one.kind is other.kind and any(reading.unit in units for reading in other.readings)


def _are_written_alike(one: Fact, other: Fact) -> bool:
    is_number = one.kind in (Kind.NUMBER, Kind.VAGUE)
    return one.kind is other.kind and (one.is_digits is other.is_digits or not is_number)


def _are_numbers_of_names(one: Fact, other: Fact) -> bool:
    """Say whether a bare number may stand for a name, as 8 in 8개국 would for the G7."""
    return (
        (one.kind, other.kind) == (Kind.CODE, Kind.NUMBER)
        and other.is_digits
        and all(not reading.unit and Decimal(reading.value) < _LEAST_AMOUNT for reading in other.readings)
    )


def _of_missing(fact: Fact, other: Fact | None, comparison: Comparison) -> Severity | None:
    """Return how grave it is that the translation lacks a fact, ``None`` if that is no fault."""
    is_repeated = _is_told(fact, (pair.source for pair in comparison.pairs))
    if fact.code == "times":
        severity = Severity.BLOCK if fact.is_digits and not is_repeated else Severity.WARN
        return None if is_repeated and not fact.is_digits else severity
    if fact.kind in (Kind.MONTH, Kind.WEEKDAY, Kind.DAY):
        return Severity.BLOCK if other is not None else None if is_repeated else Severity.WARN
    if fact.code == "dates" or is_day_number(fact):
        is_told_otherwise = comparison.target.has_relative_date and other is None
        return Severity.WARN if is_told_otherwise or is_repeated else Severity.BLOCK
    if fact.kind is Kind.CODE:
        return Severity.BLOCK if other is not None or _is_dialled(fact) else Severity.WARN
    if not fact.is_digits:
        return None if is_repeated else Severity.WARN
    if _is_in_a_name(fact, (pair.source for pair in comparison.pairs)):
        return None
    return Severity.WARN if is_repeated else Severity.BLOCK


def _of_extra(fact: Fact, comparison: Comparison) -> Severity | None:
    """Return how grave it is that the translation adds a fact, ``None`` if that is no fault."""
    is_repeated = _is_told(fact, (pair.target for pair in comparison.pairs))
    if fact.is_digits and _is_in_a_name(fact, (pair.target for pair in comparison.pairs)):
        return None
    if fact.is_digits:
        # Languages count one where others have an article: 1인당 is per person.
        return Severity.INFO if is_repeated or Decimal(1) in fact.values(Kind.NUMBER) else Severity.WARN
    if fact.kind in (Kind.MONTH, Kind.WEEKDAY):
        return None if is_repeated else Severity.WARN
    return None if is_repeated else Severity.INFO


def _is_told(fact: Fact, others: Iterable[Fact]) -> bool:
    """Say whether the same value occurs elsewhere in the text: a second mention is often left out or put in."""
    values = fact.values(fact.kind)
    return any(reading.kind is fact.kind and reading.value in values for other in others for reading in other.readings)


def _is_in_a_name(fact: Fact, others: Iterable[Fact]) -> bool:
    """Say whether a number explains a name beside it, as in 주요 7개국(G7)."""
    digits = {str(value) for value in fact.values(Kind.NUMBER)}
    return any(
        "".join(filter(str.isdecimal, str(value))) in digits for other in others for value in other.values(Kind.CODE)
    )


def _is_dialled(fact: Fact) -> bool:
    return all(str(reading.value).isdecimal() for reading in fact.readings)


def _noun(fact: Fact) -> str:
    return "year" if fact.code == "dates" and fact.kind is Kind.NUMBER else _NOUNS[fact.kind]


def _quoted(text: str, fact: Fact) -> str:
    words = text[slice(*fact.span)]
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"
