"""What is kept of a followed live blog, and what its source last said of it: read, compared, and kept again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog, PubStatus
from feeds.settling import said_now
from syndication.errors import BlogKilled
from syndication.importing import Happened, Outcome
from syndication.preparing import Placed
from syndication.sources.gone import Known, Presence, Verdict
from syndication.sources.merging import says_same
from syndication.storage.blogs import BlogRecord, load_head, lock_blog
from syndication.storage.entries import load_all_entries, load_versions
from syndication.storage.sources import (
    FollowedEntry,
    SourceRecord,
    forget_followed,
    load_followed,
    load_head_base,
    save_followed,
    versions_made_by,
)

Outcomes = Sequence[tuple[Placed, Outcome]]
"""Each entry of a document with what became of it."""

_ENDED = frozenset({Happened.KILLED, Happened.ALREADY_KILLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A live blog as it is kept when a reading begins; ``head`` is ``None`` before the first.

    ``alive`` are its entries that are not killed, by guid, ``guids`` those of all. ``rows`` are what the source last
    said of its own, and ``stored_rows`` those of them that are in the store.
    """

    head: LiveBlog | None = None
    head_base: LiveBlog | None = None
    alive: Mapping[str, Entry]
    guids: frozenset[str]
    rows: Mapping[str, FollowedEntry]
    stored_rows: Mapping[str, FollowedEntry]

    def known(self) -> list[Known]:
        """Return the entries that the source had, except those that are killed."""
        return [_known(guid, row) for guid, row in self.rows.items() if guid in self.alive]


def load_kept(session: Session, source: SourceRecord) -> Kept:
    """Lock a source's live blog and return it; raises :exc:`~syndication.errors.BlogKilled`."""
    blog = lock_blog(session, source.slug)
    if blog is None:
        return Kept(alive={}, guids=frozenset(), rows={}, stored_rows={})
    if blog.pub_status is PubStatus.CANCELED:
        raise BlogKilled(source.slug)
    entries = load_all_entries(session, blog.id)
    stored_rows = load_followed(session, source.id)
    return Kept(
        head=load_head(session, source.slug),
        head_base=load_head_base(session, source.id),
        alive={entry.guid: entry for entry in entries if entry.pub_status is not PubStatus.CANCELED},
        guids=frozenset(entry.guid for entry in entries),
        rows=stored_rows or _made_before(session, source, blog),
        stored_rows=stored_rows,
    )


def save_rows(session: Session, source: SourceRecord, kept: Kept, rows: Mapping[str, FollowedEntry]) -> None:
    """Put ``rows`` in place of what is stored of what the source last said."""
    stored = kept.stored_rows
    save_followed(session, source.id, {guid: row for guid, row in rows.items() if stored.get(guid) != row})
    forget_followed(session, source.id, [guid for guid in stored if guid not in rows])


def rows_after(kept: Kept, outcomes: Outcomes, *, names: Mapping[str, str], now: datetime) -> dict[str, FollowedEntry]:
    """Return what is known of the entries from now on; of those that the document lacks, what was known before.

    ``names`` are what the source calls those entries that it calls otherwise than we do.
    """
    rows = {guid: row for guid, row in kept.rows.items() if guid in kept.alive}
    for (_place, copy), outcome in outcomes:
        guid, happened = outcome.guid, outcome.happened
        old = rows.get(guid)
        if happened in _ENDED:
            rows.pop(guid, None)
        elif happened is Happened.OLDER_COPY and old is not None:
            rows[guid] = replace(old, presence=Presence.PRESENT, missing_since=None)
        elif happened is not Happened.OLDER_COPY and copy.pub_status is not PubStatus.CANCELED:
            known = old.base if old else kept.alive.get(guid)
            base = copy if known is None else said_now(known, copy)
            base = replace(base, guid=names.get(guid, guid))
            rows[guid] = FollowedEntry(base=base, conflict_since=_conflict_since(old, happened, now))
    return rows


def rows_with(
    rows: Mapping[str, FollowedEntry],
    verdict: Verdict,
    *,
    removed: Collection[str],
    changed_here: Collection[str],
    now: datetime,
) -> dict[str, FollowedEntry]:
    """Return ``rows`` with what a verdict says of those that are missing, ``removed`` being killed now."""
    changed = {guid: row for guid, row in rows.items() if guid not in removed}
    for guids, presence in ((verdict.suspects, Presence.SUSPECT), (verdict.out_of_view, Presence.OUT_OF_VIEW)):
        for guid in guids:
            changed[guid] = replace(rows[guid], presence=presence, missing_since=rows[guid].missing_since or now)
    for guid in changed_here:
        since = rows[guid].conflict_since or now
        changed[guid] = replace(rows[guid], presence=Presence.OUT_OF_VIEW, conflict_since=since)
    return changed


def rows_settled(kept: Kept) -> dict[str, FollowedEntry]:
    """Return the rows without the conflicts that a person has ended, by making an entry say what its source says."""
    return {
        guid: replace(row, conflict_since=None)
        if row.conflict_since and row.presence is Presence.PRESENT and says_same(row.base, kept.alive[guid])
        else row
        for guid, row in kept.rows.items()
        if guid in kept.alive
    }


def _made_before(session: Session, source: SourceRecord, blog: BlogRecord) -> dict[str, FollowedEntry]:
    """Return what a source of this name has made of a live blog before it was removed; now it has been added again."""
    made = [one for one in versions_made_by(session, blog.id, source.actor) if one[0] != blog.guid]
    return {
        entry.guid: FollowedEntry(base=entry, presence=Presence.OUT_OF_VIEW) for entry in load_versions(session, made)
    }


def _conflict_since(old: FollowedEntry | None, happened: Happened, now: datetime) -> datetime | None:
    if happened is Happened.CONFLICT:
        return (old.conflict_since if old else None) or now
    # The source says what it said when the conflict began, and what is kept here is still something else.
    return old.conflict_since if old and happened is Happened.CHANGED_HERE else None


def _known(guid: str, row: FollowedEntry) -> Known:
    base = row.base
    at = base.published_at if base.time_is_exact else None
    return Known(guid=guid, presence=row.presence, published_at=at, updated_at=base.updated_at)
