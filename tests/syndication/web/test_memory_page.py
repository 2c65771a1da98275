"""The memory's page: concordance search, and what reviewers change there without any script."""

import io
from typing import Any

import pytest
from apiflask import APIFlask

from syndication.memory import import_memory
from syndication.rights import Role
from syndication.storage.database import Database
from syndication.storage.memory_units import UnitFilter, search_units
from tests.factories import NOW
from tests.syndication.kept import memory_of
from tests.syndication.web.people import Person, alert, text
from translations.exchange.tmx import read_tmx

PAGE = "/review/vi/memory/"
HOSTILE = "<script>alert(1)</script>&\"'{{7*7}}"


@pytest.fixture
def reviewer(app: APIFlask, database: Database) -> Person:
    return Person(app, database, "Minh", Role.REVIEWER)


def remember(database: Database, **sentences: str) -> None:
    named = {source.replace("_", " "): target for source, target in sentences.items()}
    with database.writing() as session:
        import_memory(session, memory_of(named), name="desk.tmx", now=NOW)


def units(database: Database) -> dict[str, str]:
    with database.reading() as session:
        return {
            unit.source_text: unit.target_text
            for unit in search_units(session, UnitFilter(target_language="vi"), limit=99)
        }


def sources(page: Any) -> list[str]:
    return sorted(text(one) for one in page.xpath("//li[contains(@class, 'unit')]/p[@class='source']"))


def hidden(page: Any) -> dict[str, str]:
    form = page.xpath("//form[contains(@action, '/change')]")[0]
    return {name: form.xpath(f"input[@name='{name}']/@value")[0] for name in ("id", "seen")}


def test_an_empty_memory_says_how_it_fills(reviewer: Person) -> None:
    assert "What is approved on the desk is remembered by itself" in text(reviewer.page(PAGE))


def test_sentences_are_found_by_words_on_either_side(database: Database, reviewer: Person) -> None:
    remember(database, They_met="Họ gặp nhau", Police_closed_streets="Cảnh sát đóng ĐƯỜNG", They_left="Họ rời đi")
    assert sources(reviewer.page(f"{PAGE}?q=they")) == ["They left", "They met"]
    assert sources(reviewer.page(f"{PAGE}?q=they+MET")) == ["They met"]
    assert sources(reviewer.page(f"{PAGE}?q=HỌ+gặp")) == ["They met"]
    assert sources(reviewer.page(f"{PAGE}?q=đường&side=target")) == ["Police closed streets"]
    assert sources(reviewer.page(f"{PAGE}?q=they&side=target")) == []
    assert sources(reviewer.page(f"{PAGE}?q=gặp&side=source")) == []
    assert "No sentence has all of these words." in text(reviewer.page(f"{PAGE}?q=%25"))


def test_what_was_looked_for_is_marked_where_it_stands(database: Database, reviewer: Person) -> None:
    remember(database, They_met_them="Họ gặp họ")
    page = reviewer.page(f"{PAGE}?q=THE")
    assert page.xpath("//p[@class='source']/mark/text()") == ["The", "the"]
    assert reviewer.page(f"{PAGE}?q=họ&side=target").xpath("//p[@class='target']/mark/text()") == ["Họ", "họ"]


def test_texts_stay_text_and_marks_go_round_them_only(reviewer: Person, database: Database) -> None:
    remember(database, **{HOSTILE: HOSTILE})
    page = reviewer.page(f"{PAGE}?q=script")
    assert page.xpath("//main//script") == []
    assert sources(page) == [HOSTILE]


def test_a_unit_is_corrected_and_the_newest_then(database: Database, reviewer: Person) -> None:
    remember(database, They_met="Họ gặp nhau", They_left="Họ đi")
    form = hidden(reviewer.page(f"{PAGE}?q=left"))
    answer = reviewer.send(f"{PAGE}change", **form, target="Họ <b>rời</b> đi", q="left")
    assert answer.headers["Location"] == f"{PAGE}?q=left&done=changed"
    assert units(database) == {"They left": "Họ rời đi", "They met": "Họ gặp nhau"}
    assert list(units(database)) == ["They left", "They met"]
    assert "Minh" in text(reviewer.page(f"{PAGE}?q=left"))


def test_a_unit_that_somebody_else_has_changed_is_shown_as_it_is(database: Database, reviewer: Person) -> None:
    remember(database, They_left="Họ đi")
    seen = hidden(reviewer.page(PAGE))
    reviewer.send(f"{PAGE}change", **seen, target="Họ rời đi")
    answer = reviewer.send(f"{PAGE}change", **seen, target="Họ đi mất")
    assert answer.status_code == 409
    assert alert(answer) == "Somebody else has changed this unit; look at it again."
    assert "You had typed: Họ đi mất" in answer.text
    assert reviewer.send(f"{PAGE}remove", **seen).status_code == 409
    assert units(database) == {"They left": "Họ rời đi"}


def test_a_unit_is_removed(database: Database, reviewer: Person) -> None:
    remember(database, They_left="Họ đi")
    assert reviewer.send(f"{PAGE}remove", **hidden(reviewer.page(PAGE))).status_code == 303
    assert units(database) == {}


def test_a_unit_is_added_with_its_links(database: Database, reviewer: Person) -> None:
    form = {"source_language": "en", "source": 'See <a href="https://a.example/">it</a>', "target": "Xem"}
    answer = reviewer.send(f"{PAGE}add", **form)
    assert alert(answer) == "The translation must have the links of the source, each as often."
    answer = reviewer.send(f"{PAGE}add", **form | {"target": '<a href="https://a.example/">Xem</a>'})
    assert answer.status_code == 303
    assert units(database) == {"See it": "Xem"}


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"source": "a", "target": " ", "source_language": "en"}, "The translation is empty."),
        ({"source": "<b></b>", "target": "b", "source_language": "en"}, "The source is empty."),
        ({"source": "a", "target": "b", "source_language": "vi"}, "A unit leads from one language into another."),
        ({"source": "a", "target": "b", "source_language": "?"}, "'?' is not a language tag"),
        ({}, "'' is not a language tag"),
        ({"source": "a", "target": "x" * 11_000, "source_language": "en"}, "The translation may have at most 10,000"),
    ],
)
def test_a_unit_that_is_not_taken_says_why(
    database: Database, reviewer: Person, form: dict[str, str], reason: str
) -> None:
    answer = reviewer.send(f"{PAGE}add", **form)
    assert answer.status_code == 422
    assert alert(answer).startswith(reason)
    assert units(database) == {}


def test_a_translator_looks_and_changes_nothing(app: APIFlask, database: Database) -> None:
    remember(database, They_left="Họ đi")
    translator = Person(app, database, "Linh", Role.TRANSLATOR, ("vi",))
    page = translator.page(f"{PAGE}?q=left")
    assert sources(page) == ["They left"]
    assert page.xpath("//main//form[@method='post']") == []
    for what in ("add", "change", "remove", "import"):
        assert translator.send(f"{PAGE}{what}", id="1").status_code == 403


def test_every_change_needs_the_proof_that_our_page_asked(reviewer: Person) -> None:
    for what in ("add", "change", "remove", "import"):
        assert reviewer.client.post(f"{PAGE}{what}", data={"id": "1"}).status_code == 403


def test_a_unit_of_another_language_is_not_changed_from_here(database: Database, reviewer: Person) -> None:
    remember(database, They_left="Họ đi")
    assert reviewer.send("/review/ko/memory/remove", **hidden(reviewer.page(PAGE))).status_code == 409
    assert units(database) == {"They left": "Họ đi"}


def test_the_memory_goes_out_as_tmx_and_comes_in_again(database: Database, reviewer: Person) -> None:
    remember(database, They_left="Họ đi", They_met="Họ gặp nhau")
    file = reviewer.client.get(f"{PAGE}export.tmx?source_language=en")
    assert len(read_tmx(file.data).units) == 2
    reviewer.send(f"{PAGE}remove", **hidden(reviewer.page(f"{PAGE}?q=left")))
    answer = reviewer.send(f"{PAGE}import", file=(io.BytesIO(file.data), "../memory.tmx"))
    assert "1 new units" in answer.text
    assert len(units(database)) == 2


def test_what_is_no_tmx_changes_nothing(database: Database, reviewer: Person) -> None:
    assert alert(reviewer.send(f"{PAGE}import")) == "Choose a file first."
    answer = reviewer.send(f"{PAGE}import", file=(io.BytesIO(b"<tbx/>"), "x.tmx"))
    assert alert(answer).startswith("Nothing was taken")


def test_a_long_memory_is_turned_over(database: Database, reviewer: Person) -> None:
    remember(database, **{f"Sentence {number}": f"Câu {number}" for number in range(120)})
    first = reviewer.page(PAGE)
    assert "120 units" in text(first)
    (older,) = first.xpath("//a[@rel='next']/@href")
    assert not set(sources(first)) & set(sources(reviewer.page(older)))
