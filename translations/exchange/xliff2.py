"""XLIFF 2.1 (OASIS, core with the modules for metadata and candidates) out: a unit with one segment for each sentence.

What a file must say so that it can come back safely stands in the unit's metadata, which other tools keep.
:mod:`translations.exchange.xliff2_reading` is the way in.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from lxml import etree

from translations.exchange.codes import Code, Coded, CodeKind, is_nested
from translations.exchange.elements import XML_SPACE, add, add_text, indent
from translations.exchange.names import file_id, group_id, tag_of
from translations.exchange.words import SERVICE, notes_of
from translations.exchange.work import Note, WorkFile, WorkText, seen_of, unit_id
from translations.exchange.xliff import coded_source, coded_target
from translations.model import Segment, SegmentState, SegmentTranslation

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"

_TEXTS = frozenset({"source", "target", "note", "data", "meta"})
_SUB_TYPES = {"b": "xlf:b", "strong": "xlf:b", "i": "xlf:i", "em": "xlf:i", "br": "xlf:lb"}
_STATES = {
    SegmentState.MISSING: "initial",
    SegmentState.MACHINE: "translated",
    SegmentState.MEMORY: "translated",
    SegmentState.EDITED: "translated",
    SegmentState.APPROVED: "final",
    SegmentState.STALE: "initial",
    SegmentState.REJECTED: "initial",
}


def write_xliff2(work: WorkFile) -> bytes:
    """Write work as XLIFF 2.1; the same work gives the same bytes."""
    root = etree.Element(
        f"{{{NAMESPACE}}}xliff",
        {"version": "2.1", "srcLang": work.source_language, "trgLang": work.target_language},
        nsmap={None: NAMESPACE, "mda": METADATA, "mtc": MATCHES},
    )
    for text in work.texts or (WorkText(guid=work.blog_guid, title=work.title, segments=()),):
        _add_file(root, work, text)
    indent(root, _TEXTS)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def _add_file(root: etree._Element, work: WorkFile, text: WorkText) -> None:
    file = add(root, "file", id=file_id(text.guid), original=text.guid, canResegment="no")
    _add_metadata(file, {"blog": work.blog_guid, "tool": f"{SERVICE} {work.tool_version}"})
    if text.title:
        _add_notes(file, (Note(author=SERVICE, text=text.title),))
    if not text.segments:
        add(file, "group", id="empty")
    for field, segments in groupby(text.segments, key=lambda segment: segment.source.field):
        group = add(file, "group", id=group_id(field), name=field)
        for segment in segments:
            notes = (*notes_of(segment), *text.notes.get(segment.id or 0, ()))
            _add_unit(group, segment, notes, is_source_in_target=work.is_source_in_target)


def _add_unit(group: etree._Element, segment: Segment, notes: Sequence[Note], *, is_source_in_target: bool) -> None:
    name = f"{segment.source.field}[{segment.source.index}]"
    unit = add(group, "unit", id=unit_id(segment), name=name, canResegment="no")
    unit.set(XML_SPACE, "preserve")
    source = coded_source(segment.source)
    target = source if is_source_in_target else _target(segment)
    candidates = _candidates(segment, is_source_in_target=is_source_in_target)
    if candidates:
        matches = etree.SubElement(unit, f"{{{MATCHES}}}matches")
        for candidate in candidates:
            _add_candidate(matches, segment, candidate)
    seen = seen_of(segment)
    said = {"version": str(seen.version), "source": seen.source_hash, "target": seen.target_hash, "state": seen.state}
    _add_metadata(unit, said)
    _add_notes(unit, notes)
    refs = _add_data(unit, (source, target or ()))
    state = "initial" if is_source_in_target else _STATES[segment.state]
    one = add(unit, "segment", id=f"{unit_id(segment)}.1", state=state, subState=f"{SERVICE}:{segment.state}")
    sides = [(add(one, "source"), source)]
    if target is not None:
        sides.append((add(one, "target"), target))
    _put_all(sides, refs)


def _target(segment: Segment) -> Coded | None:
    """Return the translation that stands in the file; one that was rejected is told of in a note only."""
    if segment.current is None or segment.state is SegmentState.REJECTED:
        return None
    return coded_target(segment.source, segment.current)


def _candidates(segment: Segment, *, is_source_in_target: bool) -> list[SegmentTranslation]:
    is_shown = segment.current is not None and segment.state is not SegmentState.REJECTED
    found = [segment.current if is_source_in_target and is_shown else None, segment.suggestion]
    return [candidate for candidate in found if candidate is not None]


def _add_candidate(matches: etree._Element, segment: Segment, translation: SegmentTranslation) -> None:
    is_machine = translation.provenance.engine is not None and translation.provenance.reviewer is None
    match = etree.SubElement(
        matches,
        f"{{{MATCHES}}}match",
        {
            "ref": f"#{unit_id(segment)}.1",
            "type": "mt" if is_machine else "tm",
            "origin": translation.provenance.engine or translation.author,
        },
    )
    source, target = coded_source(segment.source), coded_target(segment.source, translation)
    refs = _add_data(match, (source, target))
    sides = {name: etree.SubElement(match, f"{{{NAMESPACE}}}{name}") for name in ("source", "target")}
    _put_all([(sides["source"], source), (sides["target"], target)], refs)


def _add_metadata(parent: etree._Element, said: dict[str, str]) -> None:
    metadata = etree.SubElement(parent, f"{{{METADATA}}}metadata")
    group = add(metadata, "metaGroup", category=SERVICE)
    for kind, value in said.items():
        add(group, "meta", value, type=kind)


def _add_notes(parent: etree._Element, notes: Sequence[Note]) -> None:
    if notes:
        holder = add(parent, "notes")
        for note in notes:
            add(holder, "note", note.text, category=note.author, priority=str(note.priority))


def _add_data(parent: etree._Element, texts: Sequence[Coded]) -> dict[str, str]:
    """Add the markup that codes stand for, each once, and return its ids by markup."""
    refs: dict[str, str] = {}
    for coded in texts:
        for part in coded:
            if isinstance(part, Code) and part.native not in refs:
                refs[part.native] = f"d{len(refs) + 1}"
    if refs:
        holder = etree.SubElement(parent, f"{{{NAMESPACE}}}originalData")
        for native, ref in refs.items():
            add(holder, "data", native, id=ref)
    return refs


def _put_all(sides: Sequence[tuple[etree._Element, Coded]], refs: dict[str, str]) -> None:
    """Put source and target into their elements: pairs as ``pc`` where all are nested, else as ``sc`` and ``ec``.

    A code must be of one kind on both sides (OASIS' rules for the core, pattern K6T).
    """
    are_nested = all(is_nested(coded) for _, coded in sides)
    for element, coded in sides:
        if are_nested:
            _put_nested(element, coded, refs)
        else:
            hints = {part.id: _hints(part) for part in coded if isinstance(part, Code) and part.kind is CodeKind.OPEN}
            for part in coded:
                _put_flat(element, part, refs, hints)


def _put_nested(element: etree._Element, coded: Coded, refs: dict[str, str]) -> None:
    ends = {part.id: part.native for part in coded if isinstance(part, Code) and part.kind is CodeKind.CLOSE}
    at = element
    for part in coded:
        if isinstance(part, str):
            add_text(at, part)
        elif part.kind is CodeKind.ALONE:
            _put_flat(at, part, refs, {})
        elif part.kind is CodeKind.OPEN:
            data = {"dataRefStart": refs[part.native], "dataRefEnd": refs[ends[part.id]]}
            at = add(at, "pc", id=part.id, **_described(part), **data)
        else:
            at = _parent(at)


def _put_flat(
    element: etree._Element, part: str | Code, refs: dict[str, str], hints: Mapping[str, dict[str, str]]
) -> None:
    """Add one part; ``hints`` are those of the pairs by their ids, which their ends must repeat."""
    if isinstance(part, str):
        add_text(element, part)
    elif part.kind is CodeKind.CLOSE:
        add(element, "ec", startRef=part.id, **hints[part.id], dataRef=refs[part.native])
    else:
        name = "ph" if part.kind is CodeKind.ALONE else "sc"
        add(element, name, id=part.id, **_described(part), dataRef=refs[part.native])


def _described(code: Code) -> dict[str, str]:
    """Return what a code is, and what a tool may do with it."""
    tag = tag_of(code.native)
    if tag == "a":
        return {"type": "link", **_hints(code)}
    return {"type": "fmt", "subType": _SUB_TYPES.get(tag, f"{SERVICE}:{tag}"), **_hints(code)}


def _hints(code: Code) -> dict[str, str]:
    """Say what a tool must not do with a code: a link must neither be deleted nor copied."""
    return {"canDelete": "no", "canCopy": "no"} if tag_of(code.native) == "a" else {"canCopy": "no"}


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    if parent is None:
        raise ValueError("a pair of codes ends outside its text")
    return parent
