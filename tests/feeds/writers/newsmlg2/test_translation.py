"""What a variant says about its translation."""

import pytest

from feeds.item import LanguageLink
from feeds.model import PubStatus, TranslationState
from tests.factories import ENTRY_GUID, make_item
from tests.feeds.writers.cases import translated_feed, translated_item
from tests.feeds.writers.newsmlg2.reading import NS, names, read, read_item, texts

STATE, ENGINES = TranslationState, ("Argos Translate en-vi 1.9",)
TRAINED = "digsrctype:trainedAlgorithmicMedia"
COMPOSITE = "digsrctype:compositeWithTrainedAlgorithmicMedia"


@pytest.mark.parametrize(
    ("state", "engines", "has_machine_text", "expected"),
    [
        (STATE.MACHINE, ENGINES, True, [TRAINED]),
        (STATE.MIXED, ENGINES, True, [COMPOSITE]),
        (STATE.MIXED, ENGINES, False, [COMPOSITE]),
        (STATE.MIXED, (), True, [COMPOSITE]),
        (STATE.MIXED, (), False, []),
        (STATE.REVIEWED, ENGINES, False, [COMPOSITE]),
        (STATE.REVIEWED, (), False, []),
        (STATE.MEMORY, (), False, []),
        (STATE.UNTRANSLATED, (), False, []),
    ],
)
def test_digital_source_type_says_whether_a_trained_model_had_a_part(state, engines, has_machine_text, expected):
    item = translated_item(state=state, engines=engines, has_machine_text=has_machine_text)

    assert texts(read_item(item), ".//g2:digitalSourceType/@qcode") == expected


def test_original_says_nothing_of_translation():
    item = read_item(make_item(source_url="https://example.org/#1"))

    assert texts(item, ".//g2:digitalSourceType|.//g2:itemMetaExtProperty|.//g2:contributor|.//g2:link") == []


@pytest.mark.parametrize("state", TranslationState)
def test_state_is_told_by_a_code(state):
    item = read_item(translated_item(state=state))

    assert texts(item, ".//g2:itemMetaExtProperty[@rel='synprop:translationState']/@qcode") == [
        f"syntrans:{state.value}"
    ]


def test_source_is_linked_with_its_version_and_language():
    link = read_item(translated_item(source_version=7)).find(".//g2:link[@rel='irel:derivedFrom']", NS)

    assert link.get("residref") == ENTRY_GUID
    assert link.get("version") == "7"
    assert link.get("contenttype") == "application/vnd.iptc.g2.newsitem+xml"
    assert texts(link, "g2:language/@tag") == ["en"]


def test_source_is_named_in_the_partners_scheme_and_by_the_relation_of_its_profile():
    item = translated_item(translation_source_guid="urn:uuid:0", translation_relation="irel:translatedFrom")

    assert texts(read_item(item), ".//g2:link[@rel='irel:translatedFrom']/@residref") == ["urn:uuid:0"]


def test_source_guid_of_the_note_stands_in_for_a_missing_one():
    assert texts(read_item(translated_item(translation_source_guid=None)), ".//g2:link/@residref") == [ENTRY_GUID]


def test_page_of_the_source_is_linked_once():
    source = "https://example.org/blogs/hanoi/en/#entry-1"
    known = LanguageLink(language="en", url=source)

    for alternates in ((), (known,)):
        item = read_item(translated_item(source_url=source, alternates=alternates))
        assert texts(item, ".//g2:link[@rel='irel:seeAlso']/@href") == [source]
        assert texts(item, ".//g2:link[@rel='irel:seeAlso']/g2:language/@tag") == ["en"]


def test_engines_memories_and_reviewers_contribute_in_their_roles():
    item = read_item(
        translated_item(engines=("Argos",), memories=("hanoi.tmx",), reviewers=("Linh", "An"), byline="Staff")
    )

    assert texts(item, ".//g2:contributor[@role='synrole:translationEngine']/g2:name") == ["Argos"]
    assert texts(item, ".//g2:contributor[@role='synrole:translationMemory']/g2:name") == ["hanoi.tmx"]
    assert texts(item, ".//g2:contributor[@role='synrole:translationReviewer']/g2:name") == ["Linh", "An"]
    assert texts(item, ".//g2:contributor[@role='synrole:translationReviewer']/@type") == ["cpnat:person"] * 2
    assert texts(item, ".//g2:creator/g2:name") == ["Staff"]


def test_content_metadata_of_a_translation_stand_in_the_order_of_the_schema():
    meta = read_item(translated_item()).find("g2:contentMeta", NS)

    assert names(meta)[:5] == ["contentCreated", "contentModified", "digitalSourceType", "creator", "contributor"]


def test_stale_text_is_signalled_and_current_text_is_not():
    assert texts(read_item(translated_item(is_stale=True)), ".//g2:signal/@qcode") == ["syntrans:stale"]
    assert texts(read_item(translated_item(is_stale=False)), ".//g2:signal/@qcode") == []


def test_killed_variant_names_its_source_and_claims_nothing_of_a_text():
    item = read_item(translated_item(pub_status=PubStatus.CANCELED, kill_reason="wrong photo", is_stale=True))

    assert texts(item, ".//g2:link[@rel='irel:derivedFrom']/@residref") == [ENTRY_GUID]
    assert texts(item, ".//g2:digitalSourceType|.//g2:itemMetaExtProperty|.//g2:contributor|.//g2:signal") == []


def test_language_is_written_in_the_partners_style():
    item = read_item(translated_item(language_tag="vi-t-en-t0-und"))

    assert texts(item, "@xml:lang|.//g2:contentMeta/g2:language/@tag|.//h:html/@xml:lang") == ["vi-t-en-t0-und"] * 3


def test_live_blog_names_no_version_of_its_source_since_a_package_counts_other_changes():
    package = read(translated_feed(source_version=3)).find(".//g2:packageItem", NS)

    assert texts(package, ".//g2:link/@version") == []


def test_live_blog_says_the_same_of_its_own_texts():
    package = read(translated_feed(is_stale=True)).find(".//g2:packageItem", NS)

    assert texts(package, ".//g2:digitalSourceType/@qcode") == [TRAINED]
    assert texts(package, ".//g2:signal/@qcode") == ["syntrans:stale"]
    assert texts(package, ".//g2:itemMetaExtProperty/@qcode") == ["syntrans:machine"]
    assert texts(package, ".//g2:link/@residref") == [ENTRY_GUID.partition("/entry")[0]]
    assert texts(package, ".//g2:link/@contenttype") == ["application/vnd.iptc.g2.packageitem+xml"]
    assert texts(package, ".//g2:link/g2:language/@tag") == ["en"]
    assert texts(package, ".//g2:contributor/g2:name") == list(ENGINES)
