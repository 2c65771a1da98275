from dataclasses import replace
from datetime import timedelta

import pytest

from syndication.errors import VersionConflict
from syndication.storage.database import Database
from syndication.storage.terms import TermFilter, count_terms, search_terms
from syndication.term_errors import TermExists, TermRefused, UnknownTerm
from syndication.termbase import (
    MOST_CHARACTERS,
    TermsHere,
    add_term,
    clean_term,
    edit_term,
    import_terms,
    remove_term,
    terms_for,
)
from tests.factories import NOW
from translations.glossary import Term, TermStatus

LATER = NOW + timedelta(hours=1)
PAIR = ("en", "vi")


def term(source: str = "summit", target: str = "hội nghị thượng đỉnh", **more) -> Term:
    pair = {"source_language": "en", "target_language": "vi"}
    return Term(**pair | {"source_text": source, "target_text": target} | more)


def keep(database: Database, *terms: Term) -> list[Term]:
    with database.writing() as session:
        return [add_term(session, one, actor="Linh", now=NOW) for one in terms]


def here(database: Database, text: str, pair: tuple[str, str] = PAIR) -> TermsHere:
    with database.reading() as session:
        return terms_for(session, [text], pair)[text]


def sources(database: Database, text: str, pair: tuple[str, str] = PAIR) -> list[str]:
    return [one.source_text for one in here(database, text, pair).terms]


def test_a_term_is_kept_clean(database: Database) -> None:
    (kept,) = keep(
        database,
        term(
            "  Ha\u0300  No\u0323\u0302i\x00\n", " Hà Nội ", source_language="EN-us", target_language="VI", note=" tên "
        ),
    )
    assert (kept.source_text, kept.target_text, kept.note) == ("Hà Nội", "Hà Nội", "tên")
    assert (kept.source_language, kept.target_language, kept.version) == ("en", "vi", 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (term(source=" "), "source"),
        (term(target="\x00"), "target"),
        (term(source="x" * (MOST_CHARACTERS + 1)), "source"),
        (term(note="x" * 3_000), "note"),
        (term(source_language="English"), "source_language"),
        (term(target_language=""), "target_language"),
        (term(target_language="en-GB"), "target_language"),
        (term(source="", status=TermStatus.DO_NOT_TRANSLATE), "source"),
    ],
)
def test_a_term_that_says_nothing_is_refused(wrong: Term, field: str) -> None:
    with pytest.raises(TermRefused) as refused:
        clean_term(wrong)
    assert refused.value.field == field


def test_what_is_not_translated_has_no_target_and_what_is_never_written_needs_no_source() -> None:
    assert clean_term(term(status=TermStatus.DO_NOT_TRANSLATE)).target_text == ""
    assert clean_term(term(source="", status=TermStatus.FORBIDDEN)).source_text == ""


def test_the_same_rendering_is_kept_once_and_another_one_beside_it(database: Database) -> None:
    keep(database, term())
    with database.writing() as session:
        with pytest.raises(TermExists):
            add_term(session, term(source="  summit "), actor="Linh", now=NOW)
        add_term(session, term(target="thượng đỉnh", status=TermStatus.ADMITTED), actor="Linh", now=NOW)
        add_term(session, term(source="Summit"), actor="Linh", now=NOW)
        assert count_terms(session, TermFilter()) == 3


def test_terms_are_found_for_many_sentences_at_once(database: Database) -> None:
    keep(database, term(), term("North Korea", "Triều Tiên"), term("EU", "", status=TermStatus.DO_NOT_TRANSLATE))
    keep(database, term("summit", "정상회담", target_language="ko"))
    texts = ["The EU watched the summit.", "North Korea’s leader left.", "Nothing.", ""]
    with database.reading() as session:
        found = terms_for(session, texts, ("en-GB", "vi"))
    assert [[one.source_text for one in found[text].terms] for text in texts] == [
        ["EU", "summit"],
        ["North Korea"],
        [],
        [],
    ]


def test_what_is_never_written_comes_with_every_sentence(database: Database) -> None:
    keep(database, term("", "Bắc Hàn", status=TermStatus.FORBIDDEN))
    assert [one.target_text for one in here(database, "Anything.").terms] == ["Bắc Hàn"]


def test_a_term_is_changed_by_whoever_has_seen_it_as_it_is(database: Database) -> None:
    (kept,) = keep(database, term())
    with database.writing() as session:
        after = edit_term(session, replace(kept, target_text="cuộc gặp"), if_version=1, actor="Minh", now=LATER)
    assert (after.version, after.target_text) == (2, "cuộc gặp")
    with database.writing() as session, pytest.raises(VersionConflict):
        edit_term(session, replace(kept, target_text="khác"), if_version=1, actor="Linh", now=LATER)
    (found,) = here(database, "A summit.").terms
    assert (found.target_text, found.version, found.updated_at) == ("cuộc gặp", 2, LATER)


def test_a_change_that_changes_nothing_is_none(database: Database) -> None:
    (kept,) = keep(database, term())
    with database.writing() as session:
        assert edit_term(session, kept, if_version=1, actor="Minh", now=LATER).version == 1


def test_a_term_does_not_become_another_one_that_is_there(database: Database) -> None:
    keep(database, term(target="cuộc gặp"))
    (kept,) = keep(database, term())
    with database.writing() as session, pytest.raises(TermExists):
        edit_term(session, replace(kept, target_text="cuộc gặp"), if_version=1, actor="Minh", now=LATER)


def test_a_removed_term_is_gone_and_may_come_back(database: Database) -> None:
    (kept,) = keep(database, term())
    with database.writing() as session:
        remove_term(session, kept.id or 0, if_version=1, actor="Linh", now=LATER)
        with pytest.raises(UnknownTerm):
            remove_term(session, kept.id or 0, if_version=None, actor="Linh", now=LATER)
        with pytest.raises(UnknownTerm):
            edit_term(session, kept, if_version=1, actor="Linh", now=LATER)
    assert sources(database, "A summit.") == []
    keep(database, term())
    assert sources(database, "A summit.") == ["summit"]


def test_changes_since_a_time_are_told_by_their_source(database: Database) -> None:
    one, other, third = keep(database, term(), term("EU", "EU"), term("leader", "lãnh đạo"))
    text = "The EU leader left the summit."
    assert here(database, text).changed_since(NOW) == ()
    with database.writing() as session:
        edit_term(session, replace(one, note="new"), if_version=1, actor="Linh", now=LATER)
        remove_term(session, other.id or 0, if_version=1, actor="Linh", now=LATER)
        edit_term(session, replace(third, source_text="chief"), if_version=1, actor="Linh", now=LATER)
    assert set(here(database, text).changed_since(NOW)) == {"summit", "EU", "leader"}
    assert here(database, text).changed_since(LATER) == ()
    assert here(database, "The chief left.").changed_since(NOW) == ("chief",)


def test_an_import_adds_and_changes_and_removes_nothing(database: Database) -> None:
    keep(database, term(), term("EU", "EU"))
    wanted = [term(note="từ điển"), term("EU", "EU"), term("leader", "lãnh đạo"), term("leader", "lãnh đạo")]
    with database.writing() as session:
        result = import_terms(session, list(map(clean_term, wanted)), actor="Linh", now=LATER)
        assert count_terms(session, TermFilter()) == 3
    assert (result.added, result.changed, result.unchanged, result.pairs) == (1, 1, 2, (PAIR,))
    (found,) = here(database, "A summit.").terms
    assert (found.note, found.version) == ("từ điển", 2)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (TermFilter(text="ha noi"), ["Hanoi"]),
        (TermFilter(text="HÀ NỘI"), ["Hanoi"]),
        (TermFilter(text="leader"), ["leader", "team leader"]),
        (TermFilter(text="100%"), ["100%"]),
        (TermFilter(text="_"), []),
        (TermFilter(text="ghi chú"), ["leader"]),
        (TermFilter(status=TermStatus.FORBIDDEN), ["team leader"]),
        (TermFilter(target_language="ko"), []),
        (TermFilter(text="' OR 1=1 --"), []),
    ],
)
def test_terms_are_searched_on_both_sides_and_in_notes(
    database: Database, wanted: TermFilter, expected: list[str]
) -> None:
    keep(
        database,
        term("team leader", "trưởng nhóm", status=TermStatus.FORBIDDEN),
        term("Hanoi", "Hà Nội"),
        term("leader", "lãnh đạo", note="Ghi chú"),
        term("100%", "một trăm phần trăm"),
    )
    with database.reading() as session:
        assert [one.term.source_text for one in search_terms(session, wanted, limit=10)] == expected
        assert count_terms(session, wanted) == len(expected)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("North Korea’s leader", ["North Korea"]),
        ("The US told us so.", ["US"]),
        ("They told us so.", []),
        ("A summiteer left.", []),
        ("Two SUMMITS.", ["summit"]),
    ],
)
def test_a_term_stands_in_a_sentence_as_a_word_of_its_own(
    database: Database, sentence: str, expected: list[str]
) -> None:
    keep(database, term(), term("North Korea", "Triều Tiên"), term("Korea", "Hàn Quốc"), term("US", "Mỹ"))
    assert sources(database, sentence) == expected
