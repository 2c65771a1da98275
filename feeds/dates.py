"""Times: aware and in UTC inside, RFC 3339 and RFC 822 on the wire, never in the process's locale."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated

from pydantic import AfterValidator

_FIRST_YEAR, _LAST_YEAR = 1000, 9000


def as_utc(value: datetime) -> datetime:
    """Convert an aware time to UTC; a naive one is an error, since guessing its zone has misdated news before.

    Raises :exc:`ValueError` for a naive time, and for one so far away that other zones or a week more would be beyond
    the calendar: years are between 1000 and 9000.
    """
    if value.tzinfo is None or value.utcoffset() is None:
        raise ValueError("a time needs a zone, such as Z or +07:00")
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise ValueError(f"a time's year must be between {_FIRST_YEAR} and {_LAST_YEAR}")
    return value.astimezone(UTC)


Time = Annotated[datetime, AfterValidator(as_utc)]
"""An aware time that is converted to UTC when it is read."""


def for_the_wire(value: datetime) -> datetime:
    """Return an aware time as wire formats can write it: whole seconds, and an offset of whole minutes.

    Zones had odd offsets in their first years, Saigon for one +7:06:30; such a time is given in UTC.
    """
    offset = value.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        value = value.astimezone(UTC)
    return value.replace(microsecond=0)


def rfc3339(value: datetime) -> str:
    """Format an aware time as RFC 3339, whole seconds; UTC ends in ``Z``, other zones keep their offset."""
    text = for_the_wire(value).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def iso_basic(value: datetime) -> str:
    """Format an aware time in the basic format of ISO 8601, as NITF and NewsML 1 take it: ``20190227T113300+0000``.

    UTC is written as an offset too, since the first versions of both do not know ``Z``.
    """
    return f"{for_the_wire(value):%Y%m%dT%H%M%S%z}"


def rfc822(value: datetime) -> str:
    """Format an aware time as RFC 822: four-digit year, English names, numeric zone (RSS 2.0 ``pubDate``)."""
    return format_datetime(for_the_wire(value))
