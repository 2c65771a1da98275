"""How often one address asks our hub, counted in memory: each process has a count of its own."""

import math
import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from syndication.throttle import network_of

MOST_OF_ADDRESS = 120
"""How many requests of one address are taken within :data:`WINDOW`."""

WINDOW = timedelta(minutes=1)

_MOST_KNOWN = 5_000


class Meter:
    """Counts requests; may be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, deque[datetime]] = OrderedDict()

    def count(self, address: str, *, now: datetime) -> int:
        """Count a request; return 0, or for how many seconds no more of this address is taken."""
        key = network_of(address)
        with self._lock:
            times = self._known.setdefault(key, deque(maxlen=MOST_OF_ADDRESS))
            self._known.move_to_end(key)
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)
            if len(times) == MOST_OF_ADDRESS and times[0] > now - WINDOW:
                return math.ceil((times[0] + WINDOW - now).total_seconds())
            times.append(now)
            return 0
