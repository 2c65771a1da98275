"""Elements of the NewsML-G2 namespace, and texts and addresses in the shape its schema asks for."""

import re
from typing import Final

from lxml import etree

NAR: Final = "http://iptc.org/std/nar/2006-10-01/"
XHTML: Final = "http://www.w3.org/1999/xhtml"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_NAR_PREFIX: Final = f"{{{NAR}}}"
_LINE_BREAKS: Final = str.maketrans("\t\n\r", "   ")

_SUSPECT = re.compile(r"[^\w.~:/?#@!$&'()*+,;=-]|#.*#", re.DOTALL)
_AFTER_HOST = re.compile(r"(?<=[^/:])[/?#]")
_ILLEGAL_IN_HOST = re.compile(r"%(?![0-9A-Fa-f]{2})|[\x00- \x7f\"<>\\^`{|}]")
_ILLEGAL = re.compile(rf"{_ILLEGAL_IN_HOST.pattern}|[\[\]#]")


def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    """Append an element of the NewsML-G2 namespace to ``parent`` and return it."""
    child = etree.SubElement(parent, _NAR_PREFIX + name, attributes)
    if text is not None:
        child.text = text
    return child


def one_line(text: str) -> str:
    """Turn tabs and line breaks into blanks: the type of names and credit lines, ``g2normalizedString``, bars them."""
    return text if text.isprintable() else text.translate(_LINE_BREAKS)


def iri(address: str) -> str:
    """Percent-encode what RFC 3987 §2.2 does not allow in a web address but browsers and people write all the same.

    A schema validator refuses the whole document for a stray ``%``, a ``[`` in a path or a second ``#``.
    """
    if not _SUSPECT.search(address):
        return address
    after_host = _AFTER_HOST.search(address)
    split_at = after_host.start() if after_host else len(address)
    host, (path, mark, fragment) = address[:split_at], address[split_at:].partition("#")
    encoded = [_percent_encoded(_ILLEGAL_IN_HOST, host), _percent_encoded(_ILLEGAL, path)]
    return "".join([*encoded, mark, _percent_encoded(_ILLEGAL, fragment)])


def _percent_encoded(illegal: re.Pattern[str], text: str) -> str:
    return illegal.sub(lambda match: f"%{ord(match.group()):02X}", text)
