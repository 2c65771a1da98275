"""Which edited sentences are recognised."""

import pytest

from translations.alignment import Sentence, align
from translations.words import content_words, overlap


def pairs(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    return align([Sentence(text, "b1.html") for text in old], [Sentence(text, "b1.html") for text in new])


EDITS = [
    ("12 injured in the blast", "14 injured in the blast"),
    ("12 injured", "14 injured"),
    ("He has resigned.", "He has not resigned."),
    ("He shot the officer.", "He allegedly shot the officer."),
    ('Trump said: "We\'ll see."', "Trump said: “We’ll see.”"),
    ("Trump has arrived in Hanoi.", "Trump has arrived in Hanoi, where he will meet Kim, the White House said."),
    ("Talks collapse in Hanoi", "TALKS COLLAPSE IN HANOI"),
    ("Ông Trump rời khách sạn.", "Ông Trump vừa rời khách sạn lúc 20h."),
    ("김정은이 하노이에 도착했다.", "김정은은 오전 하노이에 도착했다."),
    ("It is.", "It is not."),
    ("$2bn", "$3bn"),
]
UNRELATED = [
    ("Trump won.", "Trump left."),
    ("The two leaders shook hands.", "Markets in Asia closed lower."),
    ("He was there.", "She will come."),
    ("두 정상은 만났다.", "서울에는 비가 내렸다."),
    ("🙂", "🙁"),
]


@pytest.mark.parametrize(("old", "new"), EDITS)
def test_an_edited_sentence_is_recognised_however_much_it_matters(old: str, new: str) -> None:
    assert pairs([old], [new]) == [(0, 0)]


@pytest.mark.parametrize(("old", "new"), UNRELATED)
def test_unrelated_sentences_are_not_paired(old: str, new: str) -> None:
    assert pairs([old], [new]) == []


def test_pairs_keep_the_reading_order() -> None:
    old = ["Trump arrived in Hanoi.", "Kim arrived by train in Dong Dang."]
    new = ["Breaking news from Seoul.", "Trump arrived late in Hanoi.", "Kim arrived late by train in Dong Dang."]
    assert pairs(old, new) == [(0, 1), (1, 2)]


def test_of_two_likely_sentences_the_closer_one_is_taken() -> None:
    old = ["Trump arrived in Hanoi on Tuesday evening."]
    new = ["Trump arrived.", "Trump arrived in Hanoi on Wednesday evening."]
    assert pairs(old, new) == [(0, 1)]


def test_the_sentence_in_the_same_field_is_preferred() -> None:
    old = [Sentence("Leaders shake hands", "headline")]
    new = [Sentence("Leaders now shake hands", "b1.caption"), Sentence("Leaders now shake hands", "headline")]
    assert align(old, new) == [(0, 1)]


def test_many_edited_sentences_are_paired_in_order() -> None:
    old = [f"Witness word{n} saw thing{n} happen near place{n}." for n in range(1500)]
    new = [f"Witness word{n} saw thing{n} happen close to place{n}." for n in range(1500)]
    assert pairs(old, new) == [(n, n) for n in range(1500)]


def test_nothing_pairs_with_nothing() -> None:
    assert pairs([], ["One."]) == []
    assert pairs(["One."], []) == []


def test_numbers_count_as_one_word_and_function_words_do_not_count() -> None:
    assert content_words("The 12 of them were injured at 8:30") == {"#", "injured"}


def test_a_sentence_of_function_words_is_known_by_them() -> None:
    assert content_words("It is.") == {"it", "is"}


def test_scripts_without_blanks_are_compared_by_pairs_of_characters() -> None:
    assert content_words("정상회담") == {"정상", "상회", "회담"}


def test_overlap_is_the_share_of_the_smaller_set() -> None:
    assert overlap(frozenset("ab"), frozenset("abcd")) == 1.0
    assert overlap(frozenset("ax"), frozenset("abcd")) == 0.5
    assert overlap(frozenset(), frozenset("a")) == 0.0
