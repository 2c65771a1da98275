"""What a document says of its live blog: its own head, and the head of its body."""

from lxml import etree

from feeds.dates import iso_basic
from feeds.item import Feed, Package
from feeds.language import is_right_to_left
from feeds.model import PubStatus, Rights
from feeds.nitf import direction_style
from feeds.packages import filled_packages
from feeds.translation_facts import translation_facts
from feeds.writers.nitf.block import TERRITORIES
from feeds.writers.nitf.elements import add, add_keywords, add_subjects, add_tobject
from feeds.xml import clean_text


def add_head(nitf: etree._Element, feed: Feed) -> None:
    """Append the ``head``; a feed across live blogs names them, but has no version and no rights of its own."""
    head = add(nitf, "head")
    add(head, "title", feed.title)
    package = _only_package(feed)
    if package:
        for name, content in translation_facts(package.translation, source_guid=package.translation_source_guid):
            add(head, "meta", None, {"name": name, "content": content})
    add_tobject(head, feed.subjects)
    _add_docdata(head, feed, package)
    add(head, "pubdata", None, {"type": "web", "name": feed.site.name, "ex-ref": feed.links.page_url})


def add_body_head(body: etree._Element, feed: Feed) -> None:
    """Append the ``body.head``: title, rights, byline, provider and standfirst."""
    head, package = add(body, "body.head"), _only_package(feed)
    style = direction_style(is_right_to_left=True) if is_right_to_left(feed.language) else None
    add(add(head, "hedline", None, {"style": style}), "hl1", feed.title)
    if feed.rights:
        _add_rights(head, feed.rights)
    if package and package.byline:
        add(head, "byline", package.byline, {"style": style})
    add(head, "distributor", feed.site.provider)
    if feed.subtitle:
        add(add(head, "abstract", None, {"style": style}), "p", feed.subtitle)


def _only_package(feed: Feed) -> Package | None:
    packages = [package for package, _ in filled_packages(feed)]
    return packages[0] if len(packages) == 1 else None


def _add_docdata(head: etree._Element, feed: Feed, package: Package | None) -> None:
    status = package.pub_status if package else PubStatus.USABLE
    # An archive document is a thing of its own, as it holds other entries than the live blog's feed.
    guid = package.guid if package and feed.links.archive else feed.guid
    docdata = add(head, "docdata", None, {"management-status": status.value})
    add(docdata, "doc-id", None, {"regsrc": feed.site.authority, "id-string": guid})
    add(docdata, "date.issue", None, {"norm": iso_basic(feed.updated_at)})
    add(docdata, "date.release", None, {"norm": iso_basic(feed.published_at)})
    if package:
        add(docdata, "du-key", None, {"version": str(package.version), "key": guid})
    if feed.rights:
        _add_document_rights(docdata, feed.rights, year=str(feed.published_at.year))
    add_keywords(docdata, feed.subjects)
    # A feed across live blogs has no subjects of its own, but says which live blogs its blocks belong to.
    if feed.subjects or not package:
        content = add(docdata, "identified-content")
        add_subjects(content, feed.subjects)
        for named in () if package else feed.packages:
            add(content, "classifier", named.title, {"type": "live-blog", "value": named.guid})
    _add_messages(docdata, feed)


def _add_document_rights(docdata: etree._Element, rights: Rights, *, year: str) -> None:
    if rights.holder:
        add(docdata, "doc.copyright", None, {"year": year, "holder": rights.holder})
    if rights.usage_terms:
        add(docdata, "doc.rights", None, {"owner": rights.holder, "limitations": rights.usage_terms})
    for kind, territories in (("allowed", rights.allowed_territories), ("denied", rights.denied_territories)):
        for code in territories:
            add(docdata, "doc.rights", None, {"type": kind, "location-code": code, "code-source": TERRITORIES})


def _add_messages(docdata: etree._Element, feed: Feed) -> None:
    """Tell the receiving editors what was corrected and what must not be used.

    This stands in the head, which belongs to all items, so a note that XML cannot carry is cleaned, not refused.
    """
    for item in feed.items:
        if item.pub_status is not PubStatus.USABLE:
            info = f"{item.guid}: {clean_text(item.kill_reason or item.summary)}"
            add(docdata, "ed-msg", None, {"msg-type": item.pub_status.value, "info": info})
        elif item.correction_note:
            info = clean_text(item.correction_note)
            add(docdata, "correction", None, {"info": info, "id-string": item.guid, "regsrc": feed.site.authority})


def _add_rights(body_head: etree._Element, rights: Rights) -> None:
    if rights.notice or rights.usage_terms:
        element = add(body_head, "rights", rights.notice)
        if rights.usage_terms:
            add(element, "rights.limitations", rights.usage_terms)
