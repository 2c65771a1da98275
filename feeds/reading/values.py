"""Single values as foreign documents write them: times, languages, addresses."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from feeds.dates import as_utc
from feeds.html import is_web_url
from feeds.language import canonical_tag
from feeds.model import PubStatus
from feeds.profile import zone_name
from feeds.reading.parsed import ParseOptions
from feeds.xml import without_forbidden

# RFC 3339 and what is written in its place: no zone, a blank for the T, no colon in the offset, no seconds, the zone's
# name behind its offset.
_ISO = re.compile(
    r"(\d{4})[-/]?(\d{2})[-/]?(\d{2})(?:[T ]\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}(?: [A-Z]{2,5})?)?)?"
)
# What stands in the place of RFC 822 §5, and what the standard library understands instead.
_SPELLINGS = tuple(
    (re.compile(pattern, re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"\s*\([^()]*\)$", ""),  # A comment, such as the zone's name in words.
        (r"\bSept\b\.?", "Sep"),
        (r"\b(?:GMT|UTC)\s*(?=[+-]\d)", ""),
        (r"([+-]\d{2}):(\d{2})$", r"\1\2"),
        (r"(?<=:\d{2}) ([A-Z]{1,5}) (\d{4})$", r" \2 \1"),  # The zone before the year, as the command date has it.
        (r":60\b", ":59"),
        (r"^([^:]*\b\d{4})$", r"\1 00:00:00"),
    )
)
_HALF_DAY = re.compile(r"\b(0?[1-9]|1[0-2])(:\d{2}(?::\d{2})?) ?([AP])\.?M\b\.?", re.IGNORECASE)
_MOST_CHARACTERS = 100
_EPOCH = re.compile(r"-?\d{9,13}(\.\d+)?")
_NUMBER = re.compile(r"([0-9]{1,16})(?:\.0*)?(?:px)?")
_STATUSES = {"": PubStatus.USABLE, "cancelled": PubStatus.CANCELED, **{status.value: status for status in PubStatus}}
_MOST_PIXELS = 1_000_000
_MOST_BYTES = 2**53 - 1
_MILLISECONDS_FROM = 100_000_000_000
# RFC 822 §5.1 names the first twelve, which the standard library takes for UTC in part; it knows none of the others.
_NAMED_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
                "UT": 0, "GMT": 0, "Z": 0, "UTC": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2,
                "EEST": 3, "MSK": 3, "ICT": 7, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11,
                "NZST": 12, "NZDT": 13}  # fmt: skip


def read_time(text: str, zone: tzinfo = UTC) -> datetime:
    """Return a time in UTC: RFC 3339 or near it, RFC 822, or seconds or milliseconds since 1970.

    ``zone`` is taken for a time that names none; a day alone is its midnight. Raises :exc:`ValueError` for anything
    else, also for days such as ``5/6/2019``, which is one in May and another in June.
    """
    text = text.strip()
    if len(text) > _MOST_CHARACTERS:
        raise ValueError(f"{text[:60]!r} is not a time")
    if match := _ISO.fullmatch(text):
        return _in_calendar(_iso(match, zone))
    if _EPOCH.fullmatch(text):
        return read_epoch(float(text))
    text = _as_rfc822(text)
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError) as cause:
        raise ValueError(f"{text[:60]!r} is not a time") from cause
    offset = _NAMED_ZONES.get(text.rpartition(" ")[2].upper())
    if read.tzinfo is None:
        # Its zone is missing, or is -0000, which RFC 5322 §3.3 has for a time in UTC of an unknown place.
        known = timedelta(0) if text.endswith("-0000") else None if offset is None else timedelta(hours=offset)
        return _in_calendar(read.replace(tzinfo=zone) if known is None else (read - known).replace(tzinfo=UTC))
    return _in_calendar(read)


def read_epoch(seconds: float) -> datetime:
    """Return seconds since 1970, or milliseconds where the number is too large for them, as a time in UTC."""
    value = seconds / 1000 if abs(seconds) >= _MILLISECONDS_FROM else seconds
    try:
        return as_utc(datetime.fromtimestamp(value, UTC))
    except (OverflowError, OSError, ValueError) as cause:
        raise ValueError(f"{seconds} is not a time") from cause


def read_language(*candidates: str | None) -> str | None:
    """Return the first of some language tags that is one, in its canonical case; extensions such as -t- are cut off."""
    for candidate in candidates:
        tag = re.split(r"-[a-zA-Z0-9]-", (candidate or "").strip().replace("_", "-"))[0]
        try:
            return canonical_tag(tag)
        except ValueError:
            continue
    return None


def read_zone(options: ParseOptions) -> str:
    """Return the IANA zone that was given, or UTC: documents with full times need none but to show them."""
    return zone_name(options.timezone) if options.timezone else "UTC"


def own_zone(options: ParseOptions) -> tzinfo:
    """Return the zone for times that name none."""
    return ZoneInfo(read_zone(options))


def absolute_url(url: str | None, base_url: str | None) -> str | None:
    """Return an absolute web address, resolved against the document's own; ``None`` for anything else.

    One that only leaves out the scheme is taken to be https where the document's own address is not known.
    """
    text = without_forbidden(url or "").strip()
    if not text or is_web_url(text):
        return text or None
    try:
        joined = urljoin(base_url or "https:", text) if base_url or text.startswith("//") else text
    except ValueError:
        return None
    joined = joined.replace(" ", "%20")
    return joined if is_web_url(joined) else None


def read_status(code: str) -> PubStatus | None:
    """Return a status for publication, whatever its scheme: ``stat:usable``; no code means usable, ``None`` unknown."""
    return _STATUSES.get(code.strip().lower().rstrip("/").replace("/", ":").rpartition(":")[2])


def read_pixels(text: object) -> int | None:
    """Return a width or height in pixels as documents write it (``1200``, ``"1200px"``), or ``None``."""
    value = _whole_number(text)
    return value if value is not None and 0 < value <= _MOST_PIXELS else None


def read_bytes(text: object) -> int | None:
    """Return the size of a file in bytes, or ``None``."""
    value = _whole_number(text)
    return value if value is not None and value <= _MOST_BYTES else None


def _as_rfc822(text: str) -> str:
    for spelling, replacement in _SPELLINGS:
        text = spelling.sub(replacement, text)
    return _HALF_DAY.sub(lambda match: f"{int(match[1]) % 12 + 12 * (match[3] in 'pP'):02}{match[2]}", text)


def _whole_number(value: object) -> int | None:
    """Return a number that is not negative; documents in JSON have it as a number or as a text."""
    if isinstance(value, str) and (match := _NUMBER.fullmatch(value.strip())):
        return int(match[1])
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _MOST_BYTES:
        return int(value)
    return None


def _iso(match: re.Match[str], zone: tzinfo) -> datetime:
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        read = datetime(  # noqa: DTZ001 - its zone follows
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), min(int(second or 0), 59),
            int((fraction or "0")[:6].ljust(6, "0")),
        )  # fmt: skip
    except ValueError as cause:
        raise ValueError(f"{match[0]!r} is not a time: {cause}") from cause
    return read.replace(tzinfo=_offset(offset) if offset else zone)


def _offset(text: str) -> tzinfo:
    if not text.startswith(("+", "-")):
        return UTC
    return datetime.strptime(text.split(maxsplit=1)[0].replace(":", ""), "%z").tzinfo or UTC


def _in_calendar(value: datetime) -> datetime:
    try:
        return as_utc(value)
    except OverflowError as cause:
        raise ValueError("the time is beyond the calendar") from cause
