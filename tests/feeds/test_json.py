"""JSON text: which characters it carries, and documents written in parts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.json import ARRAY_TAIL, array_head, compact, filled
from feeds.xml import clean_text
from tests.strategies import any_text, printable_text


@given(text=any_text())
def test_text_that_xml_can_carry_is_read_back_as_it_was(text):
    text = clean_text(text)

    assert json.loads(compact({"a": text, "b": [text]})) == {"a": text, "b": [text]}


@given(before=any_text(), after=any_text())
@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x0c", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_text_that_xml_cannot_carry_is_an_error(character, before, after):
    with pytest.raises(ValueError):
        compact({"text": [before + character + after]})


@pytest.mark.parametrize("text", ["\\u0000", "\\\\b", "C:\\files\\bin", "\\f", "\t\n\r", "\x7f\x85", '"', "/"])
def test_text_that_only_looks_like_a_forbidden_character_is_none(text):
    assert json.loads(compact(text)) == text


def test_error_names_the_character():
    for text, name in (("a\x0b", r"\u000b"), ("a\x08", r"\b"), ("\ufffe", r"\ufffe"), ("\ud800", r"\ud800")):
        with pytest.raises(ValueError) as caught:
            compact(text)
        assert name in str(caught.value)


def test_letters_stay_letters_and_nothing_is_between_the_parts():
    assert compact({"a": ["Việt 한국 👩‍👧", 1], "b": True}) == '{"a":["Việt 한국 👩‍👧",1],"b":true}'.encode()


def test_line_separators_that_end_a_line_of_old_scripts_are_escaped():
    document = compact("a\u2028b\u2029c")

    assert document == rb'"a\u2028b\u2029c"'
    assert json.loads(document) == "a\u2028b\u2029c"


def test_number_that_json_has_not_is_an_error():
    with pytest.raises(ValueError):
        compact(float("nan"))


def test_members_that_say_nothing_go_and_zero_and_false_are_something():
    given = {"a": None, "b": "", "c": [], "d": {}, "e": (), "zero": 0, "false": False, "text": "x"}

    assert filled(given) == {"zero": 0, "false": False, "text": "x"}


@given(before=st.lists(st.integers(), max_size=2), rest=st.lists(printable_text(), max_size=3))
def test_document_in_parts_is_the_document_at_once(before, rest):
    head = array_head({"a": "]}"}, "items", before=before, goes_on=bool(rest))

    document = head + b",".join(map(compact, rest)) + ARRAY_TAIL

    assert document == compact({"a": "]}", "items": [*before, *rest]})
