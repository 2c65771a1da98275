"""Untrusted JSON: what is there, what is absent, and what is of another type than expected."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import ParseError
from feeds.reading.assembling import BrokenEntry, Report
from feeds.reading.json_values import JsonObject, load_json
from tests.strategies import any_text

NOTHING = [None, False, "", " \n", [], {}]


@pytest.mark.parametrize("value", NOTHING)
def test_what_stands_for_nothing_is_absent_whatever_is_expected(value):
    one = JsonObject({"a": value})

    assert "a" not in one
    assert (one.text("a"), one.texts("a"), one.flag("a"), one.time("a"), one.object("a")) == (
        None,
        (),
        False,
        None,
        None,
    )
    assert (one.items("a"), one.objects("a"), one.names()) == ((), (), frozenset())


def test_first_name_that_is_there_counts():
    one = JsonObject({"a": None, "b": " x ", "c": 5, "d": "2019-02-27T11:33:00Z"})

    assert (one.text("a", "b", "c"), one.text("c")) == ("x", "5")
    assert one.time("a", "d") == datetime(2019, 2, 27, 11, 33, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "is_set"),
    [(True, True), ("true", True), (1, True), ("1", True), ("False", False), ("0", False), (0, False)],
)
def test_flag_is_read_in_many_spellings(value, is_set):
    assert JsonObject({"a": value}).flag("a") is is_set


@pytest.mark.parametrize(
    ("value", "is_denied"), [(False, True), ("false", True), (0, True), (None, False), (True, False)]
)
def test_what_is_denied_is_told_from_what_is_not_said(value, is_denied):
    one = JsonObject({"a": value})

    assert one.is_denied("a") is is_denied
    assert one.has("a")
    assert not one.has("b")
    assert not one.is_denied("b")


def test_lists_may_be_lone_values_or_what_php_makes_of_lists_with_gaps():
    one = JsonObject({"a": {"b": 1}, "c": {"0": {"b": 1}, "7": {"b": 2}}, "d": "x", "e": ["x", None, "y"]}, "doc")

    assert [each.path for each in one.objects("a")] == ["doc.a"]
    assert [each.path for each in one.objects("c")] == ["doc.c[0]", "doc.c[7]"]
    assert (one.texts("d"), one.texts("e")) == (("x",), ("x", "y"))


@pytest.mark.parametrize(
    ("look", "value", "said"),
    [
        (JsonObject.text, {"b": 1}, "doc.a: expected a text, found an object"),
        (JsonObject.text, True, "doc.a: expected a text, found true"),
        (JsonObject.texts, ["x", ["y"]], r"doc.a\[1\]: expected a text, found a list"),
        (JsonObject.flag, "perhaps", "doc.a: expected true or false, found a text"),
        (JsonObject.time, [1], "doc.a: expected a time, found a list"),
        (JsonObject.time, "soon", "doc.a: 'soon' is not a time"),
        (JsonObject.time, 10**400, "doc.a: "),
        (JsonObject.time, float("nan"), "doc.a: "),
        (JsonObject.object, [1], "doc.a: expected an object, found a list"),
        (JsonObject.items, "x", "doc.a: expected a list, found a text"),
        (JsonObject.objects, ["x"], r"doc.a\[0\]: expected an object, found a text"),
    ],
)
def test_another_type_is_said_with_its_path(look, value, said):
    with pytest.raises(BrokenEntry, match=said):
        look(JsonObject({"a": value}, "doc"), "a")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "no JSON"),
        (b'{"a": ' + b"[" * 100_000, "guardian: it is nested too deeply$"),
        (b"9" * 10_000, "no JSON"),
        (b'{"a": "\xff"}', "not in UTF-8"),
    ],
)
def test_what_is_no_json_stops_the_reading(data, said):
    with pytest.raises(ParseError, match=said):
        load_json(data, Report("guardian"))


def test_line_breaks_inside_texts_are_borne():
    assert load_json(b'\xef\xbb\xbf{"a": "x\ny"}', Report("guardian")) == {"a": "x\ny"}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text(5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("a01"), inner, max_size=3),
    max_leaves=5,
)


@given(value=_JSON)
def test_any_value_is_read_or_breaks_its_entry(value):
    one = JsonObject({"a": value})
    for look in (one.text, one.texts, one.flag, one.pixels, one.time, one.object, one.items, one.objects, one.value):
        with suppress(BrokenEntry):
            look("a")
