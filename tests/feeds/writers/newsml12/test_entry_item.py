"""An entry's NewsItem: where each fact of the model stands."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.identity import variant_guid
from feeds.model import EntryKind, MediaKind, Rights, Subject, TranslationState
from feeds.namespaces import KIND_SCHEME, XML_LANG
from tests.factories import (
    BLOG_GUID,
    ENTRY_GUID,
    make_item,
    make_picture,
    make_rendition,
    make_withdrawn_item,
)
from tests.feeds.writers.cases import LATER, RIGHTS, full_item, translated_item, withheld_item
from tests.feeds.writers.newsml12.reading import facts, line, names, read_item, texts

MAIN = "NewsComponent/NewsComponent[Role/@FormalName='Main']"
SUPPORTING = "NewsComponent/NewsComponent[Role/@FormalName='Supporting']"
ENTRY_URN = "urn:newsml:example.org:20190227:blog%2Fhanoi%2Fentry%2Fdinner"


def test_item_is_identified_with_its_revision():
    item = read_item(make_item(version=4, language_tag="vi"))

    assert item.get(XML_LANG) == "vi"
    assert texts(item, "Identification/NewsIdentifier/*") == [
        "example.org",
        "20190227",
        "blog%2Fhanoi%2Fentry%2Fdinner",
        "4",
        f"{ENTRY_URN}:4",
    ]
    assert texts(item, "Identification/NewsIdentifier/RevisionId/@*") == ["3", "N"]


def test_times_are_in_the_basic_format_and_the_profiles_zone():
    hanoi = timezone(timedelta(hours=7))
    item = read_item(
        make_item(
            created_at=datetime(2019, 2, 27, 11, 40, tzinfo=UTC),
            updated_at=datetime(2019, 2, 27, 19, 5, tzinfo=hanoi),
        )
    )

    assert texts(item, "NewsManagement/FirstCreated") == ["20190227T114000+0000"]
    assert texts(item, "NewsManagement/ThisRevisionCreated") == ["20190227T190500+0700"]


@pytest.mark.parametrize(
    ("item", "status"),
    [(make_item(), "Usable"), (withheld_item(), "Withheld"), (make_withdrawn_item(), "Canceled")],
    ids=["usable", "held", "killed"],
)
def test_status_is_iptcs(item, status):
    assert texts(read_item(item), "NewsManagement/Status/@FormalName") == [status]


def test_embargo_is_a_status_that_will_change():
    management = read_item(make_item(embargoed_until=LATER)).find("NewsManagement")

    assert texts(management, "Status/@FormalName") == ["Embargoed"]
    assert texts(management, "StatusWillChange/FutureStatus/@FormalName") == ["Usable"]
    assert texts(management, "StatusWillChange/DateAndTime") == ["20190227T120500+0000"]


def test_item_that_appeared_when_its_embargo_ended_is_usable():
    management = read_item(make_item(embargoed_until=LATER, updated_at=LATER)).find("NewsManagement")

    assert texts(management, "Status/@FormalName") == ["Usable"]
    assert management.find("StatusWillChange") is None


def test_correction_is_an_instruction_and_its_note_a_line():
    item = read_item(make_item(version=2, correction_note="The hotel was misnamed."))

    assert texts(item, "NewsManagement/Instruction/@FormalName") == ["correction"]
    assert line(item, "correction") == ["The hotel was misnamed."]
    assert read_item(make_item(version=2)).find("NewsManagement/Instruction") is None


def test_kill_takes_back_everything_sent_before_and_says_why():
    item = read_item(make_withdrawn_item(kill_reason="wrong photo", version=5))

    assert texts(item, "NewsManagement/Instruction/@FormalName") == ["withdrawal"]
    assert texts(item, "NewsManagement/Instruction/RevisionStatus/Status/@FormalName") == ["Canceled"]
    assert line(item, "withdrawal") == ["wrong photo"]


def test_kill_without_a_reason_still_tells_editors_what_to_do():
    item = make_withdrawn_item(kill_reason=None, body_text="This entry has been withdrawn.")

    assert line(read_item(item), "withdrawal") == ["This entry has been withdrawn."]


def test_hold_says_what_to_do():
    item = read_item(withheld_item())

    assert texts(item, "NewsManagement/Instruction/RevisionStatus/Status/@FormalName") == ["Withheld"]
    assert line(item, "hold") == ["This entry is withheld for now."]


@pytest.mark.parametrize("item", [make_withdrawn_item(pinned=True), withheld_item()], ids=["kill", "hold"])
def test_order_not_to_use_an_entry_has_no_content(item):
    found = read_item(item)

    assert names(found.find("NewsComponent")) == ["NewsLines", "DescriptiveMetadata", "Metadata"]
    assert names(found.find("NewsComponent/NewsLines")) == ["HeadLine", "SeriesLine", "NewsLine"]
    assert facts(found, "entry").keys() == {"guid", "live-blog", "page"}


def test_lines_stand_in_the_order_of_the_dtd():
    found = read_item(full_item()).find("NewsComponent/NewsLines")

    assert names(found) == [
        "HeadLine",
        "ByLine",
        "CreditLine",
        "CopyrightLine",
        "RightsLine",
        "SeriesLine",
        "KeywordLine",
        "NewsLine",
        "NewsLine",
    ]
    assert texts(found, "*")[:7] == [
        "Leaders sit down to dinner",
        "Linh Nguyễn & Kim Min-ji",
        "Example News, Hanoi",
        "© 2019 Example News & partners",
        "Not for resale.\nCredit the photographer.",
        "Leaders meet in Hanoi",
        "politics; Summit",
    ]


def test_provider_and_creator_are_named():
    metadata = read_item(make_item(byline="Linh")).find("NewsComponent/AdministrativeMetadata")

    assert texts(metadata, "Provider/Party/@FormalName") == ["Example News"]
    assert texts(metadata, "Creator/Party/@FormalName") == ["Linh"]
    assert names(read_item(make_item(byline=None)).find("NewsComponent/AdministrativeMetadata")) == ["Provider"]


def test_rights_are_told_to_programs():
    metadata = read_item(make_item(rights=RIGHTS)).find("NewsComponent/RightsMetadata")

    assert texts(metadata, "UsageRights/RightsHolder") == ["Example News"]
    assert texts(metadata, "UsageRights/Limitations") == ["Not for resale.\nCredit the photographer."]
    assert texts(metadata, "Property[@FormalName='allowed-territory']/@Value") == ["VN", "KR"]
    assert texts(metadata, "Property[@FormalName='denied-territory']/@Value") == ["US"]


@pytest.mark.parametrize("rights", [None, Rights(), Rights(notice="©")])
def test_item_without_rights_of_use_claims_none(rights):
    assert read_item(make_item(rights=rights)).find("NewsComponent/RightsMetadata") is None


@pytest.mark.parametrize("kind", EntryKind)
def test_language_and_kind_describe_the_item(kind):
    metadata = read_item(make_item(kind=kind, language_tag="vi")).find("NewsComponent/DescriptiveMetadata")

    assert texts(metadata, "Language/@FormalName") == ["vi"]
    assert texts(metadata, "Genre/@FormalName|Genre/@Vocabulary") == [kind.value, KIND_SCHEME]


@pytest.mark.parametrize(
    ("qcode", "element", "code", "vocabulary"),
    [
        ("medtop:11000000", "Subject", "11000000", "http://cv.iptc.org/newscodes/mediatopic/"),
        ("subj:11000000", "Subject", "11000000", "http://cv.iptc.org/newscodes/subjectcode/"),
        ("subj:11002000", "SubjectMatter", "11002000", "http://cv.iptc.org/newscodes/subjectcode/"),
        ("subj:11002001", "SubjectDetail", "11002001", "http://cv.iptc.org/newscodes/subjectcode/"),
        ("house:trump kim", "Subject", "house:trump kim", "urn:x-syndication:subject"),
    ],
)
def test_subject_is_a_code_of_its_scheme(qcode, element, code, vocabulary):
    [subject] = read_item(make_item(subjects=(Subject(qcode=qcode),))).iterfind(".//SubjectCode/*")

    assert subject.tag == element
    assert dict(subject.attrib) == {"FormalName": code, "Vocabulary": vocabulary}


def test_what_newsml_has_no_element_for_is_metadata():
    item = read_item(make_item(has_own_title=False, pinned=True, highlighted=True))

    assert facts(item, "entry") == {
        "guid": [ENTRY_GUID],
        "live-blog": [BLOG_GUID],
        "page": [make_item().url],
        "generated-title": ["true"],
        "mark": ["pinned", "highlighted"],
    }


def test_text_is_nitf_without_a_namespace():
    [content] = read_item(make_item(title="Dinner")).xpath(f"{MAIN}/ContentItem")

    assert texts(content, "MediaType/@FormalName|Format/@FormalName|MimeType/@FormalName") == [
        "Text",
        "NITF",
        "text/vnd.IPTC.NITF",
    ]
    assert texts(content, "DataContent/nitf/body/body.head/hedline/hl1") == ["Dinner"]
    assert texts(content, "DataContent/nitf/body/body.content/block/p/em[@class='bold']") == ["shook hands"]


def test_picture_is_a_component_with_its_lines_rights_and_content():
    item = read_item(make_item(media=(make_picture(rights=RIGHTS),)))

    [picture] = item.xpath(SUPPORTING)
    assert texts(picture, "NewsLines/CreditLine") == ["Giang Huy"]
    assert line(picture, "caption") == ["The hotel on Wednesday"]
    assert line(picture, "alt-text") == ["A white hotel behind trees"]
    assert texts(picture, "RightsMetadata/UsageRights/RightsHolder") == ["Example News"]
    assert texts(picture, "ContentItem/@Href") == ["https://example.org/media/hotel-1200.jpg"]
    assert texts(picture, "ContentItem/*/@FormalName") == ["Photo", "image/jpeg"]
    assert texts(picture, "ContentItem/Characteristics/SizeInBytes") == ["182000"]
    assert texts(picture, "ContentItem/Characteristics/Property/@Value") == ["1200", "800"]
    assert picture.get("EquivalentsList") is None


@pytest.mark.parametrize(("kind", "name"), [(MediaKind.VIDEO, "Video"), (MediaKind.AUDIO, "Audio")])
def test_video_and_sound_say_what_they_are_and_in_which_language(kind, name):
    item = read_item(translated_item(media=(make_picture(kind=kind),)))

    assert texts(item, f"{SUPPORTING}/ContentItem/MediaType/@FormalName") == [name]
    assert texts(item, f"{SUPPORTING}/DescriptiveMetadata/Language/@FormalName") == ["en"]


def test_renditions_are_equivalents():
    renditions = (make_rendition(role="rnd:highRes"), make_rendition(bytes=0, width=None, height=None, mimetype=None))
    item = read_item(make_item(media=(make_picture(renditions=renditions),)))

    [picture] = item.xpath(SUPPORTING)
    assert picture.get("EquivalentsList") == "yes"
    assert texts(picture, "ContentItem[1]/Characteristics/Property[@FormalName='Rendition']/@Value") == ["rnd:highRes"]
    assert names(picture.findall("ContentItem")[1]) == ["MediaType"]


def test_media_without_an_address_have_their_caption_in_the_text_alone():
    assert read_item(make_item(media=(make_picture(renditions=()),))).xpath(SUPPORTING) == []


def test_translation_refers_to_the_version_of_its_source_and_says_how_it_was_made():
    item = read_item(
        translated_item(state=TranslationState.MIXED, is_stale=True, source_version=4, reviewers=("Linh", "An"))
    )

    assert texts(item, "Identification/NewsIdentifier/NewsItemId") == ["blog%2Fhanoi%2Fentry%2Fdinner;lang=vi"]
    assert texts(item, "NewsManagement/DerivedFrom/@NewsItem") == [f"{ENTRY_URN}:4"]
    assert facts(item, "translation") == {
        "translation-state": ["mixed"],
        "translation-machine": ["true"],
        "translation-stale": ["true"],
        "translation-source": [ENTRY_GUID],
        "translation-source-version": ["4"],
        "translation-source-language": ["en"],
        "translation-engine": ["Argos Translate en-vi 1.9"],
        "translation-reviewer": ["Linh", "An"],
    }
    assert facts(item, "entry")["guid"] == [variant_guid(ENTRY_GUID, "vi")]


def test_text_that_is_no_translation_says_nothing_of_one():
    item = read_item(full_item())

    assert facts(item, "translation") == {}
    assert item.find("NewsManagement/DerivedFrom") is None
