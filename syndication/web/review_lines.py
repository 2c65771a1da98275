"""A text as the translators' desk prints it, line by line: review text -> view. Pure; the template only prints."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from syndication.decisions import ReaderDecision
from syndication.partners import ProfileRecord
from syndication.review_texts import ReviewField, ReviewText
from syndication.storage.draft_texts import DraftText
from syndication.storage.segments import StoredSegment
from syndication.web.api.segments import SegmentView
from syndication.web.decision_words import DecisionLine, decision_lines
from syndication.web.words import own_name
from translations.findings import Finding
from translations.glossary import Term, TermStatus
from translations.inline import write_inline
from translations.model import Origin, Segment, SegmentState

STATE_WORDS = {
    SegmentState.MISSING: "No translation",
    SegmentState.MACHINE: "Machine draft",
    SegmentState.MEMORY: "From memory",
    SegmentState.EDITED: "Edited",
    SegmentState.APPROVED: "Approved",
    SegmentState.STALE: "Source changed",
    SegmentState.REJECTED: "Rejected",
}
"""What people call the states of a segment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """A term of the glossary that stands in a source sentence."""

    source: str
    target: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence. ``data`` is what scripts need of it; ``approved_for`` the source its text was made for, if another.

    ``continues``: it stands in the same paragraph as the one before. ``label`` names the field at its first sentence.
    """

    id: int
    number: int
    label: str
    continues: bool
    state: SegmentState
    state_word: str
    by: str
    source_html: str
    target_html: str
    approved_for: str | None
    was_approved: bool
    material: str
    findings: tuple[Finding, ...]
    terms: tuple[TermLine, ...]
    comments: int
    present: str
    is_redraft_wanted: bool
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPage:
    """The page of a text."""

    text_id: int
    slug: str
    blog_title: str
    title: str
    language: str
    language_name: str
    source_language: str
    is_pinned: bool
    may_decide: bool
    waiting_since: datetime | None
    tally: str
    lines: tuple[Line, ...]
    decisions: tuple[DecisionLine, ...]
    profiles: tuple[str, ...]
    present: tuple[str, ...]
    previous_path: str | None
    next_path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known beside the text itself; ``actor`` is who looks at it, ``terms`` are by source sentence."""

    actor: str
    may_decide: bool
    drafts: Mapping[int, DraftText]
    terms: Mapping[str, tuple[Term, ...]]
    decisions: tuple[ReaderDecision, ...]
    profiles: tuple[ProfileRecord, ...]
    previous_path: str | None = None
    next_path: str | None = None


def make_text_page(text: ReviewText, around: Around) -> TextPage:
    """Lay a text out."""
    lines = tuple(_lines(text, around))
    here = [one.actor for one in text.present if one.actor != around.actor]
    return TextPage(
        text_id=text.text_id,
        slug=text.blog.slug,
        blog_title=text.blog.title,
        title=title_of(text),
        language=text.work.language,
        language_name=own_name(text.work.language),
        source_language=text.source_language,
        is_pinned=getattr(text.source, "pinned", False),
        may_decide=around.may_decide,
        waiting_since=text.work.waiting_since if text.open_segments else None,
        tally=_tally(text),
        lines=lines,
        decisions=decision_lines(around.decisions),
        profiles=tuple(record.full_name for record in around.profiles),
        present=tuple(dict.fromkeys(here)),
        previous_path=around.previous_path,
        next_path=around.next_path,
    )


def title_of(text: ReviewText) -> str:
    """Return what a text is called on the desk: its headline, or how it begins."""
    if text.is_head:
        return text.blog.title
    headline: str | None = getattr(text.source, "headline", None)
    return headline or (text.work.segments[0].source.text if text.work.segments else text.blog.title)


def _lines(text: ReviewText, around: Around) -> Iterable[Line]:
    number = 0
    for field in text.fields:
        for position, stored in enumerate(field.segments):
            number += 1
            yield _line(text, field, stored, number, position, around)


def _line(
    text: ReviewText, field: ReviewField, stored: StoredSegment, number: int, position: int, around: Around
) -> Line:
    segment, current = stored.segment, stored.segment.current
    segment_id = segment.id or 0
    is_outdated = segment.state is SegmentState.STALE and current is not None
    approved_for = None
    if current is not None and is_outdated:
        approved_for = current.approved_source_text or current.source_text
    return Line(
        id=segment_id,
        number=number,
        label=field.kind if position == 0 else "",
        continues=position > 0,
        state=segment.state,
        state_word=STATE_WORDS[segment.state],
        by=_by(segment),
        source_html=write_inline(segment.source.text, segment.source.marks),
        target_html=write_inline(current.text, current.marks) if current else "",
        approved_for=approved_for,
        was_approved=current is not None and current.approved_source_text is not None,
        material=", ".join(segment.material),
        findings=tuple(finding for finding in segment.findings if finding.is_open),
        terms=tuple(_term_lines(segment, around.terms.get(segment.source.text, ()))),
        comments=text.comments.get(segment_id, 0),
        present=_present(text, segment_id, around.actor),
        is_redraft_wanted=segment.is_redraft_wanted,
        data=json.dumps(_data(text, stored, around.drafts.get(segment_id)), ensure_ascii=False),
    )


def _data(text: ReviewText, stored: StoredSegment, draft: DraftText | None) -> dict[str, Any]:
    shown = SegmentView.of(stored.segment).model_dump(mode="json", exclude_none=True)
    return shown | {"slug": text.blog.slug, "machine_html": write_inline(draft.text, draft.marks) if draft else None}


def _by(segment: Segment) -> str:
    """Say who made the text, and who approved it."""
    current = segment.current
    if current is None:
        return ""
    provenance = current.provenance
    match provenance.origin:
        case Origin.ENGINE:
            maker = provenance.engine or "engine"
        case Origin.MEMORY:
            match = f", {provenance.match}\u00a0%" if provenance.match else ""
            maker = f"{provenance.memory or 'memory'}{match}"
        case Origin.PERSON:
            maker = current.author
    reviewer = provenance.reviewer
    return f"by {maker}" if reviewer is None else f"by {maker}, approved by {reviewer}"


def _present(text: ReviewText, segment_id: int, actor: str) -> str:
    people = [one.actor for one in text.present if one.segment_id == segment_id and one.actor != actor]
    if not people:
        return ""
    return f"{' and '.join(dict.fromkeys(people))} {'is' if len(set(people)) == 1 else 'are'} editing"


def _term_lines(segment: Segment, terms: Iterable[Term]) -> Iterable[TermLine]:
    words = segment.source.text.casefold()
    for term in terms:
        if term.source_text.casefold() in words:
            yield TermLine(source=term.source_text, target=_term_target(term), note=term.note)


def _term_target(term: Term) -> str:
    match term.status:
        case TermStatus.DO_NOT_TRANSLATE:
            return "leave as it is"
        case TermStatus.FORBIDDEN:
            return f"never “{term.target_text}”"
    return term.target_text


def _tally(text: ReviewText) -> str:
    counts = Counter(segment.state for segment in text.work.segments)
    total = sum(counts.values())
    others = [f"{counts[state]} {STATE_WORDS[state].lower()}" for state in SegmentState if counts[state]]
    return f"{counts[SegmentState.APPROVED]} of {total} sentences approved ({', '.join(others)})" if total else ""
