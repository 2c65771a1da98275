"""What a translator made of a file comes back: each text in a transaction of its own, each sentence by its own merits.

What is done is done by the rules of :mod:`translations.review`, in the importer's name. What becomes of a sentence is
decided by :mod:`translations.exchange.judging`. The same file again changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import PubStatus
from syndication.errors import UnfittingFile, UnknownBlog, UnknownSegment
from syndication.exchange.assigning import assign
from syndication.exchange.out import target_languages
from syndication.exchange.report import Conflict, ImportReport, conflict_of, conflict_without_sentence
from syndication.record import lock_writable, record_work
from syndication.reviewing import save_reviewed
from syndication.storage.blogs import BlogRecord, find_blog, find_blog_of
from syndication.storage.changes import LogKind
from syndication.storage.database import Database
from syndication.storage.entries import find_entry, list_entry_guids
from syndication.storage.segments import StoredSegment, find_segment, load_segments
from translations.errors import ReviewError
from translations.exchange import read_exchange
from translations.exchange.codes import plain
from translations.exchange.judging import Judgement, Outcome, judge
from translations.exchange.sums import told_sum
from translations.exchange.tmx import memory_language
from translations.exchange.work import ReadFile, Unit, UnitProblem
from translations.hashes import target_hash
from translations.model import Segment
from translations.review import approve, edit

Advance = Callable[[int, int], None]
"""Told how many units of how many are done."""


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


def import_work(
    database: Database, data: bytes, bringing: Bringing, *, advance: Advance = lambda _done, _total: None
) -> ImportReport:
    """Take in a file of work.

    Raises :exc:`~feeds.errors.ParseError` for what cannot be read, :exc:`~syndication.errors.UnfittingFile` for what
    is not for here, :exc:`~syndication.errors.UnknownBlog` and :exc:`~syndication.errors.BlogKilled`; nothing has been
    taken then. A text that cannot be worked on is a problem of its own.
    """
    file = read_exchange(data, language=bringing.language)
    with database.reading() as session:
        blog = _blog_of(session, file, bringing.slug)
        language = _language_of(session, blog, file, bringing.language)
        guids = (blog.guid, *list_entry_guids(session, blog.id))
        stored = load_segments(session, guids, language=language)
    texts = {guid: segments for (guid, _), segments in stored.items()}
    assigned = assign(file.units, texts, guids=frozenset(guids))
    tally = _Tally(problems=[*file.problems, *assigned.problems])
    total = sum(len(units) for units in assigned.by_text.values())
    done = 0
    for guid, units in assigned.by_text.items():
        _take_text(database, blog, _Text(guid=guid, language=language, units=units), bringing, tally)
        done += len(units)
        advance(done, total)
    return tally.report(file, blog, language, unmatched=assigned.unmatched, is_dry_run=bringing.is_dry_run)


@dataclass(slots=True, kw_only=True)
class _Tally:
    """What has come of the file so far."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """The units about one text."""

    guid: str
    language: str
    units: list[tuple[Unit, int | None]]


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, so that it leaves nothing."""


def _blog_of(session: Session, file: ReadFile, slug: str | None) -> BlogRecord:
    """Return the live blog that is meant; the file and the caller must not mean different ones."""
    named = slug and find_blog(session, slug)
    if slug and not named:
        raise UnknownBlog(slug)
    guids = dict.fromkeys(guid for guid in (file.blog_guid, *(unit.guid for unit in file.units[:1])) if guid)
    told = next((found for guid in guids if (found := find_blog_of(session, guid)) is not None), None)
    if guids and told is None:
        raise UnfittingFile("the file is about a live blog that is not here")
    if named and told and named.guid != told.guid:
        raise UnfittingFile(f"the file is about the live blog {told.slug!r}, not about {named.slug!r}")
    found = named or told
    if not found:
        raise UnfittingFile("the file does not say which live blog it is about; name one")
    return found


def _language_of(session: Session, blog: BlogRecord, file: ReadFile, wanted: str | None) -> str:
    """Return the language that the file is in, as the live blog spells it."""
    targets = target_languages(session, blog.slug)
    same = [tag for tag in targets if tag.lower() == file.target_language.lower()]
    alike = [tag for tag in targets if memory_language(tag) == memory_language(file.target_language)]
    found = next(iter(same), alike[0] if len(alike) == 1 else None)
    if found is None:
        known = ", ".join(targets) or "no language"
        raise UnfittingFile(f"the file is in {file.target_language!r}; {blog.slug!r} is translated into {known}")
    if wanted is not None and wanted != found:
        raise UnfittingFile(f"the file is in {found}, not in {wanted}")
    has_texts = any(unit.guid is not None for unit in file.units)
    if not has_texts and memory_language(file.source_language) != memory_language(blog.language):
        raise UnfittingFile(f"the file translates from {file.source_language!r}; {blog.slug!r} is in {blog.language}")
    return found


def _take_text(database: Database, blog: BlogRecord, text: _Text, bringing: Bringing, tally: _Tally) -> None:
    """Take in the units of one text in one transaction."""
    try:
        with database.writing() as session:
            _work_through(session, blog, text, bringing, tally)
            if bringing.is_dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass


def _work_through(session: Session, blog: BlogRecord, text: _Text, bringing: Bringing, tally: _Tally) -> None:
    locked = lock_writable(session, blog.slug)
    if _is_withdrawn(session, text.guid):
        tally.problems += [_problem(unit, "its entry has been withdrawn") for unit, _ in text.units]
        return
    # Read again: until the lock was ours anybody may have changed them.
    stored = load_segments(session, [text.guid], language=text.language).get((text.guid, text.language), ())
    by_id = {one.segment.id: one for one in stored}
    has_changed = False
    for unit, segment_id in text.units:
        one = by_id.get(segment_id) if segment_id is not None else None
        if one is None:
            _tell_gone(unit, text.guid, tally)
            continue
        after = _take_unit(session, one, unit, bringing, tally)
        if after is not None:
            by_id[segment_id] = after
            has_changed = True
    if has_changed:
        record_work(
            session,
            locked,
            [text.guid],
            language=text.language,
            kind=LogKind.REVIEW,
            actor=bringing.actor,
            now=bringing.now,
        )


def _take_unit(
    session: Session, stored: StoredSegment, unit: Unit, bringing: Bringing, tally: _Tally
) -> StoredSegment | None:
    """Do with a unit what it deserves; return the segment as it stands then, or ``None`` where nothing was changed."""
    judgement = judge(stored.segment, unit, approve=bringing.approve)
    match judgement.outcome:
        case Outcome.TAKEN:
            return _apply(session, stored, unit, judgement, bringing, tally)
        case Outcome.UNCHANGED:
            tally.unchanged += 1
        case Outcome.CONFLICT:
            tally.conflicts.append(conflict_of(session, unit, stored, judgement))
        case Outcome.PROBLEM:
            tally.problems.append(_problem(unit, judgement.reason))
    return None


def _apply(
    session: Session, stored: StoredSegment, unit: Unit, judgement: Judgement, bringing: Bringing, tally: _Tally
) -> StoredSegment | None:
    after: StoredSegment | None = None
    try:
        if judgement.is_edit:
            after = _edit(session, stored, judgement.text_html, bringing)
        if judgement.is_approval:
            after = _approve(session, after or stored, unit, bringing, tally) or after
    except ReviewError as problem:
        # What a reviewer could not have done in the browser either, such as a link that is missing.
        tally.problems.append(_problem(unit, str(problem)))
        tally.taken += after is not None
        return after
    tally.taken += after is not None
    tally.unchanged += after is None
    return after


def _edit(session: Session, stored: StoredSegment, text_html: str, bringing: Bringing) -> StoredSegment | None:
    segment = stored.segment
    reviewed = edit(segment, text_html, version_seen=segment.version, editor=bringing.actor, now=bringing.now)
    if reviewed.record is None:
        return None
    return _kept(session, save_reviewed(session, stored, reviewed, now=bringing.now))


def _approve(
    session: Session, stored: StoredSegment, unit: Unit, bringing: Bringing, tally: _Tally
) -> StoredSegment | None:
    segment = stored.segment
    blocking = [finding.code for finding in segment.findings if finding.is_blocking]
    if blocking:
        reason = f"not approved: the checks found something grave ({', '.join(dict.fromkeys(blocking))})"
        tally.held.append(_problem(unit, reason))
        return None
    reviewed = approve(
        segment,
        source_hash_seen=segment.source.source_hash,
        target_hash_seen=target_hash(segment.current),
        reviewer=bringing.actor,
        now=bringing.now,
    )
    if reviewed.record is None:
        return None
    kept = _kept(session, save_reviewed(session, stored, reviewed, now=bringing.now))
    tally.approved += 1
    return kept


def _kept(session: Session, segment: Segment) -> StoredSegment:
    stored = find_segment(session, segment.id or 0)
    if stored is None:
        raise UnknownSegment(segment.id or 0)
    return stored


def _tell_gone(unit: Unit, guid: str, tally: _Tally) -> None:
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
