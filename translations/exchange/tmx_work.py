"""A live blog's work as TMX 1.4, out and in: the sentences that have a translation, each marked with its state.

Unlike :mod:`translations.exchange.tmx`, which is about memories of people's translations, machine drafts are in it, and
every unit says what it is. What comes back need not be ours: OmegaT's project memories are read too, whose units are
known by their source text alone.
"""

import re
from collections.abc import Iterator
from datetime import UTC
from functools import partial

from lxml import etree

from feeds.errors import ParseError
from feeds.xml import without_forbidden
from translations.exchange.codes import Code, Coded, CodeKind, joined_parts, source_numbers, write_codes
from translations.exchange.elements import XML_LANG, add, child, indent, local_name, place, put_coded
from translations.exchange.gathering import Gathering, Unreadable, seen_from
from translations.exchange.names import tag_of
from translations.exchange.tmx import check_doctype, memory_language
from translations.exchange.words import SERVICE, notes_of
from translations.exchange.work import ReadFile, Unit, WorkFile, WorkText, seen_of, segment_id_of, unit_id
from translations.exchange.xliff import CONTEXT_PREFIX, coded_source, coded_target
from translations.model import Segment, SegmentState, SegmentTranslation

_TEXTS = frozenset({"seg", "note", "prop"})
_TYPES = {"a": "link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "br": "lb"}
_TIME = "%Y%m%dT%H%M%SZ"
_OMEGAT = "omegat"
# OmegaT's own names for codes: <b0>, </b0>, <x1/>.
_SHORTCUT = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z]+[0-9]+)(?P<alone>/?)>")


def write_tmx_work(work: WorkFile) -> bytes:
    """Write the sentences that have a translation as TMX 1.4; the same work gives the same bytes."""
    root = etree.Element("tmx", version="1.4")
    header = {
        "creationtool": SERVICE,
        "creationtoolversion": work.tool_version,
        "segtype": "sentence",
        "o-tmf": SERVICE,
        "adminlang": "en",
        "srclang": work.source_language,
        "datatype": "html",
        "creationdate": work.created_at.astimezone(UTC).strftime(_TIME),
    }
    _add_props(add(root, "header", **header), {"blog": work.blog_guid, "language": work.target_language})
    body = add(root, "body")
    for text in work.texts:
        for segment in text.segments:
            if segment.current is not None and segment.state is not SegmentState.REJECTED:
                _add_unit(body, work, text, segment, segment.current)
    indent(root, _TEXTS)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def read_tmx_work(root: etree._Element, data: bytes, language: str | None) -> ReadFile:
    """Read a TMX document of any tool as work; ``language`` says which translations where the file has several.

    Raises :exc:`~feeds.errors.ParseError` for what is no TMX, and where it is open what is a translation of what.
    """
    check_doctype(root, data)
    header = child(root, "header")
    if local_name(root) != "tmx" or header is None:
        raise ParseError(format_name="tmx", location="", reason="it has no tmx element with a header")
    said = _said(header)
    source = header.get("srclang", "")
    if not source or source == "*all*":
        raise ParseError(format_name="tmx", location=place(header), reason="its header does not name a source language")
    target = said.get("language") or language or _only_target(root, source)
    has_shortcuts = (header.get("creationtool") or "").lower() == _OMEGAT
    gathering = Gathering()
    for element in root.iterfind("{*}body/{*}tu"):
        gathering.add(element, partial(_read_unit, element, source, target, has_shortcuts=has_shortcuts))
    return ReadFile(
        format="tmx",
        source_language=source,
        target_language=target,
        blog_guid=said.get("blog"),
        units=gathering.units,
        problems=gathering.problems,
    )


def _add_unit(
    body: etree._Element, work: WorkFile, text: WorkText, segment: Segment, translation: SegmentTranslation
) -> None:
    source_language = text.source_language or work.source_language
    unit = add(body, "tu", tuid=unit_id(segment), creationid=translation.author)
    if source_language != work.source_language:
        unit.set("srclang", source_language)
    unit.set("creationdate", translation.created_at.astimezone(UTC).strftime(_TIME))
    if translation.provenance.reviewer is not None:
        unit.set("changeid", without_forbidden(translation.provenance.reviewer))
    for note in notes_of(segment):
        add(unit, "note", note.text)
    seen = seen_of(segment)
    # An outdated translation is one of another sentence, and is not to come back as one of today's.
    of = translation.source_hash if segment.state is SegmentState.STALE else seen.source_hash
    said = {"text": text.guid, "field": segment.source.field, "version": str(seen.version), "source": of}
    _add_props(unit, said | {"target": seen.target_hash, "state": seen.state.value})
    for language, coded in (
        (source_language, _source_of(segment, translation)),
        (work.target_language, coded_target(segment.source, translation)),
    ):
        variant = add(unit, "tuv")
        variant.set(XML_LANG, language)
        put_coded(add(variant, "seg"), coded, _element_of)


def _source_of(segment: Segment, translation: SegmentTranslation) -> Coded:
    """Return what the translation is of: an outdated one belongs to the sentence it was made from."""
    if segment.state is not SegmentState.STALE:
        return coded_source(segment.source)
    return write_codes(translation.source_text, (), source_numbers(()))


def _add_props(parent: etree._Element, said: dict[str, str]) -> None:
    for name, value in said.items():
        add(parent, "prop", value, type=f"{CONTEXT_PREFIX}{name}")


def _element_of(code: Code) -> etree._Element:
    tag = tag_of(code.native)
    kind = _TYPES.get(tag, f"x-{tag}")
    if code.kind is CodeKind.ALONE:
        element = etree.Element("ph", x=code.id, type=kind)
    elif code.kind is CodeKind.OPEN:
        element = etree.Element("bpt", i=code.id, x=code.id, type=kind)
    else:
        element = etree.Element("ept", i=code.id)
    element.text = without_forbidden(code.native)
    return element


def _only_target(root: etree._Element, source: str) -> str:
    """Return the one language beside the source's that the units are in."""
    found: dict[str, str] = {}
    for variant in root.iterfind("{*}body/{*}tu/{*}tuv"):
        tag = variant.get(XML_LANG) or variant.get("lang") or ""
        if tag and memory_language(tag) != memory_language(source):
            found.setdefault(memory_language(tag), tag)
    if len(found) != 1:
        among = f"several languages ({', '.join(sorted(found.values()))})" if found else "no second language"
        raise ParseError(format_name="tmx", location="", reason=f"it has {among}: say which one is meant")
    return next(iter(found.values()))


def _read_unit(element: etree._Element, source_language: str, target_language: str, *, has_shortcuts: bool) -> Unit:
    variants: dict[str, etree._Element] = {}
    for variant in element.iterfind("{*}tuv"):
        segment = child(variant, "seg")
        if segment is not None:
            tag = variant.get(XML_LANG) or variant.get("lang") or ""
            variants.setdefault(memory_language(tag), segment)
    source = variants.get(memory_language(element.get("srclang") or source_language))
    target = variants.get(memory_language(target_language))
    if source is None or target is None:
        missing = source_language if source is None else target_language
        raise Unreadable(f"it has no text in {missing}")
    said = _said(element)
    tuid = element.get("tuid") or _prop(element, "id") or ""
    return Unit(
        location=place(element),
        id=tuid,
        guid=said.get("text"),
        segment_id=segment_id_of(tuid),
        source=_coded(source, has_shortcuts=has_shortcuts),
        target=_coded(target, has_shortcuts=has_shortcuts),
        seen=seen_from(said),
    )


def _said(element: etree._Element) -> dict[str, str]:
    return {
        prop.get("type", "").removeprefix(CONTEXT_PREFIX): "".join(prop.itertext()).strip()
        for prop in element.iterfind("{*}prop")
        if prop.get("type", "").startswith(CONTEXT_PREFIX)
    }


def _prop(element: etree._Element, kind: str) -> str | None:
    found = (prop for prop in element.iterfind("{*}prop") if prop.get("type") == kind)
    return next(("".join(prop.itertext()).strip() for prop in found), None)


def _coded(segment: etree._Element, *, has_shortcuts: bool) -> Coded:
    parts: list[str | Code] = list(_content(segment, []))
    if has_shortcuts and all(isinstance(part, str) for part in parts):
        parts = list(_shortcuts("".join(part for part in parts if isinstance(part, str))))
    return joined_parts(parts)


def _content(element: etree._Element, alone: list[str]) -> Iterator[str | Code]:
    """Read a segment. Pairs are known by their number in it (``i``), across languages by ``x`` where that is given."""
    names: dict[str, str] = {}
    yield element.text or ""
    for one in element:
        if isinstance(one.tag, str):
            yield from _code(one, names, alone)
        yield one.tail or ""


def _code(element: etree._Element, names: dict[str, str], alone: list[str]) -> Iterator[str | Code]:
    name, number, across = local_name(element), element.get("i") or "?", element.get("x")
    native = element.text or ""
    if name == "hi":
        yield from _content(element, alone)
    elif name == "bpt":
        names[number] = across or number
        yield Code(CodeKind.OPEN, names[number], native)
    elif name == "ept":
        yield Code(CodeKind.CLOSE, names.get(number, number), native)
    elif name == "it":
        kind = CodeKind.OPEN if element.get("pos") == "begin" else CodeKind.CLOSE
        yield Code(kind, across or number, native)
    else:
        alone.append(name)
        yield Code(CodeKind.ALONE, across or f"{name}{len(alone)}", native)


def _shortcuts(text: str) -> Iterator[str | Code]:
    at = 0
    for found in _SHORTCUT.finditer(text):
        yield text[at : found.start()]
        kind = CodeKind.CLOSE if found["end"] else CodeKind.ALONE if found["alone"] else CodeKind.OPEN
        yield Code(kind, found["name"])
        at = found.end()
    yield text[at:]
