"""Which requests wait: few, the latest of each client, and none that nobody waits for any more. Pure, no clock."""

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Item = TypeVar("Item")

MOST_WAITING = 16


@dataclass(frozen=True, slots=True)
class Waiter(Generic[Item]):
    """A request with the time, in seconds of one clock, until when somebody waits for its answer."""

    client: str
    item: Item
    until_s: float


@dataclass(slots=True)
class LatestWins(Generic[Item]):
    """A queue of at most ``limit`` requests, in the order in which their clients came."""

    limit: int = MOST_WAITING
    _waiting: dict[str, Waiter[Item]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, waiter: Waiter[Item]) -> Waiter[Item] | None:
        """Let a request wait; return the one that need not: an older one of its client, or itself if too many do.

        The newer request keeps the older one's place: who types fast must not wait for ever.
        """
        older = self._waiting.get(waiter.client)
        if older is None and len(self._waiting) >= self.limit:
            return waiter
        self._waiting[waiter.client] = waiter
        return older

    def take(self, now_s: float) -> tuple[Waiter[Item] | None, tuple[Waiter[Item], ...]]:
        """Return the next request that somebody still waits for, and those before it that nobody does."""
        late: list[Waiter[Item]] = []
        while self._waiting:
            waiter = self._waiting.pop(next(iter(self._waiting)))
            if waiter.until_s > now_s:
                return waiter, tuple(late)
            late.append(waiter)
        return None, tuple(late)
