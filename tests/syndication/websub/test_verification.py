"""Callbacks are asked whether they meant it: those that did, those that did not, and those that mean harm."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import IPv4Network
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from syndication.auth import create_partner_token, revoke_token
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.ingest import replace_entry
from syndication.network import Network
from syndication.partners import import_toml
from syndication.storage.database import Database
from syndication.storage.delivery_tables import websub_requests as requests
from syndication.storage.websub import SubscriptionRecord, list_subscriptions
from syndication.storage.websub_requests import Mode, RequestRecord
from syndication.websub.asking import Answered, Reply, verify
from syndication.websub.worker import WebSubWorker
from tests.factories import NOW
from tests.syndication.kept import raw_entry
from tests.syndication.web.live_server import until
from tests.syndication.web.test_desk import PARTNERS
from tests.syndication.websub.conftest import BASE, TOPIC, Working
from tests.syndication.websub.receiver import Answer, Received, drip, echo, hang, receiving, status

pytestmark = pytest.mark.usefixtures("blog")


def ask(client: FlaskClient, callback: str, mode: str = "subscribe", topic: str = TOPIC, **more: str) -> None:
    form = {"hub.mode": mode, "hub.topic": topic, "hub.callback": callback}
    answer = client.post("/hub", data=form | {f"hub.{name}": value for name, value in more.items()})
    assert answer.status_code == 202, answer.text


def nothing_waits(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(select(requests.c.id)) is None


def subscriptions_of(database: Database) -> tuple[SubscriptionRecord, ...]:
    with database.reading() as session:
        return list_subscriptions(session)


def echo_with(prefix: bytes = b"", suffix: bytes = b"") -> Answer:
    def answer(received: Received, handler: BaseHTTPRequestHandler) -> None:
        status(200, prefix + received.only("hub.challenge").encode() + suffix)(received, handler)

    return answer


def test_the_callback_is_asked_what_was_asked_of_the_hub(
    client: FlaskClient, database: Database, working: Working
) -> None:
    with receiving() as receiver, working():
        ask(client, f"{receiver.url}/in?id=7&hub.topic=mine", lease_seconds="3600")
        until(lambda: nothing_waits(database), "the question")
    (asked,) = receiver.received
    assert asked.target.startswith("/in?id=7&hub.topic=mine&hub.mode=subscribe&")
    assert asked.parameters["hub.topic"] == ["mine", TOPIC]
    assert asked.only("hub.lease_seconds") == "3600"
    assert len(asked.only("hub.challenge")) >= 32
    (kept,) = subscriptions_of(database)
    assert (kept.state, kept.callback) == ("active", f"{receiver.url}/in?id=7&hub.topic=mine")


def test_every_question_has_a_challenge_of_its_own(client: FlaskClient, database: Database, working: Working) -> None:
    with receiving() as receiver, working():
        for path in ("/a", "/b", "/a"):
            ask(client, f"{receiver.url}{path}")
            until(lambda: nothing_waits(database), "the question")
    assert len({asked.only("hub.challenge") for asked in receiver.received}) == 3
    assert len(subscriptions_of(database)) == 2


@pytest.mark.parametrize(
    "answer",
    [
        status(404),
        status(410),
        status(403),
        status(200, b"yes"),
        status(200),
        status(302, Location="/elsewhere"),
        status(307, Location="/elsewhere"),
        echo_with(suffix=b"\n"),
        echo_with(prefix=b"<html>", suffix=b"</html>"),
        echo_with(suffix=b"x" * 1_000_000),
        drip,
    ],
    ids=["404", "410", "403", "other", "empty", "302", "307", "newline", "html", "long", "drip"],
)
def test_whoever_does_not_confirm_has_no_subscription_and_is_asked_once(
    client: FlaskClient, database: Database, working: Working, answer: Answer
) -> None:
    with receiving(on_get=answer) as receiver, working():
        ask(client, f"{receiver.url}/in")
        until(lambda: nothing_waits(database), "the question")
    assert [asked.path for asked in receiver.received] == ["/in"]
    assert subscriptions_of(database) == ()


def test_a_callback_that_is_down_is_asked_again_a_little_later(
    client: FlaskClient, database: Database, working: Working
) -> None:
    with receiving(on_get=status(500)) as receiver, working():
        ask(client, f"{receiver.url}/in")
        until(lambda: receiver.received != [], "the first question")
        receiver.on_get = echo
        until(lambda: nothing_waits(database), "the second question")
    assert len(receiver.received) == 2
    assert [kept.state for kept in subscriptions_of(database)] == ["active"]


@contextmanager
def question_to(url: str) -> Iterator[tuple[Network, RequestRecord]]:
    network = Network(private=(IPv4Network("127.0.0.0/8"),))
    record = RequestRecord(
        id=1,
        mode=Mode.SUBSCRIBE,
        topic=TOPIC,
        target=url,
        secret=None,
        lease_s=300,
        generation=1,
        due_at=NOW,
        attempts=1,
        last_error=None,
        created_at=NOW,
    )
    try:
        yield network, record
    finally:
        network.close()


def verified(url: str, *, stop: threading.Event | None = None) -> Answered:
    with question_to(url) as (network, record):
        return verify(network, record, TOPIC, now=NOW, stop=stop or threading.Event())


def test_a_callback_that_hangs_is_given_up_within_seconds() -> None:
    with receiving(on_get=hang) as receiver:
        started_at = utc_now()
        answered = verified(f"{receiver.url}/in")
        took = utc_now() - started_at
    assert (answered.reply, answered.reason) == (Reply.LATER, "it fell silent")
    assert took < timedelta(seconds=9)


def test_a_stop_does_not_wait_for_a_callback_that_hangs() -> None:
    stop = threading.Event()
    with receiving(on_get=hang) as receiver:
        threading.Timer(0.2, stop.set).start()
        assert verified(f"{receiver.url}/in", stop=stop).reply is Reply.STOPPED


def test_a_private_address_is_never_asked(
    settings: Settings, client: FlaskClient, database: Database, working: Working
) -> None:
    """The name is looked up by the worker; here only one network of this machine is allowed."""
    allowed = (IPv4Network("127.0.0.2/32"),)
    with receiving() as receiver:
        ask(client, f"http://127.0.0.1:{receiver.port}/in")
        stop = threading.Event()
        worker = WebSubWorker(replace(settings, private_networks=allowed), database)
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        until(lambda: nothing_waits(database), "the refusal")
        stop.set()
        thread.join()
    assert receiver.received == []
    assert subscriptions_of(database) == ()


def test_an_unsubscription_is_confirmed_too(client: FlaskClient, database: Database, working: Working) -> None:
    with receiving() as receiver, working():
        ask(client, f"{receiver.url}/in", secret="a secret")
        until(lambda: nothing_waits(database), "the subscription")
        receiver.on_get = status(404)
        ask(client, f"{receiver.url}/in", mode="unsubscribe")
        until(lambda: nothing_waits(database), "the refusal")
        assert [kept.state for kept in subscriptions_of(database)] == ["active"]
        receiver.on_get = echo
        ask(client, f"{receiver.url}/in", mode="unsubscribe")
        until(lambda: nothing_waits(database), "the end")
    assert [(kept.state, kept.secret) for kept in subscriptions_of(database)] == [("unsubscribed", None)]
    assert "hub.lease_seconds" not in receiver.gets("unsubscribe")[0].parameters


def test_a_new_request_changes_nothing_before_it_is_confirmed(
    client: FlaskClient, database: Database, working: Working
) -> None:
    with receiving() as receiver, working():
        ask(client, f"{receiver.url}/in", secret="first", lease_seconds="3600")
        until(lambda: nothing_waits(database), "the subscription")
        (before,) = subscriptions_of(database)
        receiver.on_get = status(404)
        ask(client, f"{receiver.url}/in", secret="second", lease_seconds="7200")
        until(lambda: nothing_waits(database), "the refusal")
        assert subscriptions_of(database) == (before,)
        receiver.on_get = echo
        ask(client, f"{receiver.url}/in", secret="third", lease_seconds="7200")
        until(lambda: nothing_waits(database), "the renewal")
        (after,) = subscriptions_of(database)
    assert after.id == before.id
    assert after.secret != before.secret
    assert after.lease_until > before.lease_until + timedelta(minutes=59)


def test_one_host_is_asked_at_a_measured_pace(client: FlaskClient, database: Database, working: Working) -> None:
    with receiving() as receiver, working():
        for number in range(4):
            ask(client, f"{receiver.url}/{number}")
        until(lambda: len(subscriptions_of(database)) == 4, "the subscriptions")
    times_s = sorted(asked.at_s for asked in receiver.received)
    assert len(times_s) == 4
    assert min(later - earlier for earlier, later in pairwise(times_s)) > 0.7


def test_a_partner_whose_key_is_revoked_is_denied(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with database.writing() as session:
        import_toml(
            session, PARTNERS.replace('"vi", policy = "reviewed", when_missing = "hold"', '"en"'), actor="Linh", now=NOW
        )
        key = create_partner_token(session, "mekong", name="mekong", now=NOW)
    topic = f"{BASE}/partners/mekong/live/hanoi?key={key}"
    with receiving() as receiver, working():
        ask(client, f"{receiver.url}/in", topic=topic)
        until(lambda: nothing_waits(database), "the subscription")
        edit(database, blog, "Dinner is served", utc_now())
        until(lambda: receiver.posts() != [], "a document")
        with database.writing() as session:
            revoke_token(session, "mekong", now=utc_now())
        edit(database, blog, "Dinner is over", utc_now())
        until(lambda: receiver.gets("denied") != [], "the denial")
    (asked,) = receiver.gets("subscribe")
    assert asked.only("hub.topic") == topic
    assert receiver.gets("denied")[0].only("hub.topic") == topic
    assert len(receiver.posts()) == 1
    assert key not in receiver.posts()[0].headers["link"]
    assert b"Dinner is served" in receiver.posts()[0].body
    assert [kept.state for kept in subscriptions_of(database)] == ["denied"]


def edit(database: Database, guid: str, headline: str, now: datetime) -> None:
    with database.writing() as session:
        replace_entry(session, guid, raw_entry(headline=headline), if_version=None, actor="Linh", now=now)
