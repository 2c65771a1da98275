"""All the translations that a segment has ever had."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from syndication.storage.json_text import read_marks, read_provenance
from syndication.storage.tables import segment_translations
from translations.model import SegmentTranslation


def list_translations(session: Session, segment_id: int, *, limit: int = 100) -> tuple[SegmentTranslation, ...]:
    """Return the translations of a segment, drafts included, the newest first."""
    c = segment_translations.c
    query = (
        select(
            c.text,
            c.marks,
            c.source_hash,
            c.source_text,
            c.approved_source_text,
            c.author,
            c.provenance,
            c.created_at,
        )
        .where(c.segment_id == segment_id)
        .order_by(c.id.desc())
        .limit(limit)
    )
    return tuple(
        SegmentTranslation(
            text=text,
            marks=read_marks(marks),
            source_hash=source_hash,
            source_text=source_text,
            approved_source_text=approved_source_text,
            author=author,
            provenance=read_provenance(provenance),
            created_at=created_at,
        )
        for (
            text,
            marks,
            source_hash,
            source_text,
            approved_source_text,
            author,
            provenance,
            created_at,
        ) in session.execute(query)
    )
