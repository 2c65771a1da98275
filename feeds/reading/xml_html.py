"""Text in XML as HTML, to be read like all other HTML: element names are all that differs."""

import copy
from collections.abc import Callable

from lxml import etree

from feeds.reading.html_tree import read_html
from feeds.reading.wire_text import wire_paragraphs

Rename = Callable[[etree._Element, str], str]
"""Given an element and its local name in small letters, the name of the HTML element it is."""


def html_of(
    element: etree._Element, rename: Rename = lambda _element, name: name, *, has_hard_lines: bool = True
) -> str:
    """Return an element and all that is in it as HTML, whatever its namespace.

    Paragraphs inside a text of hard lines become paragraphs, unless its lines are known to mean nothing. Unknown names
    are the reader's matter, who keeps the words inside.
    """
    root = copy.deepcopy(element)
    root.tail = None
    for inner in root.iter(etree.Element):
        _make_html(inner, rename)
        if has_hard_lines and not len(inner) and "\n" in (inner.text or "") and inner.tag != "pre":
            _part_lines(inner, wire_paragraphs(inner.text or ""))
    etree.cleanup_namespaces(root)
    return etree.tostring(root, method="html", encoding="unicode")


def words_of(element: etree._Element | None) -> str | None:
    """Return the words in an element on one line, blocks and line breaks in it apart; ``None`` if there are none."""
    if element is None:
        return None
    if not len(element):
        return " ".join((element.text or "").split()) or None
    return read_html(html_of(element, lambda inner, name: "div" if inner.getparent() is None else name)).plain() or None


def _make_html(element: etree._Element, rename: Rename) -> None:
    name = rename(element, etree.QName(element).localname.lower())
    # A browser takes a name that begins with anything else than an ASCII letter for text.
    element.tag = name if name.isascii() and name[:1].isalpha() else "span"
    for attribute in [key for key in element.attrib if str(key).startswith("{")]:
        del element.attrib[attribute]


def _part_lines(element: etree._Element, paragraphs: tuple[str, ...]) -> None:
    """Put two line breaks between paragraphs, which end one in HTML as well."""
    element.text = paragraphs[0]
    for paragraph in paragraphs[1:]:
        etree.SubElement(element, "br")
        etree.SubElement(element, "br").tail = paragraph
