"""What a document looks like before anyone has read it: enough for a parser to recognise its own."""

import json
import re
from contextlib import suppress
from functools import cached_property
from typing import Any

from lxml import etree

_BLANK = b"\xef\xbb\xbf \t\r\n\x00"
_HEAD_BYTES = 64 * 1024
# Also in UTF-16, whose other bytes are zero. A text may begin with "[Live]", hardly with "[[" or {".
_JSON_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*(?:\{[\s\0]*[\"}]|\[[\s\0]*[\[{\]])")
# It may name an encoding that the document is not in; the names of elements are ASCII all the same.
_DECLARATION = re.compile(rb"\A<\?xml\s[^>]*\?>")


class Sample:
    """An untrusted document, looked at as often as there are parsers; each look is made once."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is nothing but blanks."""
        return not self.data.strip(_BLANK)

    @cached_property
    def is_markup(self) -> bool:
        """Whether it begins as XML and HTML do, in an encoding of one or two bytes."""
        return self.data.lstrip(_BLANK + b"\xff\xfe")[:1] == b"<"

    @cached_property
    def json(self) -> Any:
        """The JSON value it is, or ``None``."""
        if self.is_markup:
            return None
        try:
            return json.loads(self.data, strict=False)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def looks_like_json(self) -> bool:
        """Whether it begins as a JSON object, or as a list of objects or lists, whether it goes on as one or not."""
        return _JSON_START.match(self.data) is not None

    @cached_property
    def json_keys(self) -> frozenset[str]:
        """The names in it if it is a JSON object, else none."""
        return frozenset(self.json) if isinstance(self.json, dict) else frozenset()

    @cached_property
    def root(self) -> tuple[str, str]:
        """Namespace and local name of the root element of XML, as far as its start can be read; both may be empty."""
        element = self._root_element
        if element is None:
            return "", ""
        name = etree.QName(element)
        return name.namespace or "", name.localname

    @cached_property
    def root_namespaces(self) -> frozenset[str]:
        """The namespaces that the root element of XML declares, whether the document uses them or not."""
        element = self._root_element
        return frozenset() if element is None else frozenset(element.nsmap.values())

    @cached_property
    def _root_element(self) -> etree._Element | None:
        if not self.is_markup:
            return None
        parser = etree.XMLPullParser(
            events=("start",), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
        )
        # What is wrong further down is for the parser to say whose document it is.
        with suppress(etree.XMLSyntaxError, ValueError):
            parser.feed(_DECLARATION.sub(b"", self.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:_HEAD_BYTES]))
        _event, element = next(iter(parser.read_events()), (None, None))
        return element

    @cached_property
    def is_html(self) -> bool:
        """Whether it is an HTML page rather than XML of another kind."""
        start = self.data.lstrip(_BLANK)[:512].lower()
        return start.startswith((b"<!doctype html", b"<html")) or (b"<html" in start and self.root[0] in {"", _XHTML})


_XHTML = "http://www.w3.org/1999/xhtml"
