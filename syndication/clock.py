"""Times as versions carry them: whole seconds, since that is what every feed prints, and always later than before."""

from datetime import UTC, datetime, timedelta

_SECOND = timedelta(seconds=1)


def utc_now() -> datetime:
    """Return the present time; only the edges of the service ask for it."""
    return datetime.now(UTC)


def whole_second(now: datetime) -> datetime:
    """Return ``now`` without its fraction of a second."""
    return now.replace(microsecond=0)


def later(now: datetime, *, than: datetime) -> datetime:
    """Return ``now`` in whole seconds, but at least the next second after ``than``.

    Two changes within a second would otherwise have one time on the wire, and a reader that compares times would miss
    the second of them; so would it if the clock were set back.
    """
    return max(whole_second(now), whole_second(than) + _SECOND)
