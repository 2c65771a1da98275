"""When deliveries are tried again, and when they are given up."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from syndication.delivery.back_off import GIVE_UP_AFTER, POISON_ATTEMPTS, is_given_up, retry_at
from tests.factories import NOW

CHANCES = st.floats(min_value=0, max_value=1)


@given(st.integers(1, 10_000), CHANCES)
def test_waits_double_from_two_seconds_to_five_minutes_and_chance_halves_them_at_most(
    failures: int, chance: float
) -> None:
    waits_s = (retry_at(failures, asked_s=None, chance=lambda: chance, now=NOW) - NOW).total_seconds()
    longest = min(300.0, 2.0 * 2 ** min(failures - 1, 16))
    assert longest / 2 <= waits_s <= longest


@given(st.integers(1, 50), CHANCES, st.floats(min_value=0, max_value=86_400))
def test_what_the_partner_asks_for_is_never_cut_short(failures: int, chance: float, asked_s: float) -> None:
    waits_s = (retry_at(failures, asked_s=asked_s, chance=lambda: chance, now=NOW) - NOW).total_seconds()
    assert waits_s >= asked_s - 1e-6


def test_nobody_is_waited_for_more_than_a_day() -> None:
    assert retry_at(1, asked_s=10_000_000, chance=lambda: 0, now=NOW) == NOW + timedelta(days=1)


def test_a_partner_that_is_down_for_days_loses_nothing() -> None:
    down = {"first_failed_at": NOW, "channel_accepted_at": NOW - timedelta(hours=1)}
    assert not is_given_up(10_000, **down, now=NOW + GIVE_UP_AFTER - timedelta(seconds=1))
    assert is_given_up(10_000, **down, now=NOW + GIVE_UP_AFTER)


def test_what_alone_is_refused_is_given_up_once_others_were_accepted() -> None:
    now = NOW + timedelta(minutes=10)
    others = {"first_failed_at": NOW, "channel_accepted_at": NOW + timedelta(minutes=1), "now": now}
    assert not is_given_up(POISON_ATTEMPTS - 1, **others)
    assert is_given_up(POISON_ATTEMPTS, **others)
