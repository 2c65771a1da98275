"""The live blogs of a feed as things that hold items, and a name for what a message sends of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from feeds.identity import archive_guid
from feeds.item import Feed, Item, Package


def filled_packages(feed: Feed) -> Iterator[tuple[Package, tuple[Item, ...]]]:
    """Yield each live blog of a feed with its items, dated like the newest change in it: its version counts all.

    What an archive document holds of a live blog is another thing than the live blog: a guid and a version mean one
    list of entries for ever.
    """
    members: dict[str, list[Item]] = {}
    for item in feed.items:
        members.setdefault(item.blog_guid, []).append(item)
    for package in feed.packages:
        items = tuple(members.get(package.guid, ()))
        current = replace(package, updated_at=max([package.updated_at, *(item.updated_at for item in items)]))
        if place := feed.links.archive:
            guid = archive_guid(package.guid, place.number)
            current = replace(current, guid=guid, version=place.generation + 1, previous_version=place.generation)
        yield current, items


def transmission_id(feed: Feed) -> str:
    """Name the transmission: by its number where it has one, else by what is in it.

    The same versions of the same items are the same transmission.
    """
    if feed.links.transmission is not None:
        return feed.links.transmission
    packages = [f"{package.guid} {package.version}\n" for package in feed.packages]
    items = [f"{item.guid} {item.version}\n" for item in feed.items]
    digest = hashlib.sha256("".join([*packages, *items]).encode()).hexdigest()
    return f"{feed.guid};transmission={digest[:16]}"
