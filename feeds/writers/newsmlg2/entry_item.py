"""An entry as a newsItem with its text as XHTML or as NITF."""

from collections.abc import Iterator

from lxml import etree

from feeds.attachments import Attachment, attachments
from feeds.dates import rfc3339
from feeds.item import Item
from feeds.model import PubStatus
from feeds.namespaces import XML_LANG
from feeds.nitf import NITF, nitf_document
from feeds.profile import NewsMLText
from feeds.uris import iri
from feeds.writers.newsmlg2 import vocabulary
from feeds.writers.newsmlg2.any_item import add_creator, add_item_meta, add_page, add_subjects, make_item
from feeds.writers.newsmlg2.elements import XHTML, add, one_line
from feeds.writers.newsmlg2.media_item import add_media_link, media_item
from feeds.writers.newsmlg2.rights import add_rights
from feeds.writers.newsmlg2.translation import (
    add_contributors,
    add_digital_source_type,
    add_source_link,
    add_state,
)
from feeds.xml import hardened_parser

_HTML = f"{{{XHTML}}}html"
_HEAD = f"{{{XHTML}}}head"
_TITLE = f"{{{XHTML}}}title"


def entry_items(item: Item) -> list[etree._Element]:
    """Return the entry's newsItem and, behind it, one for each of its media that has an address.

    Raises :exc:`ValueError` and :exc:`lxml.etree.XMLSyntaxError` for text that XML cannot carry and for a body that is
    not well formed.
    """
    attached = list(attachments(item))
    return [_text_item(item, attached), *(media_item(item, attachment) for attachment in attached)]


def _text_item(item: Item, attached: list[Attachment]) -> etree._Element:
    element = make_item(
        "newsItem",
        guid=item.guid,
        version=item.version,
        language_tag=item.language_tag,
        is_right_to_left=item.is_right_to_left,
        site=item.site,
    )
    add_rights(element, item.rights)
    _add_item_meta(element, item, attached)
    _add_content_meta(element, item)
    # An order not to use the entry keeps an empty set: receivers built on Superdesk drop the whole message without one.
    content_set = add(element, "contentSet")
    if item.pub_status is PubStatus.USABLE:
        _add_body(content_set, item)
    return element


def _add_item_meta(element: etree._Element, item: Item, attached: list[Attachment]) -> None:
    meta = add_item_meta(
        element,
        item,
        item_class=vocabulary.TEXT,
        site=item.site,
        title=item.title,
        embargoed_until=item.embargoed_until,
    )
    _add_editorial_notes(meta, item)
    add(add(meta, "memberOf", uri=item.blog_guid), "name", one_line(item.blog_title))
    for signal in _signals(item):
        add(meta, "signal", qcode=signal)
    add_page(meta, item.url)
    _add_source(meta, item)
    for attachment in attached:
        add_media_link(meta, attachment, item.version)
    for url, language in _pages_in_other_languages(item):
        page = add(meta, "link", rel=vocabulary.SEE_ALSO, href=iri(url), contenttype="text/html")
        add(page, "language", tag=language)
    if item.pub_status is PubStatus.USABLE:
        add_state(meta, item.translation)


def _add_source(meta: etree._Element, item: Item) -> None:
    """Link a variant to the version of its source that it stands for."""
    if item.translation is not None:
        link = add_source_link(
            meta,
            item.translation,
            source_guid=item.translation_source_guid,
            relation=item.translation_relation,
            contenttype=vocabulary.NEWS_ITEM_TYPE,
        )
        if (version := item.translation.known_source_version) is not None:
            link.set("version", str(version))


def _add_editorial_notes(meta: etree._Element, item: Item) -> None:
    """Append what the receiving editors must know; an order without a reason still says what to do."""
    match item.pub_status:
        case PubStatus.CANCELED:
            add(meta, "edNote", item.kill_reason or item.body_text, role=vocabulary.WITHDRAWAL_NOTE)
        case PubStatus.WITHHELD:
            add(meta, "edNote", item.body_text, role=vocabulary.HOLD_NOTE)
        case PubStatus.USABLE if item.correction_note:
            add(meta, "edNote", item.correction_note, role=vocabulary.CORRECTION_NOTE)


def _signals(item: Item) -> Iterator[str]:
    """Yield IPTC's signal first, since some receivers read one only; an order not to use the entry needs none."""
    if item.pub_status is not PubStatus.USABLE:
        return
    if item.correction_note:
        yield vocabulary.CORRECTION
    elif item.version > 1:
        yield vocabulary.UPDATE
    if item.pinned:
        yield vocabulary.PINNED
    if item.highlighted:
        yield vocabulary.HIGHLIGHTED
    if item.translation is not None and item.translation.is_stale:
        yield vocabulary.STALE


def _pages_in_other_languages(item: Item) -> Iterator[tuple[str, str]]:
    """Yield address and language of the same entry elsewhere, each address once."""
    pages = {link.url: link.language for link in item.alternates if link.url != item.url}
    if item.source_url and item.translation is not None:
        pages.setdefault(item.source_url, item.translation.source_language)
    yield from pages.items()


def _add_content_meta(element: etree._Element, item: Item) -> None:
    """Append ``contentMeta``; of content that must not be used only what is needed to find and file it."""
    is_usable = item.pub_status is PubStatus.USABLE
    meta = add(element, "contentMeta")
    add(meta, "contentCreated", rfc3339(item.published_at))
    add(meta, "contentModified", rfc3339(item.updated_at))
    if is_usable:
        add_digital_source_type(meta, item.translation)
        add_creator(meta, item.byline)
        add_contributors(meta, item.translation)
    add(meta, "language", tag=item.language_tag)
    add(meta, "genre", qcode=vocabulary.KIND[item.kind])
    add_subjects(meta, item.subjects)
    for tag in item.tags:
        add(meta, "keyword", tag)
    headline = add(meta, "headline", one_line(item.title))
    if not item.has_own_title:
        headline.set("role", vocabulary.GENERATED_TITLE)
    if is_usable:
        _add_lines(meta, item)


def _add_lines(meta: etree._Element, item: Item) -> None:
    if item.byline:
        add(meta, "by", one_line(item.byline))
    if item.credit_line:
        add(meta, "creditline", one_line(item.credit_line))
    if item.summary:
        add(meta, "description", item.summary, role=vocabulary.SUMMARY)


def _add_body(content_set: etree._Element, item: Item) -> None:
    """Append the text as a complete document, which is what its media type stands for."""
    as_nitf = item.newsml_text is NewsMLText.NITF
    inline = add(
        content_set,
        "inlineXML",
        contenttype=vocabulary.NITF_TYPE if as_nitf else vocabulary.XHTML_TYPE,
        wordcount=str(len(item.body_text.split())),
    )
    if as_nitf:
        inline.append(nitf_document(item, namespace=NITF))
    else:
        _add_xhtml(inline, item)


def _add_xhtml(inline: etree._Element, item: Item) -> None:
    html = etree.SubElement(inline, _HTML, {XML_LANG: item.language_tag}, nsmap={None: XHTML})
    if item.is_right_to_left:
        html.set("dir", "rtl")
    etree.SubElement(etree.SubElement(html, _HEAD), _TITLE).text = item.title
    html.append(etree.fromstring(f'<body xmlns="{XHTML}">{item.body_html}</body>', hardened_parser()))
