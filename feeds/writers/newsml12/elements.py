"""Elements of NewsML 1.2, which is in no namespace, and the vocabularies of its formal names."""

from collections.abc import Iterable
from typing import Final

from lxml import etree

IPTC_CATALOG: Final = "http://www.iptc.org/std/catalog/catalog.IptcMasterCatalog.xml"
"""Says which of IPTC's vocabularies a formal name is of that names none."""

OWN: Final = "urn:x-syndication:newsml12"
"""The vocabulary of our own formal names; ``docs/formats/newsml12.md`` explains each."""


def add(parent: etree._Element, name: str, text: str | None = None, /, **attributes: str | None) -> etree._Element:
    """Append an element to ``parent`` and return it; attributes without a value are left out."""
    child = etree.SubElement(parent, name, {key: value for key, value in attributes.items() if value is not None})
    child.text = text
    return child


def add_formal(parent: etree._Element, name: str, formal_name: str, *, vocabulary: str | None = None) -> etree._Element:
    """Append an element that is nothing but a formal name; one of IPTC's vocabulary unless another is given."""
    return add(parent, name, FormalName=formal_name, Vocabulary=vocabulary)


def add_party(parent: etree._Element, name: str, party: str) -> None:
    """Append an element that names a person, a desk or an organisation."""
    add(add(parent, name), "Party", FormalName=party)


def add_property(parent: etree._Element, name: str, value: str) -> None:
    """Append a property with a simple value."""
    add(parent, "Property", FormalName=name, Value=value)


def add_metadata(component: etree._Element, kind: str, facts: Iterable[tuple[str, str]]) -> None:
    """Append a ``Metadata`` of ours with a property each, or nothing if there are none."""
    facts = tuple(facts)
    if facts:
        metadata = add(component, "Metadata")
        add_formal(metadata, "MetadataType", kind, vocabulary=OWN)
        for name, value in facts:
            add_property(metadata, name, value)


def add_news_line(lines: etree._Element, kind: str, text: str) -> None:
    """Append a ``NewsLine`` of a kind that NewsML has no element for."""
    line = add(lines, "NewsLine")
    add_formal(line, "NewsLineType", kind, vocabulary=OWN)
    add(line, "NewsLineText", text)
