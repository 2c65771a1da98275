"""The whole document as a live blog."""

from zoneinfo import ZoneInfo

from feeds.model import Entry
from feeds.parsers.newsmlg2.elements import NAR
from feeds.parsers.newsmlg2.entry import read_entry
from feeds.parsers.newsmlg2.item import language_of
from feeds.parsers.newsmlg2.linking import Linked, link_media, shown_media
from feeds.parsers.newsmlg2.live_blog import find_live_blog, head_of, report_missing
from feeds.parsers.newsmlg2.message import is_item_or_message, read_message
from feeds.parsers.newsmlg2.notes import is_translation
from feeds.parsers.sample import Sample
from feeds.reading.assembling import Head, Report, assemble, given_zone
from feeds.reading.company import report_translations, titled, without_inherited
from feeds.reading.parsed import Parsed, ParseOptions
from feeds.xml import parse_xml

_FORMAT = "newsmlg2"


def is_newsmlg2(sample: Sample) -> bool:
    """Say whether a document is in the namespace of NewsML-G2, or has one of its root elements in none."""
    namespace, name = sample.root
    return namespace == NAR or (not namespace and is_item_or_message(name.lower()))


def parse_newsmlg2(data: bytes, options: ParseOptions) -> Parsed:
    """Read a newsMessage, newsItem or packageItem as one live blog; a broken item is remarked on and skipped.

    Raises :exc:`~feeds.errors.ParseError`.
    """
    report = Report(_FORMAT)
    message = read_message(parse_xml(data, format_name=_FORMAT), ZoneInfo(given_zone(options, report)), report)
    found = find_live_blog(message, options, report)
    report_missing(found, message, report)
    if not found.items and found.package is None:
        raise report.failure("it holds no newsItem")
    head = head_of(found)
    linked = link_media(found.items, found.references)
    entries = report.read_each(
        linked, read=lambda one: _read(one, head, options), place=lambda _number, one: one.item.place
    )
    items = [one.item for one in linked]
    report_translations(report, [item.place for item in items if is_translation(item, language_of(item))])
    return assemble(titled(head, entries, options, stream=message.stream), entries, options, report)


def _read(linked: Linked, head: Head, options: ParseOptions) -> Entry:
    base_url = options.base_url
    return without_inherited(read_entry(linked.item, shown_media(linked, base_url=base_url), base_url=base_url), head)
