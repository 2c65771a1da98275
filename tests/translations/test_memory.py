"""Looking sentences up in the translation memory."""

from datetime import UTC, datetime

import pytest

from tests.translations.factories import make_memory_unit, make_source
from translations.memory import MatchKind, MemoryMatch, lookup, wanted


def best(source: str, *units: str) -> MemoryMatch | None:
    found = lookup(make_source(source), [make_memory_unit(unit, "Bản dịch.") for unit in units])
    return found[0] if found else None


MATCHES = [
    ("They <b>met</b>.", "They <b>met</b>.", MatchKind.EXACT, 100),
    ("They  met.", "They met.", MatchKind.EXACT, 100),
    ("They <b>met</b>.", "They met.", MatchKind.MARKED, 100),
    ("They met.", "They <b>met</b>.", MatchKind.MARKED, 100),
    ("They “met”.", 'They "met".', MatchKind.FOLDED, 99),
    ("They <i>“met”</i>.", 'They "met".', MatchKind.FOLDED, 99),
    ("They met in Hanoi on Tuesday.", "They met in Hanoi on Wednesday.", MatchKind.FUZZY, 90),
    ("12 people were injured in the blast.", "14 people were injured in the blast.", MatchKind.FUZZY, 97),
    ("THEY MET IN HANOI.", "They met in Hanoi.", MatchKind.FUZZY, 98),
]


@pytest.mark.parametrize(("source", "unit", "kind", "score"), MATCHES)
def test_a_match_is_judged_by_what_differs(source: str, unit: str, kind: MatchKind, score: int) -> None:
    match = best(source, unit)
    assert match is not None
    assert (match.kind, match.score) == (kind, score)


def test_an_unrelated_unit_does_not_match() -> None:
    assert best("They met in Hanoi.", "Markets in Asia closed lower on Friday.") is None


@pytest.mark.parametrize(("source", "unit", "kind", "score"), MATCHES)
def test_only_a_sentence_with_the_same_words_gives_a_draft(source: str, unit: str, kind: MatchKind, score: int) -> None:
    match = best(source, unit)
    assert match is not None
    assert match.is_draft is (kind is not MatchKind.FUZZY)


def test_the_best_match_comes_first() -> None:
    units = ["They “met” here.", 'They "met" here.', 'They <b>"met"</b> here.', 'They "met" there.']
    found = lookup(make_source('They <b>"met"</b> here.'), [make_memory_unit(unit, "x") for unit in units])
    assert [match.unit.source_text for match in found] == [
        'They "met" here.',
        'They "met" here.',
        "They “met” here.",
        'They "met" there.',
    ]
    assert [match.kind for match in found] == list(MatchKind)


def test_of_equal_matches_the_newest_comes_first_and_one_without_a_date_last() -> None:
    dates = [datetime(2019, 1, 1, tzinfo=UTC), None, datetime(2020, 1, 1, tzinfo=UTC)]
    units = [make_memory_unit("One.", f"Bản {date}", created_at=date) for date in dates]
    assert [match.unit.created_at for match in lookup(make_source("One."), units)] == [dates[2], dates[0], dates[1]]


@pytest.mark.parametrize(("source", "unit", "kind", "score"), MATCHES)
def test_the_query_finds_every_unit_that_can_match(source: str, unit: str, kind: MatchKind, score: int) -> None:
    query, kept = wanted(make_source(source)), make_memory_unit(unit, "x")
    if kind is MatchKind.FUZZY:
        assert query.min_characters <= len(kept.source_text) <= query.max_characters
        assert any(word in kept.source_text.casefold() for word in query.words)
    else:
        assert query.fold_hash == kept.fold_hash


def test_the_query_asks_for_few_words_longest_first_and_no_numbers() -> None:
    text = "Experts observing 12 summits said leaders were trying hard to show everybody that they get along nicely."
    words = wanted(make_source(text)).words
    assert words[:2] == ("everybody", "observing")
    assert len(words) == 8
    assert "#" not in words
