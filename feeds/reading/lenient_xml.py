"""XML as feeds really have it: in another encoding than it says, with HTML's entities, stray ampersands and controls.

Only what can mean one thing is mended, and remarked on; everything else that is not well formed is refused with its
line. Nothing is expanded but single characters that HTML names, so there is no way in for entity bombs.
"""

import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree

from feeds import namespaces
from feeds.errors import ParseError
from feeds.reading.assembling import Report
from feeds.reading.encodings import decode
from feeds.xml import parse_xml, without_forbidden

_DECLARATION = re.compile(r"\A\s*<\?xml\s[^>]*\?>")
_SECTION = re.compile(r"<!\[CDATA\[|<!--|<\?|&")
_ENDS = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
_REFERENCE = re.compile(
    r"&(?:#(?P<decimal>[0-9]{1,7});|#[xX](?P<hex>[0-9A-Fa-f]{1,6});|(?P<name>[A-Za-z][A-Za-z0-9]{0,31};))"
)
# As characters they are controls; whoever writes their numbers means what they are in Windows-1252, as in HTML.
_ODD_NUMBER = re.compile(r"&#(?:1[2-5][0-9]|[xX][89][0-9A-Fa-f]);")
_OF_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;", ord('"'): "&quot;"}
_ROOT = re.compile(r"<[A-Za-z_][\w.:-]*(?=[\s/>])")
_PREFIX = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]*):[\w.-]+(?=[\s/>=])")
_MOST_PREFIXES = 50
_USUAL_PREFIXES = {
    "atom": namespaces.ATOM,
    "content": namespaces.CONTENT,
    "dc": namespaces.DC,
    "dcterms": namespaces.DCTERMS,
    "itunes": namespaces.ITUNES,
    "media": namespaces.MEDIA,
}


def read_xml(data: bytes, report: Report) -> etree._Element:
    """Parse an untrusted document and return its root element; what had to be mended is remarked on.

    Raises :exc:`~feeds.errors.ParseError` like :func:`feeds.xml.parse_xml`.
    """
    text = _without_declaration(decode(data, report))
    if _ODD_NUMBER.search(text):
        text = "".join(_pieces(text))
    try:
        return _parse(text, report)
    except ParseError as cause:
        mended = _mended(text)
        if mended == text:
            raise
        root = _parse(mended, report)
        report.add(cause.location, "it was not well-formed XML; what could be meant there was taken", cause.reason)
        return root


def _parse(text: str, report: Report) -> etree._Element:
    return parse_xml(text.encode("utf-8", "surrogatepass"), format_name=report.format_name)


def _without_declaration(text: str) -> str:
    """Leave out the XML declaration, which speaks of an encoding that is past; lines keep their numbers."""
    return _DECLARATION.sub(lambda found: "\n" * found[0].count("\n"), text, count=1)


def _mended(text: str) -> str:
    return _with_prefixes("".join(_pieces(without_forbidden(text))))


def _pieces(text: str) -> Iterator[str]:
    """Yield the text with its references made XML's own, outside CDATA sections, comments and instructions."""
    at = 0
    while found := _SECTION.search(text, at):
        yield text[at : found.start()]
        if found[0] == "&":
            reference = _REFERENCE.match(text, found.start())
            yield _reference(reference) if reference else "&amp;"
            at = reference.end() if reference else found.end()
            continue
        end = text.find(_ENDS[found[0]], found.end())
        if end < 0:
            # The parser says that it does not end; looking for more of them would take for ever.
            at = found.start()
            break
        at = end
        yield text[found.start() : at]
    yield text[at:]


def _reference(found: re.Match[str]) -> str:
    """Return a reference as XML knows it: a number it allows, one of its five names, or the characters meant."""
    name = found["name"]
    if name in _OF_XML:
        return found[0]
    if name:
        return html5[name].translate(_ESCAPES) if name in html5 else f"&amp;{name}"
    code = int(found["decimal"]) if found["decimal"] else int(found["hex"], 16)
    if 0x80 <= code < 0xA0:
        return bytes([code]).decode("cp1252", "ignore")
    is_allowed = code <= 0x10FFFF and bool(without_forbidden(chr(code)))
    return found[0].replace("X", "x") if is_allowed else ""


def _with_prefixes(text: str) -> str:
    """Declare the prefixes that are used and declared nowhere: the usual ones as usual, others as nobody's."""
    root = _ROOT.search(text)
    used = set(_PREFIX.findall(text)) - {"xml", "xmlns"}
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}" not in text)
    if root is None or not missing or len(missing) > _MOST_PREFIXES:
        return text
    names = ((prefix, _USUAL_PREFIXES.get(prefix, f"urn:x-undeclared:{prefix}")) for prefix in missing)
    declared = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in names)
    return text[: root.end()] + declared + text[root.end() :]
