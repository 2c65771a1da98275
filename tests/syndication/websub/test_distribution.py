"""What subscribers of our hub are sent, over real connections on this machine."""

import hashlib
import hmac
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from syndication.clock import utc_now
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.storage.database import Database
from syndication.storage.delivery_tables import websub_subscriptions as subscriptions
from syndication.storage.notices import list_notices
from syndication.storage.websub import SubscriptionRecord, SubscriptionState, end_subscription, list_subscriptions
from syndication.storage.websub_due import end_leases
from tests.syndication.kept import SLUG, raw_entry
from tests.syndication.web.live_server import until
from tests.syndication.websub.conftest import BASE, TOPIC, Working
from tests.syndication.websub.crowd import subscribe_all
from tests.syndication.websub.receiver import Receiver, receiving, status

pytestmark = pytest.mark.usefixtures("blog")

on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def subscribe(client: FlaskClient, callback: str, topic: str = TOPIC, **more: str) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback}
    answer = client.post("/hub", data=form | {f"hub.{name}": value for name, value in more.items()})
    assert answer.status_code == 202, answer.text


def only_subscription(database: Database) -> SubscriptionRecord | None:
    with database.reading() as session:
        found = list_subscriptions(session)
    assert len(found) <= 1
    return found[0] if found else None


def is_active(database: Database) -> bool:
    found = only_subscription(database)
    return found is not None and found.state == "active"


def subscribed(client: FlaskClient, database: Database, receiver: Receiver, path: str = "/in", **more: str) -> None:
    subscribe(client, f"{receiver.url}{path}", **more)
    until(lambda: is_active(database), "the subscription")


def edit(database: Database, guid: str, headline: str) -> None:
    with database.writing() as session:
        replace_entry(session, guid, raw_entry(headline=headline), if_version=None, actor="Linh", now=utc_now())


def post(database: Database, **changes: Any) -> None:
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry(**changes), actor="Linh", now=utc_now())


@on_both
def test_a_change_reaches_a_subscriber_as_a_poller_would_get_it(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving() as receiver, working():
        subscribed(client, database, receiver, "/in?id=7", secret="a secret")
        edit(database, blog, "Dinner is served")
        until(lambda: receiver.posts() != [], "a document")
    (sent,) = receiver.posts()
    polled = client.get("/blogs/hanoi/en/feed.atom")
    assert sent.target == "/in?id=7"
    assert sent.body == polled.data
    assert b"Dinner is served" in sent.body
    assert sent.headers["content-type"] == polled.headers["Content-Type"]
    assert sent.headers["link"] == f'<{TOPIC}>; rel="self", <{BASE}/hub>; rel="hub"'
    digest = hmac.new(b"a secret", sent.body, hashlib.sha256).hexdigest()
    assert sent.headers["x-hub-signature"] == f"sha256={digest}"


def test_without_a_secret_nothing_is_signed(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving() as receiver, working():
        subscribed(client, database, receiver)
        edit(database, blog, "Dinner is served")
        until(lambda: receiver.posts() != [], "a document")
    assert "x-hub-signature" not in receiver.posts()[0].headers


def test_nothing_is_sent_of_a_language_in_which_nothing_changed_or_twice(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving() as receiver, working():
        subscribed(client, database, receiver)
        edit(database, blog, "Dinner is served")
        until(lambda: receiver.posts() != [], "a document")
        with database.writing() as session:
            anew = {"generation": subscriptions.c.generation + 1, "due_at": utc_now()}
            session.execute(update(subscriptions).values(anew))
        until(lambda: getattr(only_subscription(database), "due_at", None) is None, "the second look")
    assert len(receiver.posts()) == 1


def test_what_changed_between_the_request_and_its_confirmation_is_sent(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving() as receiver:
        subscribe(client, f"{receiver.url}/in")
        edit(database, blog, "Dinner is served")
        with working():
            until(lambda: receiver.posts() != [], "a document")
    assert b"Dinner is served" in receiver.posts()[0].body


def test_the_newest_document_wins_while_a_subscriber_is_away(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving(on_post=status(503)) as receiver, working():
        subscribed(client, database, receiver)
        for number in range(5):
            edit(database, blog, f"Course {number}")
        until(lambda: getattr(only_subscription(database), "failures", 0) > 0, "a failure")
        tried = len(receiver.posts())
        edit(database, blog, "The last course")
        receiver.on_post = status(204)
        until(lambda: len(receiver.posts()) > tried, "another attempt")
        until(lambda: getattr(only_subscription(database), "failures", 1) == 0, "the acceptance")
    assert tried <= 2
    assert len(receiver.posts()) == tried + 1
    assert b"The last course" in receiver.posts()[-1].body


def test_retry_after_is_kept(client: FlaskClient, database: Database, blog: str, working: Working) -> None:
    with receiving(on_post=status(429, Retry_After="3000")) as receiver, working():
        subscribed(client, database, receiver)
        edit(database, blog, "Dinner is served")
        until(lambda: getattr(only_subscription(database), "failures", 0) > 0, "a failure")
    found = only_subscription(database)
    assert found is not None
    assert found.due_at is not None
    assert utc_now() + timedelta(seconds=2_900) < found.due_at < utc_now() + timedelta(seconds=3_000)
    assert found.last_error == "it answered 429"


def test_a_kill_is_sent_at_once_also_to_whoever_did_not_accept_the_last_document(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving(on_post=status(429, Retry_After="3000")) as receiver, working():
        subscribed(client, database, receiver)
        edit(database, blog, "Dinner is served")
        until(lambda: getattr(only_subscription(database), "failures", 0) > 0, "a failure")
        receiver.on_post = status(200)
        with database.writing() as session:
            kill_entry(session, blog, reason="It is not true.", actor="Linh", now=utc_now())
        until(lambda: len(receiver.posts()) == 2, "the kill")
    assert b"deleted-entry" in receiver.posts()[-1].body
    assert b"Dinner is served" not in receiver.posts()[-1].body


def test_a_subscriber_that_is_gone_is_sent_nothing_more(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving(on_post=status(410)) as receiver, working():
        subscribed(client, database, receiver, secret="a secret")
        edit(database, blog, "Dinner is served")
        until(lambda: not is_active(database), "the end")
        edit(database, blog, "Dinner is over")
    found = only_subscription(database)
    assert found is not None
    assert (found.state, found.secret, found.due_at) == ("gone", None, None)
    assert len(receiver.posts()) == 1


def test_a_lease_ends(client: FlaskClient, database: Database, blog: str, working: Working) -> None:
    with receiving() as receiver, working():
        subscribed(client, database, receiver, lease_seconds="300")
        found = only_subscription(database)
        assert found is not None
        assert utc_now() + timedelta(seconds=290) < found.lease_until < utc_now() + timedelta(seconds=301)
        with database.writing() as session:
            session.execute(update(subscriptions).values(lease_until=utc_now()))
        edit(database, blog, "Dinner is over")
        until(lambda: not is_active(database), "the end of the lease")
    assert receiver.posts() == []


def test_what_is_under_embargo_is_sent_when_it_ends_and_no_sooner(
    client: FlaskClient, database: Database, working: Working
) -> None:
    with receiving() as receiver, working():
        subscribed(client, database, receiver)
        lifts_at = utc_now() + timedelta(seconds=3)
        post(database, headline="The declaration", embargoed_until=lifts_at)
        until(lambda: any(b"The declaration" in sent.body for sent in receiver.posts()), "the end of the embargo")
        arrived_at = utc_now()
    assert lifts_at <= arrived_at < lifts_at + timedelta(seconds=5)
    assert [b"The declaration" in sent.body for sent in receiver.posts()].count(True) == 1


def test_an_entry_that_was_scheduled_before_somebody_subscribed_is_sent_when_it_appears(
    client: FlaskClient, database: Database, working: Working
) -> None:
    with receiving() as receiver, working():
        appears_at = utc_now() + timedelta(seconds=4)
        post(database, headline="The declaration", embargoed_until=appears_at)
        subscribed(client, database, receiver)
        until(lambda: any(b"The declaration" in sent.body for sent in receiver.posts()), "the entry")
        assert utc_now() >= appears_at


def test_after_a_restart_what_was_due_is_sent(
    client: FlaskClient, database: Database, blog: str, working: Working
) -> None:
    with receiving() as receiver:
        with working():
            subscribed(client, database, receiver)
        edit(database, blog, "Dinner is served")
        with database.reading() as session:
            assert session.scalar(select(subscriptions.c.due_at)) is not None
        with working():
            until(lambda: receiver.posts() != [], "a document")


@pytest.mark.parametrize("how", ["answered 410", "lease over"])
def test_nothing_stays_owed_to_a_subscription_that_has_ended(database: Database, blog: str, how: str) -> None:
    subscribe_all(database, ["https://reader.example/in"])
    found, now = only_subscription(database), utc_now()
    assert found is not None
    with database.writing() as session:
        session.execute(update(subscriptions).values(last_delivered_at=now, delivered_revision=1))
        kill_entry(session, blog, "It was not so.", actor="Linh", now=now)
        assert [notice.is_owed for notice in list_notices(session)] == [True]
        if how == "lease over":
            session.execute(update(subscriptions).values(lease_until=now))
            assert end_leases(session, now=now) == 1
        else:
            end_subscription(session, found.id, SubscriptionState.GONE, now=now)
        assert [notice.is_owed for notice in list_notices(session)] == [False]
