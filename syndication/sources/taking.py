"""One reading of a source is taken in: its edits become versions, what is gone there is killed here.

:func:`take` and :func:`confirm` do the work of one transaction each, which the caller owns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import EntryKind, LiveBlog, PubStatus
from feeds.parsers import Remark
from syndication.config import Settings
from syndication.importing import AcceptResult, Happened, accept_admitted
from syndication.ingest import kill_blog, kill_entry
from syndication.preparing import WITHDRAWN, Placed, Prepared
from syndication.sources.following import Kept, Outcomes, load_kept, rows_after, rows_settled, rows_with, save_rows
from syndication.sources.gone import Memory, Seen, Sighting, Verdict, is_older_copy, judge, judge_unchanged
from syndication.sources.merging import Merging, has_other_words, merge_head
from syndication.sources.renaming import under_own_names
from syndication.storage.entries import list_taken_guids
from syndication.storage.jobs import Priority
from syndication.storage.sources import FollowedEntry, SourceRecord, SourceState, has_open_entries, save_head_base

REMOVED = "Removed at the source"
"""Why an entry is killed that its source no longer has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a reading has changed.

    ``source`` is what is to be kept of the source. ``removed`` are the entries killed since the document lacks them,
    ``conflicts`` those where what is kept here stays although the source has it otherwise, or no longer. ``is_over``
    says that the source has withdrawn its live blog as a whole.
    """

    source: SourceRecord
    verdict: Verdict
    result: AcceptResult | None = None
    removed: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    is_over: bool = False


def take(
    session: Session,
    source: SourceRecord,
    prepared: Prepared,
    *,
    now: datetime,
    settings: Settings,
    source_wins: bool = False,
) -> Taken:
    """Take in a document.

    Raises what :func:`~syndication.importing.accept_blog` raises; then nothing of it must be kept.
    """
    kept = load_kept(session, source)
    if prepared.blog.pub_status is PubStatus.CANCELED:
        return _withdraw(session, source, kept, now=now)
    memory, bare = memory_of(source), _sighting(prepared)
    is_older = is_older_copy(bare, memory, now=now)
    placed, names, remarks = _usable(session, kept, prepared)
    head = _head(kept, prepared.blog, placed, source_wins=source_wins, is_older=is_older)
    bases = {guid: row.base for guid, row in kept.rows.items()}
    result = accept_admitted(
        session,
        replace(head, entries=tuple(entry for _place, entry in placed)),
        actor=source.actor,
        now=now,
        settings=settings,
        choose=Merging(bases=bases, is_older_copy=is_older, source_wins=source_wins),
        priority=Priority.LIVE if source.last_success_at else Priority.BACKLOG,
    )
    outcomes = list(zip(placed, result.entries[: len(placed)], strict=True))
    rows = rows_after(kept, outcomes, names=names, now=now)
    sighting = replace(bare, entries=_seen_in(outcomes, rows))
    verdict = judge([one for one in kept.known() if one.guid in rows], sighting, memory, now=now)
    removed, changed_here = _carry_out(session, source, kept, verdict, now=now)
    save_rows(session, source, kept, rows_with(rows, verdict, removed=removed, changed_here=changed_here, now=now))
    if not is_older:
        save_head_base(session, source.id, prepared.blog)
    return Taken(
        source=_remembering(source, sighting, verdict, now=now),
        verdict=verdict,
        result=result,
        removed=removed,
        conflicts=(*changed_here, *(one.guid for _, one in outcomes if one.happened is Happened.CONFLICT)),
        remarks=remarks,
    )


def confirm(session: Session, source: SourceRecord, *, now: datetime) -> Taken:
    """Take note that the document is still the one read before: what was missing from it is missing again."""
    if not has_open_entries(session, source.id):
        return Taken(source=source, verdict=Verdict())
    kept = load_kept(session, source)
    verdict = judge_unchanged(kept.known())
    removed, changed_here = _carry_out(session, source, kept, verdict, now=now)
    rows = rows_settled(kept)
    save_rows(session, source, kept, rows_with(rows, verdict, removed=removed, changed_here=changed_here, now=now))
    return Taken(source=source, verdict=verdict, removed=removed, conflicts=changed_here)


def memory_of(source: SourceRecord) -> Memory:
    """Return what is remembered of a source's last document."""
    return Memory(
        updated_at=source.seen_updated_at,
        modified_at=source.seen_modified_at,
        unreadable=source.unreadable,
        doubt=source.doubt,
        doubted_since=source.doubted_since,
    )


def _usable(
    session: Session, kept: Kept, prepared: Prepared
) -> tuple[tuple[Placed, ...], Mapping[str, str], tuple[Remark, ...]]:
    """Return the entries under the guids they have here, without withdrawals of what was never here.

    Entries that another live blog has are left out, and remarked on.
    """
    placed, names = under_own_names(prepared.placed, kept.rows, alive=kept.alive, known=kept.guids)
    unknown = [entry.guid for _, entry in placed if entry.guid and entry.guid not in kept.guids]
    elsewhere = frozenset(list_taken_guids(session, unknown))
    usable = tuple(
        (place, entry)
        for place, entry in placed
        if entry.guid not in elsewhere and (entry.pub_status is not PubStatus.CANCELED or entry.guid in kept.guids)
    )
    reason = "the entry was skipped: another live blog here has it"
    return usable, names, tuple(Remark(location=guid, reason=reason) for guid in sorted(elsewhere))


def _head(kept: Kept, copy: LiveBlog, placed: Sequence[Placed], *, source_wins: bool, is_older: bool) -> LiveBlog:
    if kept.head is None:
        return copy
    head = kept.head if is_older else merge_head(kept.head_base, kept.head, copy, source_wins=source_wins)
    # By its guid and language it is seen whether this is still the live blog that was followed so far. If it has the
    # same entries it is, whatever it calls itself now.
    is_same = sum(entry.guid in kept.guids for _place, entry in placed) * 2 > len(placed)
    return replace(head, guid=kept.head.guid if copy.guid and is_same else copy.guid, language=copy.language)


def _carry_out(
    session: Session, source: SourceRecord, kept: Kept, verdict: Verdict, *, now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Kill what is gone; return what was killed, and what stays since a person here has changed what it says."""
    changed_here = tuple(guid for guid in verdict.killed if has_other_words(kept.rows[guid].base, kept.alive[guid]))
    removed = tuple(guid for guid in verdict.killed if guid not in changed_here)
    for guid in removed:
        kill_entry(session, guid, REMOVED, actor=source.actor, now=now)
    return removed, changed_here


def _withdraw(session: Session, source: SourceRecord, kept: Kept, *, now: datetime) -> Taken:
    """Kill what came from a live blog that is withdrawn as a whole, and the live blog if nothing else is in it."""
    if kept.head is None:
        raise InvalidDocument((FieldProblem("pub_status", "this live blog is withdrawn, and was never here"),))
    own = tuple(one.guid for one in kept.known())
    if len(own) == len(kept.alive):
        kill_blog(session, source.slug, WITHDRAWN, actor=source.actor, now=now)
    else:
        for guid in own:
            kill_entry(session, guid, WITHDRAWN, actor=source.actor, now=now)
    save_rows(session, source, kept, {})
    ended = replace(source, state=SourceState.GONE, last_error="the live blog was withdrawn at the source")
    return Taken(source=ended, verdict=Verdict(killed=own), removed=own, is_over=True)


def _remembering(source: SourceRecord, sighting: Sighting, verdict: Verdict, *, now: datetime) -> SourceRecord:
    if verdict.doubt is not None:
        since = source.doubted_since if source.doubt is verdict.doubt else None
        return replace(source, doubt=verdict.doubt, doubted_since=since or now)
    return replace(
        source,
        seen_updated_at=sighting.updated_at,
        seen_modified_at=sighting.modified_at,
        unreadable=sighting.unreadable,
        doubt=None,
        doubted_since=None,
    )


def _sighting(prepared: Prepared) -> Sighting:
    """Return what a document says of itself; its entries are put in once it is known which they are here."""
    newest = max((entry.updated_at for _place, entry in prepared.placed), default=None)
    return Sighting(
        entries=(),
        updated_at=prepared.blog.updated_at,
        says_when=newest is None or prepared.blog.updated_at > newest,
        modified_at=prepared.modified_at,
        unreadable=prepared.unreadable,
    )


def _seen_in(outcomes: Outcomes, rows: Mapping[str, FollowedEntry]) -> tuple[Seen, ...]:
    """Return the entries of a document in its own order, without those that are withdrawn or not the source's."""
    placed = sorted((place, outcome.guid, entry) for (place, entry), outcome in outcomes if outcome.guid in rows)
    return tuple(
        Seen(
            guid=guid,
            published_at=entry.published_at if entry.time_is_exact else None,
            updated_at=entry.updated_at,
            is_pinned=entry.pinned or entry.kind is EntryKind.SUMMARY,
        )
        for _place, guid, entry in placed
    )
