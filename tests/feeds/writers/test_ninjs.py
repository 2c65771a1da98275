"""The ninjs writer: objects as IPTC's schemas and its NewsML-G2 sibling have them, in both versions."""

import json
from dataclasses import replace
from typing import Any

import pytest

from feeds.identity import IdScheme, variant_guid, written_as
from feeds.item import Item
from feeds.model import EntryKind, MediaKind, PubStatus, Rights, Subject, TranslationState
from tests.factories import (
    BLOG_GUID,
    ENTRY_GUID,
    PAGE_URL,
    make_feed,
    make_item,
    make_items,
    make_package,
    make_picture,
    make_rendition,
    make_translation,
    make_withdrawn_item,
)
from tests.feeds.writers.cases import FEEDS, LATER, RIGHTS, full_item, translated_feed, translated_item, withheld_item
from tests.feeds.writers.json_documents import check_document, in_version, read, write

RELATION = "http://cv.iptc.org/newscodes/itemrelation/"
ROLE = "urn:x-syndication:role:"

each_version = pytest.mark.parametrize("version", [None, "3.1", "2.2"])


def document_of(**changes: Any) -> dict[str, Any]:
    return read(write("ninjs", make_feed(**changes)))


def entry_of(item: Item | None = None, **changes: Any) -> dict[str, Any]:
    [entry] = document_of(items=(item or make_item(**changes),))["associations"]
    return entry


def associated(entry: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [other for other in entry["associations"] if other["name"] == name]


def codes(entry: dict[str, Any]) -> list[str]:
    return [genre["uri"].removeprefix("urn:x-syndication:") for genre in entry.get("genres", ())]


def makers(entry: dict[str, Any]) -> list[tuple[str, str]]:
    return [(party["role"].removeprefix(ROLE), party["name"]) for party in entry["infoSources"]]


@each_version
@pytest.mark.parametrize("state", FEEDS)
def test_document_is_valid_by_the_schema_of_the_version_that_it_names(state, version):
    document = write("ninjs", in_version(FEEDS[state](), version))

    check_document("ninjs", document)
    assert read(document)["standard"]["version"] == (version or "3.1")


def test_document_of_a_live_blog_is_the_live_blog_with_its_entries():
    package = make_package(version=14, rights=RIGHTS)
    document = document_of(items=make_items(2), packages=(package,), updated_at=LATER)

    assert (document["uri"], document["type"], document["profile"]) == (BLOG_GUID, "composite", "live-blog")
    assert (document["version"], document["versionCreated"]) == ("14", "2019-02-27T12:05:00Z")
    assert document["firstCreated"] == document["contentCreated"] == "2019-02-27T09:41:00Z"
    assert document["headlines"] == [
        {"role": "main", "contentType": "text/plain", "value": "Leaders meet in Hanoi"},
    ]
    assert document["descriptions"][0]["value"] == "Two days of talks open in the Vietnamese capital."
    assert document["by"] == "Staff reporters"
    assert makers(document) == [("provider", "Example News")]
    assert [(entry["name"], entry["rel"], entry["uri"]) for entry in document["associations"]] == [
        ("entry", "urn:x-syndication:relation:entry", f"{BLOG_GUID}/entry/{number}") for number in range(2)
    ]
    assert list(document)[-1] == "associations"


def test_document_tells_its_page_and_its_own_address():
    renditions = {one["name"]: (one["href"], one["contentType"]) for one in document_of()["renditions"]}

    assert renditions == {
        "web": (PAGE_URL, "text/html"),
        "feed": ("https://example.org/blogs/hanoi/en/feed.atom", "application/json"),
    }


def test_document_across_live_blogs_is_a_thing_of_its_own():
    other = make_package(guid="tag:example.org,2019-03-01:blog/other", version=7)
    document = document_of(guid="urn:uuid:4d7ad0bc-8d06-5d47-ad26-b6f3ccae9a0b", packages=(make_package(), other))

    assert document["uri"] == "urn:uuid:4d7ad0bc-8d06-5d47-ad26-b6f3ccae9a0b"
    assert document["profile"] == "live-blogs"
    assert document["pubStatus"] == "usable"
    assert "version" not in document
    assert "by" not in document


def test_entry_says_which_live_blog_it_belongs_to():
    [blog] = associated(entry_of(), "liveBlog")

    assert blog == {
        "name": "liveBlog",
        "rel": "urn:x-syndication:relation:liveBlog",
        "uri": BLOG_GUID,
        "type": "composite",
        "representationType": "partial",
        "title": "Leaders meet in Hanoi",
    }


def test_withdrawn_live_blog_says_so():
    document = document_of(items=(), packages=(make_package(pub_status=PubStatus.CANCELED),))

    assert document["pubStatus"] == "canceled"
    assert document["associations"] == []


def test_entry_carries_identity_version_and_times():
    entry = entry_of(version=3, updated_at=LATER, embargoed_until=LATER)

    assert (entry["uri"], entry["type"], entry["version"]) == (ENTRY_GUID, "text", "3")
    assert entry["firstCreated"] == entry["contentCreated"] == "2019-02-27T11:33:00Z"
    assert entry["versionCreated"] == entry["embargoedUntil"] == "2019-02-27T12:05:00Z"
    assert (entry["pubStatus"], entry["language"]) == ("usable", "en")


def test_entry_carries_its_texts_as_html_and_as_plain_text():
    entry = entry_of(body_html="<p>Fish &amp; <b>chips</b></p>", body_text="Fish & chips", summary="Food.")

    assert entry["title"] == "Leaders sit down to dinner"
    assert entry["descriptions"] == [{"role": "summary", "contentType": "text/plain", "value": "Food."}]
    assert entry["by"] == "Staff reporters"
    assert entry["bodies"] == [
        {"role": "html", "contentType": "text/html", "value": "<p>Fish &amp; <b>chips</b></p>"},
        {"role": "text", "contentType": "text/plain", "charCount": 12, "wordCount": 3, "value": "Fish & chips"},
    ]


def test_text_with_captions_in_it_is_not_counted_since_counts_exclude_captions():
    entry = entry_of(media=(make_picture(renditions=()),))

    assert [set(body) for body in entry["bodies"]] == [{"role", "contentType", "value"}] * 2


def test_entry_without_a_body_has_no_bodies():
    assert "bodies" not in entry_of(body_html="", body_text="", summary="")


@pytest.mark.parametrize(("is_own", "role"), [(True, "main"), (False, "generated")])
def test_headline_says_whether_the_newsroom_wrote_it(is_own, role):
    assert [headline["role"] for headline in entry_of(has_own_title=is_own)["headlines"]] == [role]


def test_credit_line_of_the_profile_stands_in_place_of_the_byline():
    assert entry_of(credit_line="Example News, Hanoi")["by"] == "Example News, Hanoi"


def test_page_of_an_entry_is_a_rendition_of_it():
    assert entry_of(url="https://example.org/#1")["renditions"] == [
        {"name": "web", "href": "https://example.org/#1", "contentType": "text/html"}
    ]


def test_kind_and_marks_are_genres_with_addresses():
    entry = entry_of(kind=EntryKind.KEY_EVENT, pinned=True, highlighted=True)

    assert codes(entry) == ["kind:key_event", "mark:pinned", "mark:highlighted"]
    assert [genre["name"] for genre in entry["genres"]] == ["key event", "pinned", "highlighted"]


def test_subject_has_the_address_iptc_gave_it_and_any_other_its_code():
    subjects = (
        Subject(qcode="medtop:11000000", name="politics"),
        Subject(qcode="subj:a b"),
        Subject(qcode="house:summit", name="Summit"),
        Subject(qcode="medtop:"),
    )

    assert entry_of(subjects=subjects)["subjects"] == [
        {"name": "politics", "uri": "http://cv.iptc.org/newscodes/mediatopic/11000000", "literal": "medtop:11000000"},
        {"uri": "http://cv.iptc.org/newscodes/subjectcode/a%20b", "literal": "subj:a b"},
        {"name": "Summit", "literal": "house:summit"},
        {"literal": "medtop:"},
    ]


def test_rights_are_texts_and_territories_a_policy_that_programs_can_read():
    entry = entry_of(rights=RIGHTS)

    assert entry["copyrightHolder"] == "Example News"
    assert entry["copyrightNotice"] == "© 2019 Example News & partners"
    assert entry["usageTerms"] == "Not for resale.\nCredit the photographer."
    assert entry["rightsInfo"]["langId"] == "http://www.w3.org/ns/odrl/2/"
    policy = json.loads(entry["rightsInfo"]["encodedRights"])
    [allowed], [denied] = policy["permission"], policy["prohibition"]
    assert (policy["@context"], policy["@type"]) == ("http://www.w3.org/ns/odrl.jsonld", "Set")
    assert allowed["target"] == denied["target"] == ENTRY_GUID
    assert allowed["constraint"] == [
        {
            "leftOperand": "spatial",
            "operator": "isAnyOf",
            "rightOperand": ["http://cvx.iptc.org/iso3166-1a2/VN", "http://cvx.iptc.org/iso3166-1a2/KR"],
        }
    ]
    assert denied["constraint"][0]["rightOperand"] == ["http://cvx.iptc.org/iso3166-1a2/US"]


@pytest.mark.parametrize("rights", [None, Rights(), Rights(holder="Example News")])
def test_rights_without_territories_need_no_policy(rights):
    assert "rightsInfo" not in entry_of(rights=rights)


def test_correction_is_a_note_to_the_editors():
    assert entry_of(correction_note="The hotel was misnamed.")["edNote"] == "The hotel was misnamed."
    assert "edNote" not in entry_of(version=2)


def test_kill_is_a_new_version_with_its_reason_and_without_content():
    entry = entry_of(make_withdrawn_item(byline="Staff reporters"))

    assert (entry["uri"], entry["version"], entry["pubStatus"]) == (ENTRY_GUID, "2", "canceled")
    assert entry["edNote"] == "wrong photo"
    assert entry["title"] == "Withdrawn"
    assert not entry.keys() & {"bodies", "descriptions", "by", "digitalSourceType"}
    assert makers(entry) == [("provider", "Example News")]


def test_kill_without_a_reason_and_a_hold_still_say_what_to_do():
    withheld, killed = withheld_item(), make_withdrawn_item(kill_reason=None)

    assert (entry_of(withheld)["pubStatus"], entry_of(withheld)["edNote"]) == ("withheld", withheld.body_text)
    assert entry_of(killed)["edNote"] == killed.body_text
    assert "bodies" not in entry_of(withheld)


def test_translation_names_the_guid_and_version_of_its_source():
    [source] = associated(entry_of(translated_item(source_version=4)), "source")

    assert source == {
        "name": "source",
        "rel": f"{RELATION}derivedFrom",
        "uri": ENTRY_GUID,
        "type": "text",
        "representationType": "partial",
        "version": "4",
        "language": "en",
    }


def test_relation_to_the_source_is_the_partners_choice():
    [source] = associated(entry_of(translated_item(translation_relation="irel:translatedFrom")), "source")

    assert source["rel"] == f"{RELATION}translatedFrom"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_live_blog_names_the_one_it_was_translated_from_before_its_entries(count):
    feed = replace(translated_feed(), items=make_items(count))
    [source, *entries] = read(write("ninjs", feed))["associations"]

    assert (source["name"], source["uri"], source["type"]) == ("source", BLOG_GUID, "composite")
    assert "version" not in source
    assert [entry["name"] for entry in entries] == ["entry"] * count


def test_live_blog_says_how_its_own_texts_were_translated():
    document = read(write("ninjs", translated_feed(is_stale=True)))

    assert codes(document) == ["translation:machine", "translation:stale"]
    assert document["digitalSourceType"]["name"] == "trainedAlgorithmicMedia"
    assert ("translationEngine", "Argos Translate en-vi 1.9") in makers(document)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": TranslationState.MACHINE}, "trainedAlgorithmicMedia"),
        ({"state": TranslationState.MIXED}, "compositeWithTrainedAlgorithmicMedia"),
        ({"state": TranslationState.REVIEWED, "has_machine_text": False}, "compositeWithTrainedAlgorithmicMedia"),
        ({"state": TranslationState.REVIEWED, "has_machine_text": False, "engines": ()}, None),
        ({"state": TranslationState.MEMORY, "has_machine_text": False, "engines": ()}, None),
        ({"state": TranslationState.UNTRANSLATED, "has_machine_text": False, "engines": ()}, None),
    ],
)
def test_digital_source_type_says_whether_a_trained_model_had_a_part(changes, code):
    entry = entry_of(translated_item(**changes))

    expected = {"name": code, "uri": f"http://cv.iptc.org/newscodes/digitalsourcetype/{code}"} if code else None
    assert entry.get("digitalSourceType") == expected


@pytest.mark.parametrize("state", TranslationState)
def test_state_of_a_translation_is_a_genre(state):
    assert codes(entry_of(translated_item(state=state)))[1:] == [f"translation:{state.value}"]


def test_engines_memories_and_reviewers_are_told_apart():
    item = translated_item(memories=("hanoi.vi.tmx",), reviewers=("Linh Nguyễn", "Trần An"))

    assert makers(entry_of(item)) == [
        ("provider", "Example News"),
        ("translationEngine", "Argos Translate en-vi 1.9"),
        ("translationMemory", "hanoi.vi.tmx"),
        ("translationReviewer", "Linh Nguyễn"),
        ("translationReviewer", "Trần An"),
    ]


def test_notice_in_place_of_a_withdrawn_translation_is_no_translation_but_keeps_its_source():
    item = make_withdrawn_item(translation=make_translation(), translation_source_guid=ENTRY_GUID)

    entry = entry_of(item)

    assert codes(entry) == ["kind:update"]
    assert [source["uri"] for source in associated(entry, "source")] == [ENTRY_GUID]


def test_picture_is_an_object_of_its_own_versioned_with_its_entry():
    [picture] = associated(entry_of(version=3, updated_at=LATER, media=(make_picture(rights=RIGHTS),)), "picture")

    assert picture["rel"] == f"{RELATION}associatedWith"
    assert (picture["uri"], picture["type"]) == (f"{ENTRY_GUID}/media/1", "picture")
    assert (picture["version"], picture["versionCreated"]) == ("3", "2019-02-27T12:05:00Z")
    assert (picture["by"], picture["copyrightHolder"]) == ("Giang Huy", "Example News")
    assert [(one["role"], one["value"]) for one in picture["descriptions"]] == [
        ("caption", "The hotel on Wednesday"),
        ("altText", "A white hotel behind trees"),
    ]
    assert picture["renditions"] == [
        {
            "name": "main",
            "href": "https://example.org/media/hotel-1200.jpg",
            "contentType": "image/jpeg",
            "width": 1200,
            "height": 800,
            "sizeInBytes": 182_000,
        }
    ]


def test_guids_of_media_are_those_of_newsml():
    before, video = make_picture(renditions=()), make_picture(kind=MediaKind.VIDEO)
    uuid = written_as(ENTRY_GUID, IdScheme.UUID)

    [by_tag] = associated(entry_of(media=(before, video)), "video")
    [by_uuid] = associated(entry_of(guid=uuid, media=(before, video)), "video")

    assert by_tag["uri"] == f"{ENTRY_GUID}/media/2"
    assert by_uuid["uri"] == written_as(f"{uuid}/media/2", IdScheme.UUID)


def test_media_without_an_address_have_their_caption_in_the_body_alone():
    assert associated(entry_of(media=(make_picture(renditions=()),)), "picture") == []


def test_role_of_a_rendition_is_its_name():
    renditions = (make_rendition(role="rnd:thumbnail"), make_rendition(role="original"), make_rendition())
    [picture] = associated(entry_of(media=(make_picture(renditions=renditions),)), "picture")

    assert [rendition["name"] for rendition in picture["renditions"]] == ["thumbnail", "original", "main"]


def test_machine_translated_caption_does_not_make_the_picture_a_machines():
    entry = entry_of(translated_item(media=(make_picture(), make_picture(kind=MediaKind.VIDEO))))

    [picture], [video] = associated(entry, "picture"), associated(entry, "video")
    assert "digitalSourceType" not in picture
    assert (picture["language"], video["language"]) == ("vi", "en")


def test_variant_has_a_uri_of_its_own():
    assert entry_of(translated_item())["uri"] == variant_guid(ENTRY_GUID, "vi")


def test_version_2_says_the_same_in_its_own_spelling():
    feed = translated_feed(media=(make_picture(rights=RIGHTS),), embargoed_until=LATER, correction_note="Misnamed.")
    newest, legacy = (read(write("ninjs", in_version(feed, version))) for version in ("3.1", "2.2"))

    def respelt(value: Any) -> Any:
        if isinstance(value, dict):
            names = {"embargoedUntil": "embargoed"}
            return {names.get(name, name.lower()): respelt(member) for name, member in value.items() if name != "rel"}
        return [respelt(member) for member in value] if isinstance(value, list) else value

    assert {**legacy, "standard": None} == {**respelt(newest), "standard": None}
    entry = legacy["associations"][1]
    assert {"firstcreated", "embargoed", "pubstatus", "ednote", "infosources", "digitalsourcetype"} <= entry.keys()
    assert [other["name"] for other in entry["associations"]] == ["liveBlog", "source", "picture"]


@each_version
def test_addresses_are_in_the_characters_of_addresses(version):
    address = "https://báo.example/ảnh 1.jpg?q=[x]"
    item = replace(full_item(), url=address, media=(make_picture(renditions=(make_rendition(href=address),)),))

    document = write("ninjs", in_version(make_feed(items=(item,)), version))

    check_document("ninjs", document)
    assert document.count(b"https://xn--bo-mia.example/%E1%BA%A3nh%201.jpg?q=%5Bx%5D") == 2
