"""Times: aware and in UTC inside, RFC 3339 and RFC 822 on the wire, never in the process's locale."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated

from pydantic import AfterValidator


def as_utc(value: datetime) -> datetime:
    """Convert an aware time to UTC; a naive one is an error, since guessing its zone has misdated news before.

    Raises :exc:`ValueError` for a naive time, and for one whose year in UTC is not between 1 and 9999.
    """
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError("a time needs a zone, such as Z or +07:00")
    try:
        return value.astimezone(UTC)
    except OverflowError as cause:
        raise ValueError("a time's year must be between 1 and 9999") from cause


Time = Annotated[datetime, AfterValidator(as_utc)]
"""An aware time that is converted to UTC when it is read."""


def rfc3339(value: datetime) -> str:
    """Format an aware time as RFC 3339, whole seconds; UTC ends in ``Z``, other zones keep their offset."""
    text = value.replace(microsecond=0).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def rfc822(value: datetime) -> str:
    """Format an aware time as RFC 822: four-digit year, English names, numeric zone (RSS 2.0 ``pubDate``)."""
    return format_datetime(value.replace(microsecond=0))
