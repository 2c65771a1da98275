"""Inline codes: numbered, compared, and read as what the source says they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.html import clean_inline
from tests.strategies import inline_html
from translations.exchange.codes import (
    Code,
    Coded,
    CodeKind,
    WrongCodes,
    is_nested,
    numbers_missing,
    plain,
    read_codes,
    same_coded,
    source_numbers,
    target_numbers,
    write_codes,
)
from translations.exchange.sums import shown, shown_sum, told_sum
from translations.inline import read_inline
from translations.model import Mark

OPEN, CLOSE, ALONE = CodeKind.OPEN, CodeKind.CLOSE, CodeKind.ALONE
LINK = Mark(start=0, end=3, tag="a", href="https://example.org/")
BOLD = Mark(start=0, end=3, tag="b")
BREAK = Mark(start=3, end=3, tag="br")


def pair(number: str, *inner: str | Code) -> Coded:
    return (Code(OPEN, number), *inner, Code(CLOSE, number))


def as_codes(html: str) -> Coded:
    text, marks = read_inline(html)
    return write_codes(text, marks, source_numbers(marks))


def test_each_mark_is_a_pair_and_a_line_break_stands_alone() -> None:
    assert as_codes("One <b>two</b><br/>.") == (
        "One ",
        Code(OPEN, "1", "<b>"),
        "two",
        Code(CLOSE, "1", "</b>"),
        Code(ALONE, "2", "<br/>"),
        ".",
    )


def test_a_translation_has_the_numbers_of_its_source() -> None:
    _, source = read_inline('<b>a</b> <i>b</i> <a href="https://example.org/">c</a>')
    _, target = read_inline('<a href="https://example.org/">c</a> <i>b</i> <b>a</b> <i>new</i>')
    assert target_numbers(source, target) == [3, 2, 1, 4]


def test_marks_that_cross_give_pairs_that_overlap() -> None:
    marks = (Mark(start=0, end=4, tag="b"), Mark(start=2, end=6, tag="i"))
    coded = write_codes("abcdef", marks, [1, 2])
    assert [part.id if isinstance(part, Code) else part for part in coded] == ["1", "ab", "2", "cd", "1", "ef", "2"]
    assert not is_nested(coded)
    assert read_codes(coded, source=coded, marks=marks) == ("abcdef", marks)


MOVED = [
    (pair("1", "a"), "a", [(0, 1)]),
    (("x ", *pair("1", "a"), " y"), "x a y", [(2, 3)]),
    (pair("1"), "", [(0, 0)]),
]


@pytest.mark.parametrize(("target", "text", "spans"), MOVED)
def test_a_code_may_stand_anywhere(target: Coded, text: str, spans: list[tuple[int, int]]) -> None:
    read, marks = read_codes(target, source=pair("1", "abc"), marks=(BOLD,))
    assert (read, [(mark.start, mark.end, mark.tag) for mark in marks]) == (text, [(*span, "b") for span in spans])


WRONG = [
    (("abc",), "code 1 of the source is missing"),
    ((Code(OPEN, "1"), "abc"), "code 1 has no end"),
    (("abc", Code(CLOSE, "1")), "code 1 ends before it begins"),
    ((*pair("1", "a"), *pair("1", "b")), "code 1 is there twice"),
    ((Code(ALONE, "1"), "abc"), "code 1 is a pair in the source"),
    ((*pair("1", "a"), Code(ALONE, "7")), "code 7 is not in the source"),
    ((*pair("1", "a"), *pair("7", "b")), "code 7 is not in the source"),
]


@pytest.mark.parametrize(("target", "reason"), WRONG)
def test_codes_that_cannot_be_those_of_the_source_are_named(target: Coded, reason: str) -> None:
    with pytest.raises(WrongCodes, match=f"^{reason}$"):
        read_codes(target, source=pair("1", "abc"), marks=(BOLD,))


def test_a_line_break_does_not_stand_around_words() -> None:
    with pytest.raises(WrongCodes, match="code 1 stands alone in the source"):
        read_codes(pair("1", "abc"), source=("abc", Code(ALONE, "1")), marks=(BREAK,))


def test_a_code_means_what_the_source_says_and_not_what_the_file_says() -> None:
    target = (Code(OPEN, "1", '<a href="javascript:alert(1)">'), "abc", Code(CLOSE, "1"))
    assert read_codes(target, source=pair("1", "abc"), marks=(LINK,)) == ("abc", (LINK,))


def test_formatting_that_was_added_is_taken_by_its_own_words_and_nothing_else_is() -> None:
    bold = (Code(OPEN, "9", "<b>"), "abc", Code(CLOSE, "9"))
    assert read_codes(bold, source=("abc",), marks=()) == ("abc", (BOLD,))
    for native in ('<a href="https://example.org/">', "<script>", "<b onclick='x'>", ""):
        with pytest.raises(WrongCodes):
            read_codes((Code(OPEN, "9", native), "abc", Code(CLOSE, "9")), source=("abc",), marks=())


def test_a_tool_may_rename_codes_as_long_as_the_source_shows_how() -> None:
    source = (*pair("g1", "a"), *pair("g2", "b"))
    marks = (Mark(start=0, end=1, tag="b"), Mark(start=1, end=2, tag="i"))
    text, read = read_codes((*pair("g2", "x"), *pair("g1", "y")), source=source, marks=marks)
    assert (text, [mark.tag for mark in read]) == ("xy", ["i", "b"])


def test_a_source_that_lost_its_codes_leaves_the_numbers_to_be_ours() -> None:
    text, read = read_codes(pair("1", "x"), source=("abc",), marks=(BOLD,))
    assert (text, [mark.tag for mark in read]) == ("x", ["b"])


def test_what_a_translation_had_dropped_may_be_missing_but_a_link_never() -> None:
    _, source = read_inline('<b>a</b> <a href="https://example.org/">c</a>')
    assert numbers_missing(source, ()) == {1}
    assert numbers_missing(source, source) == frozenset()


def test_words_are_compared_without_codes_blanks_and_normal_forms() -> None:
    assert plain((" Vie\u0302\u0323t ", Code(ALONE, "1"), "\n Nam ")) == "Việt Nam"


SAME = [
    (("a  b",), ("a b ",), True),
    (pair("1", "a"), pair("1", " a"), False),
    (pair("1", "a"), pair("2", "a"), False),
    (("a", *pair("1", "b")), (*pair("1", "b"), "a"), False),
    (pair("1", "a"), (Code(OPEN, "1", "<b>"), "a", Code(CLOSE, "1", "</b>")), True),
]


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_coded_texts_are_the_same_by_words_and_codes(one: Coded, other: Coded, same: bool) -> None:
    assert same_coded(one, other) is same


@given(inline_html())
def test_any_text_with_any_marks_survives_as_codes(html: str) -> None:
    text, marks = read_inline(clean_inline(html))
    coded = as_codes(clean_inline(html))
    read_text, read_marks = read_codes(coded, source=coded, marks=marks)
    assert shown(read_text, read_marks) == shown(text, marks)
    assert told_sum(coded) == shown_sum(text, marks)


@st.composite
def crossing(draw: st.DrawFn) -> tuple[str, tuple[Mark, ...]]:
    """A text with marks that overlap in any way, as an engine's alignment may place them."""
    text = draw(st.text("abc ", min_size=1, max_size=12))
    place = st.integers(0, len(text))
    spans = draw(st.lists(st.tuples(place, place, st.sampled_from(("b", "i", "code", "br"))), max_size=4))
    return text, tuple(
        Mark(start=min(a, b), end=min(a, b) if tag == "br" else max(a, b), tag=tag) for a, b, tag in spans
    )


@given(crossing())
def test_any_overlapping_marks_survive_as_codes(given_text: tuple[str, tuple[Mark, ...]]) -> None:
    text, marks = given_text
    coded = write_codes(text, marks, source_numbers(marks))
    read_text, read_marks = read_codes(coded, source=(), marks=marks)
    assert read_text == text
    order = sorted(marks, key=lambda mark: (mark.start, mark.end, mark.tag))
    assert sorted(read_marks, key=lambda mark: (mark.start, mark.end, mark.tag)) == order
