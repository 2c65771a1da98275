"""The channels of partners, through the API."""

import base64
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from syndication.config import Settings
from syndication.delivery import CHANNELS
from syndication.delivery.settings import open_secrets
from syndication.sealing import Sealer, sealer_of
from syndication.storage.database import Database
from syndication.storage.delivery_log import LogFilter, search_log
from tests.syndication.delivery.test_trying import server_answering
from tests.syndication.outlets import (
    HOOK,
    channel_now,
    keep_channel,
    keep_delivery,
    keep_partner,
    keep_two_entries,
    keep_wish,
)

CHANNELS_OF_DAILY = "/api/v1/partners/daily/channels"
PUSH = f"{CHANNELS_OF_DAILY}/push"
KEY = "whsec_" + base64.b64encode(b"k" * 32).decode()
WISH: dict[str, Any] = {"name": "push", "profile": "live", "kind": "webhook", "settings": {"url": HOOK}}


@pytest.fixture(autouse=True)
def partner(database: Database) -> None:
    keep_partner(database)


def problems(answer: Any) -> list[str]:
    return [error["path"] for error in answer.json["errors"]]


def test_a_channel_is_added_and_its_key_is_shown_once(admin: FlaskClient) -> None:
    added = admin.post(CHANNELS_OF_DAILY, json=WISH)
    assert (added.status_code, added.headers["Location"]) == (201, PUSH)
    key = added.json["signing_key"]
    assert key.startswith("whsec_")
    channel = added.json["channel"]
    assert (channel["state"], channel["sequence"], channel["waiting"], channel["dead_letters"]) == ("active", 0, 0, 0)
    assert (channel["settings"]["url"], channel["settings"]["timeout_s"]) == (HOOK, 10)
    assert channel["secrets"] == ["signing_key"]
    shown = admin.get(PUSH)
    assert (shown.json, shown.headers["ETag"]) == (channel, '"1"')
    assert admin.get(CHANNELS_OF_DAILY).json == {"channels": [channel]}
    assert key not in shown.text


def test_a_channel_may_begin_with_what_is_there(admin: FlaskClient, database: Database) -> None:
    keep_two_entries(database)
    added = admin.post(CHANNELS_OF_DAILY, json=WISH | {"backfill": True}).json
    # In English and in the two languages into which the live blog is translated.
    assert added["wanted"] == added["channel"]["waiting"] >= 2
    waiting = admin.get("/api/v1/deliveries/waiting", query_string={"partner": "daily", "channel": "push"}).json
    assert len(waiting["waiting"]) == added["wanted"]
    assert admin.post(f"{PUSH}/backfill").json == {"wanted": 0}


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"kind": "pigeon"}, ["kind"]),
        ({"profile": "x"}, ["profile"]),
        ({"settings": {"url": "x", "timeout_s": 99}}, ["settings.url", "settings.timeout_s"]),
        ({"settings": {"url": f"{HOOK}\ud800"}, "name": "A"}, ["name"]),
        ({"settings": []}, ["settings"]),
        ({"max_per_min": "7"}, ["max_per_min"]),
        ({"max_per_min": 0}, ["max_per_min"]),
        ({"secrets": {"signing_key": 7}}, ["secrets.signing_key"]),
        ({"secrets": {"password": "x"}}, ["secrets.password"]),
        ({"colour": "red"}, ["colour"]),
    ],
)
def test_what_cannot_be_is_refused_with_every_place(
    admin: FlaskClient, change: dict[str, Any], paths: list[str]
) -> None:
    refused = admin.post(CHANNELS_OF_DAILY, json=WISH | change)
    assert (refused.status_code, problems(refused)) == (422, paths)
    assert admin.get(CHANNELS_OF_DAILY).json == {"channels": []}


def test_a_secret_is_in_no_answer_not_even_in_that_to_a_mistake(admin: FlaskClient) -> None:
    hush = "hush-" * 5
    refused = admin.post(CHANNELS_OF_DAILY, json=WISH | {"secrets": {"password": hush, "signing_key": KEY}})
    assert hush not in refused.text
    assert KEY not in refused.text


def test_a_name_is_taken_once(admin: FlaskClient) -> None:
    admin.post(CHANNELS_OF_DAILY, json=WISH)
    refused = admin.post(CHANNELS_OF_DAILY, json=WISH)
    assert (refused.status_code, refused.json["type"]) == (409, "/api/v1/docs#problem-already-exists")


def test_a_channel_is_changed_only_as_it_was_read(admin: FlaskClient) -> None:
    admin.post(CHANNELS_OF_DAILY, json=WISH)
    body: dict[str, Any] = {"profile": "wire", "settings": {"url": f"{HOOK}/2", "timeout_s": 3}, "max_per_min": 60}
    changed = admin.put(PUSH, json=body, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert (changed.json["profile"], changed.json["max_per_min"]) == ("wire", 60)
    assert changed.json["settings"].items() >= body["settings"].items()
    assert admin.put(PUSH, json=body, headers={"If-Match": '"1"'}).status_code == 412
    assert problems(admin.put(PUSH, json=body | {"kind": "stream"})) == ["kind"]


def test_a_key_is_changed_with_overlap_and_the_old_one_forgotten(
    admin: FlaskClient, database: Database, settings: Settings
) -> None:
    admin.post(CHANNELS_OF_DAILY, json=WISH | {"secrets": {"signing_key": KEY}})
    new = admin.post(f"{PUSH}/signing-key").json["signing_key"]
    kept = open_secrets(sealer_of(settings), channel_now(database).secrets)
    assert kept == {"signing_key": new, "previous_signing_key": KEY}
    forgotten = admin.put(f"{PUSH}/secrets", json={"secrets": {"previous_signing_key": None}})
    assert forgotten.json["secrets"] == ["signing_key"]
    assert problems(admin.put(f"{PUSH}/secrets", json={"secrets": {"signing_key": None}})) == ["secrets.signing_key"]
    chosen = admin.post(f"{PUSH}/signing-key", json={"key": KEY}).json
    assert chosen == {"signing_key": KEY}


def test_secrets_of_another_key_are_told_and_can_be_set_anew(admin: FlaskClient, database: Database) -> None:
    keep_channel(database, sealer=Sealer("of another machine"))
    assert "SYNDICATION_SECRET_KEY" in admin.get(PUSH).json["secrets_problem"]
    refused = admin.post(f"{PUSH}/probe")
    assert (refused.status_code, refused.json["type"]) == (409, "/api/v1/docs#problem-secret-unreadable")
    admin.post(f"{PUSH}/signing-key")
    assert "secrets_problem" not in admin.get(PUSH).json


def test_a_channel_is_paused_resumed_and_gone(admin: FlaskClient, editor: FlaskClient) -> None:
    admin.post(CHANNELS_OF_DAILY, json=WISH)
    paused = editor.post(f"{PUSH}/pause").json
    assert (paused["state"], paused["state_reason"]) == ("paused", "by test editor")
    assert editor.post(f"{PUSH}/resume").json["state"] == "active"
    assert admin.delete(PUSH).json == {"outcome": "deleted"}
    assert editor.get(PUSH).status_code == 404


def test_a_channel_with_a_log_is_retired(admin: FlaskClient, database: Database) -> None:
    channel = keep_channel(database)
    keep_delivery(database, channel, keep_two_entries(database)[0])
    assert admin.delete(PUSH).json == {"outcome": "retired"}
    assert admin.get(PUSH).json["state"] == "retired"
    assert problems(admin.post(f"{PUSH}/pause")) == ["state"]
    assert admin.post(f"{PUSH}/resume").json["state"] == "active"


def test_a_channel_is_tried_out_and_nothing_is_delivered(admin: FlaskClient, database: Database) -> None:
    with server_answering(200) as (url, asked):
        keep_channel(database, settings={"url": url})
        # Its secrets are of the tests' own key: they are set anew.
        admin.post(f"{PUSH}/signing-key")
        tried = admin.post(f"{PUSH}/probe").json
    assert (tried["is_well"], asked) == (False, [])
    assert "SYNDICATION_ALLOW_PRIVATE_NETWORKS" in tried["said"]
    with database.reading() as session:
        assert search_log(session, LogFilter()) == ()


def test_the_kinds_come_with_schemas_that_settings_are_valid_by(reader: FlaskClient) -> None:
    shown = reader.get("/api/v1/channel-kinds").json["kinds"]
    assert [kind["name"] for kind in shown] == list(CHANNELS)
    webhook = next(kind for kind in shown if kind["name"] == "webhook")
    assert webhook["settings"]["properties"]["url"]["title"] == "Address"
    assert webhook["secrets"]["signing_key"] == "Signing key"
    validator = Draft202012Validator(webhook["settings"])
    assert not list(validator.iter_errors({"url": HOOK}))
    assert list(validator.iter_errors({"timeout_s": 10}))


def test_a_queue_is_counted_beside_its_channel(editor: FlaskClient, database: Database) -> None:
    older, newer = keep_two_entries(database)
    channel = keep_channel(database)
    keep_wish(database, channel, older, error="the partner answered 400", is_dead=True)
    keep_wish(database, channel, newer)
    shown = editor.get(PUSH).json
    assert (shown["waiting"], shown["dead_letters"]) == (1, 1)
    assert shown["oldest_waiting_at"] == "2019-02-27T14:00:00Z"


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("path", ["/api/v1/partners/nobody/channels/push", f"{CHANNELS_OF_DAILY}/nothing"])
def test_what_is_not_there_is_a_404(admin: FlaskClient, method: str, path: str) -> None:
    body = {"profile": "live", "settings": {"url": HOOK}} if method == "put" else None
    assert getattr(admin, method)(path, json=body).status_code == 404


@pytest.mark.parametrize("path", ["", "/push/pause", "/push/resume", "/push/backfill", "/push/probe"])
def test_a_channel_of_an_unknown_partner_is_a_404(admin: FlaskClient, path: str) -> None:
    assert admin.post(f"/api/v1/partners/nobody/channels{path}", json=WISH).status_code == 404
