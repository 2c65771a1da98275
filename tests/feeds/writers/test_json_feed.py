"""The JSON Feed writer: what version 1.1 asks for, what partners check beyond it, and our own objects."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feeds.catalogs import json_feed_objects
from feeds.identity import variant_guid
from feeds.item import LanguageLink
from feeds.model import EntryKind, MediaKind, PubStatus, Rights, Subject, TranslationState
from tests.factories import (
    BLOG_GUID,
    ENTRY_GUID,
    PAGE_URL,
    make_feed,
    make_item,
    make_links,
    make_package,
    make_picture,
    make_rendition,
    make_translation,
    make_withdrawn_item,
)
from tests.feeds.writers.cases import FEEDS, RIGHTS, translated_feed
from tests.feeds.writers.json_documents import check, check_document, read, write

ABOUT = "https://example.org/catalogs/json-feed-objects-1.json"
OBJECTS = json.loads(json_feed_objects())


def feed_of(**changes: Any) -> dict[str, Any]:
    return read(write("json", make_feed(**changes)))


def item_of(**changes: Any) -> dict[str, Any]:
    [item] = feed_of(items=(make_item(**changes),))["items"]
    return item


def translation_of(**changes: Any) -> dict[str, Any]:
    [item] = read(write("json", translated_feed(**changes)))["items"]
    return item["_translation"]


def attachments_of(*media: Any) -> list[dict[str, Any]]:
    return item_of(media=media)["attachments"]


@pytest.mark.parametrize("state", FEEDS)
def test_document_is_valid_by_the_schema(state):
    check_document("json", write("json", FEEDS[state]()))


@pytest.mark.parametrize("state", FEEDS)
def test_our_own_objects_are_as_their_description_says(state):
    feed = read(write("json", FEEDS[state]()))

    check_object("feed", feed["_syndication"])
    for item in feed["items"]:
        check_object("item", item["_syndication"])
        for attachment in item.get("attachments", ()):
            check_object("attachment", attachment["_syndication"])
    for holder in (feed, *feed["items"]):
        if "_translation" in holder:
            check_object("translation", holder["_translation"])


def check_object(name: str, value: dict[str, Any]) -> None:
    """Validate an object of ours, and see that nothing is in it that is not described."""
    check({**OBJECTS, "$ref": f"#/$defs/{name}"}, value)
    assert value["about"] == ABOUT
    assert set(value) <= set(OBJECTS["$defs"][name]["properties"])


def test_version_stands_at_the_very_top_and_the_items_last():
    names = list(feed_of())

    assert names[0] == "version"
    assert names[-1] == "items"


def test_feed_names_itself_and_its_addresses():
    feed = feed_of()

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Leaders meet in Hanoi"
    assert feed["description"] == "Two days of talks open in the Vietnamese capital."
    assert feed["feed_url"] == "https://example.org/blogs/hanoi/en/feed.atom"
    assert feed["home_page_url"] == PAGE_URL
    assert feed["authors"] == [{"name": "Example News"}]
    assert feed["language"] == "en"


def test_feed_tells_its_identity_and_the_version_of_its_live_blog():
    links = make_links(sibling_feeds=(LanguageLink(language="vi", url="https://example.org/vi.json"),))
    about = feed_of(packages=(make_package(version=7),), links=links, rights=Rights(holder="Example News"))[
        "_syndication"
    ]

    assert about["id"] == BLOG_GUID
    assert about["updated"] == "2019-02-27T11:33:00Z"
    assert about["blogs"] == [
        {
            "id": BLOG_GUID,
            "version": 7,
            "pub_status": "usable",
            "title": "Leaders meet in Hanoi",
            "language": "en",
            "url": PAGE_URL,
        }
    ]
    assert about["rights"] == {"holder": "Example News"}
    assert about["alternates"] == [{"language": "vi", "url": "https://example.org/vi.json"}]


def test_feed_of_a_variant_says_how_its_own_texts_were_translated():
    note = read(write("json", translated_feed()))["_translation"]

    assert (note["source_id"], note["state"], note["machine"]) == (BLOG_GUID, "machine", True)


def test_feed_across_live_blogs_lists_them_and_says_nothing_of_the_texts_of_one():
    package = make_package(translation=make_translation())
    feed = feed_of(guid="urn:uuid:4d7ad0bc-8d06-5d47-ad26-b6f3ccae9a0b", packages=(package,))

    assert [blog["id"] for blog in feed["_syndication"]["blogs"]] == [BLOG_GUID]
    assert "_translation" not in feed


def test_item_carries_identity_texts_and_times():
    seoul = ZoneInfo("Asia/Seoul")
    item = item_of(
        published_at=datetime(2019, 2, 27, 20, 33, 12, 999_999, tzinfo=seoul),
        updated_at=datetime(2019, 2, 27, 20, 40, 1, tzinfo=seoul),
    )

    assert item["id"] == ENTRY_GUID
    assert item["url"].startswith(f"{PAGE_URL}#entry-")
    assert item["title"] == "Leaders sit down to dinner"
    assert item["content_html"] == "<p>The two leaders <b>shook hands</b> before dinner.</p>"
    assert "content_text" not in item
    assert item["summary"] == "The two leaders shook hands before dinner."
    assert item["date_published"] == "2019-02-27T20:33:12+09:00"
    assert item["date_modified"] == "2019-02-27T20:40:01+09:00"
    assert item["authors"] == [{"name": "Staff reporters"}]
    assert item["language"] == "en"


def test_item_states_its_language_in_the_partners_style():
    assert item_of(language_tag="vi-t-en-t0-und")["language"] == "vi-t-en-t0-und"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"body_text": "", "summary": ""}, "Leaders sit down to dinner"),
        ({"body_text": "", "summary": "They dined."}, "They dined."),
        ({"body_text": "Machine translation.", "summary": ""}, "Machine translation."),
    ],
)
def test_item_without_a_body_has_its_plain_text_since_it_must_have_one(texts, expected):
    item = item_of(body_html="", **texts)

    assert item["content_text"] == expected
    assert "content_html" not in item


def test_credit_line_of_the_profile_is_the_author_and_the_byline_is_kept():
    item = item_of(credit_line="Staff reporters / Example News")

    assert item["authors"] == [{"name": "Staff reporters / Example News"}]
    assert item["_syndication"]["byline"] == "Staff reporters"


def test_item_without_any_author_leaves_it_to_the_feed():
    assert "authors" not in item_of(byline=None)


def test_tags_are_names_for_people_and_codes_are_kept_beside_them():
    subjects = (
        Subject(qcode="medtop:11000000", name="politics"),
        Subject(qcode="subj:11000000", name="politics"),
        Subject(qcode="desk:summit"),
    )
    item = item_of(subjects=subjects)

    assert item["tags"] == ["politics", "desk:summit"]
    assert item["_syndication"]["subjects"] == [
        {"qcode": "medtop:11000000", "name": "politics"},
        {"qcode": "subj:11000000", "name": "politics"},
        {"qcode": "desk:summit"},
    ]


def test_version_kind_and_marks_are_told():
    item = item_of(version=3, kind=EntryKind.KEY_EVENT, pinned=True, has_own_title=False)

    about = item["_syndication"]
    assert (about["version"], about["pub_status"], about["kind"]) == (3, "usable", "key_event")
    assert (about["pinned"], about["highlighted"], about["has_own_title"]) == (True, False, False)
    assert about["blog"] == {"id": BLOG_GUID, "title": "Leaders meet in Hanoi"}


def test_correction_embargo_and_rights_are_data_too():
    embargo = datetime(2019, 2, 27, 20, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    about = item_of(correction_note="It began at 19:00.", embargoed_until=embargo, rights=RIGHTS)["_syndication"]

    assert about["correction"] == "It began at 19:00."
    assert about["embargoed_until"] == "2019-02-27T20:00:00+07:00"
    assert about["rights"] == {
        "holder": "Example News",
        "notice": "© 2019 Example News & partners",
        "usage_terms": "Not for resale.\nCredit the photographer.",
        "allowed_territories": ["VN", "KR"],
        "denied_territories": ["US"],
    }


def test_rights_that_state_nothing_are_left_out():
    assert "rights" not in item_of(rights=Rights())["_syndication"]


def test_kill_is_an_order_with_its_reason_under_the_same_id():
    [item] = feed_of(items=(make_withdrawn_item(),))["items"]

    assert (item["id"], item["title"]) == (ENTRY_GUID, "Withdrawn")
    assert item["_syndication"]["pub_status"] == "canceled"
    assert item["_syndication"]["kill_reason"] == "wrong photo"
    assert item["_syndication"]["version"] == 2


def test_reason_of_a_kill_that_was_taken_back_is_not_told():
    assert "kill_reason" not in item_of(kill_reason="wrong photo")["_syndication"]


def test_withheld_item_says_so():
    item = item_of(pub_status=PubStatus.WITHHELD)

    assert item["_syndication"]["pub_status"] == "withheld"


def test_machine_translation_says_from_what_and_by_what_it_was_made():
    assert translation_of(source_version=3, memories=("Hanoi 2019",)) == {
        "about": ABOUT,
        "source_id": ENTRY_GUID,
        "source_version": 3,
        "source_language": "en",
        "source_url": "https://example.org/blogs/hanoi/en/#entry-1",
        "state": "machine",
        "machine": True,
        "reviewed": False,
        "stale": False,
        "engines": ["Argos Translate en-vi 1.9"],
        "memories": ["Hanoi 2019"],
    }


@pytest.mark.parametrize("state", TranslationState)
def test_only_a_text_that_is_reviewed_as_a_whole_is_called_so(state):
    note = translation_of(state=state)

    assert (note["state"], note["reviewed"]) == (state.value, state is TranslationState.REVIEWED)


def test_reviewers_and_staleness_are_told():
    note = translation_of(state=TranslationState.REVIEWED, has_machine_text=False, is_stale=True, reviewers=("Lan",))

    assert (note["machine"], note["stale"], note["reviewers"]) == (False, True, ["Lan"])


def test_source_is_named_in_the_partners_scheme():
    uuid = "urn:uuid:4d7ad0bc-8d06-5d47-ad26-b6f3ccae9a0b"

    assert translation_of(translation_source_guid=uuid)["source_id"] == uuid


def test_source_text_has_no_translation_note():
    assert "_translation" not in item_of()


def test_pages_in_other_languages_are_told():
    item = item_of(alternates=(LanguageLink(language="ko", url="https://example.org/ko/#1"),))

    assert item["_syndication"]["alternates"] == [{"language": "ko", "url": "https://example.org/ko/#1"}]


def test_each_file_is_an_attachment_with_what_is_known_of_it():
    [attachment] = attachments_of(make_picture(rights=Rights(notice="© Giang Huy")))

    assert attachment == {
        "url": "https://example.org/media/hotel-1200.jpg",
        "mime_type": "image/jpeg",
        "title": "The hotel on Wednesday",
        "size_in_bytes": 182_000,
        "_syndication": {
            "about": ABOUT,
            "media_id": f"{ENTRY_GUID}/media/1",
            "kind": "picture",
            "width": 1200,
            "height": 800,
            "caption": "The hotel on Wednesday",
            "alt": "A white hotel behind trees",
            "credit": "Giang Huy",
            "language": "en",
            "rights": {"notice": "© Giang Huy"},
        },
    }


def test_unknown_type_is_called_unknown_and_a_size_of_nothing_is_a_size():
    [attachment] = attachments_of(make_picture(renditions=(make_rendition(mimetype=None, bytes=0),)))

    assert (attachment["mime_type"], attachment["size_in_bytes"]) == ("application/octet-stream", 0)


def test_forms_of_one_thing_share_a_title_and_two_things_never_do():
    large, small = make_rendition(), make_rendition(href="https://example.org/s.jpg", width=300)
    picture = make_picture(renditions=(large, small))

    assert [one.get("title") for one in attachments_of(picture)] == ["The hotel on Wednesday"] * 2
    assert [one.get("title") for one in attachments_of(picture, make_picture())] == [None] * 3


def test_main_image_is_the_widest_of_the_first_picture_and_no_thumbnail():
    video = make_picture(kind=MediaKind.VIDEO)
    nowhere = make_picture(renditions=(make_rendition(href=None),))
    thumbnail = make_rendition(href="https://example.org/t.jpg", role="thumbnail", width=5000)
    small = make_rendition(href="https://example.org/s.jpg", width=300)
    picture = make_picture(renditions=(thumbnail, small, make_rendition(href="https://example.org/l.jpg")))

    assert item_of(media=(video, nowhere, picture, make_picture()))["image"] == "https://example.org/l.jpg"
    assert item_of(media=(make_picture(renditions=(thumbnail,)),))["image"] == "https://example.org/t.jpg"
    assert "image" not in item_of(media=(video, nowhere))


def test_translating_the_entry_does_not_change_what_is_said_in_a_video():
    media = (make_picture(), make_picture(kind=MediaKind.VIDEO))
    [item] = read(write("json", translated_feed(media=media)))["items"]

    assert [attachment["_syndication"]["language"] for attachment in item["attachments"]] == ["vi", "en"]


def test_variant_has_an_id_of_its_own():
    [item] = read(write("json", translated_feed()))["items"]

    assert item["id"] == variant_guid(ENTRY_GUID, "vi")


def test_addresses_are_in_the_characters_of_addresses():
    address = "https://báo.example/ảnh 1.jpg?q=[x]"
    picture = make_picture(renditions=(make_rendition(href=address),))
    feed = make_feed(items=(make_item(url=address, media=(picture,)),))
    feed = replace(feed, links=make_links(page_url=address))

    document = write("json", feed)

    check_document("json", document)
    [item] = read(document)["items"]
    expected = "https://xn--bo-mia.example/%E1%BA%A3nh%201.jpg?q=%5Bx%5D"
    assert {read(document)["home_page_url"], item["url"], item["image"], item["attachments"][0]["url"]} == {expected}
