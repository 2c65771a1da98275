"""XLIFF 2.0 to 2.2 in, as any tool hands it back: units cut further or joined, codes as pairs or as begin and end.

Nothing a file names is fetched. A unit that cannot be read is reported with its line and left out; the others stand.
"""

from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree

from feeds.errors import ParseError
from translations.exchange.codes import Code, Coded, CodeKind, joined_parts
from translations.exchange.elements import child, elements, local_name, place, refuse_doctype
from translations.exchange.gathering import Gathering, Unreadable, seen_from
from translations.exchange.words import SERVICE
from translations.exchange.work import ReadFile, Unit, segment_id_of

_FINAL_STATES = frozenset({"final", "reviewed"})
_TRANSPARENT = frozenset({"mrk"})
_EMPTY = frozenset({"sm", "em", "cp"})


def read_xliff2(root: etree._Element) -> ReadFile:
    """Read an XLIFF 2 document. Raises :exc:`~feeds.errors.ParseError` for what is none, or has no languages."""
    refuse_doctype(root, "xliff2")
    files = list(root.iterfind("{*}file"))
    if local_name(root) != "xliff" or not files:
        raise ParseError(format_name="xliff2", location="", reason="it has no xliff element with a file")
    languages = (root.get("srcLang", ""), root.get("trgLang", ""))
    if not all(languages):
        raise ParseError(format_name="xliff2", location=place(root), reason="it does not name its srcLang and trgLang")
    gathering = Gathering()
    for file in files:
        for element in file.iter("{*}unit"):
            if element.get("translate") != "no":
                gathering.add(element, partial(_read_unit, element, file.get("original")))
    return ReadFile(
        format="xliff2",
        source_language=languages[0],
        target_language=languages[1],
        blog_guid=_said(files[0]).get("blog"),
        units=gathering.units,
        problems=gathering.problems,
    )


def _read_unit(element: etree._Element, guid: str | None) -> Unit:
    pieces = [one for one in elements(element) if local_name(one) in {"segment", "ignorable"}]
    segments = [one for one in pieces if local_name(one) == "segment"]
    if not segments or any(child(one, "source") is None for one in pieces):
        raise Unreadable("it has no segment with a source")
    data = {one.get("id", ""): _characters(one) for one in element.iterfind("{*}originalData/{*}data")}
    states = {one.get("state", "initial") for one in segments}
    return Unit(
        location=place(element),
        id=element.get("id", ""),
        guid=guid,
        segment_id=segment_id_of(element.get("id")),
        source=joined_parts([part for one in pieces for part in _content(child(one, "source"), data)]),
        target=_target(pieces, segments, data),
        seen=seen_from(_said(element)),
        is_final=states <= _FINAL_STATES,
        is_untranslated=states == {"initial"},
    )


def _target(pieces: list[etree._Element], segments: list[etree._Element], data: Mapping[str, str]) -> Coded | None:
    """Join the targets of a unit in their order; what stands between sentences is the source's where it has none."""
    targets = [child(one, "target") for one in segments]
    if all(target is None for target in targets):
        return None
    if any(target is None for target in targets):
        raise Unreadable("only a part of it is translated")
    parts: list[tuple[int, list[str | Code]]] = []
    for number, piece in enumerate(pieces, 1):
        target = child(piece, "target")
        shown = child(piece, "source") if target is None else target
        order = "" if target is None else target.get("order", "")
        turn = int(order) if order.isascii() and order.isdigit() and len(order) < len("100000000") else number
        parts.append((turn, list(_content(shown, data))))
    return joined_parts([part for _, found in sorted(parts, key=lambda one: one[0]) for part in found])


def _said(element: etree._Element) -> dict[str, str]:
    """Return what our metadata says of an element."""
    return {
        meta.get("type", ""): "".join(meta.itertext()).strip()
        for group in element.iterfind("{*}metadata/{*}metaGroup")
        if group.get("category") == SERVICE
        for meta in group.iterfind("{*}meta")
    }


def _content(element: etree._Element | None, data: Mapping[str, str]) -> Iterator[str | Code]:
    if element is None:
        return
    yield element.text or ""
    for one in element:
        if isinstance(one.tag, str):
            yield from _inline(one, data)
        yield one.tail or ""


def _inline(element: etree._Element, data: Mapping[str, str]) -> Iterator[str | Code]:
    name, code_id = local_name(element), element.get("id") or "?"
    if name in _TRANSPARENT:
        yield from _content(element, data)
    elif name == "pc":
        yield Code(CodeKind.OPEN, code_id, data.get(element.get("dataRefStart", ""), ""))
        yield from _content(element, data)
        yield Code(CodeKind.CLOSE, code_id)
    elif name == "sc":
        yield Code(CodeKind.OPEN, code_id, data.get(element.get("dataRef", ""), ""))
    elif name == "ec":
        yield Code(CodeKind.CLOSE, element.get("startRef") or code_id)
    elif name == "ph":
        yield Code(CodeKind.ALONE, code_id)
    elif name not in _EMPTY:
        yield Code(CodeKind.ALONE, f"<{name}>")


def _characters(element: etree._Element) -> str:
    return "".join(element.itertext())
