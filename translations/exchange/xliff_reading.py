"""XLIFF 1.2 in, as any tool hands it back: other state names, sentences cut further, CDATA, comments, codes renamed.

Nothing a file names is fetched. A unit that cannot be read is reported with its line and left out; the others stand.
"""

from collections.abc import Iterator
from functools import partial

from lxml import etree

from feeds.errors import ParseError
from translations.exchange.codes import Code, Coded, CodeKind, joined_parts
from translations.exchange.elements import child, local_name, place, refuse_doctype
from translations.exchange.gathering import Gathering, Unreadable, seen_from
from translations.exchange.work import ReadFile, Seen, Unit, segment_id_of
from translations.exchange.xliff import CONTEXT_PREFIX

_FINAL_STATES = frozenset({"final", "signed-off"})
_UNTRANSLATED_STATES = frozenset({"new", "needs-translation"})
_TRANSPARENT = frozenset({"mrk"})
_ALONE = frozenset({"ph", "x"})
_OPENING = frozenset({"bpt", "bx"})
_CLOSING = frozenset({"ept", "ex"})


def read_xliff(root: etree._Element) -> ReadFile:
    """Read an XLIFF 1.2 document. Raises :exc:`~feeds.errors.ParseError` for what is none, or has no languages."""
    refuse_doctype(root, "xliff")
    files = list(root.iterfind("{*}file"))
    if local_name(root) != "xliff" or not files:
        raise ParseError(format_name="xliff", location="", reason="it has no xliff element with a file")
    gathering = Gathering()
    first = files[0]
    languages = (first.get("source-language", ""), first.get("target-language", ""))
    if not all(languages):
        reason = "its file does not name its source-language and target-language"
        raise ParseError(format_name="xliff", location=place(first), reason=reason)
    for file in files:
        if file.get("target-language", languages[1]) != languages[1]:
            gathering.problem(file, None, "this file is in another language than the first one and was left out")
            continue
        for element in file.iter("{*}trans-unit"):
            if element.get("translate") != "no":
                gathering.add(element, partial(_read_unit, element, file.get("original")))
    return ReadFile(
        format="xliff",
        source_language=languages[0],
        target_language=languages[1],
        blog_guid=first.get("product-name"),
        units=gathering.units,
        problems=gathering.problems,
    )


def _read_unit(element: etree._Element, guid: str | None) -> Unit:
    source, target = child(element, "source"), child(element, "target")
    if source is None:
        raise Unreadable("it has no source")
    state = "" if target is None else target.get("state", "")
    return Unit(
        location=place(element),
        id=element.get("id", ""),
        guid=guid,
        segment_id=segment_id_of(element.get("id")),
        source=_coded(source),
        target=None if target is None else _coded(target),
        seen=_seen(element),
        is_final=element.get("approved") == "yes" or state in _FINAL_STATES,
        is_untranslated=state in _UNTRANSLATED_STATES,
    )


def _seen(unit: etree._Element) -> Seen | None:
    said = {
        context.get("context-type", "").removeprefix(CONTEXT_PREFIX): "".join(context.itertext()).strip()
        for context in unit.iterfind("{*}context-group/{*}context")
        if context.get("context-type", "").startswith(CONTEXT_PREFIX)
    }
    return seen_from(said)


def _coded(element: etree._Element) -> Coded:
    return joined_parts(list(_content(element)))


def _content(element: etree._Element) -> Iterator[str | Code]:
    yield element.text or ""
    for one in element:
        if isinstance(one.tag, str):
            yield from _inline(one)
        yield one.tail or ""


def _inline(element: etree._Element) -> Iterator[str | Code]:
    """Read an inline element. What is in a code is another tool's markup, and ours is not read from it either."""
    name, code_id = local_name(element), element.get("rid") or element.get("id") or "?"
    native = element.text or ""
    position = element.get("pos")
    if name in _TRANSPARENT:
        yield from _content(element)
    elif name == "g":
        yield Code(CodeKind.OPEN, code_id)
        yield from _content(element)
        yield Code(CodeKind.CLOSE, code_id)
    elif name in _OPENING or (name == "it" and position == "open"):
        yield Code(CodeKind.OPEN, code_id, native)
    elif name in _CLOSING or (name == "it" and position == "close"):
        yield Code(CodeKind.CLOSE, code_id, native)
    elif name in _ALONE:
        yield Code(CodeKind.ALONE, element.get("id") or "?", native)
    else:
        yield Code(CodeKind.ALONE, f"<{name}>")
