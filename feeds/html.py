"""The safe inline HTML of text fields: cleaned with nh3, kept as well-formed XHTML.

After :func:`clean_inline` a fragment can be put into an HTML page, an Atom ``xhtml`` div or a NewsML-G2 ``inlineXML``
unchanged. Allowed: a (with an absolute http, https or mailto address), b, strong, i, em, br, sub, sup, code, q.
"""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from lxml import etree

from feeds.xml import clean_text, without_forbidden

INLINE_TAGS = frozenset({"a", "b", "strong", "i", "em", "br", "sub", "sup", "code", "q"})
_URL_SCHEMES = frozenset({"http", "https", "mailto"})
_MARKUP = re.compile("[<>&]")
# XML parsers give up on a whole document at a depth of 256 or less; no sentence needs more than a few.
_MAX_DEPTH = 16
# Parsers drop it where a text starts and keep it elsewhere; in a text it has no meaning.
_BYTE_ORDER_MARK = "\ufeff"
_AUTHORITY = re.compile(r"([^@\[\]]*@)?(\[[0-9A-Fa-f:.]+\]|[^@:\[\]]+)(:[0-9]{1,5})?")


def is_web_url(url: str) -> bool:
    """Say whether ``url`` is an absolute http or https address with a host, and has no blanks or control characters."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
    return is_web and bool(_AUTHORITY.fullmatch(parts.netloc)) and not re.search(r"[\s\x00-\x1f]", url)


def _keep_attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "href" and not (is_web_url(value) or re.fullmatch(r"mailto:[^\s?&<>\"]+@[^\s?&<>\"]+", value)):
        return None
    return value


def clean_inline(fragment: str) -> str:
    """Return ``fragment`` as safe, well-formed XHTML with only the allowed inline tags; texts of other tags stay.

    Idempotent. Scripts and styles go with their content; links that are not absolute lose their address; tags around
    nothing go, since browsers take ``<b/>`` for an opening tag; so do tags nested deeper than anyone writes.
    """
    text = without_forbidden(fragment).replace(_BYTE_ORDER_MARK, "")
    if not _MARKUP.search(text):
        return clean_text(text)
    safe = nh3.clean(
        text,
        tags=set(INLINE_TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(_URL_SCHEMES),
        attribute_filter=_keep_attribute,
        link_rel=None,
        strip_comments=True,
    )
    writer = _XhtmlWriter()
    writer.feed(safe)
    writer.close()
    return writer.finish()


class _XhtmlWriter(HTMLParser):
    """Rewrite what nh3 gives, which is well nested, as XHTML.

    Not with lxml's HTML parser: it silently loses text below a depth of 255 and fails on ``&#1;``.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._done: list[str] = []
        self._text = ""
        self._open: list[tuple[str, int] | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, remembering where, so that it can be taken back if it stays empty."""
        self._end_text()
        if tag == "br":
            self._done.append("<br/>")
            return
        if len(self._open) >= _MAX_DEPTH:
            self._open.append(None)
            return
        self._open.append((tag, len(self._done)))
        address = dict(attrs).get("href")
        self._done.append(f'<{tag} href="{escape_attribute(address)}">' if address else f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element."""
        self._end_text()
        opened = self._open.pop() if self._open else None
        if opened is None:
            return
        name, start = opened
        if len(self._done) == start + 1:
            self._done.pop()
        else:
            self._done.append(f"</{name}>")

    def handle_data(self, data: str) -> None:
        """Collect text; it is normalised where it ends, since marks may have been written as references."""
        self._text += data

    def finish(self) -> str:
        """Return the whole fragment."""
        self._end_text()
        return "".join(self._done)

    def _end_text(self) -> None:
        if text := clean_text(self._text.replace(_BYTE_ORDER_MARK, "")):
            self._done.append(escape(text))
        self._text = ""


def inner_xml(element: etree._Element) -> str:
    """Serialise what is inside an element as XML, without the element's own tags."""
    whole = etree.tostring(element, encoding="unicode", with_tail=False)
    return "" if whole.endswith("/>") and len(element) == 0 else whole[whole.index(">") + 1 : whole.rindex("</")]


def escape(text: str) -> str:
    """Turn plain text into a fragment that shows it as it is."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(text: str) -> str:
    """Turn plain text into the inside of a double-quoted attribute."""
    return escape(text).replace('"', "&quot;")


def plain_text(fragment: str) -> str:
    """Return the text a reader sees, ``br`` as a line feed; takes the well-formed output of :func:`clean_inline`."""
    if not _MARKUP.search(fragment):
        return fragment
    root = parse_fragment(fragment)
    for line_break in root.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return "".join(root.itertext())


def parse_fragment(fragment: str) -> etree._Element:
    """Parse well-formed XHTML (as :func:`clean_inline` gives it) under a ``div`` of no namespace."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(f"<div>{fragment}</div>", parser)
