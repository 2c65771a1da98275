"""When a source is read next. Pure; all durations in seconds, ``spread`` is a random number from 0 to 1.

While a live blog changes it is read at its source's own interval; the longer it is quiet, the longer the pauses become.
"""

SHORTEST_S = 15
LONGEST_S = 86_400
DEFAULT_S = 60

_QUIET_S = 900
_SLOWER = 1.5
_MOST_FRESH_S = 3600
_HOUR_S = 3600
_DAY_S = 86_400
_FIRST_RETRY_S = 60
# After an hour's pause it is tried every hour for about a day, then every day.
_FAILURES_BEFORE_DAILY = 30
# So that sources that were added, or failed, together are not asked together for ever.
_SPREAD = 0.1


def next_pause_s(pause_s: float, *, interval_s: float, has_changed: bool, refresh_s: float = 0) -> float:
    """Return the pause after a reading that went well, by the pause before it; at most a quarter of an hour.

    An ``interval_s`` longer than that is kept as it is. ``refresh_s`` is what the document wishes, of which a quarter
    of an hour is granted: many say an hour whatever they are about.
    """
    slower = min(max(pause_s, interval_s) * _SLOWER, max(interval_s, _QUIET_S))
    return max(interval_s if has_changed else slower, min(refresh_s, _QUIET_S))


def wait_after_reading_s(pause_s: float, *, fresh_for_s: float, spread: float) -> float:
    """Return how long to wait: the pause, and no shorter than the answer is fresh, of which an hour is believed."""
    return max(pause_s, min(fresh_for_s, _MOST_FRESH_S)) * (1 + _SPREAD * spread)


def wait_after_failure_s(
    failures: int, *, interval_s: float, retry_after_s: float | None = None, spread: float = 0.0
) -> float:
    """Return how long to wait after so many failures in a row: 1, 2, 4, ... minutes, hourly for a day, then daily.

    A server that says when to come again is not asked before that, and then it is.
    """
    if retry_after_s is not None:
        wait = min(max(retry_after_s, interval_s), _DAY_S)
    elif failures > _FAILURES_BEFORE_DAILY:
        wait = _DAY_S
    else:
        doubled = _FIRST_RETRY_S * 2.0 ** (max(failures, 1) - 1)
        wait = max(min(doubled, _HOUR_S), interval_s)
    return wait * (1 + _SPREAD * spread)
