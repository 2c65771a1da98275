import threading
import time

from hypothesis import given
from hypothesis import strategies as st

from syndication.request_limits import RequestLimits


def test_a_minute_s_worth_may_come_at_once_and_no_more() -> None:
    limits = RequestLimits()
    assert [limits.take(1, 3, at_s=100.0) for _ in range(4)] == [None, None, None, 20]


def test_who_waits_as_told_is_served() -> None:
    limits = RequestLimits()
    for _ in range(6):
        limits.take(1, 6, at_s=0.0)
    wait_s = limits.take(1, 6, at_s=0.0)
    assert wait_s == 10
    assert limits.take(1, 6, at_s=9.0) == 1
    assert limits.take(1, 6, at_s=float(wait_s)) is None


def test_partners_do_not_take_from_each_other() -> None:
    limits = RequestLimits()
    assert limits.take(1, 1, at_s=0.0) is None
    assert limits.take(1, 1, at_s=0.0) is not None
    assert limits.take(2, 1, at_s=0.0) is None


def test_a_new_limit_counts_at_once() -> None:
    limits = RequestLimits()
    limits.take(1, 1, at_s=0.0)
    assert limits.take(1, 1, at_s=0.0) is not None
    assert limits.take(1, 60, at_s=0.0) is None


@given(st.integers(1, 100), st.lists(st.floats(0, 30), max_size=300))
def test_never_more_than_a_minute_s_worth_above_the_rate(per_min: int, pauses: list[float]) -> None:
    limits, at, served = RequestLimits(), 0.0, 0
    for pause in pauses:
        at += pause
        served += limits.take(7, per_min, at_s=at) is None
        assert served <= per_min + at * per_min / 60 + 1e-6


def test_threads_share_one_bucket() -> None:
    limits = RequestLimits()
    served: list[int | None] = []

    def ask() -> None:
        served.extend(limits.take(1, 100, at_s=0.0) for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert served.count(None) == 100


def test_a_request_is_counted_in_microseconds() -> None:
    limits = RequestLimits()
    started = time.perf_counter()
    for _ in range(10_000):
        limits.take(1, 10)
    assert (time.perf_counter() - started) / 10_000 < 50e-6
