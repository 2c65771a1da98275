"""An item as a ``block`` of the document's body."""

from collections.abc import Iterator

from lxml import etree

from feeds.dates import iso_basic
from feeds.identity import anchor
from feeds.item import Item
from feeds.model import PubStatus, Rights
from feeds.namespaces import KIND_SCHEME, MARK_SCHEME
from feeds.nitf import NITF, body_blocks, set_language
from feeds.translation_facts import translation_facts
from feeds.writers.nitf.elements import add, add_classifier, add_keywords, add_subjects, add_tobject

TERRITORIES = "iso3166-1a2"
"""The scheme of territories, by the alias that IPTC's catalogue has for it."""


def entry_block(item: Item) -> etree._Element:
    """Return an item as a block; one that must not be used says that, which and since when, and nothing else.

    Raises :exc:`ValueError` and :exc:`lxml.etree.XMLSyntaxError` for text that XML cannot carry and for a body that is
    not well-formed.
    """
    is_usable = item.pub_status is PubStatus.USABLE
    block = etree.Element(f"{{{NITF}}}block", {"id": anchor(item.guid)}, nsmap={None: NITF})
    set_language(block, tag=item.language_tag, is_right_to_left=item.is_right_to_left)
    if is_usable:
        add_tobject(block, item.subjects)
        add_keywords(block, item.subjects, item.tags)
    for kind, value in _identity(item):
        add_classifier(block, kind, value)
    if is_usable:
        _add_facts(block, item)
        _add_lines(block, item)
    if is_usable and item.has_own_title:
        add(block, "hl2", item.title)
    block.extend(body_blocks(item, namespace=NITF))
    if is_usable and item.credit_line:
        add(block, "datasource", item.credit_line)
    return block


def _identity(item: Item) -> Iterator[tuple[str, str]]:
    yield "guid", item.guid
    yield "version", str(item.version)
    yield "status", item.pub_status.value
    yield "updated", iso_basic(item.updated_at)
    yield "live-blog", item.blog_guid
    yield "page", item.url


def _add_facts(block: etree._Element, item: Item) -> None:
    add_classifier(block, "kind", item.kind.value, scheme=KIND_SCHEME)
    if item.pinned:
        add_classifier(block, "mark", "pinned", scheme=MARK_SCHEME)
    if item.highlighted:
        add_classifier(block, "mark", "highlighted", scheme=MARK_SCHEME)
    add_subjects(block, item.subjects)
    if item.embargoed_until:
        add_classifier(block, "embargoed-until", iso_basic(item.embargoed_until))
    if item.correction_note:
        add_classifier(block, "correction", item.correction_note)
    if item.rights:
        _add_terms(block, item.rights)
    for name, value in translation_facts(item.translation, source_guid=item.translation_source_guid):
        add_classifier(block, name, value)


def _add_terms(block: etree._Element, rights: Rights) -> None:
    if rights.usage_terms:
        add_classifier(block, "usage-terms", rights.usage_terms)
    for territory in rights.allowed_territories:
        add_classifier(block, "allowed-territory", territory, scheme=TERRITORIES)
    for territory in rights.denied_territories:
        add_classifier(block, "denied-territory", territory, scheme=TERRITORIES)


def _add_lines(block: etree._Element, item: Item) -> None:
    if item.byline:
        add(block, "byline", item.byline)
    published = f"{item.published_at:%Y-%m-%d %H:%M %z}"
    add(add(block, "dateline"), "story.date", published, {"norm": iso_basic(item.published_at)})
    rights = item.rights
    if rights and (rights.notice or rights.holder):
        copyrite = add(block, "copyrite", rights.notice)
        if rights.holder and not rights.notice:
            add(copyrite, "copyrite.holder", rights.holder)
