"""A packageItem: the live blog's own texts, and the items it refers to, group by group."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from feeds.parsers.newsmlg2.elements import child, children, words_in
from feeds.parsers.newsmlg2.item import (
    Item,
    byline_of,
    descriptions_of,
    guid_of,
    headline_of,
    language_of,
    rights_of,
    status_of,
    subjects_of,
    time_of,
)
from feeds.parsers.newsmlg2.notes import is_translation
from feeds.reading.assembling import Head
from feeds.reading.slugs import slug_of_page


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a package says of an item it refers to; ``group`` is shared by items that stand together."""

    id: str
    title: str | None
    group: str


def read_head(item: Item) -> Head:
    """Return what a package says of the live blog."""
    language = language_of(item)
    descriptions = descriptions_of(item, language)
    return Head(
        title=headline_of(item, language) or words_in(item.meta, "title"),
        guid=guid_of(item),
        slug=own_slug(item),
        standfirst=next((text for role, text in descriptions.items() if role in {"", "summary"}), None),
        language=language,
        byline=byline_of(item, language),
        published_at=time_of(item, "contentCreated", "firstCreated", "versionCreated"),
        updated_at=time_of(item, "versionCreated"),
        pub_status=status_of(item),
        subjects=subjects_of(item, language),
        rights=rights_of(item, language),
    )


def own_slug(item: Item) -> str | None:
    """Return the slug of a live blog of ours, from the address of its page.

    A translation has none of its own: it shares that of its source, which is another live blog where both are read.
    """
    if not item.is_own or is_translation(item, language_of(item)):
        return None
    return slug_of_page(words_in(item.meta, "altRep") or "")


def references(item: Item) -> tuple[Reference, ...]:
    """Return what a package refers to, in the order of its groups; some agencies leave the groups out."""
    group_set = child(item.element, "groupSet")
    groups = {group.get("id") or "": group for group in children(group_set, "group")}
    root = (group_set.get("root") if group_set is not None else None) or next(iter(groups), "")
    found = [*_references(item.element, ""), *_in_group(groups, root, frozenset())]
    seen = {reference.id for reference in found}
    # A group that no other refers to is part of the package all the same.
    found += [one for name, group in groups.items() for one in _references(group, name) if one.id not in seen]
    return tuple({reference.id: reference for reference in reversed(found)}.values())[::-1]


def _in_group(groups: dict[str, etree._Element], name: str, around: frozenset[str]) -> Iterator[Reference]:
    """Yield the references of a group and of groups in it; one that is inside itself is entered once."""
    group = groups.get(name)
    if group is None or name in around:
        return
    for inner in children(group, "itemRef", "groupRef"):
        if inner.get("idref"):
            yield from _in_group(groups, inner.get("idref") or "", around | {name})
    yield from _references(group, name)


def _references(holder: etree._Element, group: str) -> Iterator[Reference]:
    for element in children(holder, "itemRef"):
        identifier = (element.get("residref") or element.get("href") or "").strip()
        if identifier:
            yield Reference(id=identifier, title=words_in(element, "title"), group=group)
