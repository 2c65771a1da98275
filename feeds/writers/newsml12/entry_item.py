"""An entry as a NewsItem: its lines and metadata, its text as NITF, and its pictures, videos and sounds."""

from collections.abc import Iterator

from lxml import etree

from feeds.attachments import attachments
from feeds.item import Item
from feeds.model import PubStatus
from feeds.namespaces import KIND_SCHEME
from feeds.nitf import nitf_document
from feeds.translation_facts import translation_facts
from feeds.writers.newsml12.any_item import (
    add_keyword_line,
    add_management,
    add_rights,
    add_rights_lines,
    add_subjects,
    make_item,
)
from feeds.writers.newsml12.elements import add, add_formal, add_metadata, add_news_line, add_party
from feeds.writers.newsml12.identifier import Identifier, identify, reference
from feeds.writers.newsml12.media import add_media


def entry_identifier(item: Item) -> Identifier:
    """Return what identifies an entry's NewsItem."""
    return identify(item.guid, authority=item.site.authority, created_at=item.created_at)


def entry_item(item: Item) -> etree._Element:
    """Return an entry's NewsItem; of one that must not be used nothing is left but that, and what it was.

    Raises :exc:`ValueError` and :exc:`lxml.etree.XMLSyntaxError` for text that XML cannot carry and for a body that is
    not well-formed.
    """
    news_item = make_item(
        entry_identifier(item), item.version, previous=item.previous_version, language_tag=item.language_tag
    )
    add_management(
        news_item,
        item,
        derived_from=_source(item),
        embargoed_until=item.embargoed_until,
        is_correction=item.correction_note is not None,
    )
    component = add(news_item, "NewsComponent")
    is_usable = item.pub_status is PubStatus.USABLE
    _add_lines(component, item)
    if is_usable:
        _add_makers(component, item)
        add_rights(component, item.rights)
    descriptive = add(component, "DescriptiveMetadata")
    add_formal(descriptive, "Language", item.language_tag)
    add_formal(descriptive, "Genre", item.kind.value, vocabulary=KIND_SCHEME)
    if is_usable:
        add_subjects(descriptive, item.subjects)
    add_metadata(component, "entry", _facts(item))
    if is_usable:
        translation = translation_facts(item.translation, source_guid=item.translation_source_guid)
        add_metadata(component, "translation", translation)
        _add_text(component, item)
        for attachment in attachments(item):
            add_media(component, item, attachment)
    return news_item


def _source(item: Item) -> str | None:
    """Return the revision of its source that a variant stands for; a revision that is not known cannot be named."""
    note = item.translation
    if note is None or note.known_source_version is None:
        return None
    return reference(item.translation_source_guid or note.source_guid, note.known_source_version)


def _add_lines(component: etree._Element, item: Item) -> None:
    """Append the ``NewsLines`` in the order of the DTD."""
    lines = add(component, "NewsLines")
    add(lines, "HeadLine", item.title)
    is_usable = item.pub_status is PubStatus.USABLE
    if is_usable:
        if item.byline:
            add(lines, "ByLine", item.byline)
        if item.credit_line:
            add(lines, "CreditLine", item.credit_line)
        add_rights_lines(lines, item.rights)
    add(lines, "SeriesLine", item.blog_title)
    if is_usable:
        add_keyword_line(lines, item.subjects, item.tags)
    for kind, text in _notes(item):
        add_news_line(lines, kind, text)


def _notes(item: Item) -> Iterator[tuple[str, str]]:
    match item.pub_status:
        case PubStatus.CANCELED:
            yield "withdrawal", item.kill_reason or item.body_text
        case PubStatus.WITHHELD:
            yield "hold", item.body_text
        case PubStatus.USABLE:
            if item.summary:
                yield "summary", item.summary
            if item.correction_note:
                yield "correction", item.correction_note


def _add_makers(component: etree._Element, item: Item) -> None:
    metadata = add(component, "AdministrativeMetadata")
    add_party(metadata, "Provider", item.site.provider)
    if item.byline:
        add_party(metadata, "Creator", item.byline)


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what NewsML has no element for."""
    yield "guid", item.guid
    yield "live-blog", item.blog_guid
    yield "page", item.url
    if item.pub_status is not PubStatus.USABLE:
        return
    if not item.has_own_title:
        yield "generated-title", "true"
    if item.pinned:
        yield "mark", "pinned"
    if item.highlighted:
        yield "mark", "highlighted"


def _add_text(component: etree._Element, item: Item) -> None:
    text = add(component, "NewsComponent", Essential="yes")
    add_formal(text, "Role", "Main")
    content = add(text, "ContentItem")
    add_formal(content, "MediaType", "Text")
    add_formal(content, "Format", "NITF")
    add_formal(content, "MimeType", "text/vnd.IPTC.NITF")
    add(content, "DataContent").append(nitf_document(item, namespace=""))
