"""JSON-LD that search engines accept, and that cannot break out of its script element."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from feeds.model import LiveBlog, MediaBlock, MediaKind, Paragraph, PubStatus, Rights, Subject, TranslationState
from syndication.web.live_blog_posting import live_blog_posting
from syndication.web.live_page import make_live_page
from tests.conftest import schema_path
from tests.factories import (
    ENTRY_GUID,
    NOW,
    make_blog,
    make_entry,
    make_picture,
    make_rendition,
    make_site,
    make_translation,
)
from tests.strategies import clean_live_blogs

CORRECTED_AT = datetime(2019, 2, 27, 12, 15, tzinfo=UTC)
DATA_TYPES = {"Text", "URL", "Date", "DateTime", "Distance"}


def posting(**changes: Any) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(text_of(**changes))
    return described


def text_of(languages: tuple[str, ...] = ("en", "vi"), **changes: Any) -> str:
    page = make_live_page(make_blog(**changes), languages, site=make_site(), now=NOW)
    text = live_blog_posting(page, make_site(), {ENTRY_GUID: CORRECTED_AT})
    assert text is not None
    return text


def one_update(**changes: Any) -> dict[str, Any]:
    (update,) = posting(entries=(make_entry(**changes),))["liveBlogUpdate"]
    described: dict[str, Any] = update
    return described


def full() -> dict[str, Any]:
    rights = Rights(
        holder="Example News",
        notice="© Example News",
        usage_terms="Not for resale.",
        allowed_territories=("VN",),
        denied_territories=("GB",),
    )
    still = make_rendition(role="thumbnail", href="https://example.org/media/still.jpg")
    film = make_rendition(mimetype="video/mp4", href="https://example.org/media/film.mp4")
    sound = make_rendition(mimetype="audio/mpeg", href="https://example.org/media/sound.mp3")
    entry = make_entry(
        correction_note="An earlier version named the wrong hotel.",
        blocks=(
            Paragraph(id="b1", html="They <b>met</b>."),
            MediaBlock(id="b2", media=make_picture(rights=rights)),
            MediaBlock(id="b3", media=make_picture(kind=MediaKind.VIDEO, renditions=(film, still))),
            MediaBlock(id="b4", media=make_picture(kind=MediaKind.AUDIO, renditions=(sound,))),
        ),
        rights=rights,
        subjects=(Subject(qcode="medtop:11000000", name="politics"),),
        translation=make_translation(state=TranslationState.MIXED, reviewers=("Linh",), is_stale=True),
    )
    return posting(
        language="vi",
        entries=(entry,),
        coverage_start_at=NOW,
        coverage_end_at=NOW,
        rights=rights,
        subjects=(Subject(qcode="medtop:11000000"),),
        translation=make_translation(reviewers=("Linh",), state=TranslationState.REVIEWED, has_machine_text=False),
    )


def things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from things(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from things(inner)


class Vocabulary:
    """schema.org as published: what may stand on what, and of which types values are."""

    def __init__(self) -> None:
        self.properties = {row["label"]: row for row in rows("schemaorg/properties.csv")}
        self.types = {row["label"]: row for row in rows("schemaorg/types.csv")}

    def kinds(self, name: str) -> set[str]:
        """Return a type and everything it is a kind of."""
        # Some types are said to be kinds of what other vocabularies name.
        above = names(self.types[name]["subTypeOf"]) & self.types.keys()
        return {name}.union(*(self.kinds(parent) for parent in above))

    def stands_on(self, name: str, thing: str) -> bool:
        listed = self.properties.get(name)
        return listed is not None and bool(names(listed["domainIncludes"]) & self.kinds(thing))

    def takes(self, name: str, value: Any) -> bool:
        wanted = names(self.properties[name]["rangeIncludes"])
        if isinstance(value, list):
            return all(self.takes(name, one) for one in value)
        if isinstance(value, dict):
            return bool(wanted & self.kinds(value["@type"]))
        if isinstance(value, int):
            return "Number" in wanted
        member = self.types.get(value.removeprefix("https://schema.org/"))
        # "We expect that often, where we expect a Person or an Organization, we will get a text" (data model).
        is_a_name = name == "contributor"
        return is_a_name or bool(wanted & (names(member["enumerationtype"]) if member else DATA_TYPES))


def check(described: dict[str, Any], vocabulary: Vocabulary) -> None:
    for thing in things(described):
        own = {name: value for name, value in thing.items() if not name.startswith("@")}
        assert [name for name in own if not vocabulary.stands_on(name, thing["@type"])] == []
        assert {name: value for name, value in own.items() if not vocabulary.takes(name, value)} == {}
        assert [name for name in own if vocabulary.properties[name]["supersededBy"]] == []


def rows(name: str) -> list[dict[str, str]]:
    with schema_path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(listed: str) -> set[str]:
    return {url.strip().removeprefix("https://schema.org/") for url in listed.split(",") if url.strip()}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary()


@pytest.mark.parametrize("described", [posting(), full()], ids=["plain", "full"])
def test_every_property_belongs_to_its_type_and_has_a_value_of_its_range(
    described: dict[str, Any], vocabulary: Vocabulary
) -> None:
    check(described, vocabulary)


def test_the_check_of_the_vocabulary_would_notice_what_is_wrong(vocabulary: Vocabulary) -> None:
    assert not vocabulary.stands_on("liveBlogUpdate", "BlogPosting")
    assert not vocabulary.stands_on("invented", "BlogPosting")
    assert not vocabulary.takes("translator", {"@type": "SoftwareApplication"})
    assert not vocabulary.takes("publisher", "Example News")
    assert not vocabulary.takes("digitalSourceType", "https://schema.org/EventPostponed")


@given(clean_live_blogs())
def test_any_live_blog_is_described_within_the_vocabulary_and_its_script(
    vocabulary: Vocabulary, blog: LiveBlog
) -> None:
    page = make_live_page(blog, (blog.language, "fr"), site=make_site(), now=NOW + timedelta(days=9_000))
    text = live_blog_posting(page, make_site(), {entry.guid: entry.updated_at for entry in blog.entries})
    assert text is not None
    assert "<" not in text
    described = json.loads(text)
    check(described, vocabulary)
    usable = [entry for entry in blog.entries if entry.pub_status is PubStatus.USABLE]
    assert len(described.get("liveBlogUpdate", [])) <= len(usable)


def test_a_posting_has_what_search_engines_ask_for() -> None:
    described = posting()
    assert described["@type"] == "LiveBlogPosting"
    assert described["headline"] == "Leaders meet in Hanoi"
    assert described["description"] == "Two days of talks open in the Vietnamese capital."
    assert described["url"] == "https://example.org/blogs/hanoi/en/"
    assert described["mainEntityOfPage"] == {"@type": "WebPage", "@id": "https://example.org/blogs/hanoi/en/"}
    assert described["inLanguage"] == "en"
    assert described["datePublished"] == described["coverageStartTime"] == "2019-02-27T09:41:00Z"
    assert described["dateModified"] == "2019-02-27T11:33:00Z"
    assert "coverageEndTime" not in described


def test_the_publisher_has_the_icon_for_a_logo_unless_there_is_one() -> None:
    page = make_live_page(make_blog(), ("en",), site=make_site(), now=NOW)
    own = json.loads(live_blog_posting(page, make_site(logo_url="https://cdn.example.org/logo.png")) or "")
    assert own["publisher"]["logo"]["url"] == "https://cdn.example.org/logo.png"
    assert posting()["publisher"] == {
        "@type": "Organization",
        "name": "Example News",
        "url": "https://example.org/",
        "logo": {
            "@type": "ImageObject",
            "url": "https://example.org/favicon.svg",
            "contentUrl": "https://example.org/favicon.svg",
        },
    }


def test_an_author_without_a_byline_is_the_provider() -> None:
    assert posting()["author"] == {"@type": "Organization", "name": "Staff reporters"}
    assert posting(byline=None)["author"]["name"] == "Example News"


def test_an_update_has_an_address_on_the_page() -> None:
    update = one_update()
    assert update["url"].startswith("https://example.org/blogs/hanoi/en/#entry-")
    assert (update["identifier"], update["version"]) == (ENTRY_GUID, 1)
    assert update["headline"] == "Leaders sit down to dinner"
    assert update["articleBody"] == "The two leaders shook hands before dinner."
    assert update["datePublished"] == "2019-02-27T11:33:00Z"
    assert update["author"]["name"] == "Staff reporters"


def test_an_untitled_update_has_a_headline_all_the_same() -> None:
    assert one_update(headline=None)["headline"] == "The two leaders shook hands before dinner."


def test_an_update_that_was_held_back_is_modified_when_it_appears() -> None:
    embargo = datetime(2019, 2, 27, 13, 0, tzinfo=UTC)
    assert one_update(embargoed_until=embargo)["dateModified"] == "2019-02-27T13:00:00Z"
    assert "liveBlogUpdate" not in posting(entries=(make_entry(embargoed_until=NOW + timedelta(hours=1)),))


@pytest.mark.parametrize("status", [PubStatus.CANCELED, PubStatus.WITHHELD])
def test_a_withdrawn_update_is_not_told_to_search_engines(status: PubStatus) -> None:
    secret = MediaBlock(id="b1", media=make_picture(caption="A secret"))
    gone = make_entry(pub_status=status, blocks=(secret,), headline="A secret", version=2, updated_at=NOW)
    text = text_of(entries=(gone,))
    assert "A secret" not in text
    assert "hotel-1200" not in text
    assert "liveBlogUpdate" not in json.loads(text)


@pytest.mark.parametrize("status", [PubStatus.CANCELED, PubStatus.WITHHELD])
def test_a_withdrawn_live_blog_is_not_told_to_search_engines(status: PubStatus) -> None:
    page = make_live_page(make_blog(pub_status=status), ("en",), site=make_site(), now=NOW)
    assert live_blog_posting(page, make_site()) is None


def test_a_correction_tells_when_it_was_published() -> None:
    assert one_update(correction_note="It was the Metropole.", version=3, updated_at=NOW)["correction"] == {
        "@type": "CorrectionComment",
        "text": "It was the Metropole.",
        "datePublished": "2019-02-27T12:15:00Z",
    }


def test_a_correction_in_a_variant_was_published_with_the_source() -> None:
    entry = make_entry(guid=f"{ENTRY_GUID};lang=vi", correction_note="Đó là Metropole.", translation=make_translation())
    (update,) = posting(language="vi", entries=(entry,), translation=make_translation())["liveBlogUpdate"]
    assert update["correction"]["text"] == "Đó là Metropole."
    assert update["correction"]["datePublished"] == "2019-02-27T12:15:00Z"


def test_a_correction_of_unknown_date_has_none() -> None:
    entry = make_entry(guid="tag:example.org,2019:other", correction_note="It was the Metropole.")
    (update,) = posting(entries=(entry,))["liveBlogUpdate"]
    assert update["correction"] == {"@type": "CorrectionComment", "text": "It was the Metropole."}


def test_a_posting_has_the_first_three_pictures_of_its_page() -> None:
    pictures = [make_picture(renditions=(make_rendition(href=f"https://example.org/media/{n}.jpg"),)) for n in range(5)]
    blocks = tuple(MediaBlock(id=f"b{n}", media=picture) for n, picture in enumerate(pictures))
    described = posting(summary=blocks[:1], entries=(make_entry(blocks=blocks[1:4]),), body=blocks[4:])
    assert [image["contentUrl"][-5:] for image in described["image"]] == ["0.jpg", "1.jpg", "2.jpg"]


def test_rights_are_the_live_blogs_and_an_updates_own() -> None:
    described = posting(rights=Rights(holder="Example News", notice="© Example News", usage_terms="Not for resale."))
    assert described["copyrightNotice"] == "© Example News"
    assert described["copyrightHolder"]["name"] == "Example News"
    assert described["usageInfo"] == {"@type": "CreativeWork", "text": "Not for resale."}
    assert "copyrightNotice" not in described["liveBlogUpdate"][0]
    assert one_update(rights=Rights(notice="© Agency"))["copyrightNotice"] == "© Agency"


def test_subjects_are_what_it_is_about() -> None:
    politics = Subject(qcode="medtop:11000000", name="politics")
    term = {"@type": "DefinedTerm", "termCode": "medtop:11000000", "name": "politics"}
    assert posting(subjects=(politics,))["about"] == [term]
    assert one_update(subjects=(politics,))["about"] == [term]


def test_a_variant_names_the_work_it_translates() -> None:
    described = full()
    assert described["translationOfWork"] == {
        "@type": "LiveBlogPosting",
        "@id": "https://example.org/blogs/hanoi/en/",
        "url": "https://example.org/blogs/hanoi/en/",
        "identifier": ENTRY_GUID,
        "version": 1,
        "inLanguage": "en",
    }
    assert described["translator"] == [{"@type": "Person", "name": "Linh"}]
    source = described["liveBlogUpdate"][0]["translationOfWork"]
    assert source["@type"] == "BlogPosting"
    assert source["url"].startswith("https://example.org/blogs/hanoi/en/#")


def test_the_source_names_its_translations() -> None:
    assert [work["inLanguage"] for work in posting()["workTranslation"]] == ["vi"]
    assert "workTranslation" not in full()


def test_source_and_translation_know_each_other_by_one_id() -> None:
    source = posting()
    variant = posting(languages=("en", "vi"), language="vi", translation=make_translation())
    assert variant["translationOfWork"]["@id"] == source["@id"]
    assert source["workTranslation"][0]["@id"] == variant["@id"]


def test_untranslated_text_is_not_called_a_translation() -> None:
    untranslated = make_translation(state=TranslationState.UNTRANSLATED, has_machine_text=False)
    entry = make_entry(language="en", translation=untranslated)
    described = posting(language="vi", entries=(entry,), translation=untranslated)
    for posted in (described, *described["liveBlogUpdate"]):
        assert not posted.keys() & {"translationOfWork", "digitalSourceType", "creativeWorkStatus", "contributor"}
    assert described["inLanguage"] == ["vi", "en"]
    assert described["liveBlogUpdate"][0]["inLanguage"] == "en"


def test_a_live_blog_says_how_its_updates_were_translated_besides_its_own_texts() -> None:
    reviewed = make_translation(state=TranslationState.REVIEWED, has_machine_text=False, engines=(), reviewers=("An",))
    drafted = make_entry(translation=make_translation(engines=("argos en_vi 1.9",)))
    described = posting(language="vi", entries=(drafted,), translation=reviewed)
    assert described["translator"] == [{"@type": "Person", "name": "An"}]
    assert described["contributor"] == ["argos en_vi 1.9"]
    assert described["digitalSourceType"] == "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource"
    assert [term["termCode"] for term in described["creativeWorkStatus"]] == ["mixed"]


@pytest.mark.parametrize(
    "hostile",
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "a & b", "\u2028\u2029", "</SCRIPT >", '"},{"'],
)
def test_no_text_ends_its_script_element(hostile: str) -> None:
    text = text_of(title=hostile, entries=(make_entry(headline=hostile),))
    assert "<" not in text
    assert ">" not in text
    assert "\u2028" not in text
    assert json.loads(text)["headline"] == hostile
