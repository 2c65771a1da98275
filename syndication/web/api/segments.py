"""Segments as the API shows them: a source sentence, its translation, and the hashes that a decision must name."""

from typing import Self

from pydantic import BaseModel

from feeds.dates import Time
from syndication.storage.reviews import ReviewLine
from translations.findings import Finding
from translations.hashes import target_hash
from translations.inline import write_inline
from translations.memory import MemoryMatch
from translations.model import Provenance, Segment, SegmentState, SegmentTranslation, TextWork
from translations.review import ReviewAction


class SegmentSource(BaseModel):
    """The sentence to be translated, as text and as inline HTML."""

    text: str
    html: str
    hash: str


class SegmentTarget(BaseModel):
    """A translation, and what it was made from.

    ``approved_source_text`` is the source it was last approved against, absent where no person has approved it.
    """

    text: str
    html: str
    hash: str
    source_hash: str
    source_text: str
    approved_source_text: str | None = None
    author: str
    provenance: Provenance
    created_at: Time

    @classmethod
    def of(cls, translation: SegmentTranslation) -> Self:
        """Show a translation."""
        return cls(
            text=translation.text,
            html=write_inline(translation.text, translation.marks),
            hash=target_hash(translation),
            source_hash=translation.source_hash,
            source_text=translation.source_text,
            approved_source_text=translation.approved_source_text,
            author=translation.author,
            provenance=translation.provenance,
            created_at=translation.created_at,
        )


class SegmentView(BaseModel):
    """A segment in one language. ``version`` is its lock: every decision names the one it was made on.

    ``field`` says which text it belongs to (``headline``, ``b1.html``), ``index`` which sentence of it. ``target`` is
    absent where there is no translation yet; ``suggestion`` is a fresh draft beside a stale one. ``findings`` are those
    of the quality checks, dismissed ones among them; ``material`` says what a change of the source has touched.
    """

    id: int
    field: str
    index: int
    state: SegmentState
    version: int
    source: SegmentSource
    target: SegmentTarget | None = None
    suggestion: SegmentTarget | None = None
    findings: tuple[Finding, ...] = ()
    suggestion_findings: tuple[Finding, ...] = ()
    material: tuple[str, ...] = ()
    is_redraft_wanted: bool = False

    @classmethod
    def of(cls, segment: Segment) -> Self:
        """Show a stored segment."""
        if segment.id is None:
            raise ValueError(f"the segment {segment.source.field}[{segment.source.index}] is not stored")
        source = segment.source
        return cls(
            id=segment.id,
            field=source.field,
            index=source.index,
            state=segment.state,
            version=segment.version,
            source=SegmentSource(
                text=source.text, html=write_inline(source.text, source.marks), hash=source.source_hash
            ),
            target=SegmentTarget.of(segment.current) if segment.current else None,
            suggestion=SegmentTarget.of(segment.suggestion) if segment.suggestion else None,
            findings=segment.findings,
            suggestion_findings=segment.suggestion_findings,
            material=segment.material,
            is_redraft_wanted=segment.is_redraft_wanted,
        )


class MatchView(BaseModel):
    """A sentence of the translation memory. ``score`` in percent: 100 the same, 99 but for typography, less similar."""

    score: int
    memory: str
    source_text: str
    target_text: str
    target_html: str

    @classmethod
    def of(cls, match: MemoryMatch) -> Self:
        """Show a match."""
        unit = match.unit
        return cls(
            score=match.score,
            memory=unit.memory,
            source_text=unit.source_text,
            target_text=unit.target_text,
            target_html=write_inline(unit.target_text, unit.target_marks),
        )


class ReviewView(BaseModel):
    """What a person did to a segment, and the text before and after."""

    action: ReviewAction
    actor: str
    at: Time
    state_before: SegmentState
    state_after: SegmentState
    text_before: str | None = None
    text_after: str | None = None

    @classmethod
    def of(cls, line: ReviewLine) -> Self:
        """Show a line of the history."""
        return cls(
            action=line.action,
            actor=line.actor,
            at=line.at,
            state_before=line.state_before,
            state_after=line.state_after,
            text_before=line.text_before,
            text_after=line.text_after,
        )


class SegmentDetail(BaseModel):
    """A segment with what helps to decide on it: the memory's matches, best first, and its history, newest first."""

    segment: SegmentView
    memory: tuple[MatchView, ...]
    history: tuple[ReviewView, ...]


class TextSegments(BaseModel):
    """All segments of one entry, or of a live blog's head, in one language, in the order of the source.

    ``version`` is the translation's own; ``source_version`` is the version the segments were cut from.
    """

    guid: str
    language: str
    version: int
    source_version: int
    updated_at: Time
    segments: tuple[SegmentView, ...]

    @classmethod
    def of(cls, work: TextWork) -> Self:
        """Show the work on a text."""
        return cls(
            guid=work.guid,
            language=work.language,
            version=work.version,
            source_version=work.source_version,
            updated_at=work.updated_at,
            segments=tuple(SegmentView.of(segment) for segment in work.segments),
        )
