"""Signing in by a link that works once, and out again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from lxml import html
from structlog.testing import capture_logs

from syndication.auth import Role, check_session, create_sign_in_link, create_user, redeem_sign_in_link
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.storage.database import Database
from syndication.web import create_app
from syndication.web.authorisation import SESSION_COOKIE
from tests.syndication.kept import defaults


@pytest.fixture
def link(database: Database) -> str:
    with database.writing() as session:
        create_user(session, "Linh", Role.EDITOR, now=utc_now())
        return create_sign_in_link(session, "Linh", now=utc_now())


def csrf_token(client: FlaskClient) -> str:
    (token,) = html.document_fromstring(client.get("/desk/").data).xpath("//input[@name='csrf_token']/@value")
    return str(token)


def test_opening_the_link_shows_a_button_and_does_not_use_it(client: FlaskClient, link: str) -> None:
    for _ in range(3):
        answer = client.get(f"/sign-in/{link}")
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        form = html.document_fromstring(answer.data).xpath("//form[@method='post']")[0]
        assert form.get("action") == f"/sign-in/{link}"
    assert client.post(f"/sign-in/{link}").status_code == 303


def test_the_button_opens_a_session_that_reaches_the_desk(client: FlaskClient, link: str) -> None:
    answer = client.post(f"/sign-in/{link}")
    assert answer.headers["Location"] == "/desk/"
    assert "Linh" in client.get("/desk/").text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: FlaskClient, link: str) -> None:
    cookie = client.post(f"/sign-in/{link}").headers["Set-Cookie"]
    assert cookie.startswith(f"{SESSION_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_the_session_cookie_is_secure_where_the_site_is(settings: Settings, database: Database, link: str) -> None:
    client = create_app(replace(settings, base_url="https://live.example.org"), database=database).test_client()
    assert "Secure" in client.post(f"/sign-in/{link}").headers["Set-Cookie"]


def test_a_link_works_once(client: FlaskClient, link: str) -> None:
    client.post(f"/sign-in/{link}")
    again = client.application.test_client().post(f"/sign-in/{link}")
    assert again.status_code == 410
    assert "used already" in again.text
    assert "Set-Cookie" not in again.headers


@pytest.mark.parametrize("secret", ["wrong", "%F0%9F%98%80", "a" * 10_000])
def test_a_forged_link_signs_nobody_in(client: FlaskClient, secret: str) -> None:
    answer = client.post(f"/sign-in/{secret}")
    assert answer.status_code == 410
    assert "Set-Cookie" not in answer.headers


def test_a_form_of_another_site_signs_nobody_in(client: FlaskClient, link: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert client.post(f"/sign-in/{link}", headers=headers).status_code == 403
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert client.post(f"/sign-in/{link}", headers=own).status_code == 303


def test_a_proxy_that_changes_the_host_does_not_stand_in_the_way(client: FlaskClient, link: str) -> None:
    headers = {"Origin": "http://127.0.0.1:8000", "Host": "backend:9000"}
    assert client.post(f"/sign-in/{link}", headers=headers).status_code == 303


def test_signing_out_ends_the_session_on_the_server_too(client: FlaskClient, database: Database, link: str) -> None:
    client.post(f"/sign-in/{link}")
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    answer = client.post("/sign-out", data={"csrf_token": csrf_token(client)})
    assert answer.status_code == 303
    assert client.get_cookie(SESSION_COOKIE) is None
    with database.reading() as session:
        assert check_session(session, cookie.value, now=utc_now()) is None


def test_signing_out_needs_the_proof_that_our_page_asked(client: FlaskClient, link: str) -> None:
    client.post(f"/sign-in/{link}")
    assert client.post("/sign-out").status_code == 403
    assert client.post("/sign-out", data={"csrf_token": "wrong"}).status_code == 403
    assert client.get("/desk/").status_code == 200


def test_signing_out_is_not_done_by_a_link(client: FlaskClient, link: str) -> None:
    client.post(f"/sign-in/{link}")
    assert client.get("/sign-out").status_code == 405


def test_a_session_ends_after_its_time(client: FlaskClient, database: Database) -> None:
    long_ago = utc_now() - timedelta(days=30)
    with database.writing() as session:
        create_user(session, "Linh", Role.EDITOR, now=long_ago)
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=long_ago), now=long_ago)
    client.set_cookie(SESSION_COOKIE, secret)
    assert client.get("/desk/").status_code == 401


def test_nothing_of_signing_in_is_kept_by_anybody(client: FlaskClient, link: str) -> None:
    answers = [client.get(f"/sign-in/{link}"), client.post(f"/sign-in/{link}"), client.get("/desk/")]
    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-store"] * 3


def test_no_log_line_holds_the_link_or_the_session(client: FlaskClient, link: str) -> None:
    with capture_logs() as lines:
        client.get(f"/sign-in/{link}")
        client.post(f"/sign-in/{link}")
        client.get("/desk/")
    cookie = client.get_cookie(SESSION_COOKIE)
    assert cookie is not None
    assert len(lines) == 3
    assert link not in repr(lines)
    assert cookie.value not in repr(lines)


def test_a_visitor_without_a_link_is_told_how_to_get_one(client: FlaskClient) -> None:
    assert defaults().site_name in client.get("/sign-in/").text
    assert "syndication users link" in client.get("/sign-in/").text
