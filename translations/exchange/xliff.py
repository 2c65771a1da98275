"""XLIFF 1.2 (OASIS, strict) out: a ``file`` for each entry, a ``group`` for each text of it, a unit for each sentence.

What a file must say so that it can come back safely stands in a ``context-group`` of each unit, which other tools keep.
:mod:`translations.exchange.xliff_reading` is the way in.
"""

from collections.abc import Iterator
from datetime import UTC
from itertools import groupby

from lxml import etree

from feeds.xml import without_forbidden
from translations.exchange.codes import (
    Code,
    Coded,
    CodeKind,
    source_numbers,
    target_numbers,
    write_codes,
)
from translations.exchange.elements import XML_LANG, XML_SPACE, add, indent, put_coded
from translations.exchange.names import group_id, tag_of
from translations.exchange.words import SERVICE, notes_of
from translations.exchange.work import Note, WorkFile, WorkText, seen_of, unit_id
from translations.model import Segment, SegmentState, SegmentTranslation, SourceSegment

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
CONTEXT_PREFIX = "x-syndication-"
"""What stands before the names of our contexts."""

_TEXTS = frozenset({"source", "target", "note", "context"})
_CODE_TYPES = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic"}
_STATES = {
    SegmentState.MISSING: ("needs-translation", None),
    SegmentState.MACHINE: ("needs-review-translation", "mt-suggestion"),
    SegmentState.MEMORY: ("needs-review-translation", "exact-match"),
    SegmentState.EDITED: ("translated", None),
    SegmentState.APPROVED: ("final", None),
    SegmentState.STALE: ("needs-review-translation", None),
    SegmentState.REJECTED: ("needs-translation", "rejected-inaccurate"),
}


def write_xliff(work: WorkFile) -> bytes:
    """Write work as XLIFF 1.2; the same work gives the same bytes."""
    root = etree.Element(f"{{{NAMESPACE}}}xliff", version="1.2", nsmap={None: NAMESPACE})
    for text in work.texts or (WorkText(guid=work.blog_guid, title=work.title, segments=()),):
        _add_file(root, work, text)
    indent(root, _TEXTS)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _add_file(root: etree._Element, work: WorkFile, text: WorkText) -> None:
    attributes = {
        "original": text.guid,
        "source-language": text.source_language or work.source_language,
        "target-language": work.target_language,
        "datatype": "html",
        "tool-id": SERVICE,
        "date": work.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "product-name": work.blog_guid,
    }
    file = add(root, "file", **attributes)
    header = add(file, "header")
    add(header, "tool", **{"tool-id": SERVICE, "tool-name": SERVICE, "tool-version": work.tool_version})
    if text.title:
        add(header, "note", text.title)
    body = add(file, "body")
    for field, segments in groupby(text.segments, key=lambda segment: segment.source.field):
        group = add(body, "group", id=group_id(field), resname=field)
        for segment in segments:
            notes = (*notes_of(segment), *text.notes.get(segment.id or 0, ()))
            _add_unit(
                group, segment, notes, is_source_in_target=work.is_source_in_target, language=work.target_language
            )


def _add_unit(
    group: etree._Element, segment: Segment, notes: tuple[Note, ...], *, is_source_in_target: bool, language: str
) -> None:
    unit = add(group, "trans-unit", id=unit_id(segment), resname=f"{segment.source.field}[{segment.source.index}]")
    unit.set(XML_SPACE, "preserve")
    source = coded_source(segment.source)
    _put(add(unit, "source"), source)
    if is_source_in_target:
        _put(add(unit, "target", state="needs-translation"), source)
    else:
        _add_target(unit, segment)
    _add_contexts(unit, segment)
    for note in notes:
        _add_note(unit, note)
    for candidate in _candidates(segment, is_source_in_target=is_source_in_target):
        _add_candidate(unit, segment.source, candidate, language)


def coded_source(source: SourceSegment) -> Coded:
    """Return a source sentence as coded text."""
    return write_codes(source.text, source.marks, source_numbers(source.marks))


def coded_target(source: SourceSegment, translation: SegmentTranslation) -> Coded:
    """Return a translation as coded text, with the numbers of its source's codes."""
    return write_codes(translation.text, translation.marks, target_numbers(source.marks, translation.marks))


def _add_target(unit: etree._Element, segment: Segment) -> None:
    state, qualifier = _STATES[segment.state]
    target = add(unit, "target", state=state)
    if qualifier is not None:
        target.set("state-qualifier", qualifier)
    if segment.state is SegmentState.APPROVED:
        unit.set("approved", "yes")
    if segment.current is not None and segment.state is not SegmentState.REJECTED:
        _put(target, coded_target(segment.source, segment.current))


def _add_contexts(unit: etree._Element, segment: Segment) -> None:
    seen = seen_of(segment)
    group = add(unit, "context-group", purpose="information")
    said = {
        "version": str(seen.version),
        "source": seen.source_hash,
        "target": seen.target_hash,
        "state": seen.state.value,
    }
    for name, value in said.items():
        add(group, "context", value, **{"context-type": f"{CONTEXT_PREFIX}{name}"})


def _add_note(unit: etree._Element, note: Note) -> None:
    add(unit, "note", note.text, **{"from": note.author, "priority": str(note.priority)})


def _candidates(segment: Segment, *, is_source_in_target: bool) -> Iterator[SegmentTranslation]:
    """Return what is offered beside the target: a fresh draft, and the translation where the source stands for it."""
    if is_source_in_target and segment.current is not None and segment.state is not SegmentState.REJECTED:
        yield segment.current
    if segment.suggestion is not None:
        yield segment.suggestion


def _add_candidate(unit: etree._Element, source: SourceSegment, translation: SegmentTranslation, language: str) -> None:
    candidate = add(unit, "alt-trans", origin=translation.provenance.engine or translation.author)
    target = add(candidate, "target")
    target.set(XML_LANG, language)
    if translation.provenance.engine is not None and translation.provenance.reviewer is None:
        target.set("state-qualifier", "mt-suggestion")
    _put(target, coded_target(source, translation))


def _put(element: etree._Element, coded: Coded) -> None:
    put_coded(element, coded, _element_of)


def _element_of(code: Code) -> etree._Element:
    name = {CodeKind.OPEN: "bpt", CodeKind.CLOSE: "ept", CodeKind.ALONE: "ph"}[code.kind]
    element = etree.Element(f"{{{NAMESPACE}}}{name}", id=code.id)
    if code.kind is CodeKind.ALONE:
        element.set("ctype", "lb")
    elif code.kind is CodeKind.OPEN:
        tag = tag_of(code.native)
        element.set("ctype", _CODE_TYPES.get(tag, f"x-{tag}"))
    element.text = without_forbidden(code.native)
    return element
