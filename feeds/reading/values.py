"""Single values as foreign documents write them: times, languages, addresses."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from feeds.dates import as_utc
from feeds.html import is_web_url
from feeds.language import canonical_tag
from feeds.profile import zone_name
from feeds.reading.parsed import ParseOptions

# RFC 3339 and what is written in its place: no zone, a blank for the T, no colon in the offset, no seconds.
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ]\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
_EPOCH = re.compile(r"-?\d{9,13}(\.\d+)?")
_MILLISECONDS_FROM = 100_000_000_000
# RFC 822 §5.1 names them; the standard library reads them as UTC with an unknown zone.
_EASTERN_AND_OTHERS = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
                       "UT": 0, "GMT": 0, "Z": 0, "UTC": 0}  # fmt: skip


def read_time(text: str, zone: tzinfo = UTC) -> datetime:
    """Return a time in UTC: RFC 3339 or near it, RFC 822, or seconds or milliseconds since 1970.

    ``zone`` is taken for a time that names none. Raises :exc:`ValueError` for anything else.
    """
    text = text.strip()
    if match := _ISO.fullmatch(text):
        return _in_calendar(_iso(match, zone))
    if _EPOCH.fullmatch(text):
        return read_epoch(float(text))
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError) as cause:
        raise ValueError(f"{text[:60]!r} is not a time") from cause
    offset = _EASTERN_AND_OTHERS.get(text.rpartition(" ")[2].upper())
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
    """Return an absolute web address, resolved against the document's own; ``None`` for anything else."""
    text = (url or "").strip()
    if not text:
        return None
    try:
        joined = urljoin(base_url, text) if base_url else text
    except ValueError:
        return None
    joined = joined.replace(" ", "%20")
    return joined if is_web_url(joined) else None


def first_text(texts: Iterable[str | None]) -> str | None:
    """Return the first text that is not blank, with single blanks."""
    return next((" ".join(text.split()) for text in texts if text and text.strip()), None)


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
    return datetime.strptime(text.replace(":", ""), "%z").tzinfo or UTC


def _in_calendar(value: datetime) -> datetime:
    try:
        return as_utc(value)
    except OverflowError as cause:
        raise ValueError("the time is beyond the calendar") from cause
