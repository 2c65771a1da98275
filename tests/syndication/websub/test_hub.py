"""What the hub answers to whoever asks it."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from syndication.auth import create_partner_token, revoke_token
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.partners import import_toml
from syndication.sealing import sealer_of
from syndication.storage.database import Database
from syndication.storage.delivery_tables import websub_requests as requests
from syndication.storage.websub import MOST_SUBSCRIPTIONS, NewSubscription, count_on_host, save_subscription
from syndication.storage.websub_requests import Mode, NewRequest, count_waiting, put_requests
from syndication.web import create_app
from syndication.websub.accepting import MOST_OF_HOST, MOST_WAITING_OF_HOST
from syndication.websub.metering import MOST_OF_ADDRESS, Meter
from syndication.websub.reading import MOST_BYTES
from syndication.websub.sealed import unseal
from tests.factories import NOW
from tests.syndication.web.test_desk import PARTNERS
from tests.syndication.websub.conftest import BASE, TOPIC

CALLBACK = "http://reader.example/in"
PARTNERS_TOPIC = f"{BASE}/partners/mekong/live/hanoi"

pytestmark = pytest.mark.usefixtures("blog")


def ask(client: FlaskClient, mode: str = "subscribe", topic: str = TOPIC, callback: str = CALLBACK) -> TestResponse:
    return client.post("/hub", data={"hub.mode": mode, "hub.topic": topic, "hub.callback": callback})


def waiting(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(requests.c.id))) or 0


@pytest.fixture
def key(database: Database) -> str:
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=NOW)
        return create_partner_token(session, "mekong", name="mekong", now=NOW)


@pytest.mark.parametrize("mode", ["subscribe", "unsubscribe"])
def test_what_can_be_done_is_accepted_and_put_down(client: FlaskClient, database: Database, mode: str) -> None:
    answer = ask(client, mode)
    assert (answer.status_code, answer.content_type) == (202, "text/plain; charset=utf-8")
    assert waiting(database) == 1


def test_a_secret_is_kept_sealed(client: FlaskClient, database: Database, settings: Settings) -> None:
    form = {"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.callback": CALLBACK, "hub.secret": "very secret"}
    client.post("/hub", data=form)
    with database.reading() as session:
        kept = session.scalar(select(requests.c.secret))
    assert kept is not None
    assert "very secret" not in kept
    assert unseal(sealer_of(settings), kept).secret == "very secret"


def test_the_newest_request_takes_the_place_of_one_that_waits(client: FlaskClient, database: Database) -> None:
    ask(client)
    ask(client, "unsubscribe")
    assert waiting(database) == 1
    with database.reading() as session:
        assert session.scalar(select(requests.c.mode)) == Mode.UNSUBSCRIBE


@pytest.mark.parametrize(
    ("topic", "status"),
    [
        ("https://elsewhere.example/feed", 404),
        (f"{BASE}/", 404),
        (f"{BASE}/blogs/hanoi/en/", 404),
        (f"{BASE}/blogs/nowhere/en/feed.atom", 404),
        (f"{BASE}/blogs/hanoi/fr/feed.atom", 404),
        (f"{BASE}/blogs/hanoi/en/feed.pdf", 404),
        (f"{BASE}/blogs/hanoi/en/feed.atom?archive=1", 400),
        (f"{BASE}/blogs/hanoi/en/feed.atom?x=1", 400),
        (f"{BASE}/blogs/hanoi/%ff/feed.atom", 404),
        (f"{BASE}/blogs/hanoi/../en/feed.atom", 404),
        (f"{BASE}/api/v1/blogs", 404),
        ("http://127.0.0.1:8001/blogs/hanoi/en/feed.atom", 404),
        (f"{BASE}.evil.example/blogs/hanoi/en/feed.atom", 400),
        (f"{BASE}/partners/mekong/live/hanoi", 401),
        (f"{BASE}/partners/nobody/live/hanoi", 401),
        (f"{BASE}/partners/mekong/live/hanoi?key=wrong", 401),
    ],
)
def test_a_topic_that_is_no_feed_of_ours_is_refused(
    client: FlaskClient, database: Database, topic: str, status: int
) -> None:
    answer = ask(client, topic=topic)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "text/plain; charset=utf-8"
    assert waiting(database) == 0


@pytest.mark.parametrize(
    "callback", ["http://10.0.0.1/in", "http://[::1]:8080/in", "http://169.254.169.254/latest/", "http://192.168.1.1/"]
)
def test_a_callback_in_a_private_network_is_refused_at_once(client: FlaskClient, callback: str) -> None:
    answer = ask(client, callback=callback)
    assert answer.status_code == 400
    assert "not a public address" in answer.text


def test_one_that_is_allowed_is_taken(client: FlaskClient) -> None:
    assert ask(client, callback="http://127.0.0.1:9999/in").status_code == 202


def test_another_spelling_of_an_address_is_the_same_topic(client: FlaskClient, database: Database) -> None:
    assert ask(client, topic=f"{BASE}/blogs/h%61noi/en/feed.atom").status_code == 202
    with database.reading() as session:
        assert session.scalar(select(requests.c.topic)) == TOPIC


def test_a_publisher_is_answered_without_more_for_what_is_ours_alone(client: FlaskClient, database: Database) -> None:
    assert client.post("/hub", data={"hub.mode": "publish", "hub.url": TOPIC}).status_code == 204
    assert client.post("/hub", data={"hub.mode": "publish", "hub.url": "https://other.example/"}).status_code == 404
    assert waiting(database) == 0


@pytest.mark.parametrize("where", ["topic", "bearer", "basic"])
def test_a_partners_feed_is_open_to_its_key(
    client: FlaskClient, database: Database, settings: Settings, key: str, where: str
) -> None:
    topic = f"{PARTNERS_TOPIC}?key={key}" if where == "topic" else PARTNERS_TOPIC
    form = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": CALLBACK}
    sent = {"bearer": {"Authorization": f"Bearer {key}"}}.get(where, {})
    answer = client.post("/hub", data=form, headers=sent, auth=("mekong", key) if where == "basic" else None)
    assert answer.status_code == 202, answer.text
    with database.reading() as session:
        row = session.execute(select(requests.c.topic, requests.c.secret)).one()
    assert row.topic == PARTNERS_TOPIC
    assert key not in row.secret
    confidence = unseal(sealer_of(settings), row.secret)
    assert confidence.token_id is not None
    assert confidence.topic == (topic if where == "topic" else None)


def test_a_key_of_another_partner_or_one_that_was_revoked_opens_nothing(
    client: FlaskClient, database: Database, key: str
) -> None:
    with database.writing() as session:
        import_toml(session, PARTNERS.replace("mekong", "delta").replace("Mekong", "Delta"), actor="Linh", now=NOW)
        other = create_partner_token(session, "delta", name="delta", now=NOW)
    assert ask(client, topic=f"{PARTNERS_TOPIC}?key={other}").status_code == 403
    with database.writing() as session:
        revoke_token(session, "mekong", now=utc_now())
    assert ask(client, topic=f"{PARTNERS_TOPIC}?key={key}").status_code == 401


def test_a_long_form_is_refused_without_reading_on(client: FlaskClient) -> None:
    answer = client.post("/hub", data=b"x" * (MOST_BYTES * 3), content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert answer.content_type == "text/plain; charset=utf-8"


def test_only_so_many_requests_wait_for_one_host(client: FlaskClient, database: Database) -> None:
    new = [
        NewRequest(mode=Mode.SUBSCRIBE, topic=TOPIC, target=f"http://reader.example:80{number:02}/in")
        for number in range(MOST_WAITING_OF_HOST)
    ]
    with database.writing() as session:
        put_requests(session, new, now=utc_now())
    answer = ask(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert ask(client, callback=new[0].target).status_code == 202
    assert ask(client, callback="http://other.example/in").status_code == 202
    with database.reading() as session:
        assert count_waiting(session, "example") == (MOST_WAITING_OF_HOST + 1, 0)


def test_only_so_many_subscriptions_are_at_one_host(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        for number in range(MOST_OF_HOST):
            save_subscription(session, subscription(f"https://reader.example/{number}"), now=utc_now())
    assert ask(client).status_code == 403
    assert ask(client, "unsubscribe").status_code == 202
    assert ask(client, callback="http://other.example/in").status_code == 202
    with database.reading() as session:
        assert count_on_host(session, "reader.example") == (MOST_OF_HOST, MOST_OF_HOST)
    assert MOST_OF_HOST < MOST_SUBSCRIPTIONS


def subscription(callback: str) -> NewSubscription:
    from syndication.websub.topics import hash_of

    return NewSubscription(
        topic=TOPIC,
        topic_hash=hash_of(TOPIC),
        callback=callback,
        callback_hash=hash_of(callback),
        secret=None,
        blog_id=1,
        language="en",
        format="atom",
        profile_id=None,
        lease_until=utc_now() + timedelta(days=1),
        due_at=None,
    )


def test_who_asks_too_often_is_told_to_wait(client: FlaskClient) -> None:
    answers = [client.post("/hub", data={"hub.mode": "none"}).status_code for _ in range(MOST_OF_ADDRESS + 1)]
    assert answers == [400] * MOST_OF_ADDRESS + [429]


def test_whoever_waits_is_taken_again() -> None:
    meter = Meter()
    assert [meter.count("192.0.2.1", now=NOW) for _ in range(MOST_OF_ADDRESS)] == [0] * MOST_OF_ADDRESS
    assert meter.count("192.0.2.1", now=NOW + timedelta(seconds=20)) == 40
    assert meter.count("192.0.2.2", now=NOW) == 0
    assert meter.count("192.0.2.1", now=NOW + timedelta(seconds=61)) == 0


def test_without_a_hub_there_is_none(settings: Settings, database: Database) -> None:
    client = create_app(replace(settings, websub=False), database=database).test_client()
    assert ask(client).status_code == 404
    assert client.get("/hub").status_code == 404


def test_whoever_looks_is_told_what_it_is(client: FlaskClient) -> None:
    answer = client.get("/hub")
    assert answer.status_code == 200
    assert "WebSub" in answer.text


def test_words_of_a_request_never_come_back_as_a_page(client: FlaskClient) -> None:
    evil = urlencode({"hub.mode": "<script>alert(1)</script>", "hub.topic": TOPIC, "hub.callback": CALLBACK})
    answer = client.post("/hub", data=evil, content_type="application/x-www-form-urlencoded")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "script" not in answer.text
