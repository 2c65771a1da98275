"""The delivery log, what waits and dead letters, through the API."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from syndication.delivery.model import DeliveryState, Kind
from syndication.storage.channels import ChannelRecord
from syndication.storage.database import Database
from syndication.storage.deliveries import save_delivery
from syndication.storage.wanted_deliveries import find_wanted
from tests.factories import NOW
from tests.syndication.kept import SLUG
from tests.syndication.outlets import (
    channel_now,
    keep_channel,
    keep_delivery,
    keep_partner,
    keep_two_entries,
    keep_wish,
)

LOG = "/api/v1/deliveries"
DEAD = f"{LOG}/dead-letters"


@pytest.fixture
def guids(database: Database) -> tuple[str, str]:
    """Two entries that were there before any channel, so that nobody wants them."""
    return keep_two_entries(database)


@pytest.fixture
def channel(database: Database, guids: tuple[str, str]) -> ChannelRecord:
    keep_partner(database)
    return keep_channel(database)


def ids(answer: Any) -> list[int]:
    return [one["id"] for one in answer.json["deliveries"]]


def test_the_log_is_read_page_by_page_newest_first(
    reader: FlaskClient, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    kept = [keep_delivery(database, channel, guids[at % 2]) for at in range(5)]
    first = reader.get(LOG, query_string={"limit": 2})
    assert ids(first) == [kept[4], kept[3]]
    second = reader.get(LOG, query_string={"limit": 3, "before": first.json["next"]})
    assert ids(second) == [kept[2], kept[1], kept[0]]
    assert "next" not in second.json


def test_a_delivery_says_what_was_sent_and_how_it_went(
    reader: FlaskClient, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    body = b'{"title": "First."}'
    delivery = keep_delivery(database, channel, guids[0], body)
    shown = reader.get(f"{LOG}/{delivery}").json
    assert (shown["partner"], shown["channel"], shown["blog"], shown["guid"]) == ("daily", "push", SLUG, guids[0])
    assert (shown["sequence"], shown["state"], shown["kind"]) == (1, "accepted", "new")
    assert (shown["sha256"], shown["body_bytes"]) == (hashlib.sha256(body).hexdigest(), len(body))
    assert [(one["outcome"], one["status"]) for one in shown["tries"]] == [("accepted", 200)]
    assert "file_name" not in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"state": "refused"}, [1]),
        ({"state": "accepted"}, [0]),
        ({"kind": "kill"}, [1]),
        ({"partner": "daily"}, [1, 0]),
        ({"partner": "daily", "channel": "push"}, [1, 0]),
        ({"partner": "nobody"}, []),
        ({"blog": SLUG, "language": "en"}, [1, 0]),
        ({"blog": "other"}, []),
        ({"language": "ko"}, []),
        ({"guid": "x"}, []),
    ],
)
def test_the_log_is_searched(
    reader: FlaskClient,
    database: Database,
    channel: ChannelRecord,
    guids: tuple[str, str],
    query: dict[str, str],
    found: list[int],
) -> None:
    kept = [
        keep_delivery(database, channel, guids[0]),
        keep_delivery(database, channel, guids[1], kind=Kind.KILL, state=DeliveryState.REFUSED),
    ]
    assert ids(reader.get(LOG, query_string=query)) == [kept[at] for at in found]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"state": "lost"}, 400),
        ({"limit": "0"}, 400),
        ({"before": "x"}, 400),
        ({"before": str(2**63)}, 400),
        ({"colour": "red"}, 400),
        ({"channel": "push"}, 422),
        ({"partner": "daily", "channel": "nothing"}, 404),
    ],
)
def test_a_search_that_cannot_be_is_refused(
    reader: FlaskClient, channel: ChannelRecord, query: dict[str, str], status: int
) -> None:
    assert reader.get(LOG, query_string=query).status_code == status


def test_the_very_bytes_are_downloaded_and_do_nothing_in_a_browser(
    editor: FlaskClient, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    body = b"<script>alert(1)</script>\xff\x00"
    delivery = keep_delivery(database, channel, guids[0], body, media_type="text/html")
    answer = editor.get(f"{LOG}/{delivery}/body")
    assert (answer.data, answer.content_type) == (body, "text/html")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_bytes_that_are_not_kept_any_more_are_not_found(
    editor: FlaskClient, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    delivery = keep_delivery(database, channel, guids[0])
    with database.writing() as session:
        save_delivery(session, delivery, {"body": None})
    assert editor.get(f"{LOG}/{delivery}/body").status_code == 404
    assert editor.get(f"{LOG}/{delivery}").json["sha256"]


@pytest.mark.parametrize("path", [f"{LOG}/7", f"{LOG}/7/body"])
def test_a_delivery_that_is_not_there_is_a_404(editor: FlaskClient, path: str) -> None:
    assert editor.get(path).status_code == 404


@pytest.fixture
def letters(database: Database, channel: ChannelRecord, guids: tuple[str, str]) -> list[int]:
    """Two dead letters, by their ids."""
    return [keep_wish(database, channel, guid, error="the partner answered 400", is_dead=True).id for guid in guids]


def test_dead_letters_are_listed_with_their_reason(editor: FlaskClient, letters: list[int]) -> None:
    shown = editor.get(DEAD).json["waiting"]
    assert [one["id"] for one in shown] == letters
    assert {one["last_error"] for one in shown} == {"the partner answered 400"}
    assert editor.get(DEAD, query_string={"partner": "nobody"}).json == {"waiting": []}


def test_one_dead_letter_is_tried_again(
    editor: FlaskClient, database: Database, channel: ChannelRecord, guids: tuple[str, str], letters: list[int]
) -> None:
    again = editor.post(f"{DEAD}/{letters[0]}/retry").json
    assert ("dead_at" in again, again["attempts"]) == (False, 0)
    assert [one["id"] for one in editor.get(DEAD).json["waiting"]] == letters[1:]
    due_at = channel_now(database).due_at
    assert due_at is not None
    assert due_at > NOW + timedelta(days=1)


def test_all_dead_letters_of_a_channel_are_tried_again(editor: FlaskClient, letters: list[int]) -> None:
    body = {"partner": "daily", "channel": "push"}
    assert editor.post(f"{DEAD}/retry", json=body).json == {"retried": 2}
    assert editor.post(f"{DEAD}/retry", json=body).json == {"retried": 0}
    assert editor.get(DEAD).json == {"waiting": []}
    assert editor.post(f"{DEAD}/retry", json=body | {"channel": "x"}).status_code == 404


def test_a_dead_letter_is_discarded_and_what_lives_is_not(
    editor: FlaskClient, database: Database, channel: ChannelRecord, guids: tuple[str, str], letters: list[int]
) -> None:
    assert editor.delete(f"{DEAD}/{letters[0]}").json["id"] == letters[0]
    with database.reading() as session:
        assert find_wanted(session, channel.id, guids[0], "en") is None
    editor.post(f"{DEAD}/{letters[1]}/retry")
    assert editor.delete(f"{DEAD}/{letters[1]}").status_code == 404
    assert editor.delete(f"{DEAD}/{letters[0]}").status_code == 404
    assert editor.post(f"{DEAD}/{letters[0]}/retry").status_code == 404


def test_what_waits_is_listed_after_the_dead_letters(
    reader: FlaskClient, database: Database, channel: ChannelRecord, guids: tuple[str, str]
) -> None:
    alive = keep_wish(database, channel, guids[0])
    dead = keep_wish(database, channel, guids[1], error="no", is_dead=True)
    shown = reader.get(f"{LOG}/waiting").json["waiting"]
    assert [one["id"] for one in shown] == [dead.id, alive.id]
    assert [one["id"] for one in reader.get(f"{LOG}/waiting", query_string={"offset": 1}).json["waiting"]] == [alive.id]
