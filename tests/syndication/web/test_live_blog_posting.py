"""JSON-LD that search engines accept, and that cannot break out of its script element."""

import csv
import json
from collections.abc import Iterator
from typing import Any

import pytest

from feeds.model import MediaBlock, MediaKind, Paragraph, PubStatus, Rights, TranslationState
from syndication.web.live_blog_posting import live_blog_posting
from syndication.web.live_page import make_live_page
from tests.conftest import schema_path
from tests.factories import NOW, make_blog, make_entry, make_picture, make_rendition, make_site, make_translation


def posting(**changes: Any) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(text_of(**changes))
    return described


def text_of(**changes: Any) -> str:
    page = make_live_page(make_blog(**changes), ("en", "vi"), site=make_site(), now=NOW)
    return live_blog_posting(page, make_site())


def one_update(**changes: Any) -> dict[str, Any]:
    (update,) = posting(entries=(make_entry(**changes),))["liveBlogUpdate"]
    described: dict[str, Any] = update
    return described


def full() -> dict[str, Any]:
    entry = make_entry(
        correction_note="An earlier version named the wrong hotel.",
        blocks=(
            Paragraph(id="b1", html="They <b>met</b>."),
            MediaBlock(id="b2", media=make_picture()),
            MediaBlock(id="b3", media=make_picture(kind=MediaKind.VIDEO)),
        ),
        translation=make_translation(state=TranslationState.MIXED, reviewers=("Linh",)),
    )
    return posting(
        language="vi",
        entries=(entry,),
        coverage_start_at=NOW,
        coverage_end_at=NOW,
        rights=Rights(notice="© Example News"),
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


@pytest.fixture(scope="module")
def vocabulary() -> dict[str, set[str]]:
    """The types each property may stand on, by the property's name."""
    with schema_path("schemaorg/properties.csv").open(encoding="utf-8", newline="") as file:
        return {row["label"]: names(row["domainIncludes"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def parents() -> dict[str, set[str]]:
    with schema_path("schemaorg/types.csv").open(encoding="utf-8", newline="") as file:
        return {row["label"]: names(row["subTypeOf"]) for row in csv.DictReader(file)}


def names(listed: str) -> set[str]:
    return {url.strip().removeprefix("https://schema.org/") for url in listed.split(",") if url.strip()}


def ancestry(kind: str, parents: dict[str, set[str]]) -> set[str]:
    return {kind}.union(*(ancestry(parent, parents) for parent in parents[kind]))


@pytest.mark.parametrize("described", [posting(), full()], ids=["plain", "full"])
def test_every_property_belongs_to_its_type(
    described: dict[str, Any], vocabulary: dict[str, set[str]], parents: dict[str, set[str]]
) -> None:
    for thing in things(described):
        allowed = ancestry(thing["@type"], parents)
        misplaced = [name for name in thing if not name.startswith("@") and not vocabulary[name] & allowed]
        assert misplaced == []


def test_values_of_enumerations_exist(parents: dict[str, set[str]]) -> None:
    values = {thing["digitalSourceType"] for thing in things(full()) if "digitalSourceType" in thing}
    assert values
    assert {value.removeprefix("https://schema.org/") for value in values} <= parents.keys()


def test_a_posting_has_what_search_engines_ask_for() -> None:
    described = posting()
    assert described["@type"] == "LiveBlogPosting"
    assert described["headline"] == "Leaders meet in Hanoi"
    assert described["url"] == "https://example.org/blogs/hanoi/en/"
    assert described["inLanguage"] == "en"
    assert described["datePublished"] == described["coverageStartTime"] == "2019-02-27T09:41:00Z"
    assert described["dateModified"] == "2019-02-27T11:33:00Z"
    assert described["publisher"]["name"] == "Example News"
    assert "coverageEndTime" not in described


def test_an_update_has_an_address_on_the_page() -> None:
    update = one_update()
    assert update["url"].startswith("https://example.org/blogs/hanoi/en/#entry-")
    assert update["headline"] == "Leaders sit down to dinner"
    assert update["articleBody"] == "The two leaders shook hands before dinner."
    assert update["datePublished"] == "2019-02-27T11:33:00Z"
    assert update["author"]["name"] == "Staff reporters"


def test_an_untitled_update_has_a_headline_all_the_same() -> None:
    assert one_update(headline=None)["headline"] == "The two leaders shook hands before dinner."


def test_a_withdrawn_update_is_not_told_to_search_engines() -> None:
    gone = make_entry(pub_status=PubStatus.CANCELED, blocks=(), headline=None, version=2, updated_at=NOW)
    assert "liveBlogUpdate" not in posting(entries=(gone,))


def test_only_pictures_that_can_be_fetched_are_images() -> None:
    unseen = make_picture(renditions=())
    shown = make_picture(renditions=(make_rendition(),))
    update = one_update(blocks=tuple(MediaBlock(id=f"b{n}", media=m) for n, m in enumerate((unseen, shown))))
    assert [image["contentUrl"] for image in update["image"]] == ["https://example.org/media/hotel-1200.jpg"]


def test_a_variant_names_the_work_it_translates() -> None:
    described = full()
    assert described["translationOfWork"]["inLanguage"] == "en"
    assert described["translationOfWork"]["url"] == "https://example.org/blogs/hanoi/en/"
    assert described["translator"] == [{"@type": "Person", "name": "Linh"}]
    assert described["liveBlogUpdate"][0]["translationOfWork"]["url"].startswith("https://example.org/blogs/hanoi/en/#")


def test_the_source_names_its_translations() -> None:
    assert [work["inLanguage"] for work in posting()["workTranslation"]] == ["vi"]
    assert "workTranslation" not in full()


def test_untranslated_text_is_not_called_a_translation() -> None:
    update = one_update(translation=make_translation(state=TranslationState.UNTRANSLATED, has_machine_text=False))
    assert "translationOfWork" not in update
    assert "digitalSourceType" not in update


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
