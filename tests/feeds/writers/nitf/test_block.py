"""An entry's block: where each fact of the model stands."""

from datetime import timedelta, timezone

import pytest

from feeds.identity import anchor, variant_guid
from feeds.model import EntryKind, Rights, Subject, TranslationState
from feeds.namespaces import KIND_SCHEME, MARK_SCHEME, XML_LANG
from tests.factories import BLOG_GUID, ENTRY_GUID, make_item, make_withdrawn_item
from tests.feeds.writers.cases import LATER, RIGHTS, full_item, translated_item, withheld_item
from tests.feeds.writers.nitf.reading import NS, facts, names, read_block, texts


def test_block_says_which_version_of_which_entry_it_is_and_where_it_belongs():
    block = read_block(make_item(version=4, updated_at=LATER))

    assert block.get("id") == anchor(ENTRY_GUID)
    assert facts(block, "guid") == [ENTRY_GUID]
    assert facts(block, "version") == ["4"]
    assert facts(block, "status") == ["usable"]
    assert facts(block, "updated") == ["20190227T120500+0000"]
    assert facts(block, "live-blog") == [BLOG_GUID]
    assert facts(block, "page") == [make_item().url]


def test_parts_of_a_block_stand_in_the_order_of_the_schema():
    subjects = (Subject(qcode="subj:11002001", name="summit"),)

    assert names(read_block(make_item(subjects=subjects, rights=RIGHTS, credit_line="Example News"))) == [
        "tobject",
        "key-list",
        "classifier",
        "byline",
        "dateline",
        "copyrite",
        "hl2",
        "p",
        "datasource",
    ]


def test_language_and_direction_are_the_blocks_own():
    arabic = read_block(make_item(language_tag="ar", is_right_to_left=True))

    assert (arabic.get(XML_LANG), arabic.get("style")) == ("ar", "direction: rtl")
    assert (read_block(make_item()).get(XML_LANG), read_block(make_item()).get("style")) == ("en", None)


def test_time_of_publication_is_told_to_programs_and_to_readers_in_the_profiles_zone():
    published_at = make_item().published_at.astimezone(timezone(timedelta(hours=7)))

    block = read_block(make_item(published_at=published_at))

    assert texts(block, "n:dateline/n:story.date/@norm") == ["20190227T183300+0700"]
    assert texts(block, "n:dateline/n:story.date") == ["2019-02-27 18:33 +0700"]


def test_headline_stands_over_the_text_but_a_made_one_would_be_there_twice():
    assert texts(read_block(make_item(title="Dinner", has_own_title=True)), "n:hl2") == ["Dinner"]
    assert texts(read_block(make_item(title="They met.", has_own_title=False)), "n:hl2") == []


def test_byline_and_credit_line_are_told():
    block = read_block(make_item(byline="Linh Nguyễn", credit_line="Example News, Hanoi"))

    assert texts(block, "n:byline") == ["Linh Nguyễn"]
    assert texts(block, "n:datasource") == ["Example News, Hanoi"]


@pytest.mark.parametrize("kind", EntryKind)
def test_kind_of_entry_is_a_code_of_our_scheme(kind):
    block = read_block(make_item(kind=kind))

    assert facts(block, "kind") == [kind.value]
    assert texts(block, "n:classifier[@type='kind']/@idsrc") == [KIND_SCHEME]


def test_editors_marks_are_told():
    block = read_block(make_item(pinned=True, highlighted=True))

    assert facts(block, "mark") == ["pinned", "highlighted"]
    assert set(texts(block, "n:classifier[@type='mark']/@idsrc")) == {MARK_SCHEME}
    assert facts(read_block(make_item()), "mark") == []


def test_subjects_are_codes_of_a_scheme_and_names_are_keywords():
    block = read_block(
        make_item(subjects=(Subject(qcode="medtop:11000000", name="politics"), Subject(qcode="house:trump kim")))
    )

    assert facts(block, "subject") == ["11000000", "house:trump kim"]
    assert texts(block, "n:classifier[@type='subject']/@idsrc") == [
        "http://cv.iptc.org/newscodes/mediatopic/",
        "urn:x-syndication:subject",
    ]
    assert texts(block, "n:key-list/n:keyword/@key") == ["politics", "house:trump kim"]
    assert texts(block, "n:tobject") == []


@pytest.mark.parametrize(("code", "level"), [("11000000", "type"), ("11002000", "matter"), ("11002001", "detail")])
def test_subject_of_the_subject_reference_system_has_nitfs_own_element(code, level):
    block = read_block(make_item(subjects=(Subject(qcode=f"subj:{code}", name="summit"),)))

    [subject] = block.iterfind("n:tobject/n:tobject.subject", NS)
    assert dict(subject.attrib) == {"tobject.subject.refnum": code, f"tobject.subject.{level}": "summit"}


def test_rights_are_told_to_readers_and_terms_to_programs():
    block = read_block(make_item(rights=RIGHTS))

    assert texts(block, "n:copyrite") == ["© 2019 Example News & partners"]
    assert facts(block, "usage-terms") == ["Not for resale.\nCredit the photographer."]
    assert facts(block, "allowed-territory") == ["VN", "KR"]
    assert facts(block, "denied-territory") == ["US"]


def test_holder_stands_for_a_missing_notice():
    assert texts(read_block(make_item(rights=Rights(holder="Kim"))), "n:copyrite/n:copyrite.holder") == ["Kim"]


@pytest.mark.parametrize("rights", [None, Rights()])
def test_block_without_rights_claims_none(rights):
    assert texts(read_block(make_item(rights=rights)), "n:copyrite") == []


def test_correction_and_embargo_are_told():
    block = read_block(make_item(correction_note="The hotel was misnamed.", embargoed_until=LATER))

    assert facts(block, "correction") == ["The hotel was misnamed."]
    assert facts(block, "embargoed-until") == ["20190227T120500+0000"]


@pytest.mark.parametrize(
    ("item", "status"), [(make_withdrawn_item(), "canceled"), (withheld_item(), "withheld")], ids=["kill", "hold"]
)
def test_order_not_to_use_an_entry_says_so_and_nothing_else(item, status):
    block = read_block(item)

    assert names(block) == ["classifier", "p"]
    assert texts(block, "n:classifier/@type") == ["guid", "version", "status", "updated", "live-blog", "page"]
    assert facts(block, "status") == [status]


def test_kill_gives_its_reason_to_readers():
    assert texts(read_block(make_withdrawn_item()), "n:p") == [
        "This entry has been withdrawn. Please remove it and do not use it. Reason: wrong photo"
    ]


def test_translation_names_its_source_and_how_it_was_made():
    block = read_block(
        translated_item(
            state=TranslationState.MIXED, is_stale=True, source_version=4, memories=("a.tmx",), reviewers=("Linh", "An")
        )
    )

    assert facts(block, "guid") == [variant_guid(ENTRY_GUID, "vi")]
    assert {kind: facts(block, f"translation-{kind}") for kind in ("state", "machine", "stale", "source-version")} == {
        "state": ["mixed"],
        "machine": ["true"],
        "stale": ["true"],
        "source-version": ["4"],
    }
    assert facts(block, "translation-source") == [ENTRY_GUID]
    assert facts(block, "translation-source-language") == ["en"]
    assert facts(block, "translation-engine") == ["Argos Translate en-vi 1.9"]
    assert facts(block, "translation-memory") == ["a.tmx"]
    assert facts(block, "translation-reviewer") == ["Linh", "An"]


def test_text_that_is_no_translation_says_nothing_of_one():
    assert not [kind for kind in texts(read_block(full_item()), "n:classifier/@type") if kind.startswith("translation")]
