"""The outbox: wanted work as rows, written in the transaction that wants it, claimed and finished by workers.

A job is leased: whoever claims it must finish it, or renew the lease, before it runs out; then it is anybody's again.
So a worker that is killed loses nothing, and a job may be done twice but is finished once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cache

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.tables import blogs, jobs, segments
from syndication.storage.upserts import dialect_of, insert_into
from translations.model import SegmentState

DRAFT = "draft"
MOST_ATTEMPTS = 5
_SILENT = "every worker that tried it ended without a word"
_WANTED = (
    "kind",
    "queue",
    "dedupe_key",
    "blog_id",
    "guid",
    "language",
    "generation",
    "priority",
    "run_after",
    "attempts",
    "created_at",
)


class Priority(IntEnum):
    """What goes first: what the live desk has just posted, before what was imported or is drafted again."""

    BACKLOG = 0
    LIVE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDraft:
    """A text that wants drafting into a language; ``guid`` is an entry's, or the blog's for its head."""

    blog_id: int
    guid: str
    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedJob:
    """A job leased by a worker. ``generation`` tells whether the work was wanted again since."""

    id: int
    blog_id: int
    guid: str
    source: str
    target: str
    generation: int
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job as an operator sees it. ``queue`` is its language pair, such as ``en>vi``."""

    id: int
    kind: str
    queue: str
    guid: str
    language: str
    attempts: int
    run_after: datetime
    claimed_by: str | None
    last_error: str | None
    is_set_aside: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCounts:
    """How many jobs wait, are being worked on, and have been set aside for failing too often."""

    waiting: int
    running: int
    set_aside: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPair:
    """A language pair with sentences that nobody and nothing has translated yet."""

    source: str
    target: str
    segments: int


def enqueue_drafts(session: Session, wanted: Sequence[WantedDraft], *, priority: Priority, now: datetime) -> None:
    """Want these drafts. A job that waits already stays one job; one that is being worked on will be done again."""
    rows = [
        {
            "kind": DRAFT,
            "queue": _queue(draft.source, draft.target),
            "dedupe_key": _dedupe_key(draft.guid, draft.target),
            "blog_id": draft.blog_id,
            "guid": draft.guid,
            "language": draft.target,
            "generation": 1,
            "priority": int(priority),
            "run_after": now,
            "attempts": 0,
            "created_at": now,
        }
        for draft in wanted
    ]
    if rows:
        # To a Session an upsert of many rows is an ORM operation; to its connection it is an executemany.
        session.connection().execute(_upsert(dialect_of(session)), rows)


def enqueue_missing(session: Session, source: str, target: str, *, now: datetime) -> int:
    """Want a draft of every text that has a sentence without a translation, and return how many texts those are.

    For when the pair became possible: a package was installed, or a memory imported. The live blogs are locked first,
    in order, as by everybody who changes several of their jobs.
    """
    missing = and_(_is_missing(), segments.c.language == target, segments.c.source_language == source)
    of_blogs = select(segments.c.blog_id).where(missing)
    session.execute(
        select(blogs.c.id).where(blogs.c.id.in_(of_blogs)).order_by(blogs.c.id).with_for_update(key_share=True)
    )
    key = literal(DRAFT + ":") + segments.c.guid + literal(":" + target)
    texts = (
        select(
            literal(DRAFT),
            literal(_queue(source, target)),
            key,
            segments.c.blog_id,
            segments.c.guid,
            segments.c.language,
            literal(1),
            literal(int(Priority.BACKLOG)),
            literal(now, jobs.c.run_after.type),
            literal(0),
            literal(now, jobs.c.created_at.type),
        )
        .where(missing)
        .distinct()
    )
    wanted = _or_want_again(insert_into(dialect_of(session), jobs).from_select(_WANTED, texts)).returning(jobs.c.id)
    return len(session.execute(wanted).all())


def has_waiting_jobs(session: Session, *, now: datetime) -> bool:
    """Say whether there is anything to claim."""
    return session.execute(select(jobs.c.id).where(_is_waiting(now)).limit(1)).first() is not None


def claim_drafts(
    session: Session, *, worker: str, now: datetime, lease: timedelta, limit: int
) -> tuple[ClaimedJob, ...]:
    """Lease everything that waits in the language pair of the most urgent job, up to ``limit``, most urgent first.

    A job that was tried before comes alone: whatever made it fail, a crash of the process included, then harms no
    other. One whose every attempt ended so, without a word, is set aside. Two workers never get the same job.
    """
    _set_hopeless_aside(session, now=now)
    urgency = (jobs.c.priority.desc(), jobs.c.attempts, jobs.c.id)
    first = session.execute(
        select(jobs.c.id, jobs.c.queue, jobs.c.attempts).where(_is_waiting(now)).order_by(*urgency).limit(1)
    ).first()
    if first is None:
        return ()
    batch = jobs.c.id == first.id if first.attempts else and_(jobs.c.queue == first.queue, jobs.c.attempts == 0)
    chosen = (
        select(jobs.c.id)
        .where(batch, _is_waiting(now))
        .order_by(*urgency)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    claimed = (
        update(jobs)
        .where(jobs.c.id.in_(chosen))
        .values(claimed_by=worker, claimed_until=now + lease, attempts=jobs.c.attempts + 1)
        .returning(
            jobs.c.id,
            jobs.c.blog_id,
            jobs.c.guid,
            jobs.c.queue,
            jobs.c.generation,
            jobs.c.attempts,
            jobs.c.priority,
        )
    )
    rows = sorted(session.execute(claimed), key=lambda row: (-row.priority, row.id))
    return tuple(_claimed_job(*row[:-1]) for row in rows)


def renew_claims(session: Session, *, worker: str, until: datetime) -> None:
    """Extend the lease of everything this worker holds.

    A job that somebody else is just changing is passed over, until the next time: two who wait for each other's rows
    would both be in trouble.
    """
    free = select(jobs.c.id).where(jobs.c.claimed_by == worker).with_for_update(skip_locked=True, key_share=True)
    session.execute(update(jobs).where(jobs.c.id.in_(free.scalar_subquery())).values(claimed_until=until))


def release_claims(session: Session, *, worker: str) -> None:
    """Give back what this worker holds, as if it had not been tried: it is stopping."""
    untried = case((jobs.c.attempts > 0, jobs.c.attempts - 1), else_=0)
    given_back = {"claimed_by": None, "claimed_until": None, "attempts": untried}
    session.execute(update(jobs).where(jobs.c.claimed_by == worker).values(given_back))


def held_jobs(session: Session, claimed: Sequence[ClaimedJob], *, worker: str) -> frozenset[int]:
    """Return the ids of those jobs that are still this worker's: a lease may have run out, a kill removed the job."""
    held: set[int] = set()
    for chunk in in_chunks([job.id for job in claimed]):
        held.update(session.scalars(select(jobs.c.id).where(jobs.c.id.in_(chunk), jobs.c.claimed_by == worker)))
    return frozenset(held)


def finish_jobs(session: Session, done: Iterable[ClaimedJob], *, worker: str) -> None:
    """Delete jobs that are done; one that was wanted again meanwhile waits anew."""
    for job in done:
        mine = and_(jobs.c.id == job.id, jobs.c.claimed_by == worker)
        session.execute(delete(jobs).where(mine, jobs.c.generation == job.generation))
        session.execute(update(jobs).where(mine).values(claimed_by=None, claimed_until=None, attempts=0))


def fail_job(
    session: Session, job: ClaimedJob, *, worker: str, error: str, retry_at: datetime | None, now: datetime
) -> None:
    """Let a job wait for ``retry_at``, or set it aside (``None``) for a person to look at; keep its error."""
    session.execute(
        update(jobs)
        .where(jobs.c.id == job.id, jobs.c.claimed_by == worker)
        .values(
            claimed_by=None,
            claimed_until=None,
            last_error=error,
            run_after=retry_at or now,
            set_aside_at=None if retry_at else now,
        )
    )


def postpone_job(session: Session, job: ClaimedJob, *, worker: str, reason: str, until: datetime) -> None:
    """Let a job wait for whom it needs, as if it had not been tried: nothing is wrong with it."""
    waiting = {"claimed_by": None, "claimed_until": None, "last_error": reason, "run_after": until}
    untried = {"attempts": job.attempts - 1}
    session.execute(update(jobs).where(jobs.c.id == job.id, jobs.c.claimed_by == worker).values(waiting | untried))


def delete_drafts_of(session: Session, guids: Sequence[str]) -> None:
    """Cancel the wanted drafts of texts that were killed, those being worked on included."""
    for chunk in in_chunks(guids):
        session.execute(delete(jobs).where(jobs.c.kind == DRAFT, jobs.c.guid.in_(chunk)))


def list_jobs(session: Session, *, limit: int = 100) -> tuple[JobRecord, ...]:
    """Return wanted drafts, those set aside first, then in the order in which they will be done."""
    query = (
        select(jobs)
        .where(jobs.c.kind == DRAFT)
        .order_by(jobs.c.set_aside_at.is_(None), jobs.c.priority.desc(), jobs.c.attempts, jobs.c.id)
        .limit(limit)
    )
    return tuple(
        JobRecord(
            id=row.id,
            kind=row.kind,
            queue=row.queue,
            guid=row.guid,
            language=row.language,
            attempts=row.attempts,
            run_after=row.run_after,
            claimed_by=row.claimed_by,
            last_error=row.last_error,
            is_set_aside=row.set_aside_at is not None,
            created_at=row.created_at,
        )
        for row in session.execute(query)
    )


def count_jobs(session: Session) -> JobCounts:
    """Count the wanted drafts. Timers (:mod:`syndication.storage.timers`) wait for their time, not for a worker."""
    set_aside = jobs.c.set_aside_at.is_not(None)
    running = jobs.c.claimed_by.is_not(None)
    total = func.count(jobs.c.id)
    query = select(total, total.filter(running), total.filter(set_aside)).where(jobs.c.kind == DRAFT)
    everything, being_done, aside = session.execute(query).one()
    return JobCounts(waiting=everything - being_done - aside, running=being_done, set_aside=aside)


def list_missing_pairs(session: Session, *, limit: int = 1000) -> tuple[MissingPair, ...]:
    """Return the language pairs with untranslated sentences, the most sentences first."""
    count = func.count(segments.c.id)
    query = (
        select(segments.c.source_language, segments.c.language, count)
        .where(_is_missing())
        .group_by(segments.c.source_language, segments.c.language)
        .order_by(count.desc(), segments.c.source_language, segments.c.language)
        .limit(limit)
    )
    return tuple(MissingPair(source=source, target=target, segments=n) for source, target, n in session.execute(query))


def _claimed_job(job_id: int, blog_id: int, guid: str, queue: str, generation: int, attempts: int) -> ClaimedJob:
    source, _, target = queue.partition(">")
    return ClaimedJob(
        id=job_id,
        blog_id=blog_id,
        guid=guid,
        source=source,
        target=target,
        generation=generation,
        attempts=attempts,
    )


def _set_hopeless_aside(session: Session, *, now: datetime) -> None:
    silent = {"set_aside_at": now, "claimed_by": None, "claimed_until": None, "last_error": _SILENT}
    session.execute(update(jobs).where(_is_waiting(now), jobs.c.attempts >= MOST_ATTEMPTS).values(silent))


def _queue(source: str, target: str) -> str:
    return f"{source}>{target}"


def _dedupe_key(guid: str, target: str) -> str:
    return f"{DRAFT}:{guid}:{target}"


def _is_missing() -> ColumnElement[bool]:
    return and_(segments.c.state == SegmentState.MISSING, segments.c.archived_at.is_(None))


def _is_waiting(now: datetime) -> ColumnElement[bool]:
    return and_(
        jobs.c.kind == DRAFT,
        jobs.c.set_aside_at.is_(None),
        jobs.c.run_after <= now,
        or_(jobs.c.claimed_until.is_(None), jobs.c.claimed_until < now),
    )


@cache
def _upsert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    """Insert jobs; where one is wanted already it gets a new generation, and another chance if it was set aside."""
    return _or_want_again(insert_into(dialect, jobs))


def _or_want_again(statement: postgresql.Insert | sqlite.Insert) -> postgresql.Insert | sqlite.Insert:
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[jobs.c.dedupe_key],
        set_={
            "generation": jobs.c.generation + 1,
            "priority": case((jobs.c.priority > new.priority, jobs.c.priority), else_=new.priority),
            "run_after": new.run_after,
            "attempts": 0,
            "last_error": None,
            "set_aside_at": None,
        },
    )
