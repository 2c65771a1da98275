"""What the document says of its live blog."""

from dataclasses import replace

import pytest

from feeds.item import ArchivePlace
from feeds.model import PubStatus, Subject
from feeds.namespaces import XML_LANG
from tests.factories import (
    BLOG_GUID,
    ENTRY_GUID,
    PAGE_URL,
    make_feed,
    make_item,
    make_links,
    make_package,
    make_withdrawn_item,
)
from tests.feeds.writers.cases import LATER, RIGHTS, right_to_left, several_blogs, translated_feed
from tests.feeds.writers.nitf.reading import NS, read, texts

DOCDATA = "n:head/n:docdata"


def test_document_names_its_standard_its_language_and_itself():
    document = read(make_feed())

    assert dict(document.attrib) == {"version": "-//IPTC//DTD NITF 3.6//EN", "baselang": "en"}
    assert document.find("n:body", NS).get(XML_LANG) == "en"
    assert texts(document, f"{DOCDATA}/n:doc-id/@id-string") == [BLOG_GUID]
    assert texts(document, f"{DOCDATA}/n:doc-id/@regsrc") == ["example.org"]


def test_version_of_the_document_is_the_live_blogs():
    feed = make_feed(packages=(make_package(version=14),))

    assert texts(read(feed), f"{DOCDATA}/n:du-key/@version") == ["14"]
    assert texts(read(feed), f"{DOCDATA}/n:du-key/@key") == [BLOG_GUID]


def test_document_is_issued_with_the_newest_change_and_released_with_the_first_publication():
    document = read(make_feed(items=(make_item(updated_at=LATER),)))

    assert texts(document, f"{DOCDATA}/n:date.issue/@norm") == ["20190227T120500+0000"]
    assert texts(document, f"{DOCDATA}/n:date.release/@norm") == ["20190227T094100+0000"]


@pytest.mark.parametrize("status", PubStatus)
def test_status_of_the_live_blog_manages_the_document(status):
    feed = make_feed(packages=(make_package(pub_status=status),))

    assert texts(read(feed), f"{DOCDATA}/@management-status") == [status.value]


def test_title_byline_provider_and_standfirst_are_the_head_of_the_body():
    document = read(make_feed())

    assert texts(document, "n:head/n:title") == texts(document, "n:body/n:body.head/n:hedline/n:hl1")
    assert texts(document, "n:body/n:body.head/n:hedline/n:hl1") == ["Leaders meet in Hanoi"]
    assert texts(document, "n:body/n:body.head/n:byline") == ["Staff reporters"]
    assert texts(document, "n:body/n:body.head/n:distributor") == ["Example News"]
    assert texts(document, "n:body/n:body.head/n:abstract/n:p") == ["Two days of talks open in the Vietnamese capital."]


def test_page_is_where_the_same_is_published():
    assert texts(read(make_feed()), "n:head/n:pubdata[@type='web']/@ex-ref") == [PAGE_URL]


def test_subjects_are_told_by_code_and_by_name():
    feed = make_feed(subjects=(Subject(qcode="subj:11000000", name="politics"), Subject(qcode="x:1")))
    document = read(feed)

    assert texts(document, "n:head/n:tobject/n:tobject.subject/@tobject.subject.refnum") == ["11000000"]
    assert texts(document, f"{DOCDATA}/n:key-list/n:keyword/@key") == ["politics", "x:1"]
    assert texts(document, f"{DOCDATA}/n:identified-content/n:classifier/@value") == ["11000000", "x:1"]


def test_rights_of_the_live_blog_are_told_to_programs_and_to_readers():
    document = read(make_feed(rights=RIGHTS))

    assert texts(document, f"{DOCDATA}/n:doc.copyright/@holder") == ["Example News"]
    assert texts(document, f"{DOCDATA}/n:doc.copyright/@year") == ["2019"]
    assert texts(document, f"{DOCDATA}/n:doc.rights/@limitations") == ["Not for resale.\nCredit the photographer."]
    assert texts(document, f"{DOCDATA}/n:doc.rights[@type='allowed']/@location-code") == ["VN", "KR"]
    assert texts(document, f"{DOCDATA}/n:doc.rights[@type='denied']/@location-code") == ["US"]
    assert texts(document, "n:body/n:body.head/n:rights/text()") == ["© 2019 Example News & partners"]
    assert texts(document, "n:body/n:body.head/n:rights/n:rights.limitations") == [RIGHTS.usage_terms]


def test_editors_hear_of_corrections_and_withdrawals_in_the_head():
    killed = make_withdrawn_item(guid=f"{BLOG_GUID}/entry/2")
    document = read(make_feed(items=(make_item(correction_note="The hotel was misnamed."), killed)))

    [correction] = document.iterfind(f"{DOCDATA}/n:correction", NS)
    [message] = document.iterfind(f"{DOCDATA}/n:ed-msg", NS)
    assert dict(correction.attrib) == {
        "info": "The hotel was misnamed.",
        "id-string": ENTRY_GUID,
        "regsrc": "example.org",
    }
    assert dict(message.attrib) == {"msg-type": "canceled", "info": f"{killed.guid}: wrong photo"}


def test_translation_of_the_live_blogs_own_texts_is_told_in_meta_elements():
    document = read(translated_feed())

    told = {meta.get("name"): meta.get("content") for meta in document.iterfind("n:head/n:meta", NS)}
    assert told["translation-state"] == "machine"
    assert told["translation-machine"] == "true"
    assert told["translation-stale"] == "false"
    assert told["translation-source"] == BLOG_GUID
    assert texts(document, "@baselang") == ["vi"]


def test_head_of_a_right_to_left_feed_says_so():
    document = read(replace(right_to_left(), language="ar", language_tag="ar"))

    assert texts(document, "n:body/n:body.head/*/@style") == ["direction: rtl"] * 3


def test_feed_across_live_blogs_names_them_and_has_no_version():
    document = read(several_blogs())

    assert texts(document, f"{DOCDATA}/n:du-key") == []
    assert texts(document, f"{DOCDATA}/n:identified-content/n:classifier[@type='live-blog']/@value") == [
        BLOG_GUID,
        "tag:example.org,2019-03-01:blog/other",
    ]
    assert texts(document, f"{DOCDATA}/n:identified-content/n:classifier") == [
        "Leaders meet in Hanoi",
        "Another live blog",
    ]
    assert len(document.findall(".//n:block", NS)) == 4


def test_archive_document_is_a_document_of_its_own():
    place = ArchivePlace(number=3, generation=2, current_url="https://example.org/feed")
    document = read(make_feed(links=make_links(archive=place)))

    assert texts(document, f"{DOCDATA}/n:doc-id/@id-string") == [f"{BLOG_GUID}/archive/3"]
    assert texts(document, f"{DOCDATA}/n:du-key/@version") == ["3"]
