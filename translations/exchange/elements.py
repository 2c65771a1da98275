"""What the three formats share in XML: coded text put into an element, and small questions to elements of others."""

from collections.abc import Callable, Iterator

from lxml import etree

from feeds.errors import ParseError
from feeds.xml import without_forbidden
from translations.exchange.codes import Code, Coded

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def put_coded(element: etree._Element, coded: Coded, element_of: Callable[[Code], etree._Element]) -> None:
    """Put coded text into an empty element, each code as the element that ``element_of`` makes of it."""
    for part in coded:
        if isinstance(part, str):
            add_text(element, part)
        else:
            element.append(element_of(part))


def add_text(element: etree._Element, text: str) -> None:
    """Add text at the end of an element."""
    text = without_forbidden(text)
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def add(parent: etree._Element, element_name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Add an element in the namespace of its parent."""
    namespace = etree.QName(parent).namespace
    tag = f"{{{namespace}}}{element_name}" if namespace else element_name
    element = etree.SubElement(parent, tag, {key: without_forbidden(value) for key, value in attributes.items()})
    if text is not None:
        element.text = without_forbidden(text)
    return element


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname


def child(element: etree._Element, name: str) -> etree._Element | None:
    """Return the first child of this name, whatever its namespace."""
    return element.find(f"{{*}}{name}")


def place(element: etree._Element) -> str:
    """Say where an element stands in its file."""
    return f"line {element.sourceline}"


def elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Return the children that are elements."""
    return parent.iterchildren(etree.Element)


def refuse_doctype(root: etree._Element, format_name: str) -> None:
    """Raise :exc:`~feeds.errors.ParseError` for a document type declaration, which this format does not have."""
    if root.getroottree().docinfo.internalDTD is not None:
        reason = "it has a document type declaration, which such files do not have"
        raise ParseError(format_name=format_name, location="document type", reason=reason)


def indent(root: etree._Element, keep: frozenset[str]) -> None:
    """Indent a document, but nothing inside elements whose local name is in ``keep``: white space there is text."""
    _indent(root, "\n", keep)


def _indent(element: etree._Element, margin: str, keep: frozenset[str]) -> None:
    if local_name(element) in keep or not len(element):
        return
    inner = margin + " "
    element.text = inner
    for one in element:
        one.tail = inner
        _indent(one, inner, keep)
    element[-1].tail = margin
