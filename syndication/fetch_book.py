"""What partners fetch by their feeds, noted in memory and written down about once a second.

Nothing of it is in a request's way. A process that is killed outright takes what the last second brought with it: of
whoever fetched then it is not known that they did, so they count as not told of a kill, until they fetch again.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.notices import tell_fetches
from syndication.storage.blogs import lock_blogs
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.fetches import Fetch, find_fetched_ids, save_fetches

log = structlog.get_logger(__name__)

_WRITTEN_AFTER_S = 1.0
# What says nothing new, such as the tenth 304 in a row, may wait for company: each commit makes every kept document
# look whether it is still current.
_REPEATS_AFTER_S = 20.0
_AGAIN_AFTER_S = 5.0
_KNOWN_AT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class FetchKey:
    """What was fetched: by a profile of a partner, a live blog (all three by their names) at a revision."""

    partner: str
    profile: str
    blog: str
    language: str
    revision: int


@dataclass(slots=True)
class _Count:
    first_at: datetime
    last_at: datetime
    fetches: int
    body_bytes: int

    def add(self, other: "_Count") -> None:
        self.first_at = min(self.first_at, other.first_at)
        self.last_at = max(self.last_at, other.last_at)
        self.fetches += other.fetches
        self.body_bytes += other.body_bytes


class FetchBook:
    """The fetches of one process. Safe to share between threads."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._noted: dict[FetchKey, _Count] = {}
        self._known: dict[FetchKey, None] = {}
        self._timer: threading.Timer | None = None
        self._due_s = 0.0
        self._is_closed = False

    def note(self, keys: Iterable[FetchKey], *, at: datetime, body_bytes: int) -> None:
        """Note that a document was fetched which holds these live blogs; its size counts for the first."""
        with self._lock:
            is_news = False
            for number, key in enumerate(keys):
                count = _Count(at, at, 1, 0 if number else body_bytes)
                is_news = is_news or (key not in self._known and key not in self._noted)
                if key in self._noted:
                    self._noted[key].add(count)
                else:
                    self._noted[key] = count
            self._set_timer(_WRITTEN_AFTER_S if is_news else _REPEATS_AFTER_S)

    def flush(self) -> None:
        """Write down what was noted. Without a database it is tried again later."""
        with self._writing:
            with self._lock:
                noted, self._noted = self._noted, {}
                self._cancel_timer()
            if not noted:
                return
            try:
                with self._database.writing() as session:
                    write_down(session, noted, now=self._clock())
            except DATABASE_AWAY as error:
                log.warning("fetches_not_written", fetches=len(noted), error=type(error).__name__)
                self._take_back(noted)
            else:
                self._remember(noted)

    def close(self) -> None:
        """Write down what was noted, for the last time; nothing is tried again."""
        with self._lock:
            self._is_closed = True
            self._cancel_timer()
        self.flush()

    def _set_timer(self, wait_s: float) -> None:
        if self._is_closed or (self._timer is not None and self._due_s <= wait_s):
            return
        self._cancel_timer()
        self._timer, self._due_s = threading.Timer(wait_s, self.flush), wait_s
        self._timer.daemon = True
        self._timer.start()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _take_back(self, noted: dict[FetchKey, _Count]) -> None:
        with self._lock:
            for key, count in noted.items():
                if key in self._noted:
                    self._noted[key].add(count)
                else:
                    self._noted[key] = count
            self._set_timer(_AGAIN_AFTER_S)

    def _remember(self, noted: Iterable[FetchKey]) -> None:
        with self._lock:
            self._known.update(dict.fromkeys(noted))
            while len(self._known) > _KNOWN_AT_MOST:
                del self._known[next(iter(self._known))]


def write_down(session: Session, noted: dict[FetchKey, _Count], *, now: datetime) -> None:
    """Keep these fetches, and what they mean for kills; those of profiles and live blogs that are gone are dropped."""
    fetches = tuple(_fetches(session, noted))
    by_blog: dict[int, list[Fetch]] = {}
    for fetch in fetches:
        by_blog.setdefault(fetch.blog_id, []).append(fetch)
    # Locked, so that a kill at the same time either finds these fetches or is found by them.
    blogs = lock_blogs(session, list(by_blog))
    save_fetches(session, fetches)
    for blog in blogs:
        tell_fetches(session, blog, by_blog[blog.id], now=now)


def _fetches(session: Session, noted: dict[FetchKey, _Count]) -> Sequence[Fetch]:
    profile_ids, blog_ids = find_fetched_ids(
        session, {(key.partner, key.profile) for key in noted}, {key.blog for key in noted}
    )
    return [
        Fetch(
            profile_id=profile_ids[key.partner, key.profile],
            blog_id=blog_ids[key.blog],
            language=key.language,
            revision=key.revision,
            first_at=count.first_at,
            last_at=count.last_at,
            fetches=count.fetches,
            body_bytes=count.body_bytes,
        )
        for key, count in noted.items()
        if (key.partner, key.profile) in profile_ids and key.blog in blog_ids
    ]
