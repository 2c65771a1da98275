"""What pages say of channels and deliveries."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syndication.delivery.model import ChannelState, DeliveryState, Kind, Outcome
from syndication.storage.database import Database
from syndication.storage.delivery_log import Accepted
from syndication.web.delivery_words import (
    CHANNEL_STATES,
    DELIVERY_STATES,
    KINDS,
    OUTCOMES,
    advice_of,
    flows,
    span,
    trouble_of,
)
from tests.factories import NOW
from tests.syndication.outlets import keep_channel, keep_partner


def test_every_state_kind_and_outcome_has_a_word() -> None:
    assert set(CHANNEL_STATES) == set(ChannelState)
    assert set(DELIVERY_STATES) == set(DeliveryState)
    assert set(KINDS) == set(Kind)
    assert set(OUTCOMES) == set(Outcome)


@pytest.mark.parametrize(
    ("error", "part"),
    [
        ("the partner answered 401", "who sends"),
        ("the partner answered 404", "check its path"),
        ("the partner answered 413", "too large"),
        ("the partner answered 503", "tried again by itself"),
        ("the partner answered 599", "tried again by itself"),
        ("the partner answered 302, a redirect, which is not followed: correct the address", "the address it leads to"),
        ("no connection: Connection refused", "does not take connections"),
        ("the host daily.example is not known", "No machine has this name"),
        ("127.0.0.1 is not a public address; SYNDICATION_ALLOW_PRIVATE_NETWORKS can allow it", "private network"),
        ("it fell silent", "too slowly"),
        ("certificate verify failed", "prove who it is"),
    ],
)
def test_a_failure_comes_with_what_to_do(error: str, part: str) -> None:
    assert part in advice_of(error)


@pytest.mark.parametrize("error", [None, "", "the partner answered 418", "something else", "the partner answered 99"])
def test_where_nothing_is_known_nothing_is_advised(error: str | None) -> None:
    assert advice_of(error) == ""


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 seconds"),
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (7199, "1 hour"),
        (7200, "2 hours"),
        (200_000, "2 days"),
    ],
)
def test_a_span_is_told_as_people_do(seconds: int, words: str) -> None:
    assert span(timedelta(seconds=seconds)) == words


def test_trouble_is_told_by_what_caused_it(database: Database) -> None:
    keep_partner(database)
    channel = keep_channel(database)
    failing = replace(channel, failures=3, last_error="no connection", retry_at=NOW + timedelta(seconds=40))
    assert trouble_of(channel, now=NOW) == ""
    assert trouble_of(failing, now=NOW) == "Failed 3 times in a row: no connection; it is tried again in 40 seconds."
    assert "once" in trouble_of(replace(failing, failures=1, retry_at=None), now=NOW)
    paused = replace(channel, state=ChannelState.PAUSED, state_reason="by Linh")
    assert trouble_of(paused, now=NOW) == "Paused by Linh: what is wanted waits until it is resumed."
    assert "gone" in trouble_of(replace(channel, state=ChannelState.STOPPED, state_reason="gone"), now=NOW)
    assert "number" in trouble_of(replace(channel, state=ChannelState.RETIRED), now=NOW)
    assert "disabled" in trouble_of(replace(failing, is_partner_disabled=True), now=NOW)


def test_the_flow_of_an_hour_is_cut_into_columns_and_what_is_older_is_left_out() -> None:
    minutes = (0, 1, 30, 59, 61, -1)
    accepted = [Accepted(channel_id=7, at=NOW - timedelta(minutes=at), after_s=0.1) for at in minutes]
    flow = flows(accepted, now=NOW)[7]
    # The clock of another machine may be a little ahead.
    assert flow.accepted == 5
    assert [at for at, column in enumerate(flow.columns) if column.height] == [0, 15, 29]
