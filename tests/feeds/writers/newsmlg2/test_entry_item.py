"""An entry's own newsItem: where each fact of the model stands."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from feeds.item import LanguageLink
from feeds.model import EntryKind, Rights, Subject
from tests.factories import ENTRY_GUID, make_item, make_site, make_withdrawn_item
from tests.feeds.writers.cases import LATER, RIGHTS, full_item, withheld_item
from tests.feeds.writers.newsmlg2.reading import NS, XML_LANG, names, read_item, texts


def test_item_names_its_identity_version_standard_and_language():
    item = read_item(make_item(version=4, language_tag="vi"))

    assert dict(item.attrib) == {
        "guid": ENTRY_GUID,
        "version": "4",
        "standard": "NewsML-G2",
        "standardversion": "2.35",
        "conformance": "power",
        XML_LANG: "vi",
    }


def test_item_metadata_stand_in_the_order_of_the_schema():
    meta = read_item(full_item()).find("g2:itemMeta", NS)

    assert list(dict.fromkeys(names(meta))) == [
        "itemClass",
        "provider",
        "versionCreated",
        "firstCreated",
        "embargoed",
        "pubStatus",
        "title",
        "edNote",
        "memberOf",
        "signal",
        "altRep",
        "link",
    ]


def test_provider_is_known_by_the_domain_it_holds():
    provider = read_item(make_item(site=make_site(authority="news.example", provider="Tin tức"))).find(
        ".//g2:provider", NS
    )

    assert provider.get("literal") == "news.example"
    assert texts(provider, "g2:name") == ["Tin tức"]


def test_times_of_the_item_and_of_its_content_are_told_apart():
    item = read_item(
        make_item(
            created_at=datetime(2019, 2, 27, 11, 40, tzinfo=UTC),
            published_at=datetime(2019, 2, 27, 11, 33, tzinfo=UTC),
            updated_at=datetime(2019, 2, 27, 12, 5, tzinfo=UTC),
        )
    )

    assert texts(item, ".//g2:firstCreated") == ["2019-02-27T11:40:00Z"]
    assert texts(item, ".//g2:versionCreated") == ["2019-02-27T12:05:00Z"]
    assert texts(item, ".//g2:contentCreated") == ["2019-02-27T11:33:00Z"]
    assert texts(item, ".//g2:contentModified") == ["2019-02-27T12:05:00Z"]


def test_times_keep_the_zone_the_profile_chose():
    hanoi = timezone(timedelta(hours=7))

    item = read_item(make_item(published_at=datetime(2019, 2, 27, 18, 33, tzinfo=hanoi)))

    assert texts(item, ".//g2:contentCreated") == ["2019-02-27T18:33:00+07:00"]


def test_embargo_says_until_when():
    assert texts(read_item(make_item(embargoed_until=LATER)), ".//g2:embargoed") == ["2019-02-27T12:05:00Z"]
    assert texts(read_item(make_item()), ".//g2:embargoed") == []


def test_first_version_has_no_signal():
    assert texts(read_item(make_item()), ".//g2:signal/@qcode") == []


def test_later_version_is_signalled_as_an_update():
    assert texts(read_item(make_item(version=2)), ".//g2:signal/@qcode") == ["sig:update"]


def test_correction_is_signalled_as_such_and_its_note_goes_to_the_editors():
    item = read_item(make_item(version=2, correction_note="The hotel was misnamed."))

    assert texts(item, ".//g2:signal/@qcode") == ["sig:correction"]
    assert texts(item, ".//g2:edNote") == ["The hotel was misnamed."]
    assert texts(item, ".//g2:edNote/@role") == ["synrole:correction"]


def test_editors_marks_stand_behind_the_signal_of_the_version():
    item = read_item(make_item(version=2, pinned=True, highlighted=True))

    assert texts(item, ".//g2:signal/@qcode") == ["sig:update", "synmark:pinned", "synmark:highlighted"]


def test_kill_cancels_the_item_and_tells_editors_why():
    item = read_item(make_withdrawn_item(kill_reason="wrong photo", version=5))

    assert item.get("version") == "5"
    assert texts(item, ".//g2:pubStatus/@qcode") == ["stat:canceled"]
    assert texts(item, ".//g2:edNote") == ["wrong photo"]
    assert texts(item, ".//g2:edNote/@role") == ["synrole:withdrawal"]


def test_kill_without_a_reason_still_tells_editors_what_to_do():
    item = make_withdrawn_item(kill_reason=None, body_text="This entry has been withdrawn.")

    assert texts(read_item(item), ".//g2:edNote") == ["This entry has been withdrawn."]


def test_hold_withholds_the_item_and_tells_editors_what_to_do():
    item = read_item(withheld_item())

    assert texts(item, ".//g2:pubStatus/@qcode") == ["stat:withheld"]
    assert texts(item, ".//g2:edNote") == ["This entry is withheld for now."]
    assert texts(item, ".//g2:edNote/@role") == ["synrole:hold"]


@pytest.mark.parametrize("item", [make_withdrawn_item(pinned=True), withheld_item()], ids=["kill", "hold"])
def test_order_not_to_use_an_entry_has_no_content_and_no_signal(item):
    found = read_item(item)

    assert names(found.find("g2:contentSet", NS)) == []
    assert texts(found, ".//g2:description|.//g2:by|.//g2:creator|.//g2:creditline") == []
    assert texts(found, ".//g2:signal/@qcode") == []


def test_usable_item_says_so():
    assert texts(read_item(make_item()), ".//g2:pubStatus/@qcode") == ["stat:usable"]


def test_item_belongs_to_its_live_blog():
    item = read_item(make_item(blog_guid="tag:example.org,2019:blog/x", blog_title="Summit"))

    assert texts(item, ".//g2:memberOf/@uri") == ["tag:example.org,2019:blog/x"]
    assert texts(item, ".//g2:memberOf/g2:name") == ["Summit"]


def test_item_names_the_page_that_shows_it():
    item = read_item(make_item(url="https://example.org/blogs/hanoi/en/#entry-1"))

    assert texts(item, ".//g2:altRep") == ["https://example.org/blogs/hanoi/en/#entry-1"]
    assert texts(item, ".//g2:altRep/@contenttype") == ["text/html"]


def test_pages_in_other_languages_are_linked_once_each():
    own = LanguageLink(language="en", url=make_item().url)
    korean = LanguageLink(language="ko", url="https://example.org/blogs/hanoi/ko/#entry-1")

    item = read_item(make_item(alternates=(own, korean, korean)))

    assert texts(item, ".//g2:link[@rel='irel:seeAlso']/@href") == [korean.url]
    assert texts(item, ".//g2:link[@rel='irel:seeAlso']/g2:language/@tag") == ["ko"]


@pytest.mark.parametrize("kind", EntryKind)
def test_kind_of_entry_is_a_genre(kind):
    assert texts(read_item(make_item(kind=kind)), ".//g2:genre/@qcode") == [f"synkind:{kind.value}"]


def test_byline_is_creator_and_by():
    item = read_item(make_item(byline="Linh Nguyễn"))

    assert texts(item, ".//g2:creator/g2:name") == ["Linh Nguyễn"]
    assert texts(item, ".//g2:by") == ["Linh Nguyễn"]


def test_credit_line_and_summary_describe_the_content():
    item = read_item(make_item(credit_line="Example News, Hanoi", summary="They shook hands."))

    assert texts(item, ".//g2:creditline") == ["Example News, Hanoi"]
    assert texts(item, ".//g2:description[@role='drol:summary']") == ["They shook hands."]


def test_own_headline_has_no_role_but_a_made_one_has():
    own = read_item(make_item(title="Leaders meet", has_own_title=True))
    made = read_item(make_item(title="They met. …", has_own_title=False))

    assert texts(own, ".//g2:headline") == texts(own, ".//g2:itemMeta/g2:title") == ["Leaders meet"]
    assert texts(own, ".//g2:headline/@role") == []
    assert texts(made, ".//g2:headline") == ["They met. …"]
    assert texts(made, ".//g2:headline/@role") == ["synrole:generatedTitle"]


def test_subject_of_a_declared_scheme_is_a_qcode():
    item = read_item(make_item(subjects=(Subject(qcode="medtop:11000000", name="politics"),)))

    assert texts(item, ".//g2:subject/@qcode") == ["medtop:11000000"]
    assert texts(item, ".//g2:subject/g2:name") == ["politics"]


@pytest.mark.parametrize("qcode", ["house:summit", "medtop:1 2", "medtop:", "no colon", ":x", ""])
def test_subject_nobody_could_look_up_is_a_literal(qcode):
    item = read_item(make_item(subjects=(Subject(qcode=qcode),)))

    assert texts(item, ".//g2:subject/@literal") == [qcode]
    assert texts(item, ".//g2:subject/@qcode") == []


def test_rights_are_stated_for_people_and_territories_for_machines():
    info = read_item(make_item(rights=RIGHTS)).find("g2:rightsInfo", NS)

    assert texts(info, "g2:copyrightHolder/g2:name") == ["Example News"]
    assert texts(info, "g2:copyrightNotice") == ["© 2019 Example News & partners"]
    assert texts(info, "g2:usageTerms") == ["Not for resale.\nCredit the photographer."]
    assert texts(info, "g2:rightsInfoExtProperty[@rel='synprop:allowedTerritory']/@qcode") == [
        "iso3166-1a2:VN",
        "iso3166-1a2:KR",
    ]
    assert texts(info, "g2:rightsInfoExtProperty[@rel='synprop:deniedTerritory']/@qcode") == ["iso3166-1a2:US"]


@pytest.mark.parametrize("rights", [None, Rights()])
def test_item_without_rights_claims_none(rights):
    assert read_item(make_item(rights=rights)).find("g2:rightsInfo", NS) is None


def test_body_is_a_complete_xhtml_document_in_its_own_namespace():
    item = read_item(
        make_item(title="Dinner", body_html="<p>They <b>shook</b> hands.<br/>Then left.</p><ul><li>1</li></ul>")
    )

    html = item.find("g2:contentSet/g2:inlineXML", NS)[0]

    assert html.tag == f"{{{NS['h']}}}html"
    assert texts(html, "h:head/h:title") == ["Dinner"]
    assert {etree.QName(element).namespace for element in html.iter()} == {NS["h"]}
    assert [etree.QName(element).localname for element in html.find("h:body", NS).iter()] == [
        "body",
        "p",
        "b",
        "br",
        "ul",
        "li",
    ]


def test_body_names_its_type_language_and_length():
    inline = read_item(make_item(language_tag="vi", body_text="Hai nhà lãnh đạo\n\nbắt tay")).find(
        ".//g2:inlineXML", NS
    )

    assert dict(inline.attrib) == {"contenttype": "application/xhtml+xml", "wordcount": "6"}
    assert inline[0].get(XML_LANG) == "vi"


def test_right_to_left_text_is_marked_on_the_item_and_in_the_body():
    item = read_item(make_item(language_tag="ar", is_right_to_left=True))

    assert item.get("dir") == "rtl"
    assert item.find(".//h:html", NS).get("dir") == "rtl"


def test_left_to_right_text_needs_no_mark():
    assert texts(read_item(make_item()), "@dir|.//h:html/@dir") == []
