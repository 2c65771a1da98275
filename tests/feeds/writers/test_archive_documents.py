"""What feeds say of their archive documents, and archive documents of themselves (RFC 5005 §4)."""

import feedparser
import pytest
from lxml import etree

from feeds.item import ArchivePlace
from feeds.writers import WRITERS
from tests.factories import BLOG_GUID, make_feed, make_items, make_links
from tests.feeds.writers.feed_rules import NS, broken_rules
from tests.feeds.writers.json_documents import check_document, read
from tests.feeds.writers.newsmlg2.reading import NS as G2

FEED = "https://example.org/blogs/hanoi/en/feed.atom"
FIRST = make_links(feed_url=f"{FEED}?archive=1", archive=ArchivePlace(number=1, generation=0, current_url=FEED))
LATER = make_links(
    feed_url=f"{FEED}?archive=3.2",
    previous_archive_url=f"{FEED}?archive=2",
    archive=ArchivePlace(number=3, generation=2, current_url=FEED),
)
SUBSCRIPTION = make_links(previous_archive_url=f"{FEED}?archive=3.2")

with_links = pytest.mark.parametrize("format_name", ["atom", "rss"])


def write(format_name, links):
    writer, feed = WRITERS[format_name], make_feed(items=make_items(2), links=links)
    return writer.head(feed) + writer.separator().join(map(writer.fragment, feed.items)) + writer.tail(feed)


def own_links(document):
    """Return the addresses of a document's own links by their relation."""
    links = feedparser.parse(document).feed.links
    return {link.rel: link.href for link in links if link.rel != "alternate"}


@with_links
def test_a_subscription_document_leads_to_the_newest_archive_document_and_is_none(format_name):
    document = write(format_name, SUBSCRIPTION)
    assert own_links(document) == {"self": FEED, "prev-archive": f"{FEED}?archive=3.2"}
    assert etree.fromstring(document).find(".//fh:archive", NS) is None


@with_links
def test_an_archive_document_says_so_and_leads_to_the_one_before_and_to_the_feed(format_name):
    document = write(format_name, LATER)
    assert own_links(document) == {
        "self": f"{FEED}?archive=3.2",
        "current": FEED,
        "prev-archive": f"{FEED}?archive=2",
    }
    (mark,) = etree.fromstring(document).iterfind(".//fh:archive", NS)
    assert mark.getparent().tag in {"channel", f"{{{NS['atom']}}}feed"}


@with_links
def test_before_the_first_archive_document_there_is_none(format_name):
    assert own_links(write(format_name, FIRST)) == {"self": f"{FEED}?archive=1", "current": FEED}


@with_links
@pytest.mark.parametrize("links", [FIRST, LATER, SUBSCRIPTION])
def test_what_they_say_breaks_no_rule(format_name, links):
    assert broken_rules(write(format_name, links)) == set()


@pytest.mark.parametrize("links", [FIRST, LATER, SUBSCRIPTION])
def test_atom_with_archive_links_is_valid(atom_schema, links):
    assert atom_schema.validate(etree.fromstring(write("atom", links))), atom_schema.error_log


@pytest.mark.parametrize("links", [FIRST, LATER])
def test_the_feed_keeps_its_id_in_its_archive_documents(links):
    assert feedparser.parse(write("atom", links)).feed.id == BLOG_GUID


@pytest.mark.parametrize(
    ("links", "guid", "version"),
    [(SUBSCRIPTION, BLOG_GUID, "1"), (FIRST, f"{BLOG_GUID}/archive/1", "1"), (LATER, f"{BLOG_GUID}/archive/3", "3")],
)
def test_the_package_of_an_archive_document_is_a_thing_of_its_own_in_newsml(links, guid, version):
    (package,) = etree.fromstring(write("newsmlg2", links)).iterfind(".//g2:packageItem", G2)
    assert (package.get("guid"), package.get("version")) == (guid, version)
    assert len(package.findall(".//g2:itemRef", G2)) == 2


@pytest.mark.parametrize(
    ("links", "following", "archive"),
    [
        (SUBSCRIPTION, f"{FEED}?archive=3.2", None),
        (LATER, f"{FEED}?archive=2", {"number": 3, "generation": 2, "current_url": FEED}),
        (FIRST, None, {"number": 1, "generation": 0, "current_url": FEED}),
    ],
)
def test_json_feeds_lead_to_the_archive_document_before_as_to_their_next_page(links, following, archive):
    feed = read(write("json", links))
    assert (feed.get("next_url"), feed["_syndication"].get("archive")) == (following, archive)


@pytest.mark.parametrize(
    ("links", "guid", "version", "profile"),
    [
        (SUBSCRIPTION, BLOG_GUID, "1", "live-blog"),
        (FIRST, f"{BLOG_GUID}/archive/1", "1", "live-blog-archive"),
        (LATER, f"{BLOG_GUID}/archive/3", "3", "live-blog-archive"),
    ],
)
def test_the_object_of_an_archive_document_is_a_thing_of_its_own_in_ninjs(links, guid, version, profile):
    document = read(write("ninjs", links))
    assert (document["uri"], document["version"], document["profile"]) == (guid, version, profile)
    assert [entry["associations"][0]["uri"] for entry in document["associations"]] == [BLOG_GUID] * 2


@pytest.mark.parametrize("links", [FIRST, LATER, SUBSCRIPTION])
@pytest.mark.parametrize("format_name", ["json", "ninjs"])
def test_json_with_archive_links_is_valid(format_name, links):
    check_document(format_name, write(format_name, links))
