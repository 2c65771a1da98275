"""An Atom document as a live blog."""

from collections.abc import Iterator
from datetime import datetime

from lxml import etree

from feeds.model import Entry
from feeds.namespaces import ATOM, TOMBSTONES
from feeds.parsers.atom.entry import look_at, read_entry
from feeds.parsers.atom.feed import read_feed
from feeds.parsers.atom.tombstones import read_tombstone, with_withdrawals
from feeds.parsers.sample import Sample
from feeds.reading.assembling import BrokenEntry, Report, assemble
from feeds.reading.feed_facts import FeedFacts
from feeds.reading.feed_xml import Parts, name_of, place_of, remark_on_pages
from feeds.reading.lenient_xml import read_xml
from feeds.reading.listed import ready_to_read
from feeds.reading.parsed import Parsed, ParseOptions

_ATOM_03 = "http://purl.org/atom/ns#"


def is_atom(sample: Sample) -> bool:
    """Say whether a document is Atom, also of the version and the kind that are then refused by their names."""
    namespace, name = sample.root
    return (namespace in {ATOM, _ATOM_03} and name == "feed") or (namespace, name) == (ATOM, "entry")


def parse_atom(data: bytes, options: ParseOptions) -> Parsed:
    """Read an Atom feed as one live blog.

    Raises :exc:`~feeds.errors.ParseError` for a document that is not well formed beyond repair, or is no Atom feed.
    """
    report = Report("atom")
    root = read_xml(data, report)
    _check(root, report)
    parts = Parts(root)
    with report.whole_document():
        feed = read_feed(parts, options)
    remark_on_pages(parts, report)
    feed.remark(report, place=place_of(root))
    otherwise = feed.updated_at or options.now
    items = ready_to_read(
        (look_at(entry, feed) for entry in parts.all(ATOM, "entry")), report, page=feed.page, otherwise=otherwise
    )
    entries = report.read_each(
        items, read=lambda item: read_entry(item, feed, report), place=lambda _number, item: item.place
    )
    withdrawn = tuple(_tombstones(parts, feed, report, otherwise=otherwise))
    return assemble(feed.head(), with_withdrawals(entries, withdrawn), options, report)


def _check(root: etree._Element, report: Report) -> None:
    name = name_of(root)
    if name == (_ATOM_03, "feed"):
        raise report.failure("it is Atom 0.3, which RFC 4287 replaced in 2005; Atom 1.0 is read", location="line 1")
    if name == (ATOM, "entry"):
        raise report.failure("it is a single entry; a feed is read", location=place_of(root))
    if name != (ATOM, "feed"):
        raise report.failure("it has no feed", location=place_of(root))


def _tombstones(parts: Parts, feed: FeedFacts, report: Report, *, otherwise: datetime) -> Iterator[Entry]:
    for element in parts.all(TOMBSTONES, "deleted-entry"):
        try:
            yield read_tombstone(element, feed, otherwise=otherwise)
        except BrokenEntry as cause:
            report.add(place_of(element), f"the withdrawal was skipped: {cause.reason}")
