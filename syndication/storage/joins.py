"""Sentences that translators treat as one, by text and language."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import segment_joins
from syndication.storage.segments import TextKey
from syndication.storage.upserts import dialect_of, insert_into
from translations.model import Join


def load_joins(
    session: Session, guids: Sequence[str], *, language: str | None = None
) -> Mapping[TextKey, tuple[Join, ...]]:
    """Return the joins of some texts in one language or in all; a text without any is left out."""
    found: dict[TextKey, dict[Join, None]] = {}
    for chunk in in_chunks(guids):
        c = segment_joins.c
        query = select(c.guid, c.language, c.first_hash, c.second_hash).where(c.guid.in_(chunk)).order_by(c.id)
        if language is not None:
            query = query.where(c.language == language)
        for guid, tag, first_hash, second_hash in session.execute(query):
            join = Join(first_hash=first_hash, second_hash=second_hash)
            found.setdefault((guid, tag), {})[join] = None
    return {key: tuple(joins) for key, joins in found.items()}


def add_join(session: Session, key: TextKey, join: Join, *, field: str, actor: str, now: datetime) -> None:
    """Keep that two sentences are one from now on; ``field`` is where they stood together then."""
    guid, language = key
    values = {
        "guid": guid,
        "language": language,
        "field": field,
        "first_hash": join.first_hash,
        "second_hash": join.second_hash,
        "actor": actor,
        "created_at": now,
    }
    session.execute(insert_into(dialect_of(session), segment_joins).values(values).on_conflict_do_nothing())


def delete_joins(session: Session, key: TextKey, joins: Collection[Join]) -> None:
    """Forget joins of a text in a language, wherever its sentences stand."""
    guid, language = key
    c = segment_joins.c
    for chunk in in_chunks([(join.first_hash, join.second_hash) for join in joins]):
        is_of = (c.guid == guid) & (c.language == language) & tuple_(c.first_hash, c.second_hash).in_(chunk)
        session.execute(delete(segment_joins).where(is_of))
