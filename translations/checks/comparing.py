"""Compare what two sentences state: which facts of the source the translation lacks, and which it adds.

Facts are paired in steps, surest first: the same value with the same unit, the same value, the same amount in another
unit, the same date or time told otherwise, the same digits in another role. What is left is missing or extra.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from translations.checks.facts import Fact, Facts, Kind, is_day_number
from translations.checks.measures import UNITS, is_conversion
from translations.checks.reading import read_facts

_KEPT = 128
_HALF_HOUR, _DAY = 30, 24 * 60
# More leftovers than this are a table or noise: they are compared by value only, which takes linear time.
_MOST_LEFTOVERS = 60
_LEAP_YEAR = 2024
# How far apart the values of two time zones may be: minutes in half hours; weekdays and dates by one, around the end of
# the week or year too; days of a month by one, or from the last to the first.
_SHIFTS = (
    (Kind.TIME, _HALF_HOUR, (0,)),
    (Kind.WEEKDAY, 7, (1, 6)),
    (Kind.DATE, 366, (1, 365)),
    (Kind.DAY, 32, (1, 27, 28, 29, 30)),
)
_DATES = frozenset({Kind.DATE, Kind.DAY, Kind.MONTH})


@dataclass(frozen=True, slots=True)
class Pair:
    """A fact of the source and the one of the translation that states the same.

    ``is_converted``: in another unit; ``is_foreign``: by another language's separators.
    """

    source: Fact
    target: Fact
    is_converted: bool = False
    is_foreign: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was paired, what the translation lacks, and what it adds, each in reading order.

    ``is_certain`` is false where one of the languages is not known well enough to say that anything is wrong.
    """

    source: Facts
    target: Facts
    pairs: tuple[Pair, ...]
    missing: tuple[Fact, ...]
    extra: tuple[Fact, ...]

    @property
    def is_certain(self) -> bool:
        """Say whether both languages are known."""
        return self.source.is_known and self.target.is_known


@lru_cache(maxsize=_KEPT)
def compare(source: str, target: str, source_language: str, target_language: str) -> Comparison:
    """Compare two texts; kept for a while, since several checks ask for the same pair."""
    pairing = _Pairing(read_facts(source, source_language), read_facts(target, target_language))
    pairing.by_key(_plainest_key)
    pairing.by_key(_keys_with_unit)
    pairing.by_key(_keys_with_value)
    pairing.by_key(_keys_with_value, foreign=True)
    pairing.by_rule(is_same_amount, is_converted=True)
    pairing.by_rule(_is_other_notation)
    if pairing.may_shift:
        pairing.by_rule(_is_zone_shift)
    pairing.by_digits()
    pairing.drop_equal_durations()
    pairing.drop_repeated_conversions()
    pairing.drop_named_days()
    return pairing.result()


class _Pairing:
    """The state of a comparison: what has no partner yet."""

    def __init__(self, source: Facts, target: Facts) -> None:
        self.source = source
        self.target = target
        self.pairs: list[Pair] = []
        self.missing = list(source.facts)
        self.extra = list(target.facts)
        self.may_shift = _may_shift(source.zones, target.zones)

    def result(self) -> Comparison:
        return Comparison(
            source=self.source,
            target=self.target,
            pairs=tuple(self.pairs),
            missing=tuple(self.missing),
            extra=tuple(self.extra),
        )

    def by_key(self, keys: Callable[[Fact, bool], Iterable[Hashable]], *, foreign: bool = False) -> None:
        """Pair facts that have a key in common, in reading order, those that are sure before those that may be."""
        partners: dict[int, int] = {}
        taken: set[int] = set()
        for offers_sure in (True, False):
            waiting: defaultdict[Hashable, deque[int]] = defaultdict(deque)
            for place, fact in enumerate(self.extra):
                if fact.is_sure is offers_sure:
                    for key in keys(fact, foreign):
                        waiting[key].append(place)
            for needs_sure in (True, False):
                for place, fact in enumerate(self.missing):
                    if fact.is_sure is not needs_sure or place in partners:
                        continue
                    partner = _first_free(waiting, keys(fact, not fact.readings), taken)
                    if partner is not None:
                        taken.add(partner)
                        partners[place] = partner
        self._pair(partners, is_foreign=foreign)

    def by_rule(self, rule: Callable[[Fact, Fact], bool], *, is_converted: bool = False) -> None:
        """Pair facts that a rule lets be the same, in reading order."""
        if len(self.missing) > _MOST_LEFTOVERS or len(self.extra) > _MOST_LEFTOVERS:
            return
        partners: dict[int, int] = {}
        for place, fact in enumerate(self.missing):
            free = (other for other in range(len(self.extra)) if other not in partners.values())
            partner = next((other for other in free if rule(fact, self.extra[other])), None)
            if partner is not None:
                partners[place] = partner
        self._pair(partners, is_converted=is_converted)

    def by_digits(self) -> None:
        """Drop facts whose numbers all stand on the other side, though in another role: ``20h30`` and *20, 30*."""
        if len(self.missing) > _MOST_LEFTOVERS or len(self.extra) > _MOST_LEFTOVERS:
            return
        met = _met(self.extra, sorted(self.missing, key=lambda fact: not fact.is_sure))
        self.missing = [fact for fact in self.missing if id(fact) not in met]
        self.extra = [fact for fact in self.extra if id(fact) not in met]

    def drop_equal_durations(self) -> None:
        """Drop what is left of durations if it is as long on both sides: ``3 years, 2 months``, ``3년 2개월``."""
        missing = [(fact, span) for fact in self.missing if (span := _seconds(fact)) is not None]
        extra = [(fact, span) for fact in self.extra if (span := _seconds(fact)) is not None]
        if missing and sum(span for _, span in missing) == sum(span for _, span in extra):
            self._drop([fact for fact, _ in missing], [fact for fact, _ in extra])

    def drop_repeated_conversions(self) -> None:
        """Drop what one side says twice: ``5 miles (8 km)`` may be ``8 km``; a month that a date names too."""
        if len(self.missing) > _MOST_LEFTOVERS or len(self.extra) > _MOST_LEFTOVERS:
            return
        targets = [pair.target for pair in self.pairs][:_MOST_LEFTOVERS]
        sources = [pair.source for pair in self.pairs][:_MOST_LEFTOVERS]

        def is_told(fact: Fact, others: Sequence[Fact]) -> bool:
            return any(
                is_same_amount(fact, other)
                or _is_part_of_fraction(fact, other)
                or (self.may_shift and fact.kind is Kind.TIME and _is_zone_shift(fact, other))
                for other in others
            )

        source_months, target_months = _months(self.source.facts), _months(self.target.facts)
        self.missing = [f for f in self.missing if not (is_told(f, targets) or f.values(Kind.MONTH) & target_months)]
        self.extra = [f for f in self.extra if not (is_told(f, sources) or f.values(Kind.MONTH) & source_months)]

    def drop_named_days(self) -> None:
        """Drop dates that stand for *Wednesday* or *yesterday*, and weekdays for dates: desks convert them."""
        dates = [fact for fact in self.missing if fact.is_sure and _is_date(fact)]
        weekdays = [fact for fact in self.extra if fact.kind is Kind.WEEKDAY]
        if len(dates) == 1 and weekdays:
            self._drop(dates, weekdays)
        weekdays = [fact for fact in self.missing if fact.kind is Kind.WEEKDAY]
        has_lost_date = any(fact.is_sure and _is_date(fact) for fact in self.missing)
        dates = [] if has_lost_date else [fact for fact in self.extra if _is_date(fact)]
        if dates and (weekdays or self.source.has_relative_date):
            self._drop(weekdays, dates)
        elif weekdays and self.target.has_relative_date:
            self._drop(weekdays, [])
        elif self.source.has_relative_date:
            self._drop([], [fact for fact in self.extra if fact.kind is Kind.WEEKDAY])

    def _drop(self, missing: Sequence[Fact], extra: Sequence[Fact]) -> None:
        dropped = {id(fact) for fact in (*missing, *extra)}
        self.missing = [fact for fact in self.missing if id(fact) not in dropped]
        self.extra = [fact for fact in self.extra if id(fact) not in dropped]

    def _pair(self, partners: dict[int, int], *, is_converted: bool = False, is_foreign: bool = False) -> None:
        self.pairs += [
            Pair(self.missing[one], self.extra[other], is_converted, is_foreign) for one, other in partners.items()
        ]
        taken = set(partners.values())
        self.missing = [fact for place, fact in enumerate(self.missing) if place not in partners]
        self.extra = [fact for place, fact in enumerate(self.extra) if place not in taken]


def _first_free(waiting: defaultdict[Hashable, deque[int]], keys: Iterable[Hashable], taken: set[int]) -> int | None:
    for key in keys:
        queue = waiting.get(key)
        while queue and queue[0] in taken:
            queue.popleft()
        if queue:
            return queue.popleft()
    return None


def _plainest_key(fact: Fact, foreign: bool) -> Iterator[Hashable]:
    return ((reading.kind, reading.value, reading.unit) for reading in fact.readings[:1] if not foreign)


def _keys_with_unit(fact: Fact, foreign: bool) -> Iterator[Hashable]:
    return ((reading.kind, reading.value, reading.unit) for reading in (fact.foreign if foreign else fact.readings))


def _keys_with_value(fact: Fact, foreign: bool) -> Iterator[Hashable]:
    return ((reading.kind, reading.value) for reading in (fact.foreign if foreign else fact.readings))


def is_same_amount(one: Fact, other: Fact) -> bool:
    """Say whether one is the other in another unit, within rounding."""
    return any(
        is_conversion(a.value, a.unit, b.value, b.unit)
        for a in one.readings
        if a.kind is Kind.NUMBER and a.unit and isinstance(a.value, Decimal)
        for b in other.readings
        if b.kind is Kind.NUMBER and b.unit and isinstance(b.value, Decimal)
    )


def _is_other_notation(one: Fact, other: Fact) -> bool:
    """Say whether one is a date or time and the other the same, written so that it could be something else."""
    return _is_day_of(one, other) or _is_day_of(other, one) or _is_time_of(one, other) or _is_time_of(other, one)


def _is_day_of(date: Fact, day: Fact) -> bool:
    """Say whether a date's day is named without its month, as Korean newspapers do: 27일 for Feb. 27."""
    days = {value % 100 for value in date.values(Kind.DATE) if isinstance(value, Decimal)}
    plain = {reading.value for reading in day.readings if reading.kind is Kind.NUMBER and reading.unit in ("", "day")}
    return bool(days & (plain | day.values(Kind.DAY)))


def _is_time_of(time: Fact, duration: Fact) -> bool:
    """Say whether ``20 giờ 30 phút`` may be half past eight."""
    minutes = {
        reading.value * (60 if reading.unit == "hour" else 1)
        for reading in duration.readings
        if reading.kind is Kind.NUMBER and reading.unit in ("hour", "minute") and isinstance(reading.value, Decimal)
    }
    return bool(minutes & time.values(Kind.TIME)) or (0 in time.values(Kind.TIME) and _DAY in minutes)


def _may_shift(source: frozenset[str], target: frozenset[str]) -> bool:
    """Say whether times may have been converted: the translation names a time zone that the source does not.

    That a time is local may be added without converting it.
    """
    return bool(target) and not (source & target) and (bool(source) or target != {"local"})


def _is_zone_shift(one: Fact, other: Fact) -> bool:
    """Say whether two times are whole or half hours apart, or two days follow one another, as in two time zones."""
    return any(
        _steps(kind, a, b) % step in rests
        for kind, step, rests in _SHIFTS
        for a in one.values(kind)
        for b in other.values(kind)
        if isinstance(a, Decimal) and isinstance(b, Decimal)
    )


def _steps(kind: Kind, one: Decimal, other: Decimal) -> int:
    if kind is Kind.DATE:
        days = (date(_LEAP_YEAR, int(value) // 100, int(value) % 100).toordinal() for value in (one, other))
        return abs(next(days) - next(days))
    return abs(int(one - other))


def _seconds(fact: Fact) -> Decimal | None:
    """Return how long a duration is by its plainest reading, ``None`` for anything else."""
    first = fact.readings[0] if fact.readings else None
    if first is None or not first.unit or first.kind is not Kind.NUMBER or not isinstance(first.value, Decimal):
        return None
    unit = UNITS[first.unit]
    return first.value * unit.factor if unit.measure == "duration" and unit.factor is not None else None


def _is_part_of_fraction(fact: Fact, other: Fact) -> bool:
    """Say whether a number is in a fraction that is written out: *1 in 4* is a quarter."""
    plain = other.readings[0].value if other.readings else None
    is_fraction = isinstance(plain, Decimal) and plain != plain.to_integral_value()
    return is_fraction and other.kind is Kind.NUMBER and bool(_plain_values(fact) & other.values(Kind.NUMBER))


def _plain_values(fact: Fact) -> frozenset[Decimal | str]:
    return frozenset(reading.value for reading in fact.readings if reading.kind is Kind.NUMBER and not reading.unit)


def _months(facts: Iterable[Fact]) -> frozenset[Decimal]:
    """Return the months that dates name."""
    return frozenset(value // 100 for fact in facts for value in fact.values(Kind.DATE) if isinstance(value, Decimal))


def _is_date(fact: Fact) -> bool:
    return fact.kind in _DATES or (fact.code == "dates" and fact.kind is Kind.NUMBER) or is_day_number(fact)


def _numbers_of(fact: Fact) -> Iterator[frozenset[Decimal]]:
    """Yield what numbers a fact would be if it were none: of each part the values that it may have."""
    kind = fact.kind
    values = {value for value in fact.values(kind) if isinstance(value, Decimal)}
    if kind is Kind.NUMBER:
        yield frozenset(values | {value for value in fact.values(Kind.NUMBER) if isinstance(value, Decimal)})
    elif kind is Kind.DATE:
        yield frozenset(value // 100 for value in values)
        yield frozenset(value % 100 for value in values)
    elif kind is Kind.TIME:
        yield frozenset(hour for value in values for hour in (value // 60, value // 60 % 12, value // 60 % 12 + 12))
        minute = next(iter(values)) % 60
        if minute:
            yield frozenset({minute})
    elif kind in (Kind.MONTH, Kind.DAY):
        yield frozenset(values)
    elif kind is Kind.CODE:
        digits = "".join(filter(str.isdecimal, str(fact.readings[0].value)))
        if digits and len(digits) <= 6:
            yield frozenset({Decimal(digits)})
    elif kind is Kind.WEEKDAY and fact.values(Kind.NUMBER):
        yield frozenset(value for value in fact.values(Kind.NUMBER) if isinstance(value, Decimal))


def _met(offers: Sequence[Fact], needs: Sequence[Fact]) -> set[int]:
    """Return the identities of the facts on either side that have all their numbers on the other, in another role."""
    by_value: defaultdict[Decimal, list[tuple[Fact, int]]] = defaultdict(list)
    parts_of = {id(fact): list(_numbers_of(fact)) for fact in (*offers, *needs)}
    for fact in offers:
        for number, part in enumerate(parts_of[id(fact)]):
            for value in part:
                by_value[value].append((fact, number))
    used: set[tuple[int, int]] = set()
    met: set[int] = set()
    for fact in needs:
        found: list[tuple[int, int]] = []
        for part in parts_of[id(fact)]:
            spots = (
                (id(other), number)
                for value in sorted(part)
                for other, number in by_value[value]
                if other.kind is not fact.kind
            )
            spot = next((spot for spot in spots if spot not in used), None)
            if spot is None:
                break
            used.add(spot)
            found.append(spot)
        if found and len(found) == len(parts_of[id(fact)]):
            met.add(id(fact))
        else:
            used -= set(found)
    met.update(
        id(fact)
        for fact in offers
        if parts_of[id(fact)] and all((id(fact), number) in used for number in range(len(parts_of[id(fact)])))
    )
    return met
