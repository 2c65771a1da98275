import time
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.number_ranges import (
    MAX_TEXT,
    NumberRange,
    Ranges,
    UnreadableNumbers,
    count,
    first_numbers,
    merged,
    missing,
    read_ranges,
    write_ranges,
)

number = st.integers(min_value=1, max_value=120)
numbers = st.frozensets(number, max_size=60)
separator = st.sampled_from([",", ", ", " ", "\n", "\r\n", ";", ",,", "\t"])
dash = st.sampled_from(["-", " - ", "–", "..", " … ".replace("…", "—")])


@st.composite
def written(draw: st.DrawFn) -> tuple[str, frozenset[int]]:
    """A list as somebody may write it, and the numbers in it."""
    text, held = "", set()
    for _ in range(draw(st.integers(0, 12))):
        first = draw(number)
        last = draw(st.integers(first, first + 15))
        is_single = first == last and draw(st.booleans())
        text += (str(first) if is_single else f"{first}{draw(dash)}{last}") + draw(separator)
        held.update(range(first, last + 1))
    return text, frozenset(held)


def ranges_of(held: Iterable[int]) -> Ranges:
    return merged(NumberRange(one, one) for one in held)


def as_set(ranges: tuple[NumberRange, ...]) -> set[int]:
    return {n for one in ranges for n in range(one.first, one.last + 1)}


@given(written())
def test_what_is_written_is_read_however_it_is_put(case: tuple[str, frozenset[int]]) -> None:
    text, held = case
    assert as_set(read_ranges(text)) == held


@given(numbers)
def test_what_is_read_back_is_what_was_written(held: frozenset[int]) -> None:
    ranges = ranges_of(sorted(held))
    assert read_ranges(write_ranges(ranges)) == ranges
    assert as_set(ranges) == held
    assert count(ranges) == len(held)


@given(numbers, number, number)
def test_what_is_missing_is_exactly_what_is_not_there(held: frozenset[int], first: int, last: int) -> None:
    gaps = missing(ranges_of(sorted(held)), first=first, last=last)
    assert as_set(gaps) == set(range(first, last + 1)) - held
    assert merged(gaps) == gaps


@given(st.lists(st.tuples(number, number)))
def test_ranges_are_in_order_and_do_not_touch(pairs: list[tuple[int, int]]) -> None:
    found = merged(NumberRange(min(pair), max(pair)) for pair in pairs)
    assert all(one.last + 1 < after.first for one, after in pairwise(found))
    assert as_set(found) == {n for a, b in pairs for n in range(min(a, b), max(a, b) + 1)}


@given(numbers, st.integers(0, 70))
def test_the_first_numbers_are_the_lowest(held: frozenset[int], limit: int) -> None:
    assert list(first_numbers(ranges_of(list(held)), limit)) == sorted(held)[:limit]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("1-40,forty", "forty"),
        ("0-3", "0-3"),
        ("7-3", "7-3"),
        ("-5", "-5"),
        ("1-2-3", "1-2-3"),
        ("1.5", "1.5"),
        ("٣", "٣"),
        ("9" * 19, "9" * 19),
        ("<script>", "<script>"),
    ],
)
def test_what_is_no_number_is_named(text: str, part: str) -> None:
    with pytest.raises(UnreadableNumbers) as refused:
        read_ranges(text)
    assert refused.value.part == part


def test_enormous_ranges_cost_nothing() -> None:
    started = time.perf_counter()
    have = read_ranges("1-999999999999999998")
    assert count(missing(have, first=1, last=10**18)) == 2
    assert first_numbers(missing((), first=1, last=10**18), 3) == (1, 2, 3)
    assert time.perf_counter() - started < 1


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(UnreadableNumbers):
        read_ranges("1," * MAX_TEXT)


def test_a_long_list_is_read_at_once() -> None:
    started = time.perf_counter()
    held = read_ranges("\n".join(str(n) for n in range(1, 100_000, 2)))
    assert count(missing(held, first=1, last=100_000)) == 50_000
    assert time.perf_counter() - started < 5
