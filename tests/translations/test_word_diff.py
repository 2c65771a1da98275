"""Differences between two texts, as people look at them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translations.word_diff import Change, word_diff

SIGNS = {Change.SAME: "", Change.REMOVED: "-", Change.ADDED: "+"}

CASES = [
    ("12 injured", "14 injured", ["-12", "+14", " injured"]),
    ("He has resigned", "He has not resigned", ["He has ", "+not ", "resigned"]),
    ("1,200 people", "1,300 people", ["-1,200", "+1,300", " people"]),
    ("", "New.", ["+New."]),
    ("Same.", "Same.", ["Same."]),
    ("북한 지도자", "북한 대통령", ["북한 ", "-지도자", "+대통령"]),
    ("", "", []),
    ("Ông Kim nói", "Bản dịch khác", ["-Ông Kim nói", "+Bản dịch khác"]),
    ("One two", "One  three four", ["One", "- two", "+  three four"]),
]


@pytest.mark.parametrize(("old", "new", "expected"), CASES)
def test_words_that_changed_are_told(old: str, new: str, expected: list[str]) -> None:
    assert [f"{SIGNS[part.change]}{part.text}" for part in word_diff(old, new)] == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_from_a_difference(old: str, new: str) -> None:
    parts = word_diff(old, new)
    assert "".join(part.text for part in parts if part.change is not Change.ADDED) == old
    assert "".join(part.text for part in parts if part.change is not Change.REMOVED) == new


def test_very_long_texts_are_replaced_as_a_whole() -> None:
    old, new = "a " * 5_000, "b " * 5_000
    assert [part.change for part in word_diff(old, new)] == [Change.REMOVED, Change.ADDED]
