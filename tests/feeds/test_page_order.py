"""Times that keep the order of a page."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.page_order import hang, minute_of, part_equals, part_new, refit, spread, stack

SIX = datetime(2019, 2, 27, 18, 0, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def _minutes(*minutes: float) -> list[datetime]:
    return [SIX + MINUTE * minute for minute in minutes]


def test_times_are_spread_evenly_and_newest_first() -> None:
    assert spread(3, after=SIX, before=SIX + 4 * MINUTE) == _minutes(3, 2, 1)


def test_spread_times_are_whole_seconds_where_there_is_room() -> None:
    assert spread(2, after=SIX, before=SIX + 10 * SECOND) == [SIX + 6 * SECOND, SIX + 3 * SECOND]


@given(st.integers(1, 400), st.integers(1, 10**9), st.integers(0, 10**6))
def test_spread_times_stay_apart_and_inside(count: int, room_us: int, start_us: int) -> None:
    after = SIX + timedelta(microseconds=start_us)
    before = after + timedelta(microseconds=room_us + count)
    chain = [before, *spread(count, after=after, before=before), after]
    assert chain == sorted(set(chain), reverse=True)


def test_where_there_is_no_room_times_follow_the_lower_bound() -> None:
    placed = spread(2, after=SIX, before=SIX)
    assert placed[0] > placed[1] > SIX
    assert placed[0] - SIX < SECOND


def test_stacked_times_start_above_and_hanging_ones_below() -> None:
    assert stack(2, above=SIX) == [SIX + 2 * SECOND, SIX + SECOND]
    assert hang(2, below=SIX) == [SIX - SECOND, SIX - 2 * SECOND]


def test_equal_times_are_parted_by_seconds_from_the_lowest_up() -> None:
    assert part_equals(_minutes(1, 0, 0, 0)) == [SIX + MINUTE, SIX + 2 * SECOND, SIX + SECOND, SIX]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=300))
def test_parted_times_are_different_and_stay_in_their_minute(minutes: list[int]) -> None:
    times = _minutes(*sorted(minutes, reverse=True))
    parted = part_equals(times)
    assert parted == sorted(set(parted), reverse=True)
    assert [minute_of(at) for at in parted] == times


@pytest.mark.parametrize(
    ("times", "is_kept"),
    [
        ([1, 0, 0], [True, False, True]),
        ([0, 0, 0], [True, False, True]),
        ([0.5, 0.4, 0.1], [True, True, False]),
        ([0, 0.5], [False, True]),
        ([0, 0.1, 0.2, 0.3], [True, False, False, False]),
    ],
)
def test_new_times_make_way_for_kept_ones_of_their_minute(times: list[float], is_kept: list[bool]) -> None:
    given_times = _minutes(*times)
    placed = part_new(given_times, is_kept)
    assert [at for at, kept in zip(placed, is_kept, strict=True) if kept] == [
        at for at, kept in zip(given_times, is_kept, strict=True) if kept
    ]
    new = [(before, after) for before, after in zip(given_times, placed, strict=True) if before != after]
    assert all(minute_of(before) == minute_of(after) for before, after in new)


def test_new_time_between_two_kept_ones_of_one_second_is_a_fraction() -> None:
    times = [SIX + SECOND, SIX + SECOND, SIX]
    assert part_new(times, [True, False, True]) == [SIX + SECOND, SIX + SECOND / 2, SIX]


def test_new_times_with_room_stay_as_they_are() -> None:
    times = _minutes(3, 2, 1)
    assert part_new(times, [True, False, True]) == times


def test_kept_times_stay_and_new_ones_are_put_between_them() -> None:
    kept = [None, SIX + 6 * MINUTE, None, SIX + 2 * MINUTE]
    estimates = _minutes(8, 6, 4, 2)
    placed = refit(kept, estimates, upper=SIX + 10 * MINUTE, lower=SIX)
    assert placed == _minutes(8, 6, 4, 2)


@pytest.mark.parametrize("kept", [[2, 6], [6, 12], [6, 0], [6, 6]])
def test_times_that_contradict_the_page_are_all_placed_anew(kept: list[int]) -> None:
    placed = refit(_minutes(*kept), _minutes(7, 3), upper=SIX + 9 * MINUTE, lower=SIX)
    assert placed == _minutes(6, 3)


def test_at_the_ends_of_the_page_estimates_stand_if_they_agree() -> None:
    assert refit([None], _minutes(5), upper=None, lower=SIX) == _minutes(5)
    assert refit([None], _minutes(5), upper=None, lower=SIX + 9 * MINUTE) == [SIX + 9 * MINUTE + SECOND]
    assert refit([None], _minutes(5), upper=SIX + 9 * MINUTE, lower=None) == _minutes(5)
    assert refit([None], _minutes(5), upper=SIX, lower=None) == [SIX - SECOND]
    assert refit([None], _minutes(5), upper=None, lower=None) == _minutes(5)
