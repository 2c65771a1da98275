"""Sources are read when they are due, several at a time, by every worker: one that hangs holds up no other."""

import random
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from syndication.clock import utc_now
from syndication.config import Settings
from syndication.network import Network
from syndication.sources.managing import claim_due_sources
from syndication.sources.polling import Reader
from syndication.sources.reading import Reading, ReadingOutcome
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.sources import SourceRecord, has_due_sources

log = structlog.get_logger()

LEASE = timedelta(minutes=5)
"""How long a source stays with a reading that is never heard of again: longer than any that ends well."""

_AT_ONCE = 4
_LOOK_EVERY_S = 1.0
_PAUSE_S = 5.0


class SourcePoller:
    """Reads whatever is due. Many may run at once, in one process or in many."""

    def __init__(self, database: Database, reader: Reader, *, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._reader = reader
        self._clock = clock

    def run(self, stop: threading.Event) -> None:
        """Read until ``stop`` is set; what is being read then is broken off and given back."""
        readings: set[Future[Reading | None]] = set()
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="source") as threads:
            while not stop.is_set():
                readings = {reading for reading in readings if not reading.done()}
                try:
                    for source in self._claim(_AT_ONCE - len(readings)):
                        readings.add(threads.submit(self._read, source, stop))
                except DATABASE_AWAY as error:
                    log.error("sources_without_database", error=type(error).__name__)
                    stop.wait(_PAUSE_S)
                except Exception:
                    log.exception("sources_failed")
                    stop.wait(_PAUSE_S)
                stop.wait(_LOOK_EVERY_S)

    def run_once(self) -> int:
        """Read what is due now, one after the other, and return how many sources that was."""
        count = 0
        while claimed := self._claim(_AT_ONCE):
            for source in claimed:
                self._read(source, threading.Event())
            count += len(claimed)
        return count

    def _claim(self, limit: int) -> tuple[SourceRecord, ...]:
        if not limit:
            return ()
        now = self._clock()
        # Looking needs no lock; claiming does.
        with self._database.reading() as session:
            if not has_due_sources(session, now=now):
                return ()
        with self._database.writing() as session:
            return claim_due_sources(session, new_claim=new_claim, now=now, lease=LEASE, limit=limit)

    def _read(self, source: SourceRecord, stop: threading.Event) -> Reading | None:
        try:
            reading = self._reader.read(source, stop=stop)
            _log(reading)
            return reading
        except DATABASE_AWAY as error:
            # Its lease runs out, and it is read again.
            log.error("source_not_stored", slug=source.slug, error=type(error).__name__)
        except Exception as error:
            log.exception("source_failed", slug=source.slug)
            return self._reader.fail(source.claimed_by or "", source, error)
        return None


def new_claim() -> str:
    """Return a name for one reading."""
    return secrets.token_hex(8)


def make_reader(settings: Settings, database: Database) -> Reader:
    """Return what reads the sources of an installation."""
    network = Network(private=settings.private_networks)
    return Reader(database, network, settings, clock=utc_now, spread=random.random)


def _log(reading: Reading) -> None:
    say = log.warning if reading.outcome in {ReadingOutcome.FAILED, ReadingOutcome.ENDED} else log.info
    say(
        "source_read",
        slug=reading.slug,
        outcome=reading.outcome,
        status=reading.status,
        error=reading.error,
        new=reading.new,
        updated=reading.updated,
        killed=reading.killed + len(reading.removed),
        suspects=len(reading.suspects),
        out_of_view=len(reading.out_of_view),
        conflicts=len(reading.conflicts),
        doubt=reading.doubt,
        next_poll_at=reading.next_poll_at.isoformat() if reading.next_poll_at else None,
    )
