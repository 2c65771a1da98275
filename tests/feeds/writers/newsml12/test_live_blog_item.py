"""The live blog's NewsItem, in front of those of its entries."""

import pytest

from feeds.item import ArchivePlace
from feeds.model import PubStatus, Subject
from tests.factories import BLOG_GUID, PAGE_URL, make_feed, make_item, make_items, make_links, make_package
from tests.feeds.writers.cases import LATER, RIGHTS, several_blogs, translated_feed
from tests.feeds.writers.newsml12.reading import facts, names, read, texts

BLOG_URN = "urn:newsml:example.org:20190227:blog%2Fhanoi"


def live_blog(**changes):
    return read(make_feed(packages=(make_package(**changes),))).find("NewsItem")


def test_live_blog_is_identified_by_its_guid_and_the_count_of_its_changes():
    item = live_blog(version=14)

    assert texts(item, "Identification/NewsIdentifier/PublicIdentifier") == [f"{BLOG_URN}:14"]
    assert facts(item, "live-blog") == {"guid": [BLOG_GUID], "page": [PAGE_URL]}


def test_live_blog_is_dated_like_the_newest_change_in_it():
    [item, _] = read(make_feed(items=(make_item(updated_at=LATER),))).findall("NewsItem")

    assert texts(item, "NewsManagement/FirstCreated") == ["20190227T094100+0000"]
    assert texts(item, "NewsManagement/ThisRevisionCreated") == ["20190227T120500+0000"]


@pytest.mark.parametrize(
    ("status", "name"),
    [(PubStatus.USABLE, "Usable"), (PubStatus.WITHHELD, "Withheld"), (PubStatus.CANCELED, "Canceled")],
)
def test_status_of_the_live_blog_is_iptcs(status, name):
    assert texts(live_blog(pub_status=status), "NewsManagement/Status/@FormalName") == [name]


def test_title_standfirst_byline_rights_and_subjects_are_told():
    item = live_blog(rights=RIGHTS, subjects=(Subject(qcode="medtop:11000000", name="politics"),))

    assert names(item.find("NewsComponent/NewsLines")) == [
        "HeadLine",
        "SubHeadLine",
        "ByLine",
        "CopyrightLine",
        "RightsLine",
        "KeywordLine",
    ]
    assert texts(item, "NewsComponent/NewsLines/HeadLine") == ["Leaders meet in Hanoi"]
    assert texts(item, "NewsComponent/RightsMetadata/UsageRights/RightsHolder") == ["Example News"]
    assert texts(item, ".//Subject/@FormalName") == ["11000000"]


def test_entries_are_referred_to_by_revision_in_the_order_of_the_feed():
    document = read(make_feed(items=make_items(2, version=3)))

    assert texts(document, "NewsItem[1]/NewsComponent/NewsItemRef/@NewsItem") == [
        f"{BLOG_URN}%2Fentry%2F0:3",
        f"{BLOG_URN}%2Fentry%2F1:3",
    ]
    assert texts(document, "NewsItem[position() > 1]//PublicIdentifier") == texts(document, "//NewsItemRef/@NewsItem")


def test_feed_across_live_blogs_has_an_item_for_each():
    items = read(several_blogs()).findall("NewsItem")

    assert len(items) == 2 + 4
    assert [len(item.findall("NewsComponent/NewsItemRef")) for item in items[:2]] == [3, 1]


def test_translation_of_the_live_blogs_own_texts_is_told_without_a_revision_of_its_source():
    item = read(translated_feed()).find("NewsItem")

    assert facts(item, "translation")["translation-source"] == [BLOG_GUID]
    assert item.find("NewsManagement/DerivedFrom") is None


def test_what_an_archive_document_holds_is_a_thing_of_its_own():
    place = ArchivePlace(number=3, generation=2, current_url="https://example.org/feed")
    document = read(make_feed(links=make_links(archive=place)))

    assert texts(document, "NewsItem[1]//PublicIdentifier") == [f"{BLOG_URN}%2Farchive%2F3:3"]
