"""What headers of answers say about time (RFC 9110, RFC 9111). Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MOST_S = 10 * 365 * 86_400


def read_http_time(text: str | None) -> datetime | None:
    """Return a time such as that of ``Last-Modified``; ``None`` for what is none."""
    if not text:
        return None
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except OverflowError:
        return None


def retry_after_s(text: str | None, *, now: datetime) -> float | None:
    """Return how many seconds a server wishes us to stay away (RFC 9110 §10.2.3); ``None`` if it does not say."""
    seconds = _seconds(text)
    if seconds is not None:
        return seconds
    at = read_http_time(text)
    return None if at is None else max(0.0, (at - now).total_seconds())


def fresh_for_s(headers: Mapping[str, str]) -> float:
    """Return for how many seconds caches on the way would give the same answer again (RFC 9111 §4.2); 0 if unknown.

    ``Expires`` is not looked at: whoever cares about a live blog sends ``Cache-Control``.
    """
    directives: dict[str, str] = {}
    for part in headers.get("Cache-Control", "").split(","):
        name, _, value = part.strip().partition("=")
        directives[name.lower()] = value.strip('"')
    if {"no-cache", "no-store"} & directives.keys():
        return 0.0
    lifetime = _seconds(directives.get("s-maxage")) or _seconds(directives.get("max-age")) or 0.0
    return max(0.0, lifetime - (_seconds(headers.get("Age")) or 0.0))


def _seconds(text: str | None) -> float | None:
    digits = (text or "").strip()
    if not digits.isascii() or not digits.isdecimal():
        return None
    return min(float(digits[:12]), _MOST_S)
