"""When to try again. Pure: chance is an argument."""

from collections.abc import Callable
from datetime import datetime, timedelta

_FIRST_S = 2.0
_MOST_S = 300.0
_MOST_ASKED_S = 86_400.0
_JITTER = 0.5
_MOST_DOUBLINGS = 16

POISON_ATTEMPTS = 8
"""After so many failures a delivery is given up, if the partner has accepted others meanwhile."""

GIVE_UP_AFTER = timedelta(days=7)
"""How long a delivery is tried while the partner accepts nothing at all."""


def retry_at(failures: int, *, asked_s: float | None, chance: Callable[[], float], now: datetime) -> datetime:
    """Return when to try again after so many failures in a row.

    The wait doubles from 2 s to 5 min and is shortened by up to half by ``chance`` (0 to 1), so that partners that
    failed together are not asked together. What the partner has asked for (Retry-After) is kept, up to a day.
    """
    grown = min(_MOST_S, _FIRST_S * 2 ** min(failures - 1, _MOST_DOUBLINGS))
    wait_s = grown * (1 - _JITTER * chance())
    if asked_s is not None:
        wait_s = max(wait_s, min(asked_s, _MOST_ASKED_S))
    return now + timedelta(seconds=wait_s)


def is_given_up(
    attempts: int, *, first_failed_at: datetime, channel_accepted_at: datetime | None, now: datetime
) -> bool:
    """Say whether a delivery that has failed so often, the last time now, becomes a dead letter.

    A partner that is down for days loses nothing; a delivery that alone is refused does not go on for ever.
    """
    if now - first_failed_at >= GIVE_UP_AFTER:
        return True
    accepts_others = channel_accepted_at is not None and channel_accepted_at > first_failed_at
    return attempts >= POISON_ATTEMPTS and accepts_others
