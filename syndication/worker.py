"""The worker: claims wanted drafts from the outbox, asks memory and engine, stores what they say.

It follows sources, releases texts whose time for a review is over, and sends partners what waits for them.

Many may run at once, in one process or in many. One that is killed loses nothing: its leases run out and another takes
the jobs. A job that fails, or kills the process, harms only itself: it is tried again alone, and set aside in the end.
"""

import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta

import structlog

from syndication import term_rechecks
from syndication.archiving import list_unsealed, seal_unsealed
from syndication.calibration import Calibration
from syndication.clock import utc_now
from syndication.completions.answering import answering
from syndication.completions.finishing import SentenceFinisher
from syndication.config import Settings
from syndication.delivery.dispatcher import Dispatcher
from syndication.delivery.keeping import LogKeeper
from syndication.drafting import give_up_for_now, read_works, store_drafts
from syndication.engine_orders import engine_settings, order_for
from syndication.kill_watch import KillWatch
from syndication.languages import begin, list_unbegun
from syndication.measuring import Measurer
from syndication.memory import StoredRecall
from syndication.model_worker import ModelWorker
from syndication.policy_keeper import PolicyKeeper
from syndication.sources.poller import SourcePoller, make_reader
from syndication.storage.database import DATABASE_AWAY, Database, open_database
from syndication.storage.jobs import (
    ClaimedJob,
    claim_drafts,
    enqueue_missing,
    has_waiting_jobs,
    list_missing_pairs,
    release_claims,
    renew_claims,
)
from syndication.websub.worker import WebSubWorker
from translations.drafts import draft_texts
from translations.engines.shelf import EngineShelf

log = structlog.get_logger()

# Larger batches translate no faster, and what is drafted should soon be seen; a stop waits for the batch, too.
_BATCH = 32
_POLL_S = 0.25
_PAUSE_S = 5.0
_LEASE = timedelta(seconds=30)


class Worker:
    """Drafts whatever waits, and reads the sources that are due.

    ``lease`` is how long a job stays with a worker that gives no sign of life.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        database: Database | None = None,
        lease: timedelta = _LEASE,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._settings = settings
        self._database = database or open_database(settings)
        self._measurer = Measurer(self._database)
        self._engines = EngineShelf(engine_settings(settings))
        self._lease = lease
        self._clock = clock
        self._policies = PolicyKeeper(self._database, clock=clock)
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set, then give back what was claimed."""
        log.info("worker_started", worker=self._name)
        finishing = answering(self._settings.data_dir, SentenceFinisher(self._database, self._engines))
        packages = ModelWorker(self._settings, self._database)
        # A package may be under way for long; what is broken off with the process is begun again by the next one.
        threading.Thread(target=packages.run, args=(stop,), name="packages", daemon=True).start()
        with ExitStack() as beside:
            for name, work in self._beside().items():
                beside.enter_context(_beside(work, stop, name=name))
            with self._reading_sources(stop), finishing:
                self._draft_until(stop)
        log.info("worker_stopped", worker=self._name)

    def _beside(self) -> dict[str, Callable[[threading.Event], None]]:
        """Return what goes on beside drafting, each in a thread of its own under this name."""
        database, settings = self._database, self._settings
        return {
            "measuring": self._measurer.run,
            "policies": self._policies.run,
            "norms": Calibration(database).run,
            "deliveries": Dispatcher(settings, database).run,
            "log": LogKeeper(database, days=settings.keep_bytes_days).run,
            "websub": WebSubWorker(settings, database).run,
            "kills": KillWatch(database, overdue_min=settings.kill_overdue_min).run,
        }

    def run_once(self) -> int:
        """Work on everything that waits now, and return how many jobs that was."""
        self._begin_languages()
        self._seal_archives()
        self._want_what_a_server_may_draft()
        done = self._drain(threading.Event())
        while self._recheck_terms():
            pass
        self._policies.run_once()
        self._measurer.catch_up()
        return done

    @contextmanager
    def _reading_sources(self, stop: threading.Event) -> Iterator[None]:
        """Read sources beside whatever the block does, until both are to end."""
        poller = SourcePoller(self._database, make_reader(self._settings, self._database))
        reading = threading.Thread(target=poller.run, args=(stop,), name="sources")
        reading.start()
        try:
            yield
        finally:
            # Also where the block has failed: half a worker is none, and nobody would start another.
            stop.set()
            reading.join()

    def _draft_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                self._release()
                self._begin_languages()
                self._seal_archives()
                self._want_what_a_server_may_draft()
                self._run_until(stop)
            except DATABASE_AWAY as error:
                # It may be away or full for a while; nothing is lost by asking again later.
                log.error("worker_without_database", worker=self._name, error=type(error).__name__)
                stop.wait(_PAUSE_S)
        with suppress(*DATABASE_AWAY):
            self._release()

    def _run_until(self, stop: threading.Event) -> None:
        while not stop.is_set():
            if not self._drain(stop) and not self._recheck_terms():
                stop.wait(_POLL_S)

    def _release(self) -> None:
        """Give back what is claimed: at the end, and where a batch was broken off for want of the database."""
        with self._database.writing() as session:
            release_claims(session, worker=self._name)

    def _begin_languages(self) -> None:
        with self._database.reading() as session:
            unbegun = list_unbegun(session, self._settings)
        for one in unbegun:
            # Each in a transaction of its own: a long live blog takes a while, and the desk must get in between.
            with self._database.writing() as session:
                begin(session, one, now=self._clock())
            log.info("language_begun", slug=one.slug, language=one.language)

    def _seal_archives(self) -> None:
        """Catch up with live blogs that were long before there were archive documents."""
        with self._database.reading() as session:
            slugs = list_unsealed(session)
        for slug in slugs:
            with self._database.writing() as session:
                seal_unsealed(session, slug, now=self._clock())
            log.info("archives_sealed", slug=slug)

    def _want_what_a_server_may_draft(self) -> None:
        """Queue what waited for an engine until the settings named a server; nothing else tells that they do now."""
        if self._settings.libretranslate_url is None:
            return
        with self._database.reading() as session:
            missing = list_missing_pairs(session)
        for pair in missing:
            with self._database.writing() as session:
                enqueue_missing(session, pair.source, pair.target, now=self._clock())

    def _recheck_terms(self) -> bool:
        """Check again some of what terms touch that have changed; say whether anything waited for it."""
        with self._database.reading() as session:
            if not term_rechecks.is_pending(session):
                return False
        try:
            with self._database.writing() as session:
                term_rechecks.check_a_bit(session, now=self._clock())
        except DATABASE_AWAY:
            raise
        except Exception:
            log.exception("rechecks_failed", worker=self._name)
            with self._database.writing() as session:
                term_rechecks.forget_pending(session)
        return True

    def _drain(self, stop: threading.Event) -> int:
        done = 0
        while not stop.is_set() and (jobs := self._claim()):
            self._work_on(jobs)
            done += len(jobs)
        return done

    def _claim(self) -> tuple[ClaimedJob, ...]:
        now = self._clock()
        # Looking needs no lock; claiming does, so an idle worker never makes the desk wait.
        with self._database.reading() as session:
            if not has_waiting_jobs(session, now=now):
                return ()
        with self._database.writing() as session:
            return claim_drafts(session, worker=self._name, now=now, lease=self._lease, limit=_BATCH)

    def _work_on(self, jobs: Sequence[ClaimedJob]) -> None:
        try:
            with self._signs_of_life():
                self._draft(jobs)
        except DATABASE_AWAY:
            raise
        except Exception as error:
            log.exception("drafts_failed", worker=self._name, guids=[job.guid for job in jobs])
            if len(jobs) > 1:
                for job in jobs:
                    self._work_on([job])
                return
            with self._database.writing() as session:
                reason = f"{type(error).__name__}: {error}"
                give_up_for_now(session, jobs[0], worker=self._name, error=reason, now=self._clock())

    def _draft(self, jobs: Sequence[ClaimedJob]) -> None:
        started_at = self._clock()
        source, target = jobs[0].source, jobs[0].target
        with self._database.reading() as session:
            works = read_works(session, jobs)
            order = order_for(session, source, target)
        engine = self._engines.find(source, target, order=order)
        recall = StoredRecall(self._database, source, target)
        result = draft_texts(works, memory=recall, engine=engine, now=started_at)
        now = self._clock()
        with self._database.writing() as session:
            stored = store_drafts(session, jobs, works, result, worker=self._name, now=now)
        log.info(
            "drafted",
            source=source,
            target=target,
            jobs=len(jobs),
            texts=stored.drafted,
            failed=[job.guid for job in stored.failed],
            has_engine=engine is not None,
            took_s=round((now - started_at).total_seconds(), 3),
        )

    @contextmanager
    def _signs_of_life(self) -> Iterator[None]:
        """Renew the leases of this worker while the block runs, which may be long."""
        over = threading.Event()
        renewing = threading.Thread(target=self._renew_until, args=(over,), name="leases", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()

    def _renew_until(self, over: threading.Event) -> None:
        while not over.wait(self._lease.total_seconds() / 3):
            try:
                with self._database.writing() as session:
                    renew_claims(session, worker=self._name, until=self._clock() + self._lease)
            except DATABASE_AWAY as error:
                # The lease still runs; the next sign of life may get through.
                log.warning("lease_not_renewed", worker=self._name, error=type(error).__name__)


@contextmanager
def _beside(run: Callable[[threading.Event], None], stop: threading.Event, *, name: str) -> Iterator[None]:
    """Run something in a thread of its own beside whatever the block does, until both are to end."""
    running = threading.Thread(target=run, args=(stop,), name=name)
    running.start()
    try:
        yield
    finally:
        stop.set()
        running.join()
