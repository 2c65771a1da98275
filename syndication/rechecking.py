"""Findings looked at again: by the checks, since a term or a norm has changed; by a person, who dismisses one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.checking import with_findings
from syndication.errors import NoSuchFinding, UnknownSegment
from syndication.record import lock_writable, record_work, require_segment
from syndication.storage.blogs import find_blog_of, lock_blogs
from syndication.storage.changes import LogKind
from syndication.storage.dismissals import DismissedFinding, add_dismissal
from syndication.storage.segments import StoredSegment, load_segments_by_id, save_findings
from translations.errors import ReviewConflict
from translations.findings import Dismissal, Finding
from translations.hashes import target_hash
from translations.model import Segment
from translations.policy import blocking_codes

ACTOR = "checks"


def recheck(session: Session, segment_ids: Sequence[int], *, now: datetime) -> int:
    """Check segments again, since a term or a norm has changed; return how many have other findings than before.

    Where that changes what may be published the variants get new versions. Locks the live blogs.
    """
    blog_ids = sorted({one.blog_id for one in load_segments_by_id(session, segment_ids)})
    lock_blogs(session, blog_ids)
    # Read again: until the locks were ours anybody may have changed them.
    groups: dict[tuple[str, str], list[StoredSegment]] = {}
    for one in load_segments_by_id(session, segment_ids):
        groups.setdefault((one.source_language, one.language), []).append(one)
    changed = 0
    for (_source, language), group in groups.items():
        pairs = with_findings(session, [(one, one.segment) for one in group], now=now)
        others = [(one, after) for one, after in pairs if after != one.segment]
        save_findings(session, [after for _one, after in others])
        changed += len(others)
        turned = [one for one, after in others if _blocks(one.segment) != _blocks(after)]
        for blog in lock_blogs(session, blog_ids):
            guids = list(dict.fromkeys(one.guid for one in turned if one.blog_id == blog.id))
            record_work(session, blog, guids, language=language, kind=LogKind.CHECK, actor=ACTOR, now=now)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A finding that somebody wants to dismiss: its code, and the texts in which it was seen."""

    code: str
    source_hash: str
    target_hash: str
    reason: str


def find_open(session: Session, segment_id: int, wish: Wish) -> tuple[StoredSegment, tuple[Finding, ...]]:
    """Return the segment and its open findings that a wish is about.

    Raises :exc:`~syndication.errors.UnknownSegment`, :exc:`~syndication.errors.NoSuchFinding` and
    :exc:`~translations.errors.ReviewConflict` where the texts are not those that were seen.
    """
    stored = require_segment(session, segment_id)
    segment = stored.segment
    is_seen = (
        segment.current is not None
        and segment.source.source_hash == wish.source_hash
        and target_hash(segment.current) == wish.target_hash
    )
    if not is_seen:
        raise ReviewConflict(segment, source_hash_seen=wish.source_hash, target_hash_seen=wish.target_hash)
    found = tuple(finding for finding in segment.findings if finding.code == wish.code and finding.is_open)
    if not found:
        raise NoSuchFinding(segment_id, wish.code)
    return stored, found


def dismiss(session: Session, segment_id: int, wish: Wish, *, actor: str, now: datetime) -> Segment:
    """Dismiss the open findings of one code on a translation, for a reason. Raises as :func:`find_open`."""
    stored, _found = find_open(session, segment_id, wish)
    blog = find_blog_of(session, stored.guid)
    if blog is None:
        raise UnknownSegment(segment_id)
    locked = lock_writable(session, blog.slug)
    stored, found = find_open(session, segment_id, wish)
    dismissal = Dismissal(reason=wish.reason, actor=actor, at=now)
    for version in {finding.check_version for finding in found}:
        of = DismissedFinding(
            segment_id=segment_id,
            code=wish.code,
            check_version=version,
            source_hash=wish.source_hash,
            target_hash=wish.target_hash,
        )
        add_dismissal(session, of, dismissal)
    findings = tuple(
        replace(finding, dismissal=dismissal) if finding in found else finding for finding in stored.segment.findings
    )
    after = replace(stored.segment, findings=findings)
    save_findings(session, [after])
    if _blocks(stored.segment) != _blocks(after):
        record_work(session, locked, [stored.guid], language=stored.language, kind=LogKind.CHECK, actor=actor, now=now)
    return after


def _blocks(segment: Segment) -> tuple[bool, bool]:
    """Say whether anything stops the translation, and the draft beside it, from being published unreviewed."""
    of_current, of_draft = blocking_codes(segment)
    return bool(of_current), bool(of_draft)
