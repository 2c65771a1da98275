"""Drafts that were made of segments, whatever has become of them since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.json_text import read_marks
from syndication.storage.tables import segment_translations
from translations.model import Mark, SegmentState

_DRAFTS = (SegmentState.MACHINE, SegmentState.MEMORY)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftText:
    """The wording of a draft."""

    text: str
    marks: tuple[Mark, ...]


def load_newest_drafts(session: Session, segment_ids: Sequence[int]) -> Mapping[int, DraftText]:
    """Return the newest draft of each of these segments, by an engine or from a memory; those without any left out."""
    c = segment_translations.c
    found: dict[int, DraftText] = {}
    for chunk in in_chunks(segment_ids):
        newest = (
            select(func.max(c.id)).where(c.segment_id.in_(chunk), c.state.in_(_DRAFTS)).group_by(c.segment_id)
        ).scalar_subquery()
        rows = session.execute(select(c.segment_id, c.text, c.marks).where(c.id.in_(newest)))
        found.update((segment_id, DraftText(text=text, marks=read_marks(marks))) for segment_id, text, marks in rows)
    return found
