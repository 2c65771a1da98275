"""A JSON Feed as a live blog."""

import re

from feeds.parsers.json_feed.feed import read_feed
from feeds.parsers.json_feed.item import look_at, read_item
from feeds.parsers.sample import Sample
from feeds.reading.assembling import Report, assemble
from feeds.reading.json_values import JsonObject, load_json
from feeds.reading.listed import ready_to_read
from feeds.reading.parsed import Parsed, ParseOptions

_VERSION = re.compile(r"https?://(?:www\.)?jsonfeed\.org/version/\d")
# What feeds have that were written before the version was, and nothing else with a list of items.
_ADDRESSES = frozenset({"home_page_url", "feed_url"})


def is_json_feed(sample: Sample) -> bool:
    """Say whether a document is JSON Feed: by its version, or by the addresses that only it calls so."""
    version = sample.json.get("version") if sample.json_keys else None
    if isinstance(version, str) and _VERSION.match(version):
        return True
    return version is None and "items" in sample.json_keys and bool(_ADDRESSES & sample.json_keys)


def parse_json_feed(data: bytes, options: ParseOptions) -> Parsed:
    """Read a JSON Feed as one live blog, its items as entries.

    Raises :exc:`~feeds.errors.ParseError` for a document that is no JSON, or of which nothing can be read.
    """
    report = Report("json")
    with report.whole_document():
        values = JsonObject(load_json(data, report))
        feed = read_feed(values, options)
        found = values.items("items")
        next_url = values.text("next_url")
    feed.remark(report, place="_translation")
    if next_url:
        report.add("next_url", "it is one document of several; the others were not read", next_url)
    items = ready_to_read(
        (look_at(item, feed) for item in found), report, page=feed.page, otherwise=feed.updated_at or options.now
    )
    entries = report.read_each(items, read=lambda item: read_item(item, feed), place=lambda _number, item: item.place)
    return assemble(feed.head(), entries, options, report)
