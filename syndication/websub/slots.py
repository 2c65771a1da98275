"""Who is asked at the same time: few at once, fewer of one host, and those in trouble never in all places.

So a subscriber that is slow or dead keeps nobody else waiting. Counted in one process; not shared between threads.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

_MOST_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How many may be asked at once: altogether, of one host, and of hosts that are slow or have failed."""

    total: int
    of_host: int
    of_slow: int
    slow_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is taken."""

    host: str
    is_slow: bool


class Slots:
    """The places of one kind of requests."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._taken: Counter[str] = Counter()
        self._slow_taken = 0
        self._slow: dict[str, None] = {}
        self._not_before: dict[str, datetime] = {}

    @property
    def free(self) -> int:
        """How many more may be asked now."""
        return self._places.total - self._taken.total()

    def take(self, host: str, *, has_failed: bool, now: datetime, pause: timedelta = timedelta(0)) -> Place | None:
        """Take a place for a host, if there is one for it; with a ``pause`` it gets no other before that is over."""
        is_slow = has_failed or host in self._slow
        if self.free <= 0 or self._taken[host] >= self._places.of_host or self._not_before.get(host, now) > now:
            return None
        if is_slow and self._slow_taken >= self._places.of_slow:
            return None
        self._taken[host] += 1
        self._slow_taken += is_slow
        if pause:
            self._not_before[host] = now + pause
            if len(self._not_before) > _MOST_REMEMBERED:
                self._not_before = {name: at for name, at in self._not_before.items() if at > now}
        return Place(host, is_slow)

    def give_back(self, place: Place, *, took_s: float | None = None) -> None:
        """Free a place; ``took_s`` tells whether its host is slow."""
        self._taken[place.host] -= 1
        self._taken += Counter()
        self._slow_taken -= place.is_slow
        if took_s is None:
            return
        self._slow.pop(place.host, None)
        if took_s > self._places.slow_s:
            self._slow[place.host] = None
            if len(self._slow) > _MOST_REMEMBERED:
                self._slow.pop(next(iter(self._slow)))
