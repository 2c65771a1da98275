"""Bylines: names, each once, and no e-mail address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.reading.people import byline_of, without_by
from tests.strategies import any_text


@pytest.mark.parametrize(
    ("names", "byline"),
    [
        (["Minh Anh", None, " ", "Lan Nguyễn", "Minh Anh"], "Minh Anh, Lan Nguyễn"),
        (["minh@example.org (Minh Anh)"], "Minh Anh"),
        (["Minh Anh <minh@example.org>"], "Minh Anh"),
        (["minh@example.org"], None),
        (["mailto:minh@example.org"], None),
        (["The desk @ noon"], "The desk @ noon"),
        (["By\n  Minh\tAnh"], "By Minh Anh"),
        ([], None),
    ],
)
def test_people_are_named_once_and_without_their_addresses(names, byline):
    assert byline_of(names) == byline


def test_name_without_end_costs_nothing():
    assert byline_of(["@" + "a" * 1_000_000]) is None


@given(st.lists(any_text(10) | st.just("minh@example.org"), max_size=4))
def test_no_address_is_left_whatever_is_named(names):
    assert "minh@example.org" not in (byline_of(names) or "")


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("By Minh Anh", "Minh Anh"),
        ("BY: MINH ANH, Press Writer", "MINH ANH, Press Writer"),
        ("Byron Smith", "Byron Smith"),
        ("Written by Minh Anh", "Written by Minh Anh"),
        ("By minh@example.org", None),
        ("By", "By"),
    ],
)
def test_word_before_a_byline_is_taken_off(byline, name):
    assert without_by(byline) == name
