"""What neighbouring quantities are together: fractions, amounts in two units, ranges that share a unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from translations.checks.facts import Kind, Reading
from translations.checks.measures import UNITS
from translations.checks.number_rules import NumberRules

_ONE = Decimal(1)
_FIRST_YEAR, _LAST_YEAR = 1000, 2999
_FRACTION_DIGITS = Decimal("0.000001")
_MOST_JOIN = 12
"""How long the words between two numbers that belong together may be, in characters."""
_DASHES = frozenset("-–—~∼〜～")
_APART = frozenset({"money", "temperature", "percent", "percentage points"})


@dataclass(slots=True)
class Quantity:
    """A number as it was read, before it is decided what it may mean."""

    start: int
    end: int
    value: Decimal
    values: list[Decimal] = field(default_factory=list)
    foreign: list[Decimal] = field(default_factory=list)
    units: tuple[str, ...] = ()
    shared_units: tuple[str, ...] = ()
    scale: Decimal = _ONE
    kind: Kind = Kind.NUMBER
    is_digits: bool = True
    is_sure: bool = True
    is_article: bool = False
    extra: list[Reading] = field(default_factory=list)
    name: str = ""


def with_parts(text: str, rules: NumberRules, found: Sequence[Quantity]) -> list[Quantity]:
    """Put fractions in words together: ``two-thirds``, ``hai phần ba``, ``3분의 2``."""
    joined: list[Quantity] = []
    for quantity in found:
        before = joined[-1] if joined else None
        if before is not None and _stand_around(text, before, quantity, rules.part_word):
            upper, lower = (quantity, before) if rules.part_first else (before, quantity)
            joined[-1] = _fraction(upper, lower.value, before.start, quantity.end)
            joined[-1].is_digits = before.is_digits or quantity.is_digits
            joined[-1].is_sure = True
        elif before is None or quantity.start >= before.end:
            joined.append(_with_lower(text, rules, quantity))
    return joined


def _stand_around(text: str, before: Quantity, quantity: Quantity, part_word: str) -> bool:
    gap = text[before.end : quantity.start]
    return bool(part_word) and len(gap) <= _MOST_JOIN and gap.strip() == part_word


def _with_lower(text: str, rules: NumberRules, quantity: Quantity) -> Quantity:
    """Return the fraction that a number is the upper part of: *third* behind one, *thirds* behind any."""
    if rules.parts is None or quantity.name or quantity.units or quantity.kind is not Kind.NUMBER:
        return quantity
    part = rules.parts.match(text, quantity.end)
    word = part["part"].lower() if part is not None else ""
    is_one = quantity.value == 1 and text[quantity.start : quantity.end].lower() in rules.ones
    if part is None or not (is_one or (quantity.value > 1 and word.endswith("s"))):
        return quantity
    fraction = _fraction(quantity, Decimal(rules.part_values[word]), quantity.start, part.end())
    fraction.is_sure = not quantity.is_article
    between = rules.part_of.match(text, part.end())
    unit = rules.units.pattern.match(text, between.end() if between is not None else part.end())
    if unit is not None and unit["unit"].isalpha():
        fraction.units, fraction.end = rules.units.of(unit), unit.end()
    return fraction


def _fraction(upper: Quantity, lower: Decimal, start: int, end: int) -> Quantity:
    if not lower:
        return replace(upper, start=start, end=end)
    value = (upper.value / lower).quantize(_FRACTION_DIGITS).normalize() if upper.value < 10**12 else upper.value
    percent = Reading(Kind.NUMBER, (value * 100).quantize(_ONE), "percent")
    parts = [Reading(Kind.NUMBER, lower)] + [Reading(Kind.NUMBER, upper.value)] * (not upper.is_article)
    return replace(
        upper, start=start, end=end, value=value, values=[value], foreign=[], is_article=False, extra=[percent, *parts]
    )


def with_compounds(text: str, rules: NumberRules, found: Sequence[Quantity]) -> list[Quantity]:
    """Put ``1 hour and 42 minutes`` together: units of one measure, each smaller than the one before; and ``9초58``."""
    joined: list[Quantity] = []
    for quantity in found:
        gap = text[joined[-1].end : quantity.start] if joined else ""
        if joined and _is_decimal(gap, joined[-1], quantity):
            joined[-1] = _with_decimal(joined[-1], quantity)
        else:
            joined.append(quantity)
    whole: list[Quantity] = []
    for quantity in joined:
        gap = text[whole[-1].end : quantity.start] if whole else ""
        is_near = bool(whole) and len(gap) <= _MOST_JOIN and gap.strip() in ("", *rules.lists)
        merged = _compound(whole[-1], quantity) if is_near else None
        if merged is not None:
            whole[-1] = merged
        else:
            whole.append(quantity)
    return whole


def _compound(before: Quantity, quantity: Quantity) -> Quantity | None:
    """Return two amounts as one in the unit of the second, ``None`` unless that is a smaller one of one measure."""
    if not (before.values and quantity.values):
        return None
    for larger in before.units:
        for smaller in quantity.units:
            one, other = UNITS[larger], UNITS[smaller]
            if one.measure != other.measure or one.measure in _APART or not (one.factor and other.factor):
                continue
            if quantity.value * other.factor < one.factor:
                value = before.value * one.factor / other.factor + quantity.value
                return replace(
                    quantity,
                    start=before.start,
                    value=value,
                    values=[value],
                    foreign=[],
                    units=(smaller,),
                    is_digits=before.is_digits or quantity.is_digits,
                    is_sure=before.is_sure or quantity.is_sure,
                    is_article=False,
                )
    return None


def _short_year(before: Quantity, quantity: Quantity) -> list[Reading]:
    """Return the year that 98 is in 1997-98."""
    is_year = before.is_digits and not before.units and _FIRST_YEAR <= before.value <= _LAST_YEAR
    if not is_year or quantity.end - quantity.start < 2 or not 0 <= quantity.value < 100:
        return []
    return [Reading(Kind.NUMBER, before.value // 100 * 100 + quantity.value)]


def _is_decimal(gap: str, before: Quantity, quantity: Quantity) -> bool:
    """Say whether the second number is what comes behind the point: 58 in ``9초58``, 80 in ``1m80``."""
    return (
        not gap
        and bool(before.units and before.is_digits and quantity.is_digits)
        and not (quantity.units or quantity.name or before.name)
        and quantity.scale == 1
        and before.value == before.value.to_integral_value()
        and len(quantity.values) == 1
    )


def _with_decimal(before: Quantity, quantity: Quantity) -> Quantity:
    digits = quantity.end - quantity.start
    value = before.value + quantity.value.scaleb(-digits)
    return replace(before, end=quantity.end, value=value, values=[value], foreign=[])


def share(text: str, rules: NumberRules, found: Sequence[Quantity]) -> None:
    """Let numbers share what only one of them names: ``$2-3 million``, ``5, 6 and 7 percent``."""
    for before, quantity in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        gap = text[before.end : quantity.start]
        if before.name or quantity.name or Kind.VAGUE in (before.kind, quantity.kind) or len(gap) > _MOST_JOIN:
            continue
        word = gap.strip(" ,\u00a0").lower()
        is_range = word in _DASHES or word in rules.ranges
        if not gap.strip() or (word and not is_range and word not in rules.lists):
            continue
        if word in _DASHES:
            quantity.extra += _short_year(before, quantity)
        if not before.units:
            before.shared_units = quantity.units or quantity.shared_units
        elif is_range and not quantity.units and UNITS[before.units[0]].measure == "money":
            quantity.shared_units = before.units
        if is_range and quantity.scale > 1 and before.scale == 1 and before.value < quantity.scale:
            before.values += [value * quantity.scale for value in before.values]
            before.scale = quantity.scale
