"""Work on translation packages that was wanted on the desk or through the API, and what became of it.

A job that is worked on shows signs of life (``updated_at``); one without them for long is anybody's again.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.desk_tables import model_jobs
from translations.engines.canaries import CanaryResult


class ModelAction(StrEnum):
    """What is to be done: install by pair, install an uploaded file, convert an uploaded model, remove by pair."""

    INSTALL = "install"
    INSTALL_FILE = "install_file"
    CONVERT = "convert"
    REMOVE = "remove"


class ModelJobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelReport:
    """What a job needs and what came of it.

    ``upload`` names the file in the uploads folder; ``pair`` and ``target_token`` are for a conversion. ``attempts``
    counts workers that began. Of an installation: the ``package`` (its pair and version), the ``canaries``, and how
    many texts were queued.
    """

    upload: str | None = None
    pair: str | None = None
    target_token: str | None = None
    attempts: int = 0
    package: str | None = None
    canaries: tuple[CanaryResult, ...] = ()
    texts_queued: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelJob:
    """A job; ``what`` is a pair or the name of an uploaded file, ``progress`` goes from 0 to 1."""

    id: int
    action: ModelAction
    what: str
    state: ModelJobState
    progress: float
    message: str
    report: ModelReport
    actor: str
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Say whether nothing more becomes of it."""
        return self.state in _OVER


_OVER = (ModelJobState.DONE, ModelJobState.FAILED)
_REPORT = TypeAdapter(ModelReport)


def insert_job(
    session: Session, action: ModelAction, what: str, *, report: ModelReport, actor: str, now: datetime
) -> ModelJob:
    """Want something done."""
    values = {
        "action": action,
        "what": what,
        "state": ModelJobState.WAITING,
        "progress": 0.0,
        "message": "",
        "report": _document(report),
        "actor": actor,
        "created_at": now,
        "updated_at": now,
    }
    job_id = session.execute(insert(model_jobs).values(values).returning(model_jobs.c.id)).scalar_one()
    found = find_job(session, job_id)
    assert found is not None  # noqa: S101 - it was put there a line above
    return found


def find_job(session: Session, job_id: int) -> ModelJob | None:
    """Return one job."""
    return next(iter(_read(session, model_jobs.c.id == job_id, limit=1)), None)


def list_jobs(session: Session, *, limit: int = 20) -> tuple[ModelJob, ...]:
    """Return jobs, the newest first."""
    return _read(session, model_jobs.c.id > 0, limit=limit)


def list_unfinished(session: Session, *, limit: int = 100) -> tuple[ModelJob, ...]:
    """Return the jobs that are not over, the newest first."""
    return _read(session, model_jobs.c.state.not_in(_OVER), limit=limit)


def has_jobs(session: Session, *, silent_since: datetime) -> bool:
    """Say whether there is anything to claim."""
    return session.execute(select(model_jobs.c.id).where(_is_free(silent_since)).limit(1)).first() is not None


def claim_job(session: Session, *, now: datetime, silent_since: datetime) -> ModelJob | None:
    """Take the oldest job that waits, or whose worker has been silent; two workers never get the same one."""
    oldest = (
        select(model_jobs.c.id)
        .where(_is_free(silent_since))
        .order_by(model_jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    taken = {"state": ModelJobState.RUNNING, "progress": 0.0, "updated_at": now}
    claimed = update(model_jobs).where(model_jobs.c.id == oldest).values(taken).returning(model_jobs.c.id)
    job_id = session.execute(claimed).scalar()
    return None if job_id is None else find_job(session, job_id)


def note_progress(
    session: Session, job_id: int, *, now: datetime, progress: float | None = None, message: str | None = None
) -> None:
    """Show a sign of life, and how far it is."""
    told = {"progress": progress, "message": message}
    values = {name: value for name, value in told.items() if value is not None}
    running = and_(model_jobs.c.id == job_id, model_jobs.c.state == ModelJobState.RUNNING)
    session.execute(update(model_jobs).where(running).values(values | {"updated_at": now}))


def save_report(session: Session, job_id: int, report: ModelReport) -> None:
    """Keep what is known so far."""
    session.execute(update(model_jobs).where(model_jobs.c.id == job_id).values(report=_document(report)))


def finish_job(
    session: Session, job_id: int, state: ModelJobState, *, message: str, report: ModelReport, now: datetime
) -> None:
    """End a job."""
    values = {"state": state, "message": message, "report": _document(report), "updated_at": now, "finished_at": now}
    done = {"progress": 1.0} if state is ModelJobState.DONE else {}
    session.execute(update(model_jobs).where(model_jobs.c.id == job_id).values(values | done))


def count_unfinished(session: Session) -> int:
    """Count the jobs that are not over."""
    query = select(func.count(model_jobs.c.id)).where(model_jobs.c.state.not_in(_OVER))
    return session.execute(query).scalar_one()


def _is_free(silent_since: datetime) -> ColumnElement[bool]:
    running = and_(model_jobs.c.state == ModelJobState.RUNNING, model_jobs.c.updated_at < silent_since)
    return or_(model_jobs.c.state == ModelJobState.WAITING, running)


def _read(session: Session, wanted: ColumnElement[bool], *, limit: int) -> tuple[ModelJob, ...]:
    query = select(model_jobs).where(wanted).order_by(model_jobs.c.id.desc()).limit(limit)
    return tuple(
        ModelJob(
            id=row.id,
            action=ModelAction(row.action),
            what=row.what,
            state=ModelJobState(row.state),
            progress=row.progress,
            message=row.message,
            report=_REPORT.validate_json(row.report),
            actor=row.actor,
            created_at=row.created_at,
            updated_at=row.updated_at,
            finished_at=row.finished_at,
        )
        for row in session.execute(query)
    )


def _document(report: ModelReport) -> str:
    return _REPORT.dump_json(report).decode()
