"""What is read out of words: the table ``readings.txt``, a line a case."""

import calendar
from decimal import Decimal
from pathlib import Path

import pytest

from translations.checks.facts import Fact, Kind, Reading
from translations.checks.reading import read_facts

LINES = (Path(__file__).parent / "readings.txt").read_text(encoding="utf-8").splitlines()
CASES = [tuple(part.strip() for part in line.split("|")) for line in LINES if line and not line.startswith("#")]


def written(fact: Fact) -> str:
    first = fact.readings[0]
    same_kind = [reading for reading in fact.readings if reading.kind is first.kind]
    values = same_kind if first.kind is Kind.TIME else [first]
    return "/".join(map(written_reading, values)) + "?" * (not fact.is_sure)


def written_reading(reading: Reading) -> str:
    value = reading.value
    if isinstance(value, str):
        return f"#{value}"
    number = int(value)
    match reading.kind:
        case Kind.VAGUE:
            return f"~{number}"
        case Kind.DATE:
            return f"{number // 100}/{number % 100}"
        case Kind.TIME:
            return f"{number // 60}:{number % 60:02}"
        case Kind.MONTH:
            return calendar.month_name[number]
        case Kind.WEEKDAY:
            return calendar.day_name[number]
        case _:
            plain = f"{value.normalize():f}" if value != value.to_integral_value() else str(number)
            return f"{plain} {reading.unit}".strip()


@pytest.mark.parametrize(("language", "words", "expected"), CASES, ids=" ".join)
def test_words_are_read(language: str, words: str, expected: str) -> None:
    assert ", ".join(map(written, read_facts(words, language).facts)) == expected


def test_quantity_spans_what_belongs_to_it() -> None:
    text = "They paid $3.4 billion, or 3.1 percent, on Nov. 5, 2024 at 8:30 p.m."
    spans = [text[slice(*fact.span)] for fact in read_facts(text, "en").facts]
    assert spans == ["$3.4 billion", "3.1 percent", "Nov. 5", "2024", "8:30 p.m."]


def test_addresses_hold_no_numbers() -> None:
    text = "https://example.org/14 news12@example.org @user14 #summit2019"
    assert read_facts(text, "en").facts == ()


def test_language_that_nobody_described_has_digits_alone() -> None:
    facts = read_facts("vingt-deux, 12 et 1,5", "fr")
    assert not facts.is_known
    assert [fact.readings[0].value for fact in facts.facts] == [Decimal(12), Decimal("1.5")]
