"""Which deliveries of the log hold something that was killed since, or is held back now: their bytes are not shown."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from feeds.html import plain_text
from feeds.model import Entry, Paragraph, PubStatus
from syndication.delivery.model import Kind
from syndication.storage.changes import LogKind
from syndication.storage.chunks import in_chunks
from syndication.storage.deliveries import DeliveryRecord
from syndication.storage.json_text import read_entry
from syndication.storage.tables import blogs, changes, entries, versions

_RECALLS = frozenset({Kind.KILL, Kind.WITHHOLD})
_OPENING = 70
_OF_WHOLE = "something in this live blog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Why bytes that were sent are not shown any more. ``is_final``: killed; otherwise held back for now."""

    is_final: bool
    reason: str


def withdrawn_among(session: Session, records: Sequence[DeliveryRecord]) -> Mapping[int, Withdrawal]:
    """Return, by the ids of deliveries, why they are not to be shown; those that may be shown are left out.

    The notice of a kill itself may be. A document of a whole live blog holds all its entries: it is withdrawn by a kill
    or a hold of any of them that came after it.
    """
    carrying = [record for record in records if record.kind not in _RECALLS]
    of_entries = _withdrawn_entries(session, {record.guid for record in carrying})
    whole_guids = _heads(session, {record.guid for record in carrying})
    of_blogs = _withdrawals_of_blogs(session, {record.blog_id for record in carrying if record.guid in whole_guids})
    found: dict[int, Withdrawal] = {}
    for record in carrying:
        if record.guid in of_entries:
            found[record.id] = of_entries[record.guid]
        for revision, withdrawal in of_blogs.get(record.blog_id, ()) if record.guid in whole_guids else ():
            if revision > record.revision:
                found[record.id] = withdrawal
    return found


def sent_headlines(session: Session, records: Sequence[DeliveryRecord]) -> Mapping[int, str]:
    """Return, by the ids of deliveries of entries, the headlines of the very versions they hold, or how these begin.

    The present version of an entry may be one that nobody may see yet.
    """
    wanted: dict[tuple[str, int], list[int]] = {}
    for record in records:
        wanted.setdefault((record.guid, record.source_version), []).append(record.id)
    found: dict[int, str] = {}
    heads = _heads(session, {guid for guid, _ in wanted})
    for guids in in_chunks(sorted({guid for guid, _ in wanted} - heads)):
        sent = {version for guid, version in wanted if guid in guids}
        query = select(versions.c.guid, versions.c.version, versions.c.document).where(
            versions.c.guid.in_(guids), versions.c.version.in_(sent)
        )
        for guid, version, document in session.execute(query):
            if ids := wanted.get((guid, version)):
                found |= dict.fromkeys(ids, _opening(read_entry(document)))
    return {delivery_id: headline for delivery_id, headline in found.items() if headline}


def _opening(entry: Entry) -> str:
    if entry.headline:
        return entry.headline
    words = next((plain_text(block.html) for block in entry.blocks if isinstance(block, Paragraph)), "")
    return words if len(words) <= _OPENING else f"{words[:_OPENING].rstrip()}…"


def _withdrawn_entries(session: Session, guids: Iterable[str]) -> dict[str, Withdrawal]:
    found: dict[str, Withdrawal] = {}
    for chunk in in_chunks(sorted(guids)):
        gone = and_(entries.c.guid.in_(chunk), entries.c.pub_status != PubStatus.USABLE)
        query = select(entries.c.guid, entries.c.pub_status, entries.c.document).where(gone)
        for guid, status, document in session.execute(query):
            is_final = status == PubStatus.CANCELED
            reason = (read_entry(document).kill_reason or "") if is_final else ""
            found[guid] = Withdrawal(is_final=is_final, reason=reason)
    return found


def _heads(session: Session, guids: Iterable[str]) -> frozenset[str]:
    """Return those guids that are a live blog's."""
    found: set[str] = set()
    for chunk in in_chunks(sorted(guids)):
        found.update(session.scalars(select(blogs.c.guid).where(blogs.c.guid.in_(chunk))))
    return frozenset(found)


def _withdrawals_of_blogs(session: Session, blog_ids: Iterable[int]) -> dict[int, list[tuple[int, Withdrawal]]]:
    """Return for each live blog the revision of the newest hold and of the newest kill, in this order."""
    ids = sorted(blog_ids)
    found: dict[int, list[tuple[int, Withdrawal]]] = {}
    for chunk in in_chunks(ids):
        is_held = and_(entries.c.blog_id.in_(chunk), entries.c.pub_status == PubStatus.WITHHELD)
        held = (
            select(entries.c.blog_id, func.max(versions.c.revision))
            .join(versions, and_(versions.c.guid == entries.c.guid, versions.c.version == entries.c.version))
            .where(is_held)
            .group_by(entries.c.blog_id)
        )
        killed = (
            select(changes.c.blog_id, func.max(changes.c.revision))
            .where(changes.c.blog_id.in_(chunk), changes.c.kind == LogKind.KILL)
            .group_by(changes.c.blog_id)
        )
        for query, is_final in ((held, False), (killed, True)):
            for blog_id, revision in session.execute(query):
                withdrawal = Withdrawal(is_final=is_final, reason=_OF_WHOLE if is_final else "")
                found.setdefault(blog_id, []).append((revision, withdrawal))
    return found
