"""Elements of the NewsML-G2 namespace, and texts in the shape its schema asks for."""

from typing import Final

from lxml import etree

NAR: Final = "http://iptc.org/std/nar/2006-10-01/"
XHTML: Final = "http://www.w3.org/1999/xhtml"

_NAR_PREFIX: Final = f"{{{NAR}}}"
_LINE_BREAKS: Final = str.maketrans("\t\n\r", "   ")


def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Append an element of the NewsML-G2 namespace to ``parent`` and return it."""
    child = etree.SubElement(parent, _NAR_PREFIX + name, attributes)
    if text is not None:
        child.text = text
    return child


def one_line(text: str) -> str:
    """Turn tabs and line breaks into blanks: the type of names and credit lines, ``g2normalizedString``, bars them."""
    return text if text.isprintable() else text.translate(_LINE_BREAKS)
