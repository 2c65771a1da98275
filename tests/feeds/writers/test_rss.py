"""The RSS writer: what readers and partners expect of RSS 2.0 and the modules it uses."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from feeds.errors import WriteError
from feeds.item import Feed, LanguageLink
from feeds.model import EntryKind, PubStatus, Rights, Subject
from feeds.writers.rss import RssWriter
from tests.factories import (
    BLOG_GUID,
    ENTRY_GUID,
    PAGE_URL,
    make_feed,
    make_item,
    make_items,
    make_links,
    make_package,
    make_picture,
    make_translation,
    make_withdrawn_item,
)
from tests.feeds.writers.feed_rules import NS, broken_rules


def write(feed: Feed) -> bytes:
    writer = RssWriter()
    return writer.head(feed) + b"".join(map(writer.fragment, feed.items)) + writer.tail(feed)


def channel_of(feed: Feed) -> etree._Element:
    root = etree.fromstring(write(feed))
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    return root[0]


def item_of(**changes: Any) -> etree._Element:
    return channel_of(make_feed(items=(make_item(**changes),))).find("item")


def texts(element: etree._Element, path: str) -> list[str]:
    return [str(text) for text in element.xpath(path, namespaces=NS)]


def test_channel_names_the_feed_and_its_addresses():
    links = make_links(feed_url="https://example.org/blogs/hanoi/en/feed.rss")
    channel = channel_of(make_feed(links=links, rights=Rights(notice="© 2019 Example News")))

    assert texts(channel, "title/text()") == ["Leaders meet in Hanoi"]
    assert texts(channel, "link/text()") == [PAGE_URL]
    assert texts(channel, "description/text()") == ["Two days of talks open in the Vietnamese capital."]
    assert texts(channel, "language/text()") == ["en"]
    assert texts(channel, "copyright/text()") == ["© 2019 Example News"]
    assert texts(channel, "ttl/text()") == ["5"]
    assert texts(channel, "dc:creator/text()") == ["Example News"]
    assert texts(channel, "atom:link[@rel='self'][@type='application/rss+xml']/@href") == [links.feed_url]


def test_channel_without_subtitle_is_described_by_its_title():
    assert texts(channel_of(make_feed(subtitle=None)), "description/text()") == ["Leaders meet in Hanoi"]


def test_last_build_date_is_the_newest_change_and_not_the_time_of_generation():
    feed = make_feed(updated_at=datetime(2019, 2, 27, 18, 45, 30, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))

    assert texts(channel_of(feed), "lastBuildDate/text()") == ["Wed, 27 Feb 2019 18:45:30 +0700"]
    assert write(feed) == write(feed)


def test_siblings_are_named_by_atom_links():
    links = make_links(sibling_feeds=(LanguageLink(language="vi", url="https://example.org/vi.rss"),))
    sibling = channel_of(make_feed(links=links)).find("atom:link[@rel='alternate']", NS)

    assert dict(sibling.attrib) == {
        "rel": "alternate",
        "type": "application/rss+xml",
        "hreflang": "vi",
        "href": "https://example.org/vi.rss",
    }


def test_item_carries_identity_texts_and_times():
    zone = ZoneInfo("Asia/Seoul")
    item = item_of(
        published_at=datetime(2019, 2, 27, 20, 33, tzinfo=zone), updated_at=datetime(2019, 2, 27, 20, 40, tzinfo=zone)
    )

    assert texts(item, "guid[@isPermaLink='false']/text()") == [ENTRY_GUID]
    assert texts(item, "title/text()") == ["Leaders sit down to dinner"]
    assert texts(item, "link/text()") == [make_item().url]
    assert texts(item, "pubDate/text()") == ["Wed, 27 Feb 2019 20:33:00 +0900"]
    assert texts(item, "dcterms:modified/text()") == ["2019-02-27T20:40:00+09:00"]
    assert texts(item, "dc:creator/text()") == ["Staff reporters"]
    assert texts(item, "dc:language/text()") == ["en"]
    assert texts(item, "syn:version/text()") == ["1"]


def test_description_is_the_summary_and_content_the_full_body():
    body = "<p>Fish &amp; chips</p><p>More of it</p>"
    item = item_of(body_html=body, summary="Fish & chips <3")

    assert texts(item, "content:encoded/text()") == [body]
    # A description is HTML to every reader, so a plain summary is escaped once more than XML needs.
    assert texts(item, "description/text()") == ["Fish &amp; chips &lt;3"]


def test_item_without_summary_is_described_by_its_title():
    item = item_of(summary="", title="A & B")

    assert texts(item, "description/text()") == ["A &amp; B"]
    assert len(texts(item, "content:encoded/text()")) == 1


def test_item_without_byline_has_no_creator():
    assert item_of(byline=None).find("dc:creator", NS) is None


def test_credit_line_of_the_profile_stands_in_place_of_the_byline():
    item = item_of(credit_line="Staff reporters / Example News")

    assert texts(item, "dc:creator/text()") == ["Staff reporters / Example News"]


def test_no_address_of_a_person_is_given_to_mailing_readers():
    document = write(make_feed())

    assert b"<author>" not in document
    assert b"managingEditor" not in document


def test_subjects_kind_and_marks_are_categories_with_domains():
    item = item_of(kind=EntryKind.SUMMARY, pinned=True, subjects=(Subject(qcode="medtop:11000000", name="politics"),))

    assert [(c.get("domain"), c.text) for c in item.findall("category")] == [
        ("http://cv.iptc.org/newscodes/mediatopic/", "politics"),
        ("urn:x-syndication:kind", "summary"),
        ("urn:x-syndication:mark", "pinned"),
    ]


def test_translation_is_declared_by_contributor_category_note_and_link_to_the_source():
    item = item_of(
        language="vi",
        language_tag="vi-t-en-t0-und",
        translation=make_translation(reviewers=("Lan Nguyen",)),
        source_url=f"{PAGE_URL}#entry-1",
        alternates=(LanguageLink(language="en", url=f"{PAGE_URL}#entry-1"),),
    )

    assert texts(item, "dc:language/text()") == ["vi-t-en-t0-und"]
    assert texts(item, "dc:contributor/text()") == ["Argos Translate en-vi 1.9", "Lan Nguyen"]
    assert texts(item, "category[@domain='urn:x-syndication:translation']/text()") == ["machine"]
    assert texts(item, "syn:translation/@source") == [ENTRY_GUID]
    assert texts(item, "atom:link[@rel='alternate'][@hreflang='en']/@href") == [f"{PAGE_URL}#entry-1"]
    assert texts(item, "atom:link[@rel='via'][@hreflang='en']/@href") == [f"{PAGE_URL}#entry-1"]


def test_channel_of_a_variant_says_how_its_own_texts_were_translated():
    channel = channel_of(make_feed(packages=(make_package(translation=make_translation()),)))

    assert texts(channel, "dc:contributor/text()") == ["Argos Translate en-vi 1.9"]
    assert texts(channel, "syn:translation/@state") == ["machine"]


def test_rights_are_a_sentence_and_territories_are_data():
    item = item_of(rights=Rights(holder="Example News", denied_territories=("US",)))

    assert texts(item, "dc:rights/text()") == ["Example News"]
    assert texts(item, "syn:territories/@denied") == ["US"]


def test_withdrawn_item_stays_under_its_guid_and_has_nothing_but_the_notice():
    item = channel_of(make_feed(items=(make_withdrawn_item(),))).find("item")

    assert texts(item, "guid/text()") == [ENTRY_GUID]
    assert texts(item, "title/text()") == ["Withdrawn"]
    assert texts(item, "syn:status/text()") == ["canceled"]
    assert texts(item, "dcterms:modified/text()") == ["2019-02-27T11:43:00Z"]
    assert "shook hands" not in etree.tostring(item, encoding="unicode")
    assert item.xpath("media:*", namespaces=NS) == []


def test_withheld_item_says_so():
    assert texts(item_of(pub_status=PubStatus.WITHHELD), "syn:status/text()") == ["withheld"]


@pytest.mark.parametrize("field", ["title", "summary", "body_html", "byline", "url", "correction_note"])
@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"], ids=ascii)
def test_bad_character_condemns_its_own_item_only(field, character):
    bad, good = make_item(**{"guid": f"{BLOG_GUID}/entry/bad", field: f"a{character}b"}), make_item()
    writer = RssWriter()

    with pytest.raises(WriteError) as caught:
        writer.fragment(bad)

    assert caught.value.guid == bad.guid
    assert b"Leaders sit down" in writer.fragment(good)


def test_empty_feed_is_a_channel_without_items():
    channel = channel_of(make_feed(items=()))

    assert channel.findall("item") == []


def test_full_feed_breaks_no_rule_of_the_feed_validator():
    rights = Rights(holder="Example News", usage_terms="No resale.", allowed_territories=("VN",))
    links = make_links(sibling_feeds=(LanguageLink(language="vi", url="https://example.org/vi.rss"),))
    items = (
        make_item(
            media=(make_picture(rights=rights),),
            rights=rights,
            translation=make_translation(),
            source_url=PAGE_URL,
            alternates=(LanguageLink(language="vi", url="https://example.org/vi/"),),
            subjects=(Subject(qcode="medtop:11000000", name="politics"),),
        ),
        make_withdrawn_item(guid=f"{BLOG_GUID}/entry/2"),
        *make_items(1, guid=f"{BLOG_GUID}/entry/3"),
    )

    assert broken_rules(write(make_feed(items=items, rights=rights, links=links))) == set()
