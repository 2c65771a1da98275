"""What the NewsItems of entries and of live blogs have in common: identification, management and rights."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from lxml import etree

from feeds.catalogs import reference_level, subject_concept
from feeds.dates import iso_basic
from feeds.item import Item, Package
from feeds.model import PubStatus, Rights, Subject
from feeds.namespaces import XML_LANG
from feeds.writers.newsml12.elements import OWN, add, add_formal, add_property
from feeds.writers.newsml12.identifier import Identifier

_STATUS: Final = {
    PubStatus.USABLE: "Usable",
    PubStatus.WITHHELD: "Withheld",
    PubStatus.CANCELED: "Canceled",
}
_INSTRUCTIONS: Final = {PubStatus.WITHHELD: "hold", PubStatus.CANCELED: "withdrawal"}
_SUBJECT_ELEMENTS: Final = {"type": "Subject", "matter": "SubjectMatter", "detail": "SubjectDetail"}


def make_item(identifier: Identifier, version: int, *, previous: int, language_tag: str) -> etree._Element:
    """Make a ``NewsItem`` with its ``Identification``; every revision we send is a complete one.

    ``previous`` is the revision before, 0 for none.
    """
    news_item = etree.Element("NewsItem", {XML_LANG: language_tag})
    names = add(add(news_item, "Identification"), "NewsIdentifier")
    add(names, "ProviderId", identifier.provider_id)
    add(names, "DateId", identifier.date_id)
    add(names, "NewsItemId", identifier.news_item_id)
    add(names, "RevisionId", str(version), PreviousRevision=str(previous), Update="N")
    add(names, "PublicIdentifier", identifier.urn(version))
    return news_item


def add_management(
    news_item: etree._Element,
    of: Item | Package,
    *,
    derived_from: str | None = None,
    embargoed_until: datetime | None = None,
    is_correction: bool = False,
) -> None:
    """Append the ``NewsManagement``: times, status, source of a translation, and what to do with what was sent before.

    ``derived_from`` is the URN of the source's revision. An embargo that was over when this version appeared needs no
    mention: whoever reads the version may use it.
    """
    management = add(news_item, "NewsManagement")
    add_formal(management, "NewsItemType", "News")
    add(management, "FirstCreated", iso_basic(of.created_at))
    add(management, "ThisRevisionCreated", iso_basic(of.updated_at))
    is_usable = of.pub_status is PubStatus.USABLE
    if is_usable and embargoed_until is not None and embargoed_until > of.updated_at:
        add_formal(management, "Status", "Embargoed")
        change = add(management, "StatusWillChange")
        add_formal(change, "FutureStatus", _STATUS[PubStatus.USABLE])
        add(change, "DateAndTime", iso_basic(embargoed_until))
    else:
        add_formal(management, "Status", _STATUS[of.pub_status])
    if derived_from is not None:
        add(management, "DerivedFrom", NewsItem=derived_from)
    if not is_usable:
        instruction = add_formal(management, "Instruction", _INSTRUCTIONS[of.pub_status], vocabulary=OWN)
        add_formal(add(instruction, "RevisionStatus"), "Status", _STATUS[of.pub_status])
    elif is_correction:
        add_formal(management, "Instruction", "correction", vocabulary=OWN)


def add_rights_lines(lines: etree._Element, rights: Rights | None) -> None:
    """Append ``CopyrightLine`` and ``RightsLine``: what readers get to see."""
    if rights and (rights.notice or rights.holder):
        add(lines, "CopyrightLine", rights.notice or rights.holder)
    if rights and rights.usage_terms:
        add(lines, "RightsLine", rights.usage_terms)


def add_rights(component: etree._Element, rights: Rights | None) -> None:
    """Append the ``RightsMetadata`` if there is anything to say; territories are ISO 3166-1 alpha-2 codes.

    The holder is that of the rights of use: a ``CopyrightHolder`` needs a date, which nobody told us.
    """
    if rights is None or rights == Rights(notice=rights.notice):
        return
    metadata = add(component, "RightsMetadata")
    if rights.holder or rights.usage_terms:
        usage = add(metadata, "UsageRights")
        if rights.holder:
            add(usage, "RightsHolder", rights.holder)
        if rights.usage_terms:
            add(usage, "Limitations", rights.usage_terms)
    for territory in rights.allowed_territories:
        add_property(metadata, "allowed-territory", territory)
    for territory in rights.denied_territories:
        add_property(metadata, "denied-territory", territory)


def add_subjects(descriptive: etree._Element, subjects: Iterable[Subject]) -> None:
    """Append a ``SubjectCode`` each; the vocabulary is the scheme of its code."""
    for subject in subjects:
        scheme, code = subject_concept(subject)
        element = _SUBJECT_ELEMENTS[reference_level(subject) or "type"]
        add_formal(add(descriptive, "SubjectCode"), element, code, vocabulary=scheme)


def add_keyword_line(lines: etree._Element, subjects: Iterable[Subject], tags: Iterable[str] = ()) -> None:
    """Append the names of the subjects and the tags as one line."""
    names = dict.fromkeys([*(subject.name for subject in subjects if subject.name), *tags])
    if names:
        add(lines, "KeywordLine", "; ".join(names))
