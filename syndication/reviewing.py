"""What reviewers do, kept: the segment, its history, its variant's new version, the change log, the memory.

What may be done to a segment is decided by :mod:`translations.review`; here it is locked, read, and saved. Every
function raises :exc:`~syndication.errors.UnknownSegment` and :exc:`~syndication.errors.BlogKilled`, and lets
:exc:`translations.errors.ReviewError` through, which carries the segment as it stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.checking import with_findings
from syndication.errors import UnknownSegment
from syndication.memory import forget, remember
from syndication.record import lock_writable, record_work, require_segment
from syndication.storage.blogs import BlogRecord, find_blog_of
from syndication.storage.changes import LogKind
from syndication.storage.post_edits import delete_last_post_edit
from syndication.storage.reviews import ReviewLine, append_review, find_last_review, list_reviews
from syndication.storage.segments import StoredSegment, save_segments
from syndication.storage.work import load_text_work
from translations.carry_over import with_material
from translations.errors import FindingsOpen, ReviewError
from translations.findings import Severity
from translations.model import Segment, SegmentState, TextWork
from translations.review import ReviewAction, Reviewed, approve, edit, reject, undo

__all__ = [
    "Approval",
    "ApprovalOutcome",
    "ReviewLine",
    "approve_many",
    "approve_segment",
    "edit_segment",
    "list_history",
    "list_segments",
    "reject_segment",
    "save_all_reviewed",
    "save_reviewed",
    "undo_segment",
]

Decide = Callable[[StoredSegment], Reviewed]
_Done = tuple[StoredSegment, Reviewed]


def list_segments(session: Session, guid: str, language: str) -> TextWork | None:
    """Return an entry, or a head by its blog's guid, in one target language; ``None`` if it is not translated."""
    return load_text_work(session, guid, language)


def list_history(session: Session, segment_id: int, *, limit: int = 100) -> tuple[ReviewLine, ...]:
    """Return what people did to a segment, the newest first."""
    return list_reviews(session, segment_id, limit=limit)


def approve_segment(
    session: Session,
    segment_id: int,
    *,
    source_hash: str,
    target_hash: str,
    actor: str,
    now: datetime,
    edit_s: float | None = None,
) -> Segment:
    """Approve the translation that was seen, or say of a stale one that it is still right.

    ``edit_s`` is the time at work on it, in seconds, if known.
    """

    def decide(stored: StoredSegment) -> Reviewed:
        return approve(
            stored.segment, source_hash_seen=source_hash, target_hash_seen=target_hash, reviewer=actor, now=now
        )

    return _review(session, segment_id, _timed(decide, edit_s), actor=actor, now=now)


def edit_segment(
    session: Session,
    segment_id: int,
    *,
    text_html: str,
    if_version: int,
    actor: str,
    now: datetime,
    edit_s: float | None = None,
) -> Segment:
    """Put a person's wording in place: inline HTML with the links of the source."""

    def decide(stored: StoredSegment) -> Reviewed:
        return edit(stored.segment, text_html, version_seen=if_version, editor=actor, now=now)

    return _review(session, segment_id, _timed(decide, edit_s), actor=actor, now=now)


def reject_segment(
    session: Session, segment_id: int, *, source_hash: str, target_hash: str, actor: str, now: datetime
) -> Segment:
    """Throw the translation that was seen away."""

    def decide(stored: StoredSegment) -> Reviewed:
        return reject(
            stored.segment, source_hash_seen=source_hash, target_hash_seen=target_hash, reviewer=actor, now=now
        )

    return _review(session, segment_id, decide, actor=actor, now=now)


def save_reviewed(session: Session, stored: StoredSegment, reviewed: Reviewed, *, now: datetime) -> Segment:
    """Keep one action on a segment and return the segment as it is kept; see :func:`save_all_reviewed`."""
    return save_all_reviewed(session, [(stored, reviewed)], now=now)[0]


def save_all_reviewed(session: Session, done: Sequence[_Done], *, now: datetime) -> tuple[Segment, ...]:
    """Keep one action on each of some segments, all of one language pair, and return them as they are kept.

    That is their texts, states and findings, their history, and what the memory learns from an approval.

    The live blog is locked, and the segments were read since; whoever calls this also calls ``record_work`` once for
    all that is done to a text. An action that changed nothing has no record and must not come here.
    """
    changed = with_findings(session, [(stored, reviewed.segment) for stored, reviewed in done], now=now)
    save_segments(session, changed, now=now)
    for (stored, reviewed), (_, segment) in zip(done, changed, strict=True):
        if reviewed.record is None:
            raise ValueError(f"nothing was done to segment {segment.id}")
        append_review(session, stored, reviewed.record)
        if segment.state is SegmentState.APPROVED:
            remember(session, segment, source_language=stored.source_language, language=stored.language, now=now)
        elif reviewed.record.action is ReviewAction.UNDO and stored.segment.state is SegmentState.APPROVED:
            forget(session, stored.segment, source_language=stored.source_language, language=stored.language)
            delete_last_post_edit(session, stored.segment.id or 0)
    return tuple(segment for _, segment in changed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a reviewer has seen of one segment and approves."""

    segment_id: int
    source_hash: str
    target_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalOutcome:
    """What became of one approval among many: the segment as it stands, and why it was not approved, if it was not."""

    segment: Segment
    refused: str | None = None


def approve_many(
    session: Session, approvals: Sequence[Approval], *, actor: str, now: datetime
) -> tuple[ApprovalOutcome, ...]:
    """Approve several segments of one live blog, each as it was seen and only if no check finds anything in it.

    One that cannot be approved harms no other. Raises :exc:`~syndication.errors.UnknownSegment`.
    """
    if not approvals:
        return ()
    locked = _lock(session, approvals[0].segment_id)
    outcomes: list[ApprovalOutcome] = []
    done: list[_Done] = []
    for wanted in approvals:
        stored = require_segment(session, wanted.segment_id)
        if stored.blog_id != locked.id:
            raise UnknownSegment(wanted.segment_id)
        try:
            reviewed = _approved_clean(stored.segment, wanted, actor=actor, now=now)
        except ReviewError as problem:
            outcomes.append(ApprovalOutcome(segment=stored.segment, refused=str(problem)))
            continue
        outcomes.append(ApprovalOutcome(segment=reviewed.segment))
        done.append((stored, reviewed))
    saved = {segment.id: segment for segment in _save(session, locked, done, actor=actor, now=now)}
    return tuple(replace(one, segment=saved.get(one.segment.id, one.segment)) for one in outcomes)


def _approved_clean(segment: Segment, wanted: Approval, *, actor: str, now: datetime) -> Reviewed:
    if any(finding.is_open and finding.severity is not Severity.INFO for finding in segment.findings):
        raise FindingsOpen(segment)
    return approve(
        segment,
        source_hash_seen=wanted.source_hash,
        target_hash_seen=wanted.target_hash,
        reviewer=actor,
        now=now,
    )


def undo_segment(session: Session, segment_id: int, *, if_version: int, actor: str, now: datetime) -> Segment:
    """Take back what ``actor`` did to a segment last, if nothing has happened to it since.

    The memory gives back what it learnt from an approval that is taken back.
    """

    def decide(stored: StoredSegment) -> Reviewed:
        last = find_last_review(session, stored)
        undone = undo(
            stored.segment,
            last.record if last else None,
            suggestion=last.suggestion if last else None,
            version_seen=if_version,
            actor=actor,
            now=now,
        )
        return replace(undone, segment=with_material(undone.segment, stored.source_language))

    return _review(session, segment_id, decide, actor=actor, now=now)


def _timed(decide: Decide, edit_s: float | None) -> Decide:
    """Keep with an action how long somebody was at work on it."""

    def decide_timed(stored: StoredSegment) -> Reviewed:
        reviewed = decide(stored)
        return replace(reviewed, record=reviewed.record and replace(reviewed.record, edit_s=edit_s))

    return decide_timed


def _review(session: Session, segment_id: int, decide: Decide, *, actor: str, now: datetime) -> Segment:
    locked = _lock(session, segment_id)
    # Read again: until the lock was ours the source, or another reviewer, may have changed it.
    stored = require_segment(session, segment_id)
    reviewed = decide(stored)
    saved = _save(session, locked, [(stored, reviewed)], actor=actor, now=now)
    return next(iter(saved), reviewed.segment)


def _lock(session: Session, segment_id: int) -> BlogRecord:
    """Lock the live blog of a segment for writing."""
    blog = find_blog_of(session, require_segment(session, segment_id).guid)
    if blog is None:
        raise UnknownSegment(segment_id)
    return lock_writable(session, blog.slug)


def _save(
    session: Session, locked: BlogRecord, done: Sequence[_Done], *, actor: str, now: datetime
) -> tuple[Segment, ...]:
    """Keep what was done to segments of one live blog and return them; what changed nothing is left out."""
    by_language: dict[str, list[_Done]] = {}
    for stored, reviewed in done:
        if reviewed.record is not None:
            by_language.setdefault(stored.language, []).append((stored, reviewed))
    saved: list[Segment] = []
    for language, group in by_language.items():
        saved += [save_reviewed(session, stored, reviewed, now=now) for stored, reviewed in group]
        guids = list(dict.fromkeys(stored.guid for stored, _reviewed in group))
        # The record that was locked does not know of the revisions that the language before has used.
        blog = lock_writable(session, locked.slug)
        record_work(session, blog, guids, language=language, kind=LogKind.REVIEW, actor=actor, now=now)
    return tuple(saved)
