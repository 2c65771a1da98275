"""The Atom writer: what RFC 4287 and RFC 6721 ask for, and what partners check beyond them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from feeds.errors import WriteError
from feeds.item import Feed, LanguageLink
from feeds.model import EntryKind, PubStatus, Rights, Subject, TranslationState
from feeds.writers.atom import AtomWriter
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

VI_GUID = f"{ENTRY_GUID};lang=vi"


def write(feed: Feed) -> bytes:
    writer = AtomWriter()
    return writer.head(feed) + b"".join(map(writer.fragment, feed.items)) + writer.tail(feed)


def parse(feed: Feed) -> etree._Element:
    return etree.fromstring(write(feed))


def entry_of(**changes: Any) -> etree._Element:
    return parse(make_feed(items=(make_item(**changes),))).find("atom:entry", NS)


def texts(element: etree._Element, path: str) -> list[str]:
    return [str(text) for text in element.xpath(path, namespaces=NS)]


def translated_item(**changes: Any):
    changes = {"translation": make_translation(), "translation_source_guid": ENTRY_GUID} | changes
    return make_item(
        guid=VI_GUID, language="vi", language_tag="vi", source_url=f"{PAGE_URL}#entry-0f886cf26ed9", **changes
    )


def test_head_names_the_feed_and_its_addresses():
    feed = parse(make_feed())

    assert feed.tag == f"{{{NS['atom']}}}feed"
    assert texts(feed, "atom:id/text()") == [BLOG_GUID]
    assert texts(feed, "atom:title/text()") == ["Leaders meet in Hanoi"]
    assert texts(feed, "atom:subtitle/text()") == ["Two days of talks open in the Vietnamese capital."]
    assert texts(feed, "atom:author/atom:name/text()") == ["Example News"]
    assert texts(feed, "@xml:lang") == ["en"]
    assert texts(feed, "atom:link[@rel='self']/@href") == ["https://example.org/blogs/hanoi/en/feed.atom"]
    assert texts(feed, "atom:link[@rel='alternate'][@type='text/html']/@href") == [PAGE_URL]


def test_feed_is_updated_when_its_newest_part_was_and_never_by_being_generated():
    feed = make_feed(updated_at=datetime(2019, 2, 27, 18, 45, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")))

    assert texts(parse(feed), "atom:updated/text()") == ["2019-02-27T18:45:00+07:00"]
    assert write(feed) == write(feed)


def test_times_keep_the_zone_they_come_in_and_lose_their_microseconds():
    zone = ZoneInfo("Asia/Seoul")
    entry = entry_of(
        published_at=datetime(2019, 2, 27, 20, 33, 12, 999_999, tzinfo=zone),
        updated_at=datetime(2019, 2, 27, 20, 40, 1, 5, tzinfo=zone),
    )

    assert texts(entry, "atom:published/text()") == ["2019-02-27T20:33:12+09:00"]
    assert texts(entry, "atom:updated/text()") == ["2019-02-27T20:40:01+09:00"]


def test_siblings_are_alternates_of_the_same_media_type_one_per_language():
    links = make_links(
        sibling_feeds=(
            LanguageLink(language="vi", url="https://example.org/vi.atom"),
            LanguageLink(language="ko", url="https://example.org/ko.atom"),
            LanguageLink(language="ko", url="https://example.org/ko-again.atom"),
            LanguageLink(language="en", url="https://example.org/en.atom"),
        )
    )
    feed = parse(make_feed(links=links))

    siblings = feed.xpath("atom:link[@rel='alternate'][@type='application/atom+xml']", namespaces=NS)
    assert [(link.get("hreflang"), link.get("href")) for link in siblings] == [
        ("vi", "https://example.org/vi.atom"),
        ("ko", "https://example.org/ko.atom"),
    ]


def test_entry_carries_identity_texts_and_times():
    entry = entry_of()

    assert texts(entry, "atom:id/text()") == [ENTRY_GUID]
    assert texts(entry, "atom:title/text()") == ["Leaders sit down to dinner"]
    assert texts(entry, "atom:author/atom:name/text()") == ["Staff reporters"]
    assert texts(entry, "atom:summary[@type='text']/text()") == ["The two leaders shook hands before dinner."]
    assert texts(entry, "atom:link[1]/@href") == texts(entry, "atom:link[@rel='alternate']/@href")
    assert texts(entry, "syn:version/text()") == ["1"]


def test_body_is_html_escaped_exactly_once():
    body = '<p>Fish &amp; chips &lt;3 <a href="https://example.org/?a=1&amp;b=2">more</a></p>'

    content = entry_of(body_html=body).find("atom:content", NS)

    assert content.get("type") == "html"
    assert content.text == body
    assert len(content) == 0


def test_entry_without_byline_leaves_the_author_to_the_feed():
    entry = entry_of(byline=None)

    assert entry.find("atom:author", NS) is None
    assert entry.getparent().find("atom:author", NS) is not None


def test_credit_line_of_the_profile_stands_in_place_of_the_byline():
    entry = entry_of(credit_line="Staff reporters / Example News")

    assert texts(entry, "atom:author/atom:name/text()") == ["Staff reporters / Example News"]


def test_entry_states_its_language_so_that_a_fragment_fits_into_any_feed():
    assert texts(entry_of(language_tag="ko"), "@xml:lang") == ["ko"]


def test_pages_in_other_languages_are_alternates_one_per_language():
    entry = entry_of(
        alternates=(
            LanguageLink(language="vi", url="https://example.org/vi/#1"),
            LanguageLink(language="vi", url="https://example.org/vi/#2"),
            LanguageLink(language="en", url="https://example.org/en/#1"),
        )
    )

    alternates = entry.xpath("atom:link[@rel='alternate']", namespaces=NS)
    assert [(link.get("hreflang"), link.get("href")) for link in alternates][1:-1] == [
        ("vi", "https://example.org/vi/#1")
    ]


def test_own_page_is_the_first_alternate_and_the_last_since_readers_take_the_one_or_the_other():
    entry = entry_of(alternates=(LanguageLink(language="vi", url="https://example.org/vi/#1"),))

    first, *_siblings, last = entry.xpath("atom:link[@rel='alternate']", namespaces=NS)
    assert first.get("href") == last.get("href")
    assert first.get("hreflang") == last.get("hreflang") == "en"
    assert first.get("type") != last.get("type")


def test_subjects_kind_and_marks_are_categories_with_schemes():
    entry = entry_of(
        kind=EntryKind.KEY_EVENT,
        pinned=True,
        highlighted=True,
        subjects=(Subject(qcode="medtop:11000000", name="politics"), Subject(qcode="desk:summit")),
    )

    categories = [(c.get("scheme"), c.get("term"), c.get("label")) for c in entry.findall("atom:category", NS)]
    assert categories == [
        ("http://cv.iptc.org/newscodes/mediatopic/", "11000000", "politics"),
        ("urn:x-syndication:subject", "desk:summit", None),
        ("urn:x-syndication:kind", "key_event", None),
        ("urn:x-syndication:mark", "pinned", None),
        ("urn:x-syndication:mark", "highlighted", None),
    ]


def test_rights_of_a_translation_are_in_the_language_that_they_were_written_in():
    rights = Rights(notice="© 2019 Example News.")
    package = make_package(translation=make_translation())
    feed = parse(make_feed(items=(translated_item(rights=rights),), rights=rights, packages=(package,), language="vi"))
    own = parse(make_feed(items=(make_item(rights=rights),), rights=rights))

    assert texts(feed, "atom:rights/@xml:lang | atom:entry/atom:rights/@xml:lang") == ["en", "en"]
    assert texts(own, "//atom:rights/@xml:lang") == []


def test_rights_are_a_sentence_and_territories_are_data():
    rights = Rights(notice="© 2019 Example News.", usage_terms="No resale.", allowed_territories=("VN", "KR"))
    entry = entry_of(rights=rights)

    assert texts(entry, "atom:rights/text()") == ["© 2019 Example News. No resale."]
    assert texts(entry, "syn:territories/@allowed") == ["VN KR"]
    assert texts(entry, "syn:territories/@denied") == []


def test_holder_stands_in_for_a_missing_notice():
    assert texts(entry_of(rights=Rights(holder="Example News")), "atom:rights/text()") == ["Example News"]


def test_embargo_and_correction_are_data_too():
    embargo = datetime(2019, 2, 27, 20, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    entry = entry_of(embargoed_until=embargo, correction_note="The dinner began at 19:00.")

    assert texts(entry, "syn:embargoed-until/text()") == ["2019-02-27T20:00:00+07:00"]
    assert texts(entry, "syn:correction/text()") == ["The dinner began at 19:00."]


def test_machine_translation_says_so_for_programs():
    item = translated_item(translation=make_translation(memories=("Hanoi 2019",), is_stale=True, source_version=3))
    entry = parse(make_feed(items=(item,))).find("atom:entry", NS)

    note = entry.find("syn:translation", NS)
    assert dict(note.attrib) == {
        "state": "machine",
        "machine": "true",
        "stale": "true",
        "source": ENTRY_GUID,
        "source-version": "3",
        "source-language": "en",
    }
    assert texts(note, "syn:engine/text()") == ["Argos Translate en-vi 1.9"]
    assert texts(note, "syn:memory/text()") == ["Hanoi 2019"]
    assert texts(entry, "atom:category[@scheme='urn:x-syndication:translation']/@term") == ["machine", "stale"]
    assert texts(entry, "atom:contributor/atom:name/text()") == ["Argos Translate en-vi 1.9"]
    via = entry.find("atom:link[@rel='via']", NS)
    assert (via.get("href"), via.get("hreflang")) == (item.source_url, "en")


def test_reviewed_translation_names_its_reviewer_and_no_machine():
    note = make_translation(
        state=TranslationState.REVIEWED, has_machine_text=False, engines=(), reviewers=("Lan Nguyen",)
    )
    entry = parse(make_feed(items=(translated_item(translation=note),))).find("atom:entry", NS)

    assert texts(entry, "atom:contributor/atom:name/text()") == ["Lan Nguyen"]
    assert texts(entry, "syn:translation/@machine") == ["false"]
    assert texts(entry, "atom:category[@scheme='urn:x-syndication:translation']/@term") == ["reviewed"]


def test_source_guid_is_written_in_the_partners_scheme():
    item = translated_item(translation_source_guid="urn:uuid:4d7ad0bc-8d06-5d47-ad26-b6f3ccae9a0b")
    entry = parse(make_feed(items=(item,))).find("atom:entry", NS)

    assert texts(entry, "syn:translation/@source") == ["urn:uuid:4d7ad0bc-8d06-5d47-ad26-b6f3ccae9a0b"]


def test_feed_of_a_variant_says_how_its_own_texts_were_translated():
    package = make_package(translation=make_translation(source_guid=BLOG_GUID), translation_source_guid=BLOG_GUID)
    feed = parse(make_feed(packages=(package,)))

    assert texts(feed, "syn:translation/@source") == [BLOG_GUID]
    assert texts(feed, "atom:category/@term") == ["machine"]
    assert texts(feed, "atom:contributor/atom:name/text()") == ["Argos Translate en-vi 1.9"]


def test_feed_across_blogs_says_nothing_of_one_of_them():
    package = make_package(translation=make_translation())
    feed = parse(make_feed(packages=(package, package)))

    assert feed.find("syn:translation", NS) is None
    assert feed.find("syn:version", NS) is None


def test_withdrawn_item_has_a_tombstone_with_its_reason_and_stays_visible(atom_schema):
    feed = parse(make_feed(items=(make_withdrawn_item(), *make_items(1))))

    tombstone = feed.find("at:deleted-entry", NS)
    entry = feed.find("atom:entry", NS)
    assert (tombstone.get("ref"), tombstone.get("when")) == (ENTRY_GUID, "2019-02-27T11:43:00+00:00")
    assert texts(tombstone, "at:comment/text()") == ["wrong photo"]
    assert texts(entry, "atom:id/text()") == [ENTRY_GUID]
    assert texts(entry, "atom:title/text()") == ["Withdrawn"]
    assert texts(entry, "syn:status/text()") == ["canceled"]
    assert texts(entry, "atom:updated/text()") == texts(feed, "atom:updated/text()")
    assert atom_schema.validate(feed), atom_schema.error_log


def test_withdrawn_variant_is_no_translation_and_its_reason_is_in_the_source_language():
    note = make_translation(state=TranslationState.UNTRANSLATED, has_machine_text=False, engines=())
    feed = parse(make_feed(items=(make_withdrawn_item(language="vi", language_tag="vi", translation=note),)))

    assert texts(feed, "at:deleted-entry/at:comment/@xml:lang") == ["en"]
    assert texts(feed, "atom:entry/atom:category[contains(@scheme, 'translation')]/@term") == []
    assert texts(feed, "atom:entry/syn:translation/@source") == [ENTRY_GUID]


def test_usable_items_have_no_tombstone():
    feed = parse(make_feed(items=make_items(2)))

    assert feed.find("at:deleted-entry", NS) is None
    assert feed.find("atom:entry/syn:status", NS) is None


def test_withheld_item_says_so_and_is_not_called_deleted():
    feed = parse(make_feed(items=(make_item(pub_status=PubStatus.WITHHELD),)))

    assert texts(feed, "atom:entry/syn:status/text()") == ["withheld"]
    assert feed.find("at:deleted-entry", NS) is None


def test_kill_reason_that_xml_cannot_carry_does_not_harm_the_head():
    feed = make_feed(items=(make_withdrawn_item(kill_reason="wrong\x00 photo\ufffe"), *make_items(1)))

    head = AtomWriter().head(feed)

    assert '<at:comment xml:lang="en">wrong photo</at:comment>' in head.decode()


def test_media_come_with_captions_credits_and_sizes():
    content = entry_of(media=(make_picture(),)).find("media:content", NS)

    assert content.get("url") == "https://example.org/media/hotel-1200.jpg"
    assert content.get("medium") == "image"
    assert texts(content, "media:credit[@role='photographer']/text()") == ["Giang Huy"]


@pytest.mark.parametrize("field", ["title", "summary", "body_html", "byline", "url", "correction_note"])
@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff"], ids=ascii)
def test_bad_character_condemns_its_own_item_only(field, character):
    bad, good = make_item(**{"guid": f"{BLOG_GUID}/entry/bad", field: f"a{character}b"}), make_item()
    writer = AtomWriter()

    with pytest.raises(WriteError) as caught:
        writer.fragment(bad)

    assert caught.value.guid == bad.guid
    assert caught.value.reason
    assert b"Leaders sit down" in writer.fragment(good)


def test_empty_feed_is_valid(atom_schema):
    feed = parse(make_feed(items=()))

    assert feed.findall("atom:entry", NS) == []
    assert atom_schema.validate(feed), atom_schema.error_log


def test_empty_summary_is_left_out():
    assert entry_of(summary="").find("atom:summary", NS) is None


def test_full_feed_breaks_no_rule_of_the_schema_or_the_feed_validator(atom_schema):
    rights = Rights(holder="Example News", denied_territories=("US",))
    items = (
        translated_item(media=(make_picture(rights=rights),), rights=rights, pinned=True),
        make_withdrawn_item(guid=f"{BLOG_GUID}/entry/2"),
        *make_items(2, guid=f"{BLOG_GUID}/entry/3")[:1],
    )
    document = write(make_feed(items=items, rights=rights, subjects=(Subject(qcode="medtop:11000000"),)))

    assert atom_schema.validate(etree.fromstring(document)), atom_schema.error_log
    assert broken_rules(document) == set()
