"""Times as a form has them: the wall clock of the live blog's own zone, without saying so."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def write_local(at: datetime | None, zone: ZoneInfo) -> str:
    """Return a time as ``<input type="datetime-local">`` takes it, to the second; nothing for none."""
    return "" if at is None else at.astimezone(zone).strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")


def read_local(text: str, zone: ZoneInfo, *, was: datetime | None = None) -> datetime | None:
    """Return the time that a form says, in UTC; ``None`` for blank.

    ``was`` is what was written into the form: a form that still says it means it, to the microsecond and whichever of
    two equal hours it was. Of an hour that the clocks repeat the first is meant. Raises :exc:`ValueError`.
    """
    stripped = text.strip()
    if not stripped:
        return None
    try:
        wall = datetime.fromisoformat(stripped)
    except ValueError as cause:
        raise ValueError("expected a date and a time, such as 2019-02-27 18:30") from cause
    if wall.tzinfo is not None:
        raise ValueError("expected the time on the live blog's clock, without a zone")
    wall = wall.replace(microsecond=0)
    if was is not None and wall == was.astimezone(zone).replace(tzinfo=None, microsecond=0):
        return was
    try:
        at = wall.replace(tzinfo=zone).astimezone(UTC)
        is_on_clock = at.astimezone(zone).replace(tzinfo=None) == wall
    except OverflowError as cause:
        raise ValueError("this year is too far away") from cause
    if not is_on_clock:
        raise ValueError(f"there is no such time in {zone.key}: the clocks go forward then")
    return at


def tell_offset(at: datetime, zone: ZoneInfo) -> str:
    """Return how a zone stands to UTC at a time, such as ``UTC+7`` or ``UTC+5:30``."""
    offset = at.astimezone(zone).utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}"
