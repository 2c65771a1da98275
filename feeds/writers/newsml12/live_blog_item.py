"""A live blog as a NewsItem: its own texts, and references to its entries in the order of the feed."""

from collections.abc import Iterable, Iterator

from lxml import etree

from feeds.item import Feed, Item, Package, Site
from feeds.packages import filled_packages
from feeds.translation_facts import translation_facts
from feeds.writers.newsml12.any_item import (
    add_keyword_line,
    add_management,
    add_rights,
    add_rights_lines,
    add_subjects,
    make_item,
)
from feeds.writers.newsml12.elements import add, add_formal, add_metadata, add_party
from feeds.writers.newsml12.entry_item import entry_identifier
from feeds.writers.newsml12.identifier import identify


def live_blog_items(feed: Feed) -> Iterator[etree._Element]:
    """Yield a NewsItem for each live blog of a feed.

    A variant's does not refer to a revision of its source's: a live blog's counts every change in it, the note on its
    translation only those of its own texts.
    """
    for package, items in filled_packages(feed):
        yield _live_blog_item(package, items, site=feed.site)


def _live_blog_item(package: Package, items: Iterable[Item], *, site: Site) -> etree._Element:
    identifier = identify(package.guid, authority=site.authority, created_at=package.created_at)
    news_item = make_item(
        identifier, package.version, previous=package.previous_version, language_tag=package.language_tag
    )
    add_management(news_item, package)
    component = add(news_item, "NewsComponent")
    _add_lines(component, package)
    administrative = add(component, "AdministrativeMetadata")
    add_party(administrative, "Provider", site.provider)
    if package.byline:
        add_party(administrative, "Creator", package.byline)
    add_rights(component, package.rights)
    descriptive = add(component, "DescriptiveMetadata")
    add_formal(descriptive, "Language", package.language_tag)
    add_subjects(descriptive, package.subjects)
    add_metadata(component, "live-blog", (("guid", package.guid), ("page", package.page_url)))
    translation = translation_facts(package.translation, source_guid=package.translation_source_guid)
    add_metadata(component, "translation", translation)
    for item in items:
        add(component, "NewsItemRef", NewsItem=entry_identifier(item).urn(item.version))
    return news_item


def _add_lines(component: etree._Element, package: Package) -> None:
    """Append the ``NewsLines`` in the order of the DTD."""
    lines = add(component, "NewsLines")
    add(lines, "HeadLine", package.title)
    if package.standfirst:
        add(lines, "SubHeadLine", package.standfirst)
    if package.byline:
        add(lines, "ByLine", package.byline)
    add_rights_lines(lines, package.rights)
    add_keyword_line(lines, package.subjects)
