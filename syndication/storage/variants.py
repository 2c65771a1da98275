"""Entries and heads as they stand in each target language: their own versions and times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.tables import variants
from translations.model import TextWork


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRecord:
    """One text in one language; ``guid`` and ``source_version`` are the source's, the rest the variant's own."""

    guid: str
    language: str
    version: int
    source_version: int
    created_at: datetime
    updated_at: datetime
    waiting_since: datetime | None = None
    waited_min: int = 0


def record_of(work: TextWork) -> VariantRecord:
    """Return what is kept of a text besides its segments."""
    return VariantRecord(
        guid=work.guid,
        language=work.language,
        version=work.version,
        source_version=work.source_version,
        created_at=work.created_at,
        updated_at=work.updated_at,
        waiting_since=work.waiting_since,
        waited_min=work.waited_min,
    )


def load_variants(session: Session, guids: Sequence[str], *, language: str | None = None) -> tuple[VariantRecord, ...]:
    """Return some texts in one language or in all."""
    found: list[VariantRecord] = []
    for chunk in in_chunks(guids):
        query = select(
            variants.c.guid,
            variants.c.language,
            variants.c.version,
            variants.c.source_version,
            variants.c.created_at,
            variants.c.updated_at,
            variants.c.waiting_since,
            variants.c.waited_min,
        ).where(variants.c.guid.in_(chunk))
        if language is not None:
            query = query.where(variants.c.language == language)
        found += [
            VariantRecord(
                guid=guid,
                language=tag,
                version=version,
                source_version=source_version,
                created_at=created_at,
                updated_at=updated_at,
                waiting_since=waiting_since,
                waited_min=waited_min,
            )
            for (
                guid,
                tag,
                version,
                source_version,
                created_at,
                updated_at,
                waiting_since,
                waited_min,
            ) in session.execute(query)
        ]
    return tuple(found)


def find_variant(session: Session, text_id: int, *, language: str) -> str | None:
    """Return the guid of the source of a text, by the row of its variant."""
    return session.scalar(select(variants.c.guid).where(variants.c.id == text_id, variants.c.language == language))


def find_text_ids(session: Session, guids: Sequence[str], language: str) -> Mapping[str, int]:
    """Return the ids under which the desk shows some texts in a language, by their guids."""
    found: dict[str, int] = {}
    for chunk in in_chunks(guids):
        query = select(variants.c.guid, variants.c.id).where(variants.c.guid.in_(chunk))
        found.update((guid, text_id) for guid, text_id in session.execute(query.where(variants.c.language == language)))
    return found


def insert_variants(session: Session, blog_id: int, added: Sequence[VariantRecord]) -> None:
    """Add texts in languages they had not been in."""
    if added:
        session.execute(insert(variants), [{"blog_id": blog_id} | _values(record) for record in added])


def save_variants(session: Session, changed: Sequence[VariantRecord]) -> None:
    """Put new versions of variants in place."""
    if not changed:
        return
    statement = (
        update(variants)
        .where(variants.c.guid == bindparam("of_guid"), variants.c.language == bindparam("of_language"))
        .values(
            version=bindparam("new_version"),
            source_version=bindparam("of_source"),
            updated_at=bindparam("new_time"),
            waiting_since=bindparam("new_waiting_since"),
            waited_min=bindparam("new_waited_min"),
        )
    )
    rows = [
        {
            "of_guid": record.guid,
            "of_language": record.language,
            "new_version": record.version,
            "of_source": record.source_version,
            "new_time": record.updated_at,
            "new_waiting_since": record.waiting_since,
            "new_waited_min": record.waited_min,
        }
        for record in changed
    ]
    # To a Session an UPDATE with many parameter sets is an ORM operation; to its connection it is an executemany.
    session.connection().execute(statement, rows)


def _values(record: VariantRecord) -> dict[str, object]:
    return {
        "guid": record.guid,
        "language": record.language,
        "version": record.version,
        "source_version": record.source_version,
        "created_at": record.created_at,
        "updated_at": record.updated_at,
        "waiting_since": record.waiting_since,
        "waited_min": record.waited_min,
    }
