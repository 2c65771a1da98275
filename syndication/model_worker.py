"""The worker's side of work on translation packages: one job after the other, beside drafting.

Installing is whole or has not happened, and removing one step, so a job whose worker was killed is simply begun again;
one that has taken two workers along is given up.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from syndication.clock import utc_now
from syndication.config import Settings
from syndication.packages import index_url_of, package_store, queue_waiting
from syndication.storage.database import DATABASE_AWAY, Database
from syndication.storage.model_jobs import (
    ModelAction,
    ModelJob,
    ModelJobState,
    ModelReport,
    claim_job,
    finish_job,
    has_jobs,
    list_unfinished,
    note_progress,
    save_report,
)
from syndication.uploads import WORK_PREFIX, drop_forgotten, drop_upload, find_upload, uploads_dir
from translations.engines.conversion import Wanted, convert_model
from translations.engines.errors import PackageError, UnconvertibleError
from translations.engines.installed import InstalledPackage
from translations.engines.languages import parse_pair

log = structlog.get_logger()

_LOOK_EVERY_S = 1.0
_PAUSE_S = 5.0
_TOLD_EVERY_S = 0.5
_MOST_ATTEMPTS = 2
_SILENT = timedelta(minutes=1)
_LONGEST_MESSAGE = 1_000
# Fetching is nine tenths of what a person waits for; trying the package out is the rest, and has no measure.
_FETCHED = 0.9


class ModelWorker:
    """Does what is wanted with packages. ``silent`` is how long a job stays with a worker that is heard of no more."""

    def __init__(self, settings: Settings, database: Database, *, silent: timedelta = _SILENT) -> None:
        self._settings = settings
        self._database = database
        self._silent = silent

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop`` is set; a job that is under way is finished first, or taken up by the next worker."""
        while not stop.is_set():
            try:
                self.run_once()
                stop.wait(_LOOK_EVERY_S)
            except DATABASE_AWAY as error:
                log.error("packages_without_database", error=type(error).__name__)
                stop.wait(_PAUSE_S)

    def run_once(self) -> int:
        """Do what waits now, and return how many jobs that was."""
        done = 0
        while (job := self._claim()) is not None:
            self._work_on(job)
            done += 1
        return done

    def _claim(self) -> ModelJob | None:
        now = utc_now()
        silent_since = now - self._silent
        # Looking needs no lock; claiming does.
        with self._database.reading() as session:
            if not has_jobs(session, silent_since=silent_since):
                return None
        with self._database.writing() as session:
            job = claim_job(session, now=now, silent_since=silent_since)
            if job is None:
                return None
            begun = replace(job, report=replace(job.report, attempts=job.report.attempts + 1))
            save_report(session, job.id, begun.report)
            wanted = [one.report.upload for one in list_unfinished(session) if one.report.upload]
        drop_forgotten(self._settings.data_dir, wanted)
        return begun

    def _work_on(self, job: ModelJob) -> None:
        state, report = ModelJobState.FAILED, job.report
        try:
            if report.attempts > _MOST_ATTEMPTS:
                message = "every worker that tried it ended without a word"
            else:
                with self._signs_of_life(job):
                    message, report = self._do(job)
                state = ModelJobState.DONE
        except DATABASE_AWAY:
            raise
        except (PackageError, OSError) as problem:
            message = str(problem)
        except Exception as problem:  # The border: a job that fails in a way nobody foresaw ends, and says so.
            log.exception("package_job_failed", job=job.id, action=job.action)
            message = f"{type(problem).__name__}: {problem}"
        message = " ".join(message.split())[:_LONGEST_MESSAGE]
        with self._database.writing() as session:
            finish_job(session, job.id, state, message=message, report=report, now=utc_now())
        drop_upload(self._settings.data_dir, report.upload)
        log.info("package_job", job=job.id, action=job.action, what=job.what, state=state, message=message)

    def _do(self, job: ModelJob) -> tuple[str, ModelReport]:
        store, advance = package_store(self._settings), self._advance(job)
        match job.action:
            case ModelAction.REMOVE:
                return f"Removed: {', '.join(store.remove(job.what))}.", job.report
            case ModelAction.INSTALL:
                url = index_url_of(self._settings)
                return self._installed(job, store.install_pair(job.what, index_url=url, progress=advance))
            case ModelAction.INSTALL_FILE:
                return self._installed(
                    job, store.install_file(self._upload(job), want=job.report.pair, origin=job.what, progress=advance)
                )
            case ModelAction.CONVERT:
                return self._installed(job, self._convert(job))

    def _convert(self, job: ModelJob) -> InstalledPackage:
        order = job.report
        pair = parse_pair(order.pair) if order.pair else None
        wanted = Wanted(origin=job.what, pair=pair, target_token=order.target_token)
        self._note(job, 0.1, "Converting the model")
        # Where the upload had room there is room for a package; a system's folder for temporary files may be small.
        with TemporaryDirectory(prefix=WORK_PREFIX, dir=uploads_dir(self._settings.data_dir)) as folder:
            package = convert_model(self._upload(job), Path(folder) / wanted.file_name(), wanted=wanted)
            self._note(job, _FETCHED, "Trying it out")
            return package_store(self._settings).install_file(package, origin=job.what)

    def _upload(self, job: ModelJob) -> Path:
        path = find_upload(self._settings.data_dir, job.report.upload or "")
        if path is None:
            raise UnconvertibleError(
                "the uploaded file is not on this machine; web and worker need the same data folder"
            )
        return path

    def _installed(self, job: ModelJob, package: InstalledPackage) -> tuple[str, ModelReport]:
        with self._database.writing() as session:
            queued = queue_waiting(session, package, now=utc_now())
        version = package.metadata.package_version
        report = replace(
            job.report,
            package=f"{package.pair} {version}",
            canaries=package.record.canaries,
            texts_queued=queued,
        )
        return f"Installed {package.pair}, version {version}; {queued} texts are queued for drafting.", report

    def _advance(self, job: ModelJob) -> Callable[[int, int | None], None]:
        """Return what takes note of the bytes that have come, not more often than anybody looks."""
        told_s = float("-inf")

        def advance(done: int, total: int | None) -> None:
            nonlocal told_s
            if time.monotonic() - told_s < _TOLD_EVERY_S and done != total:
                return
            told_s = time.monotonic()
            is_here = done == total
            megabytes = f"{done / 1_000_000:.0f}" + (f" of {total / 1_000_000:.0f}" if total else "")
            message = "Trying it out" if is_here else f"Fetching, {megabytes} MB"
            self._note(job, _FETCHED * done / total if total else 0.0, message)

        return advance

    def _note(self, job: ModelJob, progress: float | None, message: str | None = None) -> None:
        try:
            with self._database.writing() as session:
                note_progress(session, job.id, now=utc_now(), progress=progress, message=message)
        except DATABASE_AWAY as error:
            # Progress is for those who look; the job itself needs no database for now.
            log.warning("package_progress_not_told", error=type(error).__name__)

    @contextmanager
    def _signs_of_life(self, job: ModelJob) -> Iterator[None]:
        over = threading.Event()

        def tell() -> None:
            while not over.wait(self._silent.total_seconds() / 4):
                self._note(job, None)

        telling = threading.Thread(target=tell, name="package-job", daemon=True)
        telling.start()
        try:
            yield
        finally:
            over.set()
            telling.join()
