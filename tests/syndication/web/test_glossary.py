"""The glossary's page: what translators and reviewers do there without any script."""

import io
from typing import Any

import pytest
from apiflask import APIFlask

from syndication.clock import utc_now
from syndication.rights import Role
from syndication.storage.database import Database
from syndication.termbase import add_term, terms_for
from tests.syndication.kept import keep_blog, raw_entry
from tests.syndication.web.people import Person, alert, text
from translations.exchange.term_csv import read_term_csv
from translations.glossary import Term, TermStatus

PAGE = "/review/vi/glossary/"
HOSTILE = """"><script>alert(1)</script>{{7*7}}'"""
SUMMIT = {"source_language": "en", "source": "summit", "target": "hội nghị", "status": "preferred", "note": ""}


@pytest.fixture
def reviewer(app: APIFlask, database: Database) -> Person:
    keep_blog(database, raw_entry())
    return Person(app, database, "Minh", Role.REVIEWER)


@pytest.fixture
def translator(app: APIFlask, database: Database, reviewer: Person) -> Person:
    return Person(app, database, "Linh", Role.TRANSLATOR, ("vi",))


def keep(database: Database, *pairs: tuple[str, str], **more: Any) -> None:
    with database.writing() as session:
        for source, target in pairs:
            term = Term(source_language="en", target_language="vi", source_text=source, target_text=target, **more)
            add_term(session, term, actor="Linh", now=utc_now())


def kept(database: Database, sentence: str) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        terms = terms_for(session, [sentence], ("en", "vi"))[sentence].terms
    return [(term.source_text, term.target_text, term.status.value) for term in terms]


def pairs(page: Any) -> list[str]:
    return [text(pair) for pair in page.xpath("//*[@class='pair']")]


def hidden(page: Any) -> dict[str, str]:
    form = page.xpath("//form[contains(@action, '/change')]")[0]
    return {name: form.xpath(f"input[@name='{name}']/@value")[0] for name in ("id", "version")}


def test_an_empty_glossary_says_what_it_is_for(translator: Person) -> None:
    page = translator.page(PAGE)
    assert "There is no term yet." in text(page)
    assert page.xpath("//details[@open]/summary/text()") == ["Add a term"]


def test_a_translator_adds_a_term_and_changes_none(database: Database, translator: Person) -> None:
    answer = translator.send(f"{PAGE}add", **SUMMIT)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?done=added")
    assert kept(database, "A summit.") == [("summit", "hội nghị", "preferred")]
    page = translator.page(answer.headers["Location"])
    assert pairs(page) == ["summit → hội nghị preferred"]
    assert page.xpath("//form[contains(@action, '/change')]") == []
    for what in ("change", "remove", "import"):
        assert translator.send(f"{PAGE}{what}", id="1", version="1").status_code == 403


def test_a_translator_of_another_language_adds_nothing(app: APIFlask, database: Database, reviewer: Person) -> None:
    korean = Person(app, database, "Hana", Role.TRANSLATOR, ("ko",))
    assert korean.send(f"{PAGE}add", **SUMMIT).status_code == 403
    assert "Add a term" not in text(korean.page(PAGE))


def test_a_reader_does_not_come_here(app: APIFlask, database: Database) -> None:
    assert Person(app, database, "Reader", Role.READER).client.get(PAGE).status_code == 403


def test_a_reviewer_changes_a_term_in_its_place(database: Database, reviewer: Person) -> None:
    keep(database, ("summit", "hội nghị"))
    form = hidden(reviewer.page(PAGE)) | SUMMIT | {"target": "cuộc gặp", "status": "admitted", "q": "summit"}
    answer = reviewer.send(f"{PAGE}change", **form)
    assert answer.headers["Location"] == f"{PAGE}?q=summit&done=changed"
    assert kept(database, "A summit.") == [("summit", "cuộc gặp", "admitted")]


def test_of_two_reviewers_the_second_is_shown_what_the_first_wrote(database: Database, reviewer: Person) -> None:
    keep(database, ("summit", "hội nghị"))
    seen = hidden(reviewer.page(PAGE))
    reviewer.send(f"{PAGE}change", **seen | SUMMIT | {"target": "cuộc gặp"})
    answer = reviewer.send(f"{PAGE}change", **seen | SUMMIT | {"target": "thượng đỉnh"})
    assert answer.status_code == 409
    assert alert(answer) == "Somebody else has changed this term; below it is as it is now."
    assert "You had typed: summit → thượng đỉnh" in answer.text
    assert kept(database, "A summit.") == [("summit", "cuộc gặp", "preferred")]


def test_a_reviewer_removes_a_term(database: Database, reviewer: Person) -> None:
    keep(database, ("summit", "hội nghị"))
    assert reviewer.send(f"{PAGE}remove", **hidden(reviewer.page(PAGE))).headers["Location"].endswith("?done=removed")
    assert kept(database, "A summit.") == []


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (SUMMIT | {"target": " "}, "Target: is empty."),
        (SUMMIT | {"source": ""}, "Source: is empty; only what must never be written needs none."),
        (SUMMIT | {"source_language": "English!"}, "Source_language: 'English!' is not a language tag"),
        (SUMMIT | {"status": "boss"}, "Status: is none of those that are offered."),
        (SUMMIT | {"source": "EU"}, "The glossary has 'EU' as 'hội nghị' already."),
        ({}, "Source_language: '' is not a language tag"),
    ],
)
def test_a_term_that_is_not_taken_says_why_and_keeps_what_was_typed(
    database: Database, reviewer: Person, form: dict[str, str], reason: str
) -> None:
    keep(database, ("EU", "hội nghị"))
    answer = reviewer.send(f"{PAGE}add", **form)
    assert answer.status_code == 422
    assert alert(answer).startswith(reason)
    assert form.get("note", "") in answer.text


def test_terms_that_stay_and_terms_that_are_never_written_are_kept(database: Database, reviewer: Person) -> None:
    reviewer.send(f"{PAGE}add", **SUMMIT | {"source": "EU", "target": "ignored", "status": "do_not_translate"})
    reviewer.send(f"{PAGE}add", **SUMMIT | {"source": "", "target": "Bắc Hàn", "status": "forbidden"})
    assert pairs(reviewer.page(PAGE)) == [
        "(whatever the source says) → Bắc Hàn never write",
        "EU → EU leave as it is",
    ]


def test_terms_are_searched_and_turned_over(database: Database, reviewer: Person) -> None:
    keep(database, *((f"term {number:03}", f"từ {number}") for number in range(120)))
    first = reviewer.page(PAGE)
    assert "120 terms" in text(first)
    assert len(pairs(first)) == 50
    (older,) = first.xpath("//a[@rel='next']/@href")
    assert len(pairs(reviewer.page(older))) == 50
    assert pairs(reviewer.page(f"{PAGE}?q=TERM+007")) == ["term 007 → từ 7 preferred"]
    assert "No term fits." in text(reviewer.page(f"{PAGE}?q=nothing"))
    assert len(pairs(reviewer.page(f"{PAGE}?page=3"))) == 20


@pytest.mark.parametrize("query", ["page=0", "page=x", "status=boss", "q=" + "x" * 400, "unknown=1"])
def test_an_address_that_makes_no_sense_is_no_failure(reviewer: Person, query: str) -> None:
    assert reviewer.client.get(f"{PAGE}?{query}").status_code in {200, 400, 422}


@pytest.mark.parametrize(
    "form", [{"id": "9" * 30}, {"id": "-1"}, {"id": "x"}, {"id": "²"}, {}, {"id": "77", "version": "1"}]
)
def test_a_term_that_does_not_exist_cannot_be_changed(reviewer: Person, form: dict[str, str]) -> None:
    assert reviewer.send(f"{PAGE}change", **SUMMIT | form).status_code == 409
    assert reviewer.send(f"{PAGE}remove", **form).status_code == 409


def test_a_term_of_another_language_is_not_changed_from_here(database: Database, reviewer: Person) -> None:
    keep(database, ("summit", "hội nghị"))
    seen = hidden(reviewer.page(PAGE))
    assert reviewer.send("/review/ko/glossary/remove", **seen).status_code == 409
    assert kept(database, "A summit.") != []


def test_every_change_needs_the_proof_that_our_page_asked(reviewer: Person) -> None:
    for what in ("add", "change", "remove", "import"):
        assert reviewer.client.post(f"{PAGE}{what}", data=SUMMIT).status_code == 403


def test_what_is_no_language_has_no_glossary(reviewer: Person) -> None:
    assert reviewer.client.get("/review/vietnamese!/glossary/").status_code == 404
    assert reviewer.client.get(f"{PAGE}export.csv?source_language=!").status_code == 404
    assert reviewer.client.get(f"{PAGE}export.doc?source_language=en").status_code == 404


def test_terms_stay_text(database: Database, reviewer: Person) -> None:
    reviewer.send(f"{PAGE}add", **SUMMIT | {"source": HOSTILE, "target": HOSTILE, "note": HOSTILE})
    page = reviewer.page(f"{PAGE}?q=script")
    assert page.xpath("//main//script") == []
    assert pairs(page) == [f"{HOSTILE} → {HOSTILE} preferred"]


@pytest.mark.parametrize("format_name", ["csv", "tbx", "tbx2"])
def test_what_is_taken_along_can_be_taken_in_again(database: Database, reviewer: Person, format_name: str) -> None:
    keep(database, ("summit", "hội nghị"), ("=1+1", "công thức"))
    keep(database, ("EU", ""), status=TermStatus.DO_NOT_TRANSLATE)
    file = reviewer.client.get(f"{PAGE}export.{format_name}?source_language=en")
    assert file.headers["Content-Disposition"] == f"attachment; filename=terms-en-vi.{format_name.rstrip('2')}"
    for sentence in ("A summit.", "EU", "=1+1"):
        page = reviewer.page(f"{PAGE}?q={sentence.split()[-1].strip('.').replace('=', '%3D').replace('+', '%2B')}")
        reviewer.send(f"{PAGE}remove", **hidden(page))
    assert kept(database, "The EU summit =1+1.") == []
    answer = reviewer.send(f"{PAGE}import", source_language="en", file=(io.BytesIO(file.data), f"terms.{format_name}"))
    assert "3 new, 0 changed, 0 as before." in answer.text
    assert {one[0] for one in kept(database, "The EU summit =1+1.")} == {"EU", "summit", "=1+1"}


def test_a_file_with_bad_rows_is_taken_without_them(database: Database, reviewer: Person) -> None:
    rows = "source,target,status\nEU,EU,\nx,y,nonsense\nz,,\n"
    answer = reviewer.send(f"{PAGE}import", source_language="en", file=(io.BytesIO(rows.encode()), "t.csv"))
    assert "1 new, 0 changed, 0 as before; 2 left out" in answer.text
    assert "line 3: &#39;nonsense&#39; is no status" in answer.text
    assert kept(database, "EU") == [("EU", "EU", "preferred")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "Choose a file first."), (b"\x00\x01\x02", "Nothing was taken"), (b"<tmx/>", "Nothing was taken")],
)
def test_what_is_no_file_of_terms_changes_nothing(reviewer: Person, data: bytes, reason: str) -> None:
    answer = reviewer.send(f"{PAGE}import", source_language="en", file=(io.BytesIO(data), "x"))
    assert answer.status_code in {400, 422}
    assert alert(answer).startswith(reason)


def test_the_file_to_take_along_is_a_table_that_spreadsheets_read(database: Database, reviewer: Person) -> None:
    keep(database, ("summit", "hội nghị"))
    file = reviewer.client.get(f"{PAGE}export.csv?source_language=en")
    assert file.data.startswith(b"\xef\xbb\xbfsource_language,")
    assert [term.source_text for term in read_term_csv(file.data).terms] == ["summit"]
