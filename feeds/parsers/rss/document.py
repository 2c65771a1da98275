"""An RSS document as a live blog."""

from lxml import etree

from feeds.parsers.rss.channel import read_channel
from feeds.parsers.rss.item import look_at, read_item
from feeds.parsers.sample import Sample
from feeds.reading.assembling import Report, assemble
from feeds.reading.feed_xml import RSS, Parts, name_of, place_of, remark_on_pages
from feeds.reading.lenient_xml import read_xml
from feeds.reading.listed import ready_to_read
from feeds.reading.parsed import Parsed, ParseOptions

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDF_FEEDS = frozenset({"http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"})
_WORDPRESS_EXPORT = "http://wordpress.org/export/"


def is_rss(sample: Sample) -> bool:
    """Say whether a document is RSS, and not the export of a WordPress site, which looks like it."""
    namespace, name = sample.root
    if name.lower() == "rss":
        return not any(declared.startswith(_WORDPRESS_EXPORT) for declared in sample.root_namespaces)
    return (namespace, name) == (_RDF, "RDF") and bool(_RDF_FEEDS & sample.root_namespaces)


def parse_rss(data: bytes, options: ParseOptions) -> Parsed:
    """Read the channel of an RSS document as one live blog, its items as entries.

    Raises :exc:`~feeds.errors.ParseError` for a document that is not well formed beyond repair, or is no RSS.
    """
    report = Report("rss")
    root = read_xml(data, report)
    element, elements = _find(root, report)
    with report.whole_document():
        channel = read_channel(Parts(element), options)
    remark_on_pages(Parts(element), report)
    channel.remark(report, place=place_of(element))
    items = ready_to_read(
        (look_at(item, channel) for item in elements),
        report,
        page=channel.page,
        otherwise=channel.updated_at or options.now,
    )
    entries = report.read_each(
        items, read=lambda item: read_item(item, channel), place=lambda _number, item: item.place
    )
    return assemble(channel.head(), entries, options, report)


def _find(root: etree._Element, report: Report) -> tuple[etree._Element, list[etree._Element]]:
    """Return the channel and the items, which stand in it, or behind it as in RSS 1.0."""
    top = Parts(root)
    channel = top.first(RSS, "channel")
    if name_of(root) not in {(RSS, "rss"), (_RDF, "rdf")} or channel is None:
        raise report.failure("it has no channel", location=place_of(root))
    return channel, [*Parts(channel).all(RSS, "item"), *top.all(RSS, "item")]
