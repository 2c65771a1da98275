"""From a wall clock to an instant: which days a clock may mean, and the nights when summer time begins or ends."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from feeds.parsers.plain_text.report import shown

DAY = timedelta(days=1)
_DAYS_AROUND = range(-1, 3)


def local_instant(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return a wall-clock time in UTC.

    Of one that occurs twice when summer time ends it is the first; one that is skipped when summer time begins is read
    with the offset from before (PEP 495).
    """
    return datetime.combine(day, clock, zone).astimezone(UTC)


def instants_near(near: datetime, clock: time, zone: tzinfo) -> list[datetime]:
    """Return, in order, the times a clock shows ``clock`` from the day before ``near`` to two days after."""
    found: list[datetime] = []
    today = near.astimezone(zone).date()
    for days in _DAYS_AROUND:
        local = datetime.combine(today + days * DAY, clock, zone)
        found.append(local.astimezone(UTC))
        if _occurs_twice(local):
            found.append(local.replace(fold=1).astimezone(UTC))
    return sorted(found)


def clock_doubt(at: datetime, clock: time, zone: tzinfo) -> str:
    """Say what is doubtful about reading ``clock`` as ``at``, as summer time begins or ends there; else nothing."""
    local = at.astimezone(zone)
    if local.time() != clock:
        return f"no clock showed {clock:%H:%M} that night, as summer time began; read as {shown(local)}"
    if _occurs_twice(local):
        return f"clocks showed {clock:%H:%M} twice that night, as summer time ended; read as {shown(local)}"
    return ""


def time_until(clock: time, *, since: time) -> timedelta:
    """Return how long after ``since`` a clock next shows ``clock``; less than a day."""
    day = date(2000, 1, 1)
    return (datetime.combine(day, clock, UTC) - datetime.combine(day, since, UTC)) % DAY


def _occurs_twice(local: datetime) -> bool:
    """Say whether a wall-clock time comes round again as summer time ends; only then is the second offset smaller."""
    first, second = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second
