"""The safe inline HTML of text fields: cleaned with nh3, kept as well-formed XHTML.

After :func:`clean_inline` a fragment can be put into an HTML page, an Atom ``xhtml`` div or a NewsML-G2 ``inlineXML``
unchanged. Allowed: a (with an absolute http, https or mailto address), b, strong, i, em, br, sub, sup, code, q.
"""

import re
from urllib.parse import urlsplit

import nh3
from lxml import etree
from lxml import html as lxml_html

from feeds.xml import clean_text

INLINE_TAGS = frozenset({"a", "b", "strong", "i", "em", "br", "sub", "sup", "code", "q"})
_URL_SCHEMES = frozenset({"http", "https", "mailto"})
_MARKUP = re.compile("[<>&]")
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

    Idempotent. Scripts and styles go with their content; links that are not absolute lose their address.
    """
    text = clean_text(fragment)
    if not _MARKUP.search(text):
        return text
    safe = nh3.clean(
        text,
        tags=set(INLINE_TAGS),
        attributes={"a": {"href"}},
        url_schemes=set(_URL_SCHEMES),
        attribute_filter=_keep_attribute,
        link_rel=None,
        strip_comments=True,
    )
    return inner_xml(lxml_html.fragment_fromstring(safe, create_parent="div"))


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
