"""What a line says of time: dates, clocks and zones, in the shapes news pages print them.

A line is read piece by piece, each piece a date, a clock, a zone, a weekday or punctuation, in any order. A headline
that merely holds a number is no stamp, since some piece of it is none of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time, tzinfo

from feeds.parsers.plain_text.zones import read_zone

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = (
    "(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satur|sat|sun)(?:day)?"
    "|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|[월화수목금토일]요일"
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})\s?[-/.]\s?(?P<month>\d{1,2})\s?[-/.]\s?(?P<day>\d{1,2})(?!\d)\.?",
        r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})(?!\d)",
        rf"(?P<name>{_MONTH})\b\.?\s?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>\d{{4}})\b)?(?![:\d])",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[\s-](?P<name>{_MONTH})\b\.?(?:,?[\s-](?P<year>\d{{4}})\b)?(?!:)",
        r"(?P<day>\d{1,2}) tháng (?P<month>\d{1,2})(?:,? (?:năm )?(?P<year>\d{4}))?(?!\d)",
        r"(?:(?P<year>\d{4})년\s?)?(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일",
        r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])",
    )
)
# Each is a clock that nothing else looks like; a half of the day needs an hour from 1 to 12.
_CLOCKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<hour>\d{1,2})[:：.](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?\s?(?P<half>[ap])(?:m\b|\.\s?m\.?)(?!\w)",
        r"(?P<half>오전|오후)\s?(?P<hour>\d{1,2})(?:[:：]|시\s?)(?P<minute>\d{2})분?(?!\d)",
        r"(?P<hour>\d{1,2})시\s?(?P<minute>\d{1,2})분",
        r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2})(?:[.,]\d+)?)?(?=Z|\b)(?![:：]\d)",
        r"(?P<hour>\d{1,2})\s?(?:h|g|giờ)\s?(?P<minute>\d{2})(?:\s?phút|['’′])?(?!\w)",
    )
)
# These are also ordinary words or numbers (20h, 8 pm, 20.54), so text must not follow them directly.
_WEAK_CLOCKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<hour>\d{1,2})\s?(?P<half>[ap])(?:m\b|\.\s?m\.?)(?!\w)",
        r"(?P<half>오전|오후)\s?(?P<hour>\d{1,2})시",
        r"(?P<hour>\d{1,2})\.(?P<minute>\d{2})(?![\w.])",
        r"(?P<hour>\d{1,2})\s?(?:h|g|giờ|시)(?!\w)",
    )
)
_FILLER = re.compile(rf"[\s|,;·•/()\[\]–—@-]+|T(?=\d)|(?:{_WEEKDAY})\b\.?", re.IGNORECASE)
_WORDS = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|modified)|created|on|at|local time"
    r"|lúc|ngày|vào|cập nhật|xuất bản|đăng|giờ địa phương|입력|등록|송고|수정|업데이트|현지\s?시[간각])\b[:：]?",
    re.IGNORECASE,
)
_UPDATE_WORD = re.compile("updated|modified|cập nhật|수정|업데이트", re.IGNORECASE)
# Two numbers and a stroke alone are a day in Vietnam, but also 9/11 and 24/7.
_FRACTION = re.compile(r"\d+/\d+")
_UNKNOWN_ZONE = re.compile(r"[A-Z]{2,5}\b")
# What may stand between a time and the title on its line; without it a title starts with anything but a small letter.
_DIVIDER = re.compile(r"[\])\s]*(?:[-–—:：|·,]+|\.)(?:\s+|$|(?=[^\W\d]))|[\])]+\s*")
_STAMP_CHARACTERS = 160
YEARS = range(1900, 2200)
"""The years a stamp may name; another number is something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A calendar day as written; ``year`` is ``None`` where the page leaves it out.

    ``is_ambiguous``: two numbers that could be day and month either way round; they were taken as day, month.
    """

    month: int
    day: int
    year: int | None = None
    is_ambiguous: bool = False

    def swapped(self) -> "Day":
        """Return the other reading of an ambiguous day."""
        return replace(self, month=self.day, day=self.month)

    def in_year(self, year: int) -> date:
        """Return the date; 29 February of a year that has none becomes 1 March."""
        try:
            return date(self.year or year, self.month, self.day)
        except ValueError:
            return date(self.year or year, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What was read; ``None`` is what the text does not say.

    ``is_update``: the words say it is the time of the last change. ``has_weak_clock``: the clock could also be a word
    or a number. ``unknown_zone``: an abbreviation we do not know.
    """

    day: Day | None = None
    clock: time | None = None
    zone: tzinfo | None = None
    is_update: bool = False
    has_weak_clock: bool = False
    unknown_zone: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """The time an entry starts with, and the text after it."""

    stamp: Stamp
    rest: str


def read_stamp(text: str) -> Stamp | None:
    """Read a line that is nothing but a date, a clock or both, such as ``February 27, 2019 | 01:41 am PT``."""
    if len(text) > _STAMP_CHARACTERS:
        return None
    stamp, _end, at = _scan(text, fillers=(_FILLER, _WORDS))
    if stamp.clock is None and (stamp.day is None or _FRACTION.fullmatch(text)):
        return None
    unknown = _UNKNOWN_ZONE.match(text, at)
    if unknown and stamp.clock and stamp.day and not text[unknown.end() :].strip(" )]"):
        return replace(stamp, unknown_zone=unknown.group())
    if at < len(text):
        return None
    return replace(stamp, is_update=bool(_UPDATE_WORD.search(text)))


def read_day(text: str) -> Day | None:
    """Read a line that is a date and nothing else."""
    stamp = read_stamp(text)
    return stamp.day if stamp and stamp.clock is None else None


def read_opening(text: str) -> Opening | None:
    """Read the time an entry's line starts with, and what follows: ``20:54 - Trump leaves``, ``20h54``, ``8 pm: ...``.

    A sentence that only begins with a time, such as ``18:30 is when they meet.``, has none.
    """
    head = text[:_STAMP_CHARACTERS]
    stamp, end, _at = _scan(head, fillers=(_FILLER,))
    if stamp.clock is None:
        return None
    divider = _DIVIDER.match(text, end)
    rest = text[divider.end() if divider else end :].lstrip()
    if divider or not rest:
        return Opening(stamp, rest)
    if stamp.has_weak_clock or rest[0].islower() or not text[end].isspace():
        return None
    return Opening(stamp, rest)


def looks_like_clock(text: str) -> bool:
    """Say whether the text is written like a time, whether or not that time exists (``25h70`` does not)."""
    return bool(re.fullmatch(r"\d{1,2}\s?[:：hg]\s?\d{2}", text))


def _scan(text: str, *, fillers: tuple[re.Pattern[str], ...]) -> tuple[Stamp, int, int]:
    """Read pieces from the start; return them, the end of the last date, clock or zone, and where reading stopped."""
    stamp, end, at = Stamp(), 0, 0
    while at < len(text):
        found = next(_pieces(text, at, stamp), None)
        if found is not None:
            stamp, end = found
            at = end
            continue
        filler = next((match for pattern in fillers if (match := pattern.match(text, at))), None)
        if filler is None:
            break
        at = filler.end()
    return stamp, end, at


def _pieces(text: str, at: int, stamp: Stamp) -> Iterator[tuple[Stamp, int]]:
    """Yield each way to read one more piece at ``at``; a second date, clock or zone is text, not another piece."""
    # A piece starts a word, except for the zone in 16:41Z and the clock behind the T of ISO 8601.
    if at and text[at - 1].isalnum() and text[at - 1] != "T" and not (stamp.clock and stamp.zone is None):
        return
    if stamp.day is None:
        for pattern in _DATES:
            match = pattern.match(text, at)
            day = _day(match) if match else None
            # After a clock, a day without a year is rather a word of the title: "20:54 May 10 marks ...".
            if match and day and (day.year or stamp.clock is None):
                yield replace(stamp, day=day), match.end()
    if stamp.clock is None:
        for patterns, is_weak in ((_CLOCKS, False), (_WEAK_CLOCKS, True)):
            for match in filter(None, (pattern.match(text, at) for pattern in patterns)):
                clock = _clock(match)
                if clock is not None:
                    yield replace(stamp, clock=clock, has_weak_clock=is_weak), match.end()
    elif stamp.zone is None:
        zone = read_zone(text, at)
        if zone is not None:
            yield replace(stamp, zone=zone.zone), zone.end


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        day = Day(day=first, month=second, year=year, is_ambiguous=first != second and max(first, second) <= 12)
        day = day if second <= 12 else day.swapped()
    else:
        named = parts.get("name")
        month = _MONTHS.index(named[:3].lower()) + 1 if named else int(parts["month"])
        day = Day(day=int(parts["day"]), month=month, year=year)
    return day if _exists(day) else None


def _exists(day: Day) -> bool:
    if day.year is not None and day.year not in YEARS:
        return False
    try:
        # Without a year any leap year will do.
        date(day.year or 2000, day.month, day.day)
    except ValueError:
        return False
    return True


def _clock(match: re.Match[str]) -> time | None:
    parts = match.groupdict()
    hour, minute, second = int(parts["hour"]), int(parts.get("minute") or 0), int(parts.get("second") or 0)
    half = (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half in {"p", "오후"} else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None
