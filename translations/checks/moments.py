"""Read the dates and times of day of a text, by the patterns of its language."""

import re
from collections.abc import Iterator
from decimal import Decimal

from translations.checks.facts import Fact, Kind, Reading
from translations.checks.moment_rules import MomentRules, parts_of
from translations.findings import Span

_DAYS_IN = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_HALF_DAY, _DAY = 12 * 60, 24 * 60
_CUE_REACH = 14
_WORD_BEFORE = re.compile(r"(\w+)[\s-]$")
_FRACTION_DIGITS = Decimal("0.000001")


def read_moments(text: str, rules: MomentRules, taken: bytearray) -> list[Fact]:
    """Return the dates and times of a text, and mark in ``taken`` which characters were read."""
    for match in rules.ignored.finditer(text):
        _take(taken, match.span())
    facts: list[Fact] = []
    for pattern in rules.times:
        for match in _free(pattern, text, taken):
            facts += _times(match, rules)
    for match in _free(rules.weekdays, text, taken):
        facts.append(_weekday(match, rules))
    for pattern in rules.dates:
        for match in _free(pattern, text, taken):
            found = list(_dates(text, match, rules))
            if not found:
                taken[match.start() : match.end()] = bytes(match.end() - match.start())
            facts += found
    for match in _free(rules.named, text, taken):
        word = _plain(match.group())
        minutes, is_sure = Decimal(rules.named_times[word]), word not in rules.loose_named
        facts.append(_fact(match.span(), Kind.TIME, (minutes,), code="times", is_digits=False, is_sure=is_sure))
    return facts


def _free(pattern: re.Pattern[str], text: str, taken: bytearray) -> Iterator[re.Match[str]]:
    """Yield the matches over what has not been read yet, and take them."""
    for match in pattern.finditer(text):
        if not any(taken[match.start() : match.end()]):
            _take(taken, match.span())
            yield match


def _take(taken: bytearray, span: Span) -> None:
    taken[span[0] : span[1]] = b"\x01" * (span[1] - span[0])


def _plain(word: str) -> str:
    return " ".join(word.lower().split())


def _fact(
    span: Span,
    kind: Kind,
    values: tuple[Decimal, ...],
    *,
    code: str = "dates",
    is_digits: bool = True,
    is_sure: bool = True,
    more: tuple[Reading, ...] = (),
) -> Fact:
    readings = dict.fromkeys((*(Reading(kind, value) for value in values), *more))
    return Fact(span=span, readings=tuple(readings), code=code, is_digits=is_digits, is_sure=is_sure)


def _weekday(match: re.Match[str], rules: MomentRules) -> Fact:
    word = _plain(match.group())
    number = Decimal(rules.weekday_numbers[word])
    is_loose = word in rules.loose_weekdays and not any(letter.isupper() for letter in match.group()[1:])
    # A weekday that may be an ordinal counts from Sunday: thứ hai is Monday and the second.
    more = (Reading(Kind.NUMBER, number + 2),) if word in rules.loose_weekdays else ()
    return _fact(match.span(), Kind.WEEKDAY, (number,), is_digits=False, is_sure=not is_loose, more=more)


def _dates(text: str, match: re.Match[str], rules: MomentRules) -> Iterator[Fact]:
    """Yield the parts of one date: month and day, the last day of a range, the year."""
    found = parts_of(match)
    name, year = found.get("month_name"), found.get("year")
    month = rules.months[_plain(name[0])] if name else int(found["month"][0]) if "month" in found else None
    days = [int(found[key][0]) for key in ("day", "until") if key in found]
    if month is not None and any(day > _DAYS_IN[month - 1] for day in days):
        return
    begins_with_year = year is not None and year[1][0] == match.start()
    start = (
        min(spans[0] for key, (_, spans) in found.items() if key != "year")
        if begins_with_year and len(found) > 1
        else match.start()
    )
    end = year[1][0] if year and not begins_with_year else match.end()
    span = (start, _without_stops(text, start, end))
    if month is None:
        yield from (_fact(span, Kind.DAY, (Decimal(day),), more=(Reading(Kind.NUMBER, Decimal(day)),)) for day in days)
    elif days:
        is_digits = name is None
        for day in days:
            values = [Decimal(month * 100 + day)]
            if is_digits and rules.swaps_day_and_month and day <= 12 and month <= _DAYS_IN[day - 1]:
                values.append(Decimal(day * 100 + month))
            yield _fact(span, Kind.DATE, tuple(values), more=_as_fraction(match))
    elif name is not None and not _is_month(text, name, rules, has_year=year is not None):
        yield _fact(name[1], Kind.MONTH, (Decimal(month),), is_digits=False, is_sure=False)
    else:
        yield _fact(span, Kind.MONTH, (Decimal(month),), is_digits=name is None)
    if year:
        yield _fact(year[1], Kind.NUMBER, (Decimal(int(year[0])),))


def _as_fraction(match: re.Match[str]) -> tuple[Reading, ...]:
    """Return what a date such as 1/3 is if it is none."""
    upper, mark, lower = match.group().partition("/")
    if not (mark and upper.strip().isdecimal() and lower.isdecimal()):
        return ()
    return (Reading(Kind.NUMBER, (Decimal(upper.strip()) / Decimal(lower)).quantize(_FRACTION_DIGITS).normalize()),)


def _is_month(text: str, name: tuple[str, Span], rules: MomentRules, *, has_year: bool) -> bool:
    """Say whether a word is surely a month: *May* is one after *in*, *may* never."""
    word, (start, _) = name
    if word.lower() not in rules.loose_months:
        return True
    if not word[0].isupper():
        return False
    before = _WORD_BEFORE.search(text, max(0, start - _CUE_REACH), start)
    return has_year or (before is not None and before[1].lower() in rules.month_cues)


def _without_stops(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip(" ,./-\u00a0"))


def _times(match: re.Match[str], rules: MomentRules) -> Iterator[Fact]:
    found = {name: value for name, (value, _) in parts_of(match).items()}
    word = found.get("hour_word")
    hour = rules.hours[_plain(word)] if word else int(found["hour"])
    minute = 30 if "half" in found else int(found.get("minute", 0))
    part = rules.day_parts[_plain(found["part"])] if "part" in found else ""
    is_exact = found.get("hour", "").startswith("0") or "zone" in found
    minutes = [Decimal((value * 60 + minute) % _DAY) for value in _hours(hour, part, is_exact=is_exact)]
    if "from" in found:
        # A range names the half of the day once, and may begin in the other one: 11 to 1 p.m.
        begins = [Decimal(value * 60 % _DAY) for value in _hours(int(found["from"]), part, is_exact=False)]
        either = begins if part in ("", "am") else [*begins, *(value - _HALF_DAY for value in begins)]
        values = tuple(dict.fromkeys(value for value in either if value >= 0))
        yield _fact(match.span(), Kind.TIME, values, code="times")
    yield _fact(match.span(), Kind.TIME, tuple(dict.fromkeys(minutes)), code="times", is_digits=word is None)


def _hours(hour: int, part: str, *, is_exact: bool) -> tuple[int, ...]:
    """Return the hours of the day that an hour may be: 8 in the evening is 20, 8 alone either."""
    if hour > 12 or (is_exact and not part):
        return (hour,)
    early, late = hour % 12, hour % 12 + 12
    if part == "am":
        return (early,)
    if part == "pm":
        return (late,)
    if part == "noon":
        return (hour,) if hour in (10, 11, 12) else (late,)
    return (late, early)
