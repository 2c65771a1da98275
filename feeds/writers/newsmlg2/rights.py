"""Who holds the rights of an item, and where it may be used."""

from lxml import etree

from feeds.model import Rights
from feeds.writers.newsmlg2 import vocabulary
from feeds.writers.newsmlg2.elements import add, one_line


def add_rights(item: etree._Element, rights: Rights | None) -> None:
    """Append ``rightsInfo`` if there is anything to say.

    Territories are extension properties with ISO 3166-1 alpha-2 codes, because the standard has no element for them.
    """
    if rights is None or rights == Rights():
        return
    info = add(item, "rightsInfo")
    if rights.holder:
        add(add(info, "copyrightHolder"), "name", one_line(rights.holder))
    if rights.notice:
        add(info, "copyrightNotice", rights.notice)
    if rights.usage_terms:
        add(info, "usageTerms", rights.usage_terms)
    for territory in rights.allowed_territories:
        add(info, "rightsInfoExtProperty", rel=vocabulary.ALLOWED_TERRITORY, qcode=f"iso3166-1a2:{territory}")
    for territory in rights.denied_territories:
        add(info, "rightsInfoExtProperty", rel=vocabulary.DENIED_TERRITORY, qcode=f"iso3166-1a2:{territory}")
