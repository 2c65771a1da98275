"""Entries that have been withdrawn (RFC 6721): ``at:deleted-entry`` elements of a feed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from lxml import etree

from feeds.model import Entry, PubStatus
from feeds.namespaces import TOMBSTONES
from feeds.parsers.atom.text import read_line
from feeds.reading.assembling import BrokenEntry
from feeds.reading.feed_facts import FeedFacts
from feeds.reading.feed_xml import Parts
from feeds.reading.identities import guid_from
from feeds.reading.values import read_time


def read_tombstone(element: etree._Element, feed: FeedFacts, *, otherwise: datetime) -> Entry:
    """Return a withdrawn entry; when it was published is not said, so that time is not exact.

    One that does not say when it was withdrawn was so by the time ``otherwise``: a withdrawal must not be lost for the
    sake of a date. Raises :exc:`~feeds.reading.assembling.BrokenEntry` for one that does not say which entry.
    """
    guid = guid_from(element.get("ref"), scope=feed.scope)
    if not guid:
        raise BrokenEntry("it does not say which entry it is")
    try:
        at = read_time(element.get("when") or "", feed.zone)
    except ValueError:
        at = otherwise
    return Entry(
        guid=guid,
        published_at=at,
        created_at=at,
        updated_at=at,
        time_is_exact=False,
        pub_status=PubStatus.CANCELED,
        kill_reason=read_line(Parts(element).first(TOMBSTONES, "comment")),
    )


def with_withdrawals(entries: Iterable[Entry], tombstones: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries, those that have been withdrawn as such; then the withdrawals of entries that are not there.

    An entry that was updated after its withdrawal is there again (RFC 6721 §3). Of one that is withdrawn in both ways
    the tombstone gives the reason.
    """
    withdrawn = {tombstone.guid: tombstone for tombstone in tombstones}
    for entry in entries:
        tombstone = withdrawn.pop(entry.guid, None)
        if tombstone is None or (entry.pub_status is PubStatus.USABLE and entry.updated_at > tombstone.updated_at):
            yield entry
        elif entry.pub_status is PubStatus.CANCELED:
            yield replace(entry, kill_reason=tombstone.kill_reason or entry.kill_reason)
        else:
            yield replace(
                tombstone,
                published_at=entry.published_at,
                created_at=entry.created_at,
                updated_at=max(entry.updated_at, tombstone.updated_at),
                time_is_exact=entry.time_is_exact,
            )
    yield from withdrawn.values()
