"""One batch of wanted drafts: what is read before, and what is stored after, the engine has been asked.

Between the two no transaction is open, so the source may change, an entry may be killed, a person may translate first.
Storing therefore looks at everything again: a draft is kept only by a sentence that still is the one it was made from
and still wants one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from syndication.checking import Checked, with_findings
from syndication.record import record_work
from syndication.storage.blogs import lock_blogs
from syndication.storage.changes import LogKind
from syndication.storage.jobs import MOST_ATTEMPTS, ClaimedJob, fail_job, finish_jobs, held_jobs, postpone_job
from syndication.storage.segments import StoredSegment, load_segments, save_segments
from syndication.storage.work import load_text_works
from translations.drafts import DraftFailure, DraftResult, apply_draft
from translations.model import Origin, Segment, SegmentTranslation, TextWork

ACTOR = "drafting"
_FIRST_DELAY = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=10)
_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: how many texts got drafts, and which jobs could not be finished."""

    drafted: int
    failed: tuple[ClaimedJob, ...]


def read_works(session: Session, jobs: Sequence[ClaimedJob]) -> tuple[TextWork, ...]:
    """Return the texts that the jobs, all of one language pair, want drafted; those that are gone are left out."""
    return load_text_works(session, [job.guid for job in jobs], language=jobs[0].target)


def store_drafts(
    session: Session,
    jobs: Sequence[ClaimedJob],
    before: Sequence[TextWork],
    result: DraftResult,
    *,
    worker: str,
    now: datetime,
    checked: Checked = with_findings,
) -> Stored:
    """Keep the drafts of a batch and finish its jobs, those that are still this worker's.

    A job with sentences that the engine failed on waits for another attempt; the drafts of the others are kept.
    ``checked`` gives segments their findings.
    """
    blogs = lock_blogs(session, sorted({job.blog_id for job in jobs}))
    held = held_jobs(session, jobs, worker=worker)
    mine = [job for job in jobs if job.id in held]
    if not mine:
        return Stored(0, ())
    language = mine[0].target
    drafts: dict[str, list[SegmentTranslation]] = {}
    for source_hash, draft in _new_drafts(before, result.works):
        drafts.setdefault(source_hash, []).append(draft)
    stored = load_segments(session, [job.guid for job in mine], language=language)
    changed = [pair for of_text in stored.values() for pair in _applied(of_text, drafts)]
    changed = checked(session, changed, now=now)
    save_segments(session, changed, now=now)
    drafted = dict.fromkeys(one.guid for one, _after in changed)
    for blog in blogs:
        guids = [guid for guid in drafted if any(one.guid == guid and one.blog_id == blog.id for one, _ in changed)]
        record_work(session, blog, guids, language=language, kind=LogKind.DRAFT, actor=ACTOR, now=now)
    failures = {
        guid: [one for one in result.failures if one.guid == guid] for guid in {f.guid for f in result.failures}
    }
    failed = tuple(job for job in mine if job.guid in failures)
    for job in failed:
        _set_back(session, job, failures[job.guid], worker=worker, now=now)
    finish_jobs(session, [job for job in mine if job.guid not in failures], worker=worker)
    return Stored(len(drafted), failed)


def give_up_for_now(session: Session, job: ClaimedJob, *, worker: str, error: str, now: datetime) -> None:
    """Let a failed job wait, twice as long each time, and set it aside after the last attempt."""
    is_last = job.attempts >= MOST_ATTEMPTS
    retry_at = None if is_last else now + _FIRST_DELAY * 2**job.attempts
    fail_job(session, job, worker=worker, error=error[:_LONGEST_ERROR], retry_at=retry_at, now=now)


def _set_back(
    session: Session, job: ClaimedJob, failures: Sequence[DraftFailure], *, worker: str, now: datetime
) -> None:
    """Let a job wait: for an engine that is away as long as that takes, else as one that has failed."""
    pauses = [failure.retry_after_s for failure in failures if failure.retry_after_s is not None]
    if len(pauses) < len(failures):
        give_up_for_now(session, job, worker=worker, error=failures[-1].reason, now=now)
        return
    until = now + min(max(timedelta(seconds=max(pauses)), _FIRST_DELAY), _LONGEST_PAUSE)
    postpone_job(session, job, worker=worker, reason=failures[-1].reason[:_LONGEST_ERROR], until=until)


def _new_drafts(before: Sequence[TextWork], after: Sequence[TextWork]) -> Iterator[tuple[str, SegmentTranslation]]:
    """Yield each draft that was made, by the hash of the sentence it was made from."""
    for old_text, new_text in zip(before, after, strict=True):
        for old, new in zip(old_text.segments, new_text.segments, strict=True):
            for draft in (new.current, new.suggestion):
                if draft is not None and draft not in (old.current, old.suggestion):
                    yield new.source.source_hash, draft


def _applied(
    stored: Sequence[StoredSegment], drafts: Mapping[str, Sequence[SegmentTranslation]]
) -> Iterator[tuple[StoredSegment, Segment]]:
    for one in stored:
        after = one.segment
        for draft in sorted(drafts.get(one.segment.source.source_hash, ()), key=_is_the_engines):
            after = apply_draft(after, draft)
        if after is not one.segment:
            yield one, after


def _is_the_engines(draft: SegmentTranslation) -> bool:
    """Sort what the memory knows first: of equal sentences one may want that, and one the engine again."""
    return draft.provenance.origin is Origin.ENGINE
