"""Small complete segments for tests; every factory takes the fields to change as keywords."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from feeds.model import Entry, Paragraph
from tests.factories import BLOG_GUID, ENTRY_GUID, make_entry
from translations.findings import Finding, Severity
from translations.hashes import fold_hash, source_hash
from translations.inline import read_inline
from translations.memory import MemoryUnit, make_unit
from translations.model import (
    LanguageWork,
    Origin,
    Provenance,
    Segment,
    SegmentState,
    SegmentTranslation,
    SourceSegment,
    TextWork,
)

NOW = datetime(2019, 2, 27, 14, 0, tzinfo=UTC)
EARLIER = datetime(2019, 2, 27, 12, 0, tzinfo=UTC)

ENGINE = Provenance(origin=Origin.ENGINE, engine="argos", package="translate-en_vi 1.9")
MEMORY = Provenance(origin=Origin.MEMORY, memory="sample", match=100)
PERSON = Provenance(origin=Origin.PERSON)

_PROVENANCE = {
    SegmentState.MACHINE: ENGINE,
    SegmentState.MEMORY: MEMORY,
    SegmentState.EDITED: PERSON,
    SegmentState.APPROVED: replace(ENGINE, reviewer="Linh"),
    SegmentState.STALE: replace(ENGINE, reviewer="Linh"),
    SegmentState.REJECTED: ENGINE,
}


def make_source(html: str = "The leaders met.", *, field: str = "b1.html", index: int = 0) -> SourceSegment:
    """Make a source sentence of inline HTML with its sums."""
    text, marks = read_inline(html)
    return SourceSegment(
        field=field,
        index=index,
        text=text,
        marks=marks,
        source_hash=source_hash(text, marks),
        fold_hash=fold_hash(text, marks),
    )


def make_sources(*sentences: str, field: str = "b1.html") -> tuple[SourceSegment, ...]:
    """Make the sentences of one field."""
    return tuple(make_source(html, field=field, index=index) for index, html in enumerate(sentences))


def make_translation(html: str, source: SourceSegment, **changes: Any) -> SegmentTranslation:
    """Make an engine's translation of a source sentence."""
    text, marks = read_inline(html)
    translation = SegmentTranslation(
        text=text,
        marks=marks,
        source_hash=source.source_hash,
        source_text=source.text,
        author="argos",
        provenance=ENGINE,
        created_at=EARLIER,
    )
    return replace(translation, **changes)


def make_segment(
    source: SourceSegment | str = "The leaders met.",
    state: SegmentState = SegmentState.MACHINE,
    target: str = "Hai nhà lãnh đạo gặp nhau.",
    **changes: Any,
) -> Segment:
    """Make a segment as it stands in a state; a stale one was approved against another sentence."""
    if isinstance(source, str):
        source = make_source(source)
    if state is SegmentState.MISSING:
        return replace(Segment(source=source, id=1), **changes)
    made_from = make_source("An older sentence.") if state is SegmentState.STALE else source
    is_reviewed = state in {SegmentState.APPROVED, SegmentState.STALE}
    current = make_translation(
        target,
        made_from,
        provenance=_PROVENANCE[state],
        approved_source_text=made_from.text if is_reviewed else None,
    )
    return replace(Segment(source=source, state=state, current=current, id=1, version=1), **changes)


def make_suggestion(source: SourceSegment, html: str = "Bản nháp mới.", **changes: Any) -> SegmentTranslation:
    """Make a fresh draft of a stale segment's new source."""
    return make_translation(html, source, **changes)


def make_finding(code: str = "numbers", severity: Severity = Severity.BLOCK, **changes: Any) -> Finding:
    """Make an open finding that blocks."""
    return replace(Finding(code=code, severity=severity, message="The number 14 is not in the translation."), **changes)


def make_work(*segments: Segment, **changes: Any) -> TextWork:
    """Make the Vietnamese work on one entry."""
    work = TextWork(
        guid=ENTRY_GUID,
        language="vi",
        source_version=1,
        version=3,
        created_at=EARLIER,
        updated_at=NOW,
        segments=segments,
    )
    return replace(work, **changes)


def make_language_work(*works: TextWork, **changes: Any) -> LanguageWork:
    """Make all work in Vietnamese."""
    return replace(LanguageWork(language="vi", revision=7, texts={work.guid: work for work in works}), **changes)


def make_head_work(*segments: Segment, **changes: Any) -> TextWork:
    """Make the Vietnamese work on a blog's head."""
    return make_work(*segments, guid=BLOG_GUID, **changes)


def make_memory_unit(source: str, target: str, **changes: Any) -> MemoryUnit:
    """Make an English-Vietnamese unit of two fragments of inline HTML."""
    unit = make_unit(
        memory="sample", languages=("en", "vi"), source=read_inline(source), target=read_inline(target), creator="Linh"
    )
    return replace(unit, **changes)


def paragraph_entry(*fragments: str, **changes: Any) -> Entry:
    """Make an entry of paragraphs b1, b2, ... and nothing else to translate."""
    blocks = tuple(Paragraph(id=f"b{number}", html=html) for number, html in enumerate(fragments, 1))
    return make_entry(**({"headline": None, "blocks": blocks} | changes))
