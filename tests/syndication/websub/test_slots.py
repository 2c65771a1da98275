"""Who is asked at the same time, and when something is tried again."""

from datetime import timedelta

import pytest

from syndication.websub.retrying import retry_at
from syndication.websub.slots import Places, Slots
from tests.factories import NOW

PLACES = Places(total=4, of_host=2, of_slow=2)


def test_places_are_few_and_fewer_for_one_host() -> None:
    slots = Slots(PLACES)
    taken = [slots.take(host, has_failed=False, now=NOW) for host in ("a", "a", "a", "b", "c", "d")]
    assert [place is not None for place in taken] == [True, True, False, True, True, False]


def test_hosts_that_failed_or_are_slow_leave_places_for_others() -> None:
    slots = Slots(PLACES)
    slow = slots.take("slow", has_failed=False, now=NOW)
    assert slow is not None
    slots.give_back(slow, took_s=5)
    taken = [slots.take(host, has_failed=host == "failed", now=NOW) for host in ("slow", "failed", "slow", "b", "c")]
    assert [place is not None for place in taken] == [True, True, False, True, True]


def test_a_host_that_has_become_quick_is_like_any_other() -> None:
    slots = Slots(Places(total=4, of_host=4, of_slow=1))
    for took_s in (5.0, 0.1):
        place = slots.take("a", has_failed=False, now=NOW)
        assert place is not None
        slots.give_back(place, took_s=took_s)
    assert all(slots.take("a", has_failed=False, now=NOW) for _ in range(4))


def test_a_pause_holds_back_one_host() -> None:
    slots = Slots(PLACES)
    pause = timedelta(seconds=1)
    assert slots.take("a", has_failed=False, now=NOW, pause=pause)
    assert not slots.take("a", has_failed=False, now=NOW + timedelta(seconds=0.9), pause=pause)
    assert slots.take("b", has_failed=False, now=NOW, pause=pause)
    assert slots.take("a", has_failed=False, now=NOW + pause, pause=pause)


@pytest.mark.parametrize(
    ("failures", "wish_s", "spread", "pause_s"),
    [
        (1, None, 0.5, 5),
        (2, None, 0.5, 10),
        (1, None, 0.0, 4),
        (1, None, 1.0, 6),
        (11, None, 0.5, 3_600),
        (100_000, None, 0.5, 3_600),
        (1, 120.0, 0.5, 120),
        (11, 120.0, 0.5, 3_600),
        (1, 1e9, 0.5, 21_600),
    ],
)
def test_it_is_tried_again_later_and_later(failures: int, wish_s: float | None, spread: float, pause_s: int) -> None:
    assert retry_at(failures, wish_s=wish_s, spread=spread, now=NOW) == NOW + timedelta(seconds=pause_s)
