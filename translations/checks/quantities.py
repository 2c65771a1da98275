"""Read the quantities of a text: numbers in digits and words, with their scale words, units and signs.

A number is read as a sum whose parts are multiplied by the scale words behind them: ``twenty-one``, ``2 tỷ 300 triệu``,
``1234만5000``, ``3조4천억``.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from translations.checks.facts import Fact, Kind, Reading
from translations.checks.measures import UNITS
from translations.checks.number_rules import NumberRules, Role
from translations.checks.number_tokens import Token, number_tokens
from translations.checks.quantity_joins import Quantity, share, with_compounds, with_parts

_ONE = Decimal(1)
_LONGEST_SIGN = 5
_LONGEST_PREFIX = 12
_MOST_JOIN = 12


def read_quantities(text: str, rules: NumberRules, taken: bytearray) -> Iterator[Fact]:
    """Yield the quantities of a text in reading order; ``taken`` marks, by character, what is read already."""
    tokens = list(number_tokens(text, rules, taken))
    found = list(_Reader(text, rules, tokens).read())
    found = with_parts(text, rules, found)
    found = with_compounds(text, rules, found)
    share(text, rules, found)
    return (_as_fact(quantity) for quantity in found if not quantity.is_article or quantity.units)


class _Reader:
    """Puts tokens together into quantities, from left to right."""

    def __init__(self, text: str, rules: NumberRules, tokens: Sequence[Token]) -> None:
        self._text = text
        self._rules = rules
        self._tokens = tokens

    def read(self) -> Iterator[Quantity]:
        place = 0
        while place < len(self._tokens):
            role = self._tokens[place].role
            if role in (Role.PLURAL, Role.SEVERAL):
                quantity, place = self._vague(place)
            elif role is Role.JOINER:
                quantity, place = None, place + 1
            elif self._tokens[place].name:
                token = self._tokens[place]
                quantity, place = Quantity(token.start, token.end, Decimal(0), name=token.name), place + 1
            else:
                quantity, place = self._sum(place)
            if quantity is not None:
                yield self._with_unit(quantity)

    def _vague(self, place: int) -> tuple[Quantity | None, int]:
        """Read ``hundreds of thousands`` or ``several hundred``: scale words without a number."""
        first = place
        value = max(self._tokens[place].number, _ONE)
        place += 1
        while place < len(self._tokens) and self._tokens[place].role in (Role.SCALE, Role.PLURAL):
            gap = self._text[self._tokens[place - 1].end : self._tokens[place].start]
            if gap.strip() not in ("", self._rules.plural_joiner) or len(gap) > _MOST_JOIN:
                break
            value *= self._tokens[place].values[0]
            place += 1
        if value <= 1:
            return None, place
        start, end = self._tokens[first].start, self._tokens[place - 1].end
        is_sure = all(token.is_sure for token in self._tokens[first:place])
        return Quantity(start, end, value, kind=Kind.VAGUE, is_digits=False, is_sure=is_sure), place

    def _sum(self, place: int) -> tuple[Quantity | None, int]:
        first = self._tokens[place]
        total = _Sum()
        last, scale, used = first, _ONE, [first]
        if first.role is Role.SCALE:
            total.scale(first.values[0])
            scale = first.values[0]
        else:
            total.add(first.number)
        end, place = first.end, place + 1
        while True:
            after_half = self._half_after(end, last, scale, total)
            if after_half:
                end, scale = after_half, _ONE
                place = self._first_from(place, end)
            step = self._step(place, end, last, total) if place < len(self._tokens) else None
            if step is None:
                break
            token = self._tokens[step]
            scale = token.values[0] * (scale if last.role is Role.SCALE else _ONE) if token.role is Role.SCALE else _ONE
            end, last, place = token.end, token, step + 1
            used.append(token)
        return self._made(used, end, total.value, scale), place

    def _step(self, place: int, end: int, last: Token, total: "_Sum") -> int | None:
        """Add or multiply by the next token if it belongs to the number; return its place, or nothing."""
        token = self._tokens[place]
        if token.name or not _is_near(self._text, end, token.start, self._rules.filler):
            return None
        if token.role is Role.JOINER:
            following = self._tokens[place + 1] if place + 1 < len(self._tokens) else None
            joins = (
                following is not None
                and following.role is Role.COUNT
                and _is_near(self._text, token.end, following.start)
                and total.takes(following.number, at_least=100)
            )
            if following is None or not joins:
                return None
            total.add(following.number)
            return place + 1
        if token.role is Role.ARTICLE and last.role is Role.HALF:
            return place if self._is_scale(place + 1, token.end) else None
        if token.role is Role.SCALE:
            if self._word(last) in self._rules.ordinals:
                return None
            return place if total.scale(token.values[0], may_add=self._rules.inner_words is not None) else None
        if token.role is Role.COUNT and last.role is not Role.DIGITS and total.takes(token.number):
            if self._word(token) in self._rules.not_last and not self._is_scale(place + 1, token.end):
                return None
            total.add(token.number)
            return place
        if token.role is Role.DIGITS and last.role is Role.SCALE and total.takes(token.number):
            if self._rules.inner_words is None and not self._is_scale(place + 1, token.end):
                return None
            total.add(token.number)
            return place
        return None

    def _first_from(self, place: int, end: int) -> int:
        """Return the place of the first token that stands behind what has been read."""
        while place < len(self._tokens) and self._tokens[place].start < end:
            place += 1
        return place

    def _is_scale(self, place: int, end: int) -> bool:
        following = self._tokens[place] if place < len(self._tokens) else None
        return following is not None and following.role is Role.SCALE and _is_near(self._text, end, following.start)

    def _half_after(self, end: int, last: Token, scale: Decimal, total: "_Sum") -> int | None:
        """Add half of the last scale for ``and a half``; return where that ends."""
        pattern = self._rules.half_after
        match = pattern.match(self._text, end) if pattern is not None and last.role is not Role.HALF else None
        if match is None:
            return None
        total.parts.append(scale / 2)
        return match.end()

    def _made(self, used: list[Token], end: int, value: Decimal, scale: Decimal) -> Quantity | None:
        first = used[0]
        if len(used) == 1 and self._word(first) in self._rules.bound:
            return None
        has_scale = any(token.role is Role.SCALE for token in used)
        if first.role is Role.ARTICLE and not has_scale:
            return Quantity(first.start, end, _ONE, [_ONE], is_digits=False, is_sure=False, is_article=True)
        is_digits = any(token.role is Role.DIGITS for token in used)
        is_bare_scale = first.role is Role.SCALE
        is_sure = is_digits or any(
            token.is_sure and token.role in (Role.COUNT, Role.SCALE) for token in used if not is_bare_scale
        )
        if self._rules.inner_words is not None and not is_digits:
            is_sure = any(token.is_sure and token.role is Role.COUNT for token in used)
        quantity = Quantity(first.start, end, value, [value], scale=scale, is_digits=is_digits, is_sure=is_sure)
        if first.role is Role.DIGITS and all(token.role is Role.SCALE for token in used[1:]):
            factor = value / first.number if first.number else _ONE
            quantity.values = [number * factor for number in first.values]
            quantity.foreign = [number * factor for number in first.foreign]
            if len(used) > 1 and self._word(used[-1]) in self._rules.loose_scales:
                quantity.extra += [Reading(Kind.NUMBER, value / used[-1].values[0]) for value in quantity.values]
        if len(used) == 1 and self._word(first) in self._rules.amounts:
            quantity.units = (self._rules.amounts[self._word(first)],)
        for token in used:
            about = self._rules.about.get(self._word(token))
            if about is not None and token.values[0]:
                quantity.extra.append(Reading(Kind.NUMBER, value / token.values[0] * about))
        if first.role is Role.HALF and not has_scale:
            quantity.extra = [Reading(Kind.NUMBER, Decimal(50), "percent"), Reading(Kind.NUMBER, Decimal(2))]
        return quantity

    def _word(self, token: Token) -> str:
        return self._text[token.start : token.end].lower()

    def _with_unit(self, quantity: Quantity) -> Quantity:
        """Add what stands right before or behind the number."""
        text, rules = self._text, self._rules
        if quantity.name:
            return quantity
        if quantity.is_digits:
            self._read_suffix(quantity)
            sign = rules.units.money_before.search(text, max(0, quantity.start - _LONGEST_SIGN), quantity.start)
            if sign is not None:
                quantity.start, quantity.units = sign.start(), rules.units.of(sign)
        end = quantity.end
        if quantity.value == Decimal("0.5") and not quantity.is_digits and rules.half_article is not None:
            article = rules.half_article.match(text, end)
            end = article.end() if article else end
        unit = None if self._has_part_word(end) else rules.units.pattern.match(text, end)
        # A second is no second in "a second time".
        is_word = unit is not None and quantity.is_article and unit["unit"].lower() in rules.words
        if unit is not None and not is_word and (quantity.is_digits or not unit["unit"].isupper()):
            units = rules.units.of(unit)
            quantity.units = tuple(dict.fromkeys((*quantity.units, *self._meant(quantity.start, units))))
            quantity.extra += self._added(quantity)
            if rules.units.is_doubtful(unit):
                quantity.extra += [Reading(Kind.NUMBER, value) for value in quantity.values]
            quantity.end = unit.end()
            is_half = quantity.value == Decimal("0.5") and rules.inner_words is None
            quantity.is_sure = quantity.is_sure or is_half
        self._add_half(quantity)
        return quantity

    def _add_half(self, quantity: Quantity) -> None:
        """Read what stands behind a duration: ``an hour and a half``, ``하루 반``."""
        half = self._rules.half_after.match(self._text, quantity.end) if self._rules.half_after else None
        if half is not None and quantity.units and UNITS[quantity.units[0]].measure == "duration":
            quantity.values = [value + Decimal("0.5") for value in quantity.values]
            quantity.value += Decimal("0.5")
            quantity.end, quantity.is_sure = half.end(), True

    def _meant(self, start: int, units: tuple[str, ...]) -> tuple[str, ...]:
        """Return what units mean behind a word such as 시속, an hour's speed, before the number."""
        before = self._text[max(0, start - _LONGEST_PREFIX) : start].rstrip()
        for word, unit, meant in self._rules.units.prefixes:
            if unit in units and before.endswith(word):
                return (meant,)
        return units

    def _added(self, quantity: Quantity) -> list[Reading]:
        """Return what a number is behind a word that adds to it: 후반 22분 is the 67th minute of a match."""
        before = self._text[max(0, quantity.start - _LONGEST_PREFIX) : quantity.start].rstrip()
        return [
            Reading(Kind.NUMBER, quantity.value + Decimal(more), unit)
            for word, unit, more in self._rules.units.adding
            if unit in quantity.units and before.endswith(word)
        ]

    def _has_part_word(self, end: int) -> bool:
        """Say whether a fraction goes on here, as in ``3분의 2``, where 분 is no minute."""
        word = self._rules.part_word
        return bool(word) and self._text[end : end + len(word) + 1].lstrip().startswith(word)

    def _read_suffix(self, quantity: Quantity) -> None:
        """Read what is written onto digits: ``2bn``, ``1990s``, ``21st``."""
        text, rules, end = self._text, self._rules, quantity.end
        decade = rules.decade.match(text, end) if rules.decade is not None else None
        if decade is not None and quantity.value % 10 == 0:
            quantity.end = decade.end()
            quantity.extra.append(Reading(Kind.NUMBER, quantity.value % 100))
            return
        ordinal = rules.ordinal.match(text, end) if rules.ordinal is not None else None
        if ordinal is not None:
            quantity.end = ordinal.end()
            return
        suffix = rules.suffix.match(text, end) if rules.suffixes else None
        if suffix is None:
            return
        unit = rules.units.pattern.match(text, end)
        if unit is not None:
            quantity.extra += [Reading(Kind.NUMBER, quantity.value, name) for name in rules.units.of(unit)]
        factor = rules.suffixes[suffix.group()]
        quantity.values = [value * factor for value in quantity.values]
        quantity.foreign = [value * factor for value in quantity.foreign]
        quantity.value *= factor
        quantity.scale *= factor
        quantity.end = suffix.end()


class _Sum:
    """A number that grows from the left; a scale word multiplies the parts that are smaller than it."""

    def __init__(self) -> None:
        self.parts: list[Decimal] = []

    @property
    def value(self) -> Decimal:
        return sum(self.parts, Decimal(0))

    def takes(self, number: Decimal, *, at_least: int = 10) -> bool:
        """Say whether a number fits in the noughts of what is there, as 5 does in 20 and not in 21."""
        last = self.parts[-1]
        whole = len(str(number.to_integral_value()))
        return number > 0 and last >= at_least and number < last and last % (10**whole) == 0

    def add(self, number: Decimal) -> None:
        self.parts.append(number)

    def scale(self, by: Decimal, *, may_add: bool = True) -> bool:
        below = Decimal(0)
        while self.parts and self.parts[-1] < by:
            below += self.parts.pop()
        if not below and self.parts and not (may_add and by < self.parts[-1]):
            return False
        self.parts.append((below or _ONE) * by)
        return True


def _is_near(text: str, end: int, start: int, filler: str = "") -> bool:
    return text[end:start] in ("", " ", "-", "\u00a0", filler)


def _as_fact(quantity: Quantity) -> Fact:
    span = (quantity.start, quantity.end)
    if quantity.name:
        letters = "".join(filter(str.isalnum, quantity.name)).upper()
        return Fact(span=span, readings=(Reading(Kind.CODE, letters),), code="numbers")
    if quantity.kind is Kind.VAGUE:
        order = Decimal(quantity.value).adjusted()
        readings = [Reading(Kind.VAGUE, Decimal(order))]
    else:
        units = (*quantity.units, *quantity.shared_units) if quantity.units or quantity.shared_units else ()
        units = (*units, "") if quantity.shared_units or not units else units
        readings = [Reading(Kind.NUMBER, value, unit) for value in quantity.values for unit in units]
    return Fact(
        span=span,
        readings=tuple(dict.fromkeys((*readings, *quantity.extra))),
        code="numbers",
        is_digits=quantity.is_digits,
        is_sure=quantity.is_sure,
        foreign=tuple(
            Reading(Kind.NUMBER, value, unit) for value in quantity.foreign for unit in (*quantity.units, "")
        ),
    )
