"""What a document holds: the items of a newsMessage, or one item by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from lxml import etree

from feeds.parsers.newsmlg2.elements import child, children, name_of, words_in
from feeds.parsers.newsmlg2.item import Item, make_item
from feeds.reading.assembling import Report

_NO_NEWS = {
    "knowledgeitem": "a knowledgeItem holds concepts of a vocabulary, not news",
    "conceptitem": "a conceptItem explains a concept and is not news",
    "planningitem": "a planningItem says what is planned and is not news yet",
    "catalogitem": "a catalogItem declares aliases of codes and is not news",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """News and packages in the order of the document, and what its header calls the stream they came in."""

    news: tuple[Item, ...]
    packages: tuple[Item, ...]
    stream: str | None


def is_item_or_message(name: str) -> bool:
    """Say whether a root element of this name (in small letters) is one of NewsML-G2's."""
    return name in {"newsmessage", "newsitem", "packageitem", *_NO_NEWS}


def read_message(root: etree._Element, zone: tzinfo, report: Report) -> Message:
    """Return the items of a document; in a message, those that are not news are remarked on.

    Raises :exc:`~feeds.errors.ParseError` for a document of any other kind.
    """
    name = name_of(root)
    if name in _NO_NEWS:
        raise report.failure(_NO_NEWS[name], location=f"line {root.sourceline}")
    if name not in {"newsmessage", "newsitem", "packageitem"}:
        found = etree.QName(root).localname
        raise report.failure(f"its root is {found}, not a newsMessage, newsItem or packageItem")
    header = child(root, "header") if name == "newsmessage" else None
    elements = [root] if name != "newsmessage" else list(_elements(root, report))
    items = [make_item(element, header, zone, report) for element in elements]
    return Message(
        news=tuple(item for item in items if item.name == "newsitem"),
        packages=tuple(item for item in items if item.name == "packageitem"),
        stream=words_in(header, "channel") or words_in(header, "sender"),
    )


def _elements(root: etree._Element, report: Report) -> Iterator[etree._Element]:
    for item_set in children(root, "itemSet"):
        for element in children(item_set):
            name = name_of(element)
            if name in {"newsitem", "packageitem"}:
                yield element
            else:
                reason = _NO_NEWS.get(name, f"a {etree.QName(element).localname} is not known here")
                report.add(f"line {element.sourceline}", f"the item was skipped: {reason}")
