"""The log of a channel for programs: pages, the long poll, events, limits."""

import json
import threading
import time

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feeds.model import Entry
from syndication.clock import utc_now
from syndication.storage.database import Database
from syndication.storage.tables import partners, tokens
from syndication.web.waiting_partners import MOST, MOST_OF_PARTNER, Full, WaitingPartners
from tests.syndication.delivered import Log, add_channel, add_key
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry
from tests.syndication.web.partner_own.conftest import basic

CHANNEL = "/partners/mekong/channels/stream"
FEED = f"/partners/mekong/live/{SLUG}"


@pytest.fixture
def ours(app: APIFlask, key: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = basic(key)["Authorization"]
    return client


def limit(database: Database, per_min: int | None = None, **values: object) -> None:
    with database.writing() as session:
        changed = {"requests_per_min": per_min} | values
        session.execute(partners.update().where(partners.c.slug == "mekong").values(changed))


def test_pages_follow_each_other(ours: FlaskClient, log: Log) -> None:
    first = ours.get(f"{CHANNEL}/deliveries?limit=2").json
    assert [one["sequence"] for one in first["deliveries"]] == [1, 2]
    assert (first["last"], first["newest"], first["has_more"]) == (2, 3, True)
    rest = ours.get(f"{CHANNEL}/deliveries?after={first['last']}").json
    assert [one["sequence"] for one in rest["deliveries"]] == [3]
    assert (rest["last"], rest["has_more"]) == (3, False)
    assert ours.get(f"{CHANNEL}/deliveries?after=3").json == {
        "deliveries": [],
        "last": 3,
        "newest": 3,
        "has_more": False,
    }


def test_a_delivery_has_all_that_a_webhook_would_bring(ours: FlaskClient, log: Log, entries: list[Entry]) -> None:
    (one,) = ours.get(f"{CHANNEL}/deliveries?limit=1").json["deliveries"]
    assert one["guid"] == entries[0].guid
    assert (one["event"], one["kind"], one["language"], one["version"]) == ("update", "update", "en", 1)
    assert one["body"].startswith("<entry>")
    assert len(one["body"].encode()) == one["bytes"]


def test_a_reader_that_waits_gets_the_next_one_as_it_comes(app: APIFlask, ours: FlaskClient, log: Log) -> None:
    found: list[TestResponse] = []
    waiting = threading.Thread(target=lambda: found.append(ours.get(f"{CHANNEL}/deliveries?after=3&wait=30")))
    started = time.monotonic()
    waiting.start()
    threading.Event().wait(0.3)
    log.send(kept_blog(log.database).entries[0])
    waiting.join(timeout=30)
    assert [one["sequence"] for one in found[0].json["deliveries"]] == [4]
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    "query", ["after=-1", "after=x", "limit=101", "wait=31", "after=99999999999999999999", "key=x", "after=٣"]
)
def test_parameters_are_read_strictly(ours: FlaskClient, query: str) -> None:
    assert ours.get(f"{CHANNEL}/deliveries?{query}").status_code == 400


def test_a_number_that_was_never_used_is_no_place_to_go_on_from(ours: FlaskClient, log: Log) -> None:
    for path in ("deliveries", "events"):
        answer = ours.get(f"{CHANNEL}/{path}?after=4")
        assert (answer.status_code, answer.text) == (409, "The number 4 was never used here; the last one is 3.\n")


def test_only_the_partner_reads_its_log(app: APIFlask, database: Database, log: Log, ours: FlaskClient) -> None:
    stranger, other = app.test_client(), add_key(database, "seoul")
    for path in ("deliveries", "events"):
        assert stranger.get(f"{CHANNEL}/{path}").status_code == 401
        assert stranger.get(f"{CHANNEL}/{path}", headers=basic(other)).status_code == 403
        assert ours.get(f"/partners/mekong/channels/nothing/{path}").status_code == 404


def test_events_come_in_order_with_their_numbers(ours: FlaskClient, log: Log, entries: list[Entry]) -> None:
    log.send(entries[0])
    stream = ours.get(f"{CHANNEL}/events?after=0", buffered=False)
    assert stream.content_type == "text/event-stream; charset=utf-8"
    events = read_events(stream, 4)
    assert [(event["id"], event["event"]) for event in events] == [
        ("1", "superseded"),
        ("2", "update"),
        ("3", "update"),
        ("4", "update"),
    ]
    assert "body" in json.loads(events[1]["data"])
    assert json.loads(events[0]["data"])["body"] is None
    stream.close()


def test_a_reader_that_comes_back_goes_on_after_its_last_event(ours: FlaskClient, log: Log) -> None:
    stream = ours.get(f"{CHANNEL}/events?after=0", headers={"Last-Event-ID": "2"}, buffered=False)
    assert [event["id"] for event in read_events(stream, 1)] == ["3"]
    stream.close()


def test_a_stream_ends_with_its_key(ours: FlaskClient, database: Database, log: Log) -> None:
    stream = ours.get(f"{CHANNEL}/events?after=2", buffered=False)
    read_events(stream, 1)
    with database.writing() as session:
        session.execute(tokens.update().values(revoked_at=utc_now()))
    (closed,) = read_events(stream, 1)
    assert closed["event"] == "closed"
    assert list(stream.response) == []


def test_a_partner_holds_some_places_only_and_gives_them_back(ours: FlaskClient, log: Log) -> None:
    held = [ours.get(f"{CHANNEL}/events", buffered=False) for _ in range(MOST_OF_PARTNER)]
    refused = ours.get(f"{CHANNEL}/events")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "5")
    assert ours.get(f"{CHANNEL}/deliveries?after=3&wait=1").status_code == 429
    assert ours.get(f"{CHANNEL}/deliveries?after=3").status_code == 200
    for stream in held:
        stream.close()
    again = ours.get(f"{CHANNEL}/events", buffered=False)
    assert again.status_code == 200
    again.close()


def test_partners_together_hold_no_more_than_there_is() -> None:
    places = WaitingPartners()
    given = [places.take(number) for number in range(MOST)]
    assert places.take(MOST) is Full.ALL
    first = given[0]
    assert not isinstance(first, Full)
    first()
    first()
    assert not isinstance(places.take(MOST), Full)
    assert places.take(MOST + 1) is Full.ALL


def test_who_asks_too_often_is_told_when_to_come_again(ours: FlaskClient, database: Database, log: Log) -> None:
    limit(database, 3)
    answers = [ours.get(path) for path in (FEED, f"{CHANNEL}/deliveries", FEED, FEED, f"{CHANNEL}/events")]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 20
    # Others do not pay for it, and neither does the page.
    other = add_key(database, "seoul")
    assert ours.get("/partners/seoul/all", headers=basic(other)).status_code == 200
    assert ours.get("/partners/mekong/").status_code == 200


def test_a_304_counts_as_a_request(ours: FlaskClient, database: Database, log: Log) -> None:
    etag = ours.get(FEED).headers["ETag"]
    limit(database, 1)
    headers = {"If-None-Match": etag}
    assert [ours.get(FEED, headers=headers).status_code for _ in range(2)] == [304, 429]


def test_a_disabled_partner_gets_no_feed_and_still_hears_of_what_is_withdrawn(
    ours: FlaskClient, database: Database, log: Log
) -> None:
    limit(database, disabled_at=utc_now())
    refused = ours.get(FEED)
    assert refused.status_code == 403
    assert "/partners/mekong/" in refused.text
    assert ours.get("/partners/mekong/live/kit.zip").status_code == 403
    assert ours.get(f"{CHANNEL}/deliveries").status_code == 200


def test_a_pulled_feed_has_a_number_that_rises_with_its_changes(ours: FlaskClient, database: Database) -> None:
    first = ours.get(FEED)
    number = int(first.headers["Syndication-Sequence"])
    assert first.headers["ETag"].strip('"').startswith(f"{number}-")
    unchanged = ours.get(FEED, headers={"If-None-Match": first.headers["ETag"]})
    assert (unchanged.status_code, unchanged.headers["Syndication-Sequence"]) == (304, str(number))
    keep_blog(database, raw_entry("Something new."), *kept_blog(database).entries)
    assert int(ours.get(FEED).headers["Syndication-Sequence"]) > number
    assert "Syndication-Sequence" not in ours.get("/partners/mekong/live").headers


def test_the_use_of_a_key_is_noted_and_waits_for_nobody(ours: FlaskClient, database: Database, key: str) -> None:
    def used() -> object:
        with database.reading() as session:
            return session.scalar(tokens.select().with_only_columns(tokens.c.last_used_at))

    with database.writing() as session:
        session.execute(partners.update().values(contact="somebody writes"))
        started = time.monotonic()
        assert ours.get(FEED).status_code == 200
        assert time.monotonic() - started < 5
    assert used() is None
    ours.get(FEED)
    noted = used()
    assert noted is not None
    ours.get(FEED)
    assert used() == noted


def test_a_partner_s_key_sends_again_through_the_api(ours: FlaskClient, database: Database, log: Log) -> None:
    base = "/api/v1/partners/mekong/channels/stream"
    missing = ours.post(f"{base}/missing", json={"have": "1,3"}).json
    assert (missing["missing"], missing["count"], missing["newest"]) == ("2", 1, 3)
    assert [(one["sequence"], one["counts"]) for one in missing["deliveries"]] == [(2, True)]
    assert ours.post(f"{base}/replay", json={"sequences": "2"}).json == {"texts": 1, "after": 3}
    assert ours.post(f"{base}/replay", json={"from_sequence": 1}).json == {"texts": 3, "after": 3}
    for wrong in ({}, {"sequences": "x"}, {"from_sequence": 0}, {"from_sequence": 1, "sequences": "1"}):
        assert ours.post(f"{base}/replay", json=wrong).status_code == 422
    assert ours.post("/api/v1/partners/mekong/channels/nothing/replay", json={"from_sequence": 1}).status_code == 404


def test_a_partner_s_key_opens_nobody_else_s_channels(app: APIFlask, database: Database, log: Log, key: str) -> None:
    add_channel(database, partner="seoul", profile="all")
    client, path = app.test_client(), "/api/v1/partners/seoul/channels/stream/replay"
    for headers in (basic(key), {"Authorization": f"Bearer {key}"}):
        assert client.post(path, json={"from_sequence": 1}, headers=headers).status_code in {401, 403}
    limit(database, disabled_at=utc_now())
    own = path.replace("seoul", "mekong")
    assert client.post(own, json={"from_sequence": 1}, headers=basic(key)).status_code == 403


def read_events(stream: TestResponse, count: int) -> list[dict[str, str]]:
    """Read so many events, leaving out comments."""
    found: list[dict[str, str]] = []
    for chunk in stream.response:
        data = chunk if isinstance(chunk, bytes) else chunk.encode()
        fields = dict(line.split(": ", 1) for line in data.decode().splitlines() if not line.startswith(":") and line)
        if "event" in fields:
            found.append(fields)
            if len(found) == count:
                break
    return found
