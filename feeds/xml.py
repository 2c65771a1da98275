"""XML done safely: text that any parser accepts, parsers that resolve nothing, fragments that join byte for byte."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from lxml import etree

from feeds.errors import ParseError, WriteError

# Everything outside Char of XML 1.0 §2.2: C0 controls but tab, LF and CR, lone surrogates, U+FFFE, U+FFFF.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# libxml2 says where again at the end of what it says.
_PLACE = re.compile(r", line \d+, column \d+\s*\Z")


def clean_text(text: str) -> str:
    """Drop the characters XML 1.0 cannot carry and normalise to NFC.

    Never NFKC: it would turn ``½`` into ``1⁄2`` and ``™`` into ``TM``.
    """
    return unicodedata.normalize("NFC", without_forbidden(text))


def without_forbidden(text: str) -> str:
    """Drop the characters XML 1.0 cannot carry and nothing else.

    For markup, which must not be normalised as a whole: ``>`` with U+0338 behind it would become ``≯``.
    """
    return _FORBIDDEN.sub("", text)


def hardened_parser() -> etree.XMLParser:
    """Return a parser that expands no entities, loads no DTD, opens no address and refuses huge trees."""
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True
    )


def parse_xml(data: bytes, *, format_name: str) -> etree._Element:
    """Parse an untrusted document and return its root element.

    A document that declares entities is refused: nothing we read needs that, and it is how XML bombs are made. So is
    one that refers to entities declared elsewhere, since their text would be missing. Raises
    :exc:`~feeds.errors.ParseError`.
    """
    try:
        root = etree.fromstring(data, hardened_parser())
    except (etree.XMLSyntaxError, ValueError) as cause:
        line = getattr(cause, "lineno", None)
        reason = _PLACE.sub("", (getattr(cause, "msg", None) or str(cause)).strip().partition("\n")[0])
        raise ParseError(format_name=format_name, location=f"line {line}" if line else "", reason=reason) from cause
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        reason = "entity declarations are not accepted"
        raise ParseError(format_name=format_name, location="document type", reason=reason)
    for reference in root.iter(etree.Entity):
        reason = f"the entity {reference.text} is declared nowhere in it"
        raise ParseError(format_name=format_name, location=f"line {reference.sourceline}", reason=reason)
    return root


class FragmentSerialiser:
    """Serialise elements so that their bytes fit between a head and a tail of one document.

    A lone element serialised by itself repeats its namespace declarations; inside a document it does not. So each is
    appended to a throwaway root with the document's namespace map, and the root's own bytes are sliced off.
    """

    def __init__(self, root_tag: str, nsmap: Mapping[str | None, str]) -> None:
        self._root_tag = root_tag
        self._nsmap = dict(nsmap)
        empty = etree.tostring(self._root(text=""), encoding="UTF-8", xml_declaration=False)
        self._tail_bytes = len(empty) - empty.rindex(b"</")
        self._head_bytes = len(empty) - self._tail_bytes

    def _root(self, text: str | None = None) -> etree._Element:
        root = etree.Element(self._root_tag, nsmap=self._nsmap)
        root.text = text
        return root

    def of_item(self, guid: str, make: Callable[[], Iterable[etree._Element]]) -> bytes:
        """Return the bytes of the elements that ``make`` makes of one item.

        Raises :exc:`~feeds.errors.WriteError` where XML cannot carry the item's texts or its body is not well-formed.
        """
        try:
            return self(*make())
        except (ValueError, etree.XMLSyntaxError) as cause:
            raise WriteError(guid=guid, reason=str(cause)) from cause

    def __call__(self, *elements: etree._Element) -> bytes:
        """Return the UTF-8 bytes of ``elements``, which are moved out of whatever tree they were in."""
        root = self._root()
        root.extend(elements)
        if not elements:
            return b""
        whole = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
        return whole[self._head_bytes : -self._tail_bytes]
