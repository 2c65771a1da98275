"""When something is tried again. Pure: ``spread``, from 0 to 1, is chance, so that not all come back at once."""

from datetime import datetime, timedelta

_FIRST_S = 5.0
_LONGEST_S = 3_600.0
_MOST_WAIT_S = 6 * 3_600.0
_MOST_DOUBLINGS = 12

MOST_QUESTIONS = 3
"""How often a subscriber is asked whether it meant it, or told that it is denied."""

MOST_PINGS = 100
"""How often another hub is told of one change, over about four days."""


def retry_at(failures: int, *, wish_s: float | None, spread: float, now: datetime) -> datetime:
    """Return when to try again after so many failures in a row: 5 s, doubled each time up to an hour, +-20 %.

    What the other side wishes (``Retry-After``) counts where it is longer, up to six hours.
    """
    doubled = _FIRST_S * 2 ** min(max(failures - 1, 0), _MOST_DOUBLINGS)
    pause_s = min(doubled, _LONGEST_S) * (0.8 + 0.4 * spread)
    return now + timedelta(seconds=max(pause_s, min(wish_s or 0.0, _MOST_WAIT_S)))
