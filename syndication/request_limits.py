"""How often each partner may ask: a bucket of tokens for each, in the memory of this process.

A bucket holds a minute's worth, and fills up evenly. A request takes a token; who finds none is told when the next one
comes. Some hundred nanoseconds a request, and nothing is written.
"""

import math
import threading
import time
from dataclasses import dataclass

_MOST_BUCKETS = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    per_min: int


class RequestLimits:
    """The buckets of one process; may be shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._buckets: dict[int, _Bucket] = {}

    def take(self, partner_id: int, per_min: int, *, at_s: float | None = None) -> int | None:
        """Count a request of a partner that may make so many a minute.

        Returns ``None``, or after how many whole seconds to ask again. ``at_s`` is a clock that only goes forward.
        """
        now = time.monotonic() if at_s is None else at_s
        with self._lock:
            bucket = self._bucket(partner_id, per_min, now)
            bucket.tokens = min(float(per_min), bucket.tokens + (now - bucket.at) * per_min / 60)
            bucket.at = now
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return None
            return max(1, math.ceil((1 - bucket.tokens) * 60 / per_min))

    def _bucket(self, partner_id: int, per_min: int, now: float) -> _Bucket:
        known = self._buckets.get(partner_id)
        if known is None or known.per_min != per_min:
            if len(self._buckets) >= _MOST_BUCKETS:
                self._buckets.clear()
            known = self._buckets[partner_id] = _Bucket(tokens=float(per_min), at=now, per_min=per_min)
        return known
