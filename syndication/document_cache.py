"""What the web process keeps between requests, within a budget: documents, and what they are made of.

Nothing here is wrong for being kept: the keys of printed entries and of live blogs name all that they were made from,
and a document is kept beside its plan.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, MutableMapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from feeds.model import LiveBlog
from feeds.render import Fragment
from syndication.documents import Plan, Served
from syndication.rights_reports import KeptOut

# An entry as read takes some kilobytes.
_KEPT_ENTRIES = 6_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class BoundedCache(MutableMapping[K, V], Generic[K, V]):
    """A mapping that forgets what was not used for longest once it weighs too much; safe to share between threads."""

    def __init__(self, *, limit: int, weigh: Callable[[V], int]) -> None:
        self._limit = limit
        self._weigh = weigh
        self._weight = 0
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def __getitem__(self, key: K) -> V:
        with self._lock:
            value = self._kept[key]
            self._kept.move_to_end(key)
            return value

    def __setitem__(self, key: K, value: V) -> None:
        with self._lock:
            self._drop(key)
            self._kept[key] = value
            self._weight += self._weigh(value)
            while self._weight > self._limit and self._kept:
                self._drop(next(iter(self._kept)))

    def __delitem__(self, key: K) -> None:
        with self._lock:
            if key not in self._kept:
                raise KeyError(key)
            self._drop(key)

    def __iter__(self) -> Iterator[K]:
        with self._lock:
            return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def _drop(self, key: K) -> None:
        if key in self._kept:
            self._weight -= self._weigh(self._kept.pop(key))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A document, what it was made from, and the state of the database in which that was last found to hold."""

    plan: Plan
    served: Served
    data_version: int | None


class DocumentCache:
    """The documents, printed entries and live blogs of one process. ``limit_bytes`` is the budget of the first two."""

    def __init__(self, *, limit_bytes: int = 48 * 1024 * 1024) -> None:
        # A kept entry is its bytes and the item they were printed from, which holds the same text about three times.
        self.fragments: BoundedCache[Hashable, Fragment] = BoundedCache(
            limit=limit_bytes, weigh=lambda fragment: 4 * len(fragment.body) + 1024
        )
        self.variants: BoundedCache[Hashable, LiveBlog] = BoundedCache(
            limit=_KEPT_ENTRIES, weigh=lambda blog: len(blog.entries) + 1
        )
        self._documents: BoundedCache[tuple[str, ...], Kept] = BoundedCache(
            limit=limit_bytes, weigh=lambda kept: len(kept.served.body) + 1024
        )
        self._reported: BoundedCache[Hashable, bool] = BoundedCache(limit=10_000, weigh=lambda _: 1)

    def lookup(self, key: tuple[str, ...]) -> Kept | None:
        """Return what is kept for a plan's key, out of date or not."""
        return self._documents.get(key)

    def as_of(self, data_version: int | None) -> "DatedCache":
        """Return the cache for a transaction that began when the database was at ``data_version`` or later."""
        return DatedCache(self, data_version)

    def put(self, kept: Kept) -> None:
        """Keep a document in place of the one for the same key."""
        self._documents[kept.plan.key] = kept

    def is_news(self, report: Hashable) -> bool:
        """Say whether ``report`` was not heard before, and remember it."""
        is_new = report not in self._reported
        self._reported[report] = True
        return is_new


class DatedCache:
    """A :class:`~syndication.documents.Keeper` that notes when each document was last found to be current."""

    def __init__(self, cache: DocumentCache, data_version: int | None) -> None:
        self._cache = cache
        self._data_version = data_version
        self.fragments = cache.fragments
        self.variants = cache.variants

    def find(self, plan: Plan, now: datetime) -> Served | None:
        """Return the document kept for an equal plan, if the clock has not run out on it."""
        kept = self._cache.lookup(plan.key)
        if kept is None or kept.plan != plan or not is_in_time(kept.served, now):
            return None
        self._cache.put(replace(kept, data_version=self._data_version))
        return kept.served

    def keep(self, plan: Plan, served: Served) -> Served:
        """Keep a document; returns it with a ``last_modified_at`` later than that of the one it replaces.

        HTTP dates count whole seconds. Of two changes in one second a client that has seen the first would be told by
        ``If-Modified-Since`` that there is no second.
        """
        former = self._cache.lookup(plan.key)
        if former is not None and former.served.etag != served.etag:
            later = former.served.last_modified_at.replace(microsecond=0) + timedelta(seconds=1)
            served = replace(served, last_modified_at=max(served.last_modified_at, later))
        self._cache.put(Kept(plan=plan, served=served, data_version=self._data_version))
        return served

    def report(self, missing: KeptOut, plan: Plan) -> bool:
        """Say whether this is the first that is heard of an entry being left out."""
        return self._cache.is_news((missing, plan.key))


def is_in_time(served: Served, now: datetime) -> bool:
    """Say whether the clock has not changed a document since it was made."""
    return served.valid_until is None or now < served.valid_until
