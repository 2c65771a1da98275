"""Who is at which text: leases that run out by themselves, so a closed browser is gone within half a minute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import presence
from syndication.storage.upserts import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Somebody at a text; ``segment_id`` is where the caret is, if it is in one."""

    guid: str
    actor: str
    segment_id: int | None
    until: datetime


def renew_presence(
    session: Session, guid: str, language: str, *, actor: str, segment_id: int | None, until: datetime
) -> None:
    """Say that somebody is at a text until then."""
    values = {"guid": guid, "language": language, "actor": actor, "segment_id": segment_id, "until": until}
    added = insert_into(dialect_of(session), presence).values(**values)
    statement = added.on_conflict_do_update(
        index_elements=[presence.c.guid, presence.c.language, presence.c.actor],
        set_={"segment_id": added.excluded.segment_id, "until": added.excluded.until},
    )
    session.execute(statement)


def end_presence(session: Session, guid: str, language: str, *, actor: str, now: datetime) -> None:
    """Say that somebody has left a text, and forget whoever has left without a word."""
    is_theirs = (presence.c.guid == guid) & (presence.c.language == language) & (presence.c.actor == actor)
    session.execute(delete(presence).where(is_theirs | (presence.c.until < now)))


def list_present(
    session: Session, guids: Sequence[str], language: str, *, now: datetime
) -> Mapping[str, tuple[Present, ...]]:
    """Return who is at these texts now, by guid and in the order of names."""
    found: dict[str, list[Present]] = {}
    for chunk in in_chunks(guids):
        query = (
            select(presence.c.guid, presence.c.actor, presence.c.segment_id, presence.c.until)
            .where(presence.c.guid.in_(chunk), presence.c.language == language, presence.c.until > now)
            .order_by(presence.c.actor)
        )
        for guid, actor, segment_id, until in session.execute(query):
            found.setdefault(guid, []).append(Present(guid=guid, actor=actor, segment_id=segment_id, until=until))
    return {guid: tuple(people) for guid, people in found.items()}
