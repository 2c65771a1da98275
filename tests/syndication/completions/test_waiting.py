from syndication.completions.waiting import LatestWins, Waiter


def waiter(client: str, item: str, until_s: float = 10.0) -> Waiter[str]:
    return Waiter(client, item, until_s)


def test_requests_are_taken_in_the_order_in_which_their_clients_came() -> None:
    waiting: LatestWins[str] = LatestWins()
    for client in ("linh", "mai", "an"):
        assert waiting.put(waiter(client, client)) is None
    assert [waiting.take(0.0)[0].item for _ in range(3)] == ["linh", "mai", "an"]  # type: ignore[union-attr]
    assert waiting.take(0.0) == (None, ())


def test_the_latest_request_of_a_client_takes_the_place_of_the_one_before() -> None:
    waiting: LatestWins[str] = LatestWins()
    first = waiter("linh", "X")
    waiting.put(first)
    waiting.put(waiter("mai", "H"))
    assert waiting.put(waiter("linh", "Xi")) is first
    assert len(waiting) == 2
    assert waiting.take(0.0)[0] == waiter("linh", "Xi")


def test_when_too_many_wait_another_client_is_sent_away_and_those_who_wait_are_not() -> None:
    waiting: LatestWins[str] = LatestWins(limit=2)
    waiting.put(waiter("linh", "1"))
    waiting.put(waiter("mai", "2"))
    late = waiter("an", "3")
    assert waiting.put(late) is late
    assert waiting.put(waiter("mai", "4")) == waiter("mai", "2")
    assert len(waiting) == 2


def test_what_nobody_waits_for_any_more_is_passed_over() -> None:
    waiting: LatestWins[str] = LatestWins()
    late, timely = waiter("linh", "1", until_s=1.0), waiter("mai", "2", until_s=2.0)
    waiting.put(late)
    waiting.put(timely)
    assert waiting.take(1.5) == (timely, (late,))
    assert waiting.take(1.5) == (None, ())
