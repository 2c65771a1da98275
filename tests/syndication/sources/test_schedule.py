"""A live blog is read often while it changes, less often while it is quiet, and seldom while it fails."""

import pytest

from syndication.sources.schedule import next_pause_s, wait_after_failure_s, wait_after_reading_s


def pauses(count: int, interval_s: float, *, pause_s: float | None = None) -> list[float]:
    found, pause = [], interval_s if pause_s is None else pause_s
    for _ in range(count):
        pause = next_pause_s(pause, interval_s=interval_s, has_changed=False)
        found.append(pause)
    return found


def test_a_quiet_live_blog_is_read_less_and_less_often_down_to_every_quarter_of_an_hour():
    assert pauses(8, 60) == [90, 135, 202.5, 303.75, 455.625, 683.4375, 900, 900]


def test_a_change_brings_the_interval_back():
    assert next_pause_s(900, interval_s=60, has_changed=True) == 60


def test_a_long_interval_is_not_stretched():
    assert pauses(2, 3600) == [3600, 3600]


def test_a_shorter_interval_counts_from_the_next_reading_on():
    assert pauses(1, 60, pause_s=15) == [90]


@pytest.mark.parametrize(("refresh_s", "pause_s"), [(0, 60), (30, 60), (300, 300), (3600, 900)])
def test_what_a_document_wishes_is_granted_up_to_a_quarter_of_an_hour(refresh_s, pause_s):
    assert next_pause_s(60, interval_s=60, has_changed=True, refresh_s=refresh_s) == pause_s


@pytest.mark.parametrize(("fresh_for_s", "waits_s"), [(0, 60), (45, 60), (300, 300), (10**6, 3600)])
def test_what_caches_would_repeat_is_not_asked_for(fresh_for_s, waits_s):
    assert wait_after_reading_s(60, fresh_for_s=fresh_for_s, spread=0) == waits_s


def test_failures_are_spaced_out_to_an_hour_and_after_a_day_to_a_day():
    waits = [wait_after_failure_s(failures, interval_s=60) for failures in range(1, 33)]
    assert waits[:8] == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert waits[-3:] == [3600, 86_400, 86_400]
    assert sum(waits[:-2]) > 86_400


def test_after_thousands_of_failures_it_is_still_once_a_day():
    assert wait_after_failure_s(10_000, interval_s=60) == 86_400


def test_a_source_that_is_seldom_read_is_not_read_more_often_for_failing():
    assert wait_after_failure_s(1, interval_s=7200) == 7200


@pytest.mark.parametrize(("wish_s", "waits_s"), [(0, 60), (600, 600), (10**9, 86_400)])
def test_a_server_that_says_when_to_come_again_is_believed_for_a_day(wish_s, waits_s):
    assert wait_after_failure_s(5, interval_s=60, retry_after_s=wish_s) == waits_s


def test_waits_are_spread_upwards():
    assert wait_after_reading_s(60, fresh_for_s=0, spread=0.5) == pytest.approx(63)
    assert wait_after_failure_s(1, interval_s=60, spread=1) == pytest.approx(66)
    assert wait_after_failure_s(1, interval_s=60, retry_after_s=600, spread=1) >= 600
