"""Partners' feeds: who gets in, by which of the ways feed readers have, and what they get."""

import base64
from collections.abc import Iterator

import pytest
import structlog
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from syndication.auth import Role, create_partner_token, create_token, revoke_token
from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.database import Database
from tests.syndication.kept import SLUG, keep_blog, raw_entry

ACROSS = "/partners/mekong/live"
ONE = f"{ACROSS}/{SLUG}"
BASE = "http://127.0.0.1:8000"

PARTNERS = """
[[partners]]
slug = "mekong"
name = "Mekong Daily"

[[partners.profiles]]
name = "live"
format = "atom"
title = "Mekong live"
languages = [{ tag = "vi" }, { tag = "en" }, { tag = "ko", policy = "off" }]

[[partners.profiles]]
name = "hanoi-only"
format = "rss"
languages = [{ tag = "en" }]
selection = { blogs = ["hanoi"] }

[[partners]]
slug = "seoul"
name = "Seoul Wire"

[[partners.profiles]]
name = "all"
format = "rss"
"""

pytestmark = pytest.mark.usefixtures("stocked")


@pytest.fixture
def stocked(database: Database) -> None:
    keep_blog(database, raw_entry(headline="Dinner in Hanoi"))
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())


@pytest.fixture
def token(database: Database) -> str:
    with database.writing() as session:
        return create_partner_token(session, "mekong", name="mekong reader", now=utc_now())


@pytest.fixture
def other_token(database: Database) -> str:
    with database.writing() as session:
        return create_partner_token(session, "seoul", name="seoul reader", now=utc_now())


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ways_in(token: str) -> Iterator[tuple[str, dict[str, str]]]:
    yield ONE, basic("mekong", token)
    yield ONE, basic(token, "")
    yield ONE, basic("anything", token)
    yield ONE, bearer(token)
    yield f"{ONE}?key={token}", {}


def test_every_way_to_send_the_key_opens_the_feed(client: FlaskClient, token: str) -> None:
    for path, headers in ways_in(token):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 200, headers
        assert b"Dinner in Hanoi" in answer.data


@pytest.mark.parametrize("path", [ONE, ACROSS, "/partners/nobody/live", f"{ONE}?key=", f"{ONE}?key=wrong"])
def test_without_the_key_a_client_is_told_how_to_send_it(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 401
    schemes = [challenge.split()[0] for challenge in answer.headers.getlist("WWW-Authenticate")]
    assert schemes == ["Basic", "Bearer"]
    assert "ETag" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        basic("mekong", "wrong"),
        basic("mekong", ""),
        bearer("wrong"),
        {"Authorization": "Bearer"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Digest x"},
        {"Authorization": ""},
    ],
)
def test_a_wrong_key_is_no_key(client: FlaskClient, headers: dict[str, str]) -> None:
    assert client.get(ONE, headers=headers).status_code == 401


def test_another_partners_key_does_not_open_the_feed(client: FlaskClient, other_token: str) -> None:
    for path, headers in ways_in(other_token):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 403
        assert b"Dinner" not in answer.data


def test_an_api_token_does_not_open_a_partners_feed(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        api_token = create_token(session, name="robot", role=Role.ADMIN, now=utc_now())
    assert client.get(ONE, headers=bearer(api_token)).status_code == 403


def test_a_revoked_key_ends_at_once_though_the_feed_is_kept(
    client: FlaskClient, database: Database, token: str
) -> None:
    etag = client.get(ONE, headers=bearer(token)).headers["ETag"]
    with database.writing() as session:
        revoke_token(session, "mekong reader", now=utc_now())
    assert client.get(ONE, headers=bearer(token) | {"If-None-Match": etag}).status_code == 401


def test_partner_feeds_are_for_no_shared_cache_and_set_no_cookie(client: FlaskClient, token: str) -> None:
    headers = client.get(ONE, headers=bearer(token)).headers
    assert headers["Cache-Control"] == "private, max-age=60"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Set-Cookie" not in headers


def test_a_partners_poll_is_conditional_too(client: FlaskClient, token: str) -> None:
    first = client.get(ONE, headers=bearer(token))
    again = client.get(ONE, headers=bearer(token) | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == "private, max-age=60"


def test_head_equals_get(client: FlaskClient, token: str) -> None:
    for _ in range(2):
        head, get = client.head(ONE, headers=bearer(token)), client.get(ONE, headers=bearer(token))
        assert list(head.headers) == list(get.headers)
        assert head.data == b""


def test_the_profiles_first_language_is_the_default(client: FlaskClient, token: str) -> None:
    assert b'xml:lang="vi"' in client.get(ONE, headers=bearer(token)).data
    assert b'xml:lang="en"' in client.get(f"{ONE}?language=en", headers=bearer(token)).data


@pytest.mark.parametrize("language", ["ko", "fr", "EN", "%00"])
def test_a_language_the_profile_does_not_take_is_not_found(client: FlaskClient, token: str, language: str) -> None:
    assert client.get(f"{ONE}?language={language}", headers=bearer(token)).status_code == 404


def test_the_feed_names_its_address_without_the_key(client: FlaskClient, token: str) -> None:
    for path, address in ((ONE, ONE), (f"{ONE}?language=vi", ONE), (f"{ONE}?language=en", f"{ONE}?language=en")):
        joined = f"{path}{'&' if '?' in path else '?'}key={token}"
        answer = client.get(joined)
        assert answer.headers.getlist("Link") == [f'<{BASE}{address}>; rel="self", <{BASE}/hub>; rel="hub"']
        assert token.encode() not in answer.data


def test_a_feed_across_blogs_holds_the_entries_of_all(client: FlaskClient, database: Database, token: str) -> None:
    keep_blog(database, raw_entry("They spoke.", headline="Speech in Paris"), slug="paris")
    body = client.get(f"{ACROSS}?language=en", headers=bearer(token)).data
    assert b"Dinner in Hanoi" in body
    assert b"Speech in Paris" in body
    assert b"Mekong live" in body


def test_a_new_blog_changes_the_tag_of_a_feed_across_blogs(client: FlaskClient, database: Database, token: str) -> None:
    before = client.get(ACROSS, headers=bearer(token)).headers["ETag"]
    keep_blog(database, raw_entry(), slug="paris")
    assert client.get(ACROSS, headers=bearer(token) | {"If-None-Match": before}).status_code == 200


def test_a_profile_takes_only_the_blogs_it_selects(client: FlaskClient, database: Database, token: str) -> None:
    keep_blog(database, raw_entry("They spoke.", headline="Speech in Paris"), slug="paris")
    assert b"Paris" not in client.get("/partners/mekong/hanoi-only", headers=bearer(token)).data
    answer = client.get("/partners/mekong/hanoi-only/paris", headers=bearer(token))
    assert answer.status_code == 404
    assert "delivers no live blog 'paris'" in answer.text


def test_an_unknown_profile_is_answered_by_the_ones_there_are(client: FlaskClient, token: str) -> None:
    answer = client.get("/partners/mekong/dead", headers=bearer(token))
    assert answer.status_code == 404
    assert "There is: hanoi-only, live." in answer.text


def test_a_profile_without_languages_delivers_the_language_of_the_source_first(
    client: FlaskClient, other_token: str
) -> None:
    assert b"<language>en</language>" in client.get("/partners/seoul/all", headers=bearer(other_token)).data
    korean = client.get(f"/partners/seoul/all/{SLUG}?language=ko", headers=bearer(other_token))
    assert b"<language>ko</language>" in korean.data


def test_a_changed_profile_changes_the_feed_at_once(client: FlaskClient, database: Database, token: str) -> None:
    before = client.get(ONE, headers=bearer(token))
    with database.writing() as session:
        import_toml(session, PARTNERS.replace("Mekong live", "Mekong direct"), actor="Linh", now=utc_now())
    after = client.get(ONE, headers=bearer(token) | {"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert b"Mekong direct" in after.data


def test_no_log_line_holds_a_key(client: FlaskClient, token: str) -> None:
    structlog.reset_defaults()
    with capture_logs() as lines:
        for path, headers in ways_in(token):
            client.get(path, headers=headers)
        client.get(f"{ACROSS}x?key={token}")
        client.get(f"/nothing/{token}?key={token}")
    assert lines
    assert token not in repr(lines)
