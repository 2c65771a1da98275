"""What came of a file of translation work that was brought back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.storage.segments import StoredSegment
from syndication.storage.translation_history import list_translations
from translations.exchange.codes import plain
from translations.exchange.judging import ConflictKind, Judgement
from translations.exchange.sums import shown_hash
from translations.exchange.work import Seen, Unit, UnitProblem
from translations.inline import write_inline
from translations.model import SegmentTranslation
from translations.word_diff import DiffPart, word_diff


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A sentence that a person has to decide on, with all its sides; nothing of it was taken.

    ``source_in_file`` is what the translator saw, ``source_here`` what the sentence is now, empty where it is gone.
    Of the translation, ``target_as_exported`` is how it left (``None`` where nobody knows, empty where there was none),
    ``target_here`` what stands here now, ``target_in_file`` what the file brings. Targets are inline HTML.
    """

    kind: ConflictKind
    location: str
    unit_id: str
    guid: str
    reason: str
    source_in_file: str
    source_here: str
    source_diff: tuple[DiffPart, ...]
    target_in_file: str
    target_here: str = ""
    target_as_exported: str | None = None
    target_diff: tuple[DiffPart, ...] = ()
    segment_id: int | None = None
    field: str | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What came of a file.

    ``taken`` counts sentences that were edited or approved, ``approved`` those of them that were approved; ``held``
    are those whose wording was taken, but not their approval. ``unmatched`` counts units that name no sentence and
    whose source text no sentence of the live blog has.
    """

    format: str
    blog_slug: str
    language: str
    is_dry_run: bool
    taken: int
    approved: int
    unchanged: int
    unmatched: int
    conflicts: tuple[Conflict, ...]
    held: tuple[UnitProblem, ...]
    problems: tuple[UnitProblem, ...]


def conflict_of(session: Session, unit: Unit, stored: StoredSegment, judgement: Judgement) -> Conflict:
    """Describe a conflict with all its sides."""
    segment = stored.segment
    source = plain(unit.source)
    here = segment.current
    return Conflict(
        kind=judgement.conflict or ConflictKind.SOURCE_CHANGED,
        location=unit.location,
        unit_id=unit.id,
        guid=stored.guid,
        segment_id=segment.id,
        field=segment.source.field,
        reason=judgement.reason,
        source_in_file=source,
        source_here=segment.source.text,
        source_diff=word_diff(source, segment.source.text),
        target_in_file=judgement.text_html,
        target_here=_html(here),
        target_as_exported=_as_exported(session, segment.id, unit.seen),
        target_diff=word_diff(here.text if here else "", plain(unit.target or ())),
        changed_by=here.provenance.reviewer or here.author if here else None,
        changed_at=here.created_at if here else None,
    )


def conflict_without_sentence(unit: Unit, guid: str) -> Conflict:
    """Describe a unit whose sentence is no longer in its text."""
    source, target = plain(unit.source), plain(unit.target or ())
    return Conflict(
        kind=ConflictKind.SOURCE_CHANGED,
        location=unit.location,
        unit_id=unit.id,
        guid=guid,
        reason="its sentence is no longer in the source",
        source_in_file=source,
        source_here="",
        source_diff=word_diff(source, ""),
        target_in_file=write_inline(target, ()),
        target_diff=word_diff("", target),
    )


def _as_exported(session: Session, segment_id: int | None, seen: Seen | None) -> str | None:
    """Return the translation that left with the file, found in the segment's history by its sum."""
    if seen is None or segment_id is None:
        return None
    if not seen.target_hash:
        return ""
    history: Sequence[SegmentTranslation] = list_translations(session, segment_id)
    return next((_html(one) for one in history if shown_hash(one) == seen.target_hash), None)


def _html(translation: SegmentTranslation | None) -> str:
    return "" if translation is None else write_inline(translation.text, translation.marks)
