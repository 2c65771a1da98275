"""QCodes and URIs of concepts as codes under the aliases that IPTC and we use (NewsML-G2 specification, "QCodes").

Catalogues elsewhere are never fetched: an alias that the document itself does not declare means what it usually does.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lxml import etree

from feeds.catalogs import SUBJECT_SCHEMES
from feeds.parsers.newsmlg2.elements import children

_NEWSCODES: Final = "http://cv.iptc.org/newscodes/"
_OWN: Final = "urn:x-syndication:"
_SCHEMES: Mapping[str, str] = MappingProxyType(
    {
        **SUBJECT_SCHEMES,
        "stat": f"{_NEWSCODES}pubstatusg2/",
        "sig": f"{_NEWSCODES}signal/",
        "ninat": f"{_NEWSCODES}ninature/",
        "rnd": f"{_NEWSCODES}rendition/",
        "drol": f"{_NEWSCODES}descriptionrole/",
        "irel": f"{_NEWSCODES}itemrelation/",
        "iso3166-1a2": "http://cvx.iptc.org/iso3166-1a2/",
        "synkind": f"{_OWN}kind:",
        "synmark": f"{_OWN}mark:",
        "syntrans": f"{_OWN}translation:",
        "synrole": f"{_OWN}role:",
        "synprop": f"{_OWN}property:",
    }
)


class Codes:
    """The aliases that a document declares, and how they are to be read."""

    def __init__(self, *holders: etree._Element | None) -> None:
        self._declared = {
            scheme.get("alias", ""): scheme.get("uri", "")
            for holder in holders
            for catalog in children(holder, "catalog")
            for scheme in children(catalog, "scheme")
        }

    def code(self, element: etree._Element | None, name: str = "qcode") -> str | None:
        """Return the concept an element names, as alias and code where a usual alias has it, else as it is written.

        ``name`` is the attribute with the QCode, such as ``role``; its sibling with the URI (``roleuri``) is read too.
        """
        if element is None:
            return None
        uri = (element.get("uri" if name == "qcode" else f"{name}uri") or "").strip()
        qcode = (element.get(name) or "").strip()
        alias, _, code = qcode.partition(":")
        declared = self._declared.get(alias)
        return _usual(uri) if uri else _usual(declared + code) if declared and code else qcode or None

    def local(self, element: etree._Element | None, name: str = "qcode") -> str:
        """Return the code alone, in small letters: agencies have their own aliases for what IPTC has codes for."""
        return local_part(self.code(element, name)).lower()


def local_part(code: str | None) -> str:
    """Return what stands behind the last colon or slash of a code; empty for no code."""
    return (code or "").rstrip("/").replace("/", ":").rpartition(":")[2]


def _usual(uri: str) -> str:
    for alias, scheme in _SCHEMES.items():
        for spelling in (scheme, scheme.replace("http://", "https://")):
            if uri.startswith(spelling) and len(uri) > len(spelling):
                return f"{alias}:{uri[len(spelling) :]}"
    return uri
