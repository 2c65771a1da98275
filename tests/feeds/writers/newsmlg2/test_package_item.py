"""A live blog as a packageItem."""

from datetime import UTC, datetime

from tests.factories import BLOG_GUID, make_feed, make_item, make_items, make_package, make_withdrawn_item
from tests.feeds.writers.cases import RIGHTS, several_blogs
from tests.feeds.writers.newsmlg2.reading import NS, read, texts


def read_package(**changes):
    return read(make_feed(packages=(make_package(**changes),))).find(".//g2:packageItem", NS)


def test_package_has_the_identity_and_version_of_the_live_blog():
    package = read_package(version=12)

    assert package.get("guid") == BLOG_GUID
    assert package.get("version") == "12"
    assert texts(package, "g2:itemMeta/g2:itemClass/@qcode") == ["ninat:composite"]


def test_package_carries_the_live_blogs_own_texts():
    package = read_package(title="Summit", standfirst="Two days of talks.", byline="Staff", rights=RIGHTS)

    assert texts(package, "g2:itemMeta/g2:title|g2:contentMeta/g2:headline") == ["Summit", "Summit"]
    assert texts(package, "g2:contentMeta/g2:description[@role='drol:summary']") == ["Two days of talks."]
    assert texts(package, "g2:contentMeta/g2:by|g2:contentMeta/g2:creator/g2:name") == ["Staff", "Staff"]
    assert texts(package, "g2:rightsInfo/g2:copyrightHolder/g2:name") == ["Example News"]


def test_package_names_its_page():
    assert texts(read_package(page_url="https://example.org/x/"), ".//g2:altRep") == ["https://example.org/x/"]


def test_root_group_refers_to_the_entries_in_the_order_of_the_feed():
    items = (make_item(version=3, title="Dinner"), *make_items(1), make_withdrawn_item(guid="tag:example.org,2019:k"))

    group_set = read(make_feed(items=items)).find(".//g2:groupSet", NS)

    assert texts(group_set, "@root") == texts(group_set, "g2:group/@id")
    assert texts(group_set, "g2:group/@mode") == ["pgrmod:seq"]
    assert texts(group_set, ".//g2:itemRef/@residref") == [item.guid for item in items]
    assert texts(group_set, ".//g2:itemRef/@version") == ["3", "1", "2"]
    assert texts(group_set, ".//g2:itemRef/g2:title") == ["Dinner", "Update 0", "Withdrawn"]
    assert texts(group_set, ".//g2:itemRef/g2:pubStatus/@qcode") == ["stat:usable", "stat:usable", "stat:canceled"]
    assert set(texts(group_set, ".//g2:itemRef/@contenttype")) == {"application/vnd.iptc.g2.newsitem+xml"}


def test_every_reference_leads_to_an_item_of_that_version_in_the_message():
    document = read(several_blogs())

    found = set(zip(texts(document, "//g2:newsItem/@guid"), texts(document, "//g2:newsItem/@version"), strict=True))
    wanted = zip(texts(document, "//g2:itemRef/@residref"), texts(document, "//g2:itemRef/@version"), strict=True)

    assert found == set(wanted)


def test_each_live_blog_of_a_feed_is_a_package_of_its_own_entries():
    feed = several_blogs()

    packages = read(feed).findall(".//g2:packageItem", NS)

    assert [package.get("guid") for package in packages] == [package.guid for package in feed.packages]
    assert [len(package.findall(".//g2:itemRef", NS)) for package in packages] == [3, 1]
    assert texts(packages[1], ".//g2:itemRef/@residref") == [f"{packages[1].get('guid')}/entry/1"]


def test_package_is_as_new_as_the_newest_change_in_it():
    early, late = datetime(2019, 2, 27, 9, 41, tzinfo=UTC), datetime(2019, 2, 27, 23, 0, tzinfo=UTC)
    feed = make_feed(items=(make_item(updated_at=late), *make_items(2)), packages=(make_package(updated_at=early),))

    assert texts(read(feed), ".//g2:packageItem//g2:versionCreated") == ["2019-02-27T23:00:00Z"]


def test_live_blog_without_entries_is_a_package_without_references():
    document = read(make_feed(items=()))

    assert texts(document, ".//g2:group/@id") == ["group-1"]
    assert texts(document, ".//g2:itemRef") == []


def test_right_to_left_live_blog_is_marked_whatever_the_style_of_its_language_tag():
    assert read_package(language_tag="ar").get("dir") == "rtl"
    assert read_package(language_tag="ar-t-en-t0-und").get("dir") == "rtl"
    assert read_package(language_tag="vi-t-ar-t0-und").get("dir") is None
