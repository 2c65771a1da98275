"""A live blog as a packageItem: its own texts, and references to its entries in the order of the feed."""

import copy
from collections.abc import Iterable, Iterator

from lxml import etree

from feeds.dates import rfc3339
from feeds.item import Feed, Item, Package, Site
from feeds.language import is_right_to_left
from feeds.packages import filled_packages
from feeds.writers.newsmlg2 import vocabulary
from feeds.writers.newsmlg2.any_item import add_creator, add_item_meta, add_page, add_subjects, make_item
from feeds.writers.newsmlg2.elements import NAR, add, one_line
from feeds.writers.newsmlg2.rights import add_rights
from feeds.writers.newsmlg2.translation import (
    add_contributors,
    add_digital_source_type,
    add_source_link,
    add_state,
)


def package_items(feed: Feed) -> Iterator[etree._Element]:
    """Yield a packageItem for each live blog of a feed."""
    for number, (package, items) in enumerate(filled_packages(feed), 1):
        yield _package_item(package, items, site=feed.site, group_id=f"group-{number}")


def _package_item(package: Package, items: Iterable[Item], *, site: Site, group_id: str) -> etree._Element:
    element = make_item(
        "packageItem",
        guid=package.guid,
        version=package.version,
        language_tag=package.language_tag,
        is_right_to_left=is_right_to_left(package.language_tag),
        site=site,
    )
    add_rights(element, package.rights)
    meta = add_item_meta(
        element, package, item_class=vocabulary.COMPOSITE, site=site, title=package.title, embargoed_until=None
    )
    if package.translation is not None and package.translation.is_stale:
        add(meta, "signal", qcode=vocabulary.STALE)
    add_page(meta, package.page_url)
    _add_source(meta, package)
    add_state(meta, package.translation)
    _add_content_meta(element, package)
    _add_group_set(element, items, group_id=group_id)
    return element


def _add_source(meta: etree._Element, package: Package) -> None:
    """Link a variant to its source, without a version: the note counts changes of its texts, a package all changes."""
    if package.translation is not None:
        add_source_link(
            meta,
            package.translation,
            source_guid=package.translation_source_guid,
            relation=package.translation_relation,
            contenttype=vocabulary.PACKAGE_ITEM_TYPE,
        )


def _add_content_meta(element: etree._Element, package: Package) -> None:
    meta = add(element, "contentMeta")
    add(meta, "contentCreated", rfc3339(package.published_at))
    add(meta, "contentModified", rfc3339(package.updated_at))
    add_digital_source_type(meta, package.translation)
    add_creator(meta, package.byline)
    add_contributors(meta, package.translation)
    add(meta, "language", tag=package.language_tag)
    add_subjects(meta, package.subjects)
    add(meta, "headline", one_line(package.title))
    if package.byline:
        add(meta, "by", one_line(package.byline))
    if package.standfirst:
        add(meta, "description", package.standfirst, role=vocabulary.SUMMARY)


def _add_group_set(element: etree._Element, items: Iterable[Item], *, group_id: str) -> None:
    group_set = add(element, "groupSet", root=group_id)
    group = add(group_set, "group", id=group_id, role=vocabulary.ENTRIES, mode=vocabulary.IN_THIS_ORDER)
    reference = etree.Element(f"{{{NAR}}}itemRef", contenttype=vocabulary.NEWS_ITEM_TYPE, nsmap={None: NAR})
    add(reference, "itemClass", qcode=vocabulary.TEXT)
    add(reference, "pubStatus")
    add(reference, "title")
    for item in items:
        group.append(_refer(copy.copy(reference), item))


def _refer(reference: etree._Element, item: Item) -> etree._Element:
    """Fill in an ``itemRef``; a feed may have a thousand, and filling in is twice as fast as making one."""
    reference.set("residref", item.guid)
    reference.set("version", str(item.version))
    _, status, title = reference
    status.set("qcode", vocabulary.STATUS[item.pub_status])
    title.text = one_line(item.title)
    return reference
