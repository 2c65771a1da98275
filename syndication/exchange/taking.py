"""What one text's units do to its sentences, within one transaction: edits first, all together, then approvals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import PubStatus
from syndication.exchange.report import Conflict, ImportReport, conflict_of, conflict_without_sentence
from syndication.record import lock_writable, record_work
from syndication.reviewing import save_all_reviewed
from syndication.storage.blogs import BlogRecord
from syndication.storage.changes import LogKind
from syndication.storage.entries import find_entry
from syndication.storage.segments import StoredSegment, load_segments
from translations.errors import ReviewError
from translations.exchange.codes import plain
from translations.exchange.judging import Judgement, Outcome, judge
from translations.exchange.sums import told_sum
from translations.exchange.work import ReadFile, Unit, UnitProblem
from translations.hashes import target_hash
from translations.review import Reviewed, approve, edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """How a file is to be taken in.

    ``slug`` and ``language`` may be ``None`` where the file names its live blog and language; where both are known
    they must agree. ``approve`` approves what the file calls final. A dry run changes nothing.
    """

    actor: str
    now: datetime
    slug: str | None = None
    language: str | None = None
    approve: bool = False
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsOfText:
    """The units about one text, each with the id of its segment, ``None`` where that is no longer there."""

    guid: str
    language: str
    units: Sequence[tuple[Unit, int | None]]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What has come of a file so far."""

    taken: int = 0
    approved: int = 0
    unchanged: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    held: list[UnitProblem] = field(default_factory=list)
    problems: list[UnitProblem] = field(default_factory=list)

    def report(
        self, file: ReadFile, blog: BlogRecord, language: str, *, unmatched: int, is_dry_run: bool
    ) -> ImportReport:
        """Sum up."""
        return ImportReport(
            format=file.format,
            blog_slug=blog.slug,
            language=language,
            is_dry_run=is_dry_run,
            taken=self.taken,
            approved=self.approved,
            unchanged=self.unchanged,
            unmatched=unmatched,
            conflicts=tuple(self.conflicts),
            held=tuple(self.held),
            problems=tuple(self.problems),
        )


def take_text(session: Session, blog: BlogRecord, text: UnitsOfText, bringing: Bringing, tally: Tally) -> None:
    """Do with each unit of a text what it deserves, and keep that the text has changed, if it has.

    Raises :exc:`~syndication.errors.UnknownBlog` and :exc:`~syndication.errors.BlogKilled`.
    """
    locked = lock_writable(session, blog.slug)
    if _is_withdrawn(session, text.guid):
        tally.problems += [_problem(unit, "its entry has been withdrawn") for unit, _ in text.units]
        return
    # Until the lock was ours anybody may have changed them.
    plan = _judged(session, text, _load(session, text), bringing, tally)
    if plan.edits:
        save_all_reviewed(session, list(plan.edits.values()), now=bringing.now)
    approved = _approved(plan.approvals, _load(session, text), bringing, tally) if plan.approvals else {}
    if approved:
        save_all_reviewed(session, list(approved.values()), now=bringing.now)
    changed = plan.edits.keys() | approved.keys()
    tally.taken += len(changed)
    tally.approved += len(approved)
    tally.unchanged += len(plan.approvals.keys() - changed)
    if changed:
        record_work(
            session,
            locked,
            [text.guid],
            language=text.language,
            kind=LogKind.REVIEW,
            actor=bringing.actor,
            now=bringing.now,
        )


@dataclass(slots=True)
class _Plan:
    """What is to be done, by segment id."""

    edits: dict[int, tuple[StoredSegment, Reviewed]] = field(default_factory=dict)
    approvals: dict[int, Unit] = field(default_factory=dict)

    def as_it_will_be(self, stored: StoredSegment, segment_id: int) -> StoredSegment:
        """Return a segment with what is planned for it already."""
        edited = self.edits.get(segment_id)
        return stored if edited is None else replace(stored, segment=edited[1].segment)


def _judged(
    session: Session, text: UnitsOfText, stored: Mapping[int, StoredSegment], bringing: Bringing, tally: Tally
) -> _Plan:
    plan = _Plan()
    for unit, segment_id in text.units:
        if segment_id is None or segment_id not in stored:
            _tell_gone(unit, text.guid, tally)
            continue
        one = plan.as_it_will_be(stored[segment_id], segment_id)
        judgement = judge(one.segment, unit, approve=bringing.approve)
        match judgement.outcome:
            case Outcome.TAKEN:
                _plan_unit(plan, one, unit, judgement, bringing, tally)
            case Outcome.UNCHANGED:
                tally.unchanged += 1
            case Outcome.CONFLICT:
                tally.conflicts.append(conflict_of(session, unit, one, judgement))
            case Outcome.PROBLEM:
                tally.problems.append(_problem(unit, judgement.reason))
    return plan


def _plan_unit(
    plan: _Plan, stored: StoredSegment, unit: Unit, judgement: Judgement, bringing: Bringing, tally: Tally
) -> None:
    segment = stored.segment
    segment_id = segment.id or 0
    if judgement.is_edit and segment_id in plan.edits:
        tally.problems.append(_problem(unit, "another unit of the file has changed this sentence already"))
        return
    has_edit = False
    if judgement.is_edit:
        try:
            reviewed = edit(
                segment, judgement.text_html, version_seen=segment.version, editor=bringing.actor, now=bringing.now
            )
        except ReviewError as problem:
            # What a reviewer could not have done in the browser either, such as a link that is missing.
            tally.problems.append(_problem(unit, str(problem)))
            return
        has_edit = reviewed.record is not None
        if has_edit:
            plan.edits[segment_id] = (stored, reviewed)
    if judgement.is_approval:
        plan.approvals[segment_id] = unit
    elif not has_edit:
        tally.unchanged += 1


def _approved(
    approvals: Mapping[int, Unit], stored: Mapping[int, StoredSegment], bringing: Bringing, tally: Tally
) -> dict[int, tuple[StoredSegment, Reviewed]]:
    """Approve what the file calls final, unless the checks find something grave in it."""
    found: dict[int, tuple[StoredSegment, Reviewed]] = {}
    for segment_id, unit in approvals.items():
        one = stored[segment_id]
        segment = one.segment
        blocking = [finding.code for finding in segment.findings if finding.is_blocking]
        if blocking:
            reason = f"not approved: the checks found something grave ({', '.join(dict.fromkeys(blocking))})"
            tally.held.append(_problem(unit, reason))
            continue
        try:
            reviewed = approve(
                segment,
                source_hash_seen=segment.source.source_hash,
                target_hash_seen=target_hash(segment.current),
                reviewer=bringing.actor,
                now=bringing.now,
            )
        except ReviewError as problem:
            tally.problems.append(_problem(unit, str(problem)))
            continue
        if reviewed.record is not None:
            found[segment_id] = (one, reviewed)
    return found


def _load(session: Session, text: UnitsOfText) -> dict[int, StoredSegment]:
    stored = load_segments(session, [text.guid], language=text.language).get((text.guid, text.language), ())
    return {one.segment.id: one for one in stored if one.segment.id is not None}


def _tell_gone(unit: Unit, guid: str, tally: Tally) -> None:
    has_nothing = unit.target is None or not plain(unit.target)
    is_as_it_left = unit.seen is not None and told_sum(unit.target or ()) == unit.seen.target_hash
    if has_nothing or is_as_it_left or (unit.is_untranslated and unit.is_source_again):
        tally.unchanged += 1
    else:
        tally.conflicts.append(conflict_without_sentence(unit, guid))


def _is_withdrawn(session: Session, guid: str) -> bool:
    record = find_entry(session, guid)
    return record is not None and record.entry.pub_status is PubStatus.CANCELED


def _problem(unit: Unit, reason: str) -> UnitProblem:
    return UnitProblem(location=unit.location, unit_id=unit.id or None, reason=reason)
