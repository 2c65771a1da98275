"""A lane: work that is due is chosen, leased, done by threads and recorded, each step for many rows at once.

The threads only talk to others. Choosing, leasing and recording is one thread's, in one transaction a round, so that
many subscribers do not make the desk wait for the database.
"""

import queue
import secrets
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

import structlog
from sqlalchemy.orm import Session

from syndication.storage.database import DATABASE_AWAY, Database
from syndication.websub.slots import Place, Places, Slots

log = structlog.get_logger()

LEASE = timedelta(seconds=45)
"""How long a row stays with a worker that gives no sign of life: longer than anything takes here that ends well."""


class _HasId(Protocol):
    @property
    def id(self) -> int:
        """The row's."""


Task = TypeVar("Task", bound=_HasId)
Result = TypeVar("Result")


class Work(Protocol[Task, Result]):
    """What a lane does."""

    def choose(self, session: Session, slots: Slots, *, now: datetime) -> Mapping[int, Place]:
        """Choose rows for free places, the most urgent first."""

    def claim(
        self, session: Session, ids: Sequence[int], *, claim: str, now: datetime, until: datetime
    ) -> Sequence[Task]:
        """Lease those of these rows that are still due."""

    def do(self, task: Task, stop: threading.Event) -> Result:
        """Do it, in a thread and without a transaction; it must not raise anything."""

    def settle(self, session: Session, task: Task, result: Result, *, claim: str, now: datetime) -> None:
        """Record what came of it."""


@dataclass(frozen=True, slots=True)
class _Done(Generic[Task, Result]):
    task: Task
    claim: str
    place: Place
    result: Result
    took_s: float


class Lane(Generic[Task, Result]):
    """Does one kind of work. ``woken`` is set whenever something is done."""

    def __init__(
        self, work: Work[Task, Result], places: Places, *, name: str, woken: threading.Event, lease: timedelta = LEASE
    ) -> None:
        self._work = work
        self._slots = Slots(places)
        self._woken = woken
        self._lease = lease
        self._name = name
        self._done: queue.SimpleQueue[_Done[Task, Result]] = queue.SimpleQueue()
        self._unrecorded: list[_Done[Task, Result]] = []
        self._threads = ThreadPoolExecutor(places.total, thread_name_prefix=name)

    def round(self, database: Database, stop: threading.Event, *, now: datetime) -> int:
        """Record what was done and begin what is due; return how much that was."""
        self._gather()
        chosen = self._choose(database, now=now)
        if not self._unrecorded and not chosen:
            return 0
        claim = secrets.token_hex(8)
        try:
            with database.writing() as session:
                recorded = self._record(session, now=now)
                ids = list(chosen)
                tasks = self._work.claim(session, ids, claim=claim, now=now, until=now + self._lease) if ids else ()
        except BaseException:
            self._give_back(chosen.values())
            raise
        # Only what is committed is done with.
        self._unrecorded.clear()
        for task in tasks:
            self._threads.submit(self._do, task, claim, chosen.pop(task.id), stop)
        self._give_back(chosen.values())
        return recorded + len(tasks)

    def finish(self, database: Database, *, now: datetime) -> None:
        """Wait for what is under way, which a stop cuts short, and record it."""
        self._threads.shutdown()
        self._gather()
        if self._unrecorded:
            with database.writing() as session:
                self._record(session, now=now)
            self._unrecorded.clear()

    def _choose(self, database: Database, *, now: datetime) -> dict[int, Place]:
        if self._slots.free <= 0:
            return {}
        # Looking needs no lock; leasing does.
        with database.reading() as session:
            return dict(self._work.choose(session, self._slots, now=now))

    def _gather(self) -> None:
        while True:
            try:
                done = self._done.get_nowait()
            except queue.Empty:
                return
            self._slots.give_back(done.place, took_s=done.took_s)
            self._unrecorded.append(done)

    def _record(self, session: Session, *, now: datetime) -> int:
        for done in self._unrecorded:
            try:
                with session.begin_nested():
                    self._work.settle(session, done.task, done.result, claim=done.claim, now=now)
            except DATABASE_AWAY:
                raise
            except Exception:
                # Its lease runs out, and it is tried again.
                log.exception("websub_not_recorded", lane=self._name, id=done.task.id)
        return len(self._unrecorded)

    def _do(self, task: Task, claim: str, place: Place, stop: threading.Event) -> None:
        started_s = time.monotonic()
        result = self._work.do(task, stop)
        self._done.put(_Done(task, claim, place, result, time.monotonic() - started_s))
        self._woken.set()

    def _give_back(self, places: Iterable[Place]) -> None:
        for place in places:
            self._slots.give_back(place)
