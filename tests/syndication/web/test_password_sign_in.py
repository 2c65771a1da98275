"""Signing in by name and password, and one's own account."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import html
from structlog.testing import capture_logs

from syndication.accounts import change_password
from syndication.auth import (
    Role,
    check_session,
    create_sign_in_link,
    create_token,
    create_user,
    redeem_sign_in_link,
    set_user,
)
from syndication.clock import utc_now
from syndication.storage.database import Database
from syndication.throttle import MOST_OF_NAME_AND_ADDRESS
from syndication.web.authorisation import SESSION_COOKIE
from syndication.web.own_paths import own_path

PASSWORD = "bốn con mèo ngủ"
NEW = "năm con chó chạy"


@pytest.fixture
def linh(database: Database) -> str:
    """The secret of a session of Linh's that a link opened; her password is set."""
    with database.writing() as session:
        create_user(session, "Linh", Role.TRANSLATOR, now=utc_now(), languages=("vi", "ko"))
        opened = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=utc_now()), now=utc_now())
    change_password(database, "Linh", PASSWORD, old="", secret=opened, address="127.0.0.1", now=utc_now())
    return opened


def sign_in(client: FlaskClient, password: str = PASSWORD, name: str = "Linh", **more: str):
    return client.post("/sign-in/", data={"name": name, "password": password} | more)


def csrf(client: FlaskClient) -> str:
    (token, *_) = html.document_fromstring(client.get("/account/").data).xpath("//input[@name='csrf_token']/@value")
    return str(token)


def told(answer) -> str:
    return " ".join(html.document_fromstring(answer.data).get_element_by_id("problem").text_content().split())


def test_name_and_password_open_the_desk(client: FlaskClient, linh: str) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "Linh" in client.get("/desk/").text


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: FlaskClient, linh: str) -> None:
    wrong, unknown = sign_in(client, "wrong"), sign_in(client, name="Nobody")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert told(wrong) == told(unknown) == "The name or the password is wrong."
    assert wrong.text.replace("Linh", "Nobody") == unknown.text
    assert "Set-Cookie" not in wrong.headers


def test_guessing_is_told_to_wait(client: FlaskClient, linh: str) -> None:
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        sign_in(client, "wrong")
    answer = sign_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert told(answer).startswith("Too many sign-ins have failed; try again in 15 minutes")


def test_behind_a_proxy_each_client_is_slowed_down_for_itself(client: FlaskClient, linh: str) -> None:
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        client.post(
            "/sign-in/",
            data={"name": "Linh", "password": "wrong"},
            headers={"X-Forwarded-For": "10.9.9.9, 198.51.100.9"},
        )
    forged = {"X-Forwarded-For": "203.0.113.1, 198.51.100.9"}
    data = {"name": "Linh", "password": PASSWORD}
    assert client.post("/sign-in/", data=data, headers=forged).status_code == 429
    assert client.post("/sign-in/", data=data, headers={"X-Forwarded-For": "198.51.100.10"}).status_code == 303


def test_somebody_from_outside_cannot_say_to_come_from_elsewhere(client: FlaskClient, linh: str) -> None:
    outside = {"REMOTE_ADDR": "93.184.216.34"}
    for number in range(MOST_OF_NAME_AND_ADDRESS):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        client.post("/sign-in/", data={"name": "Linh"}, headers=headers, environ_overrides=outside)
    answer = client.post("/sign-in/", data={"name": "Linh"}, environ_overrides=outside)
    assert answer.status_code == 429


def test_a_form_of_another_site_signs_nobody_in(client: FlaskClient, linh: str) -> None:
    data = {"name": "Linh", "password": PASSWORD}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        assert client.post("/sign-in/", data=data, headers=headers).status_code == 403
    assert client.get_cookie(SESSION_COOKIE) is None


def test_signing_in_never_goes_on_with_a_session_that_was_there(
    client: FlaskClient, database: Database, linh: str
) -> None:
    client.set_cookie(SESSION_COOKIE, "planted by somebody")
    sign_in(client)
    first = client.get_cookie(SESSION_COOKIE)
    sign_in(client)
    second = client.get_cookie(SESSION_COOKIE)
    assert first is not None
    assert second is not None
    assert len({first.value, second.value, "planted by somebody"}) == 3
    with database.reading() as session:
        assert check_session(session, first.value, now=utc_now()) is None


@pytest.mark.parametrize("form", [{}, {"name": "Linh"}, {"password": PASSWORD}, {"name": "\0", "password": "\ud800"}])
def test_a_form_that_is_not_filled_in_signs_nobody_in(client: FlaskClient, linh: str, form: dict[str, str]) -> None:
    encoded = {name: value.encode("utf-8", "surrogatepass") for name, value in form.items()}
    assert client.post("/sign-in/", data=encoded).status_code == 403


def test_a_page_that_needed_signing_in_opens_afterwards(client: FlaskClient, linh: str) -> None:
    asked = client.get("/account/?done=password")
    assert asked.status_code == 401
    (wanted,) = html.document_fromstring(asked.data).xpath("//input[@name='next']/@value")
    assert sign_in(client, next=wanted).headers["Location"] == "/account/?done=password"


def test_a_refused_form_keeps_the_name_and_the_page_wanted_and_never_the_password(
    client: FlaskClient, linh: str
) -> None:
    page = html.document_fromstring(sign_in(client, "wrong password", next="/account/").data)
    assert page.xpath("//input[@name='name']/@value") == ["Linh"]
    assert page.xpath("//input[@name='next']/@value") == ["/account/"]
    assert page.xpath("//input[@name='password']/@value") == []


@pytest.mark.parametrize("path", ["/desk/", "/account/?done=password", "/review/vi/?q=a%2Fb&c=%5C", "/"])
def test_paths_of_our_own_may_come_next(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "desk/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/desk/\r\nSet-Cookie: a=b",
        " /desk/",
        "/sign-out",
        "/sign-in/secret",
        "/đích",
        "/" + "x" * 3000,
    ],
)
def test_nothing_else_may_come_next(client: FlaskClient, linh: str, path: str | None) -> None:
    assert own_path(path) is None
    assert sign_in(client, next=path or "").headers["Location"] == "/desk/"


def test_no_log_line_holds_a_password(client: FlaskClient, linh: str) -> None:
    with capture_logs() as lines:
        sign_in(client, "wrong but secret")
        sign_in(client)
    assert PASSWORD not in str(lines)
    assert "wrong but secret" not in str(lines)


def test_the_account_tells_role_and_languages(client: FlaskClient, database: Database, linh: str) -> None:
    sign_in(client)
    facts = html.document_fromstring(client.get("/account/").data).xpath("//dl")[0]
    assert [cell.text_content() for cell in facts.findall("dd")] == ["Linh", "translator", "vi, ko"]


def test_the_password_is_changed_with_the_old_one(client: FlaskClient, linh: str) -> None:
    sign_in(client)
    form = {"csrf_token": csrf(client), "old": PASSWORD, "new": NEW, "again": NEW}
    answer = client.post("/account/password", data=form, follow_redirects=True)
    assert "Your password is changed." in answer.text
    other = client.application.test_client()
    assert sign_in(other).status_code == 403
    assert sign_in(other, NEW).status_code == 303


def test_a_first_password_needs_no_old_one(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Minh", Role.REVIEWER, now=utc_now())
        link = create_sign_in_link(session, "Minh", now=utc_now())
    client.post(f"/sign-in/{link}")
    assert html.document_fromstring(client.get("/account/").data).xpath("//input[@name='old']") == []
    form = {"csrf_token": csrf(client), "new": NEW, "again": NEW}
    assert client.post("/account/password", data=form).status_code == 303
    assert sign_in(client.application.test_client(), NEW, "Minh").status_code == 303


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"old": PASSWORD, "new": NEW, "again": PASSWORD}, "The two new passwords are not the same."),
        ({"old": "wrong", "new": NEW, "again": NEW}, "The old password is wrong."),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "The password needs at least 10 characters"),
        ({"old": PASSWORD, "new": "Password123", "again": "Password123"}, "The password is one of the most common"),
        ({"old": PASSWORD}, "The password needs at least 10 characters"),
    ],
)
def test_a_password_that_is_not_taken_says_why(
    client: FlaskClient, linh: str, form: dict[str, str], reason: str
) -> None:
    sign_in(client)
    answer = client.post("/account/password", data=form | {"csrf_token": csrf(client)})
    assert answer.status_code in {403, 422}
    assert told(answer).startswith(reason)
    assert sign_in(client.application.test_client()).status_code == 303


def test_the_account_is_not_changed_without_the_proof_that_our_page_asked(client: FlaskClient, linh: str) -> None:
    sign_in(client)
    assert client.post("/account/password", data={"old": PASSWORD, "new": NEW, "again": NEW}).status_code == 403
    assert client.post("/account/sign-out-everywhere").status_code == 403


def test_signing_out_everywhere_ends_every_session(client: FlaskClient, database: Database, linh: str) -> None:
    sign_in(client)
    phone = client.application.test_client()
    sign_in(phone)
    answer = client.post("/account/sign-out-everywhere", data={"csrf_token": csrf(client)})
    assert answer.headers["Location"] == "/sign-in/"
    assert client.get_cookie(SESSION_COOKIE) is None
    assert phone.get("/account/").status_code == 401
    with database.reading() as session:
        assert check_session(session, linh, now=utc_now()) is None


def test_a_token_has_no_account(app: APIFlask, database: Database, linh: str) -> None:
    with database.writing() as session:
        token = create_token(session, name="script", role=Role.ADMIN, now=utc_now())
    client = app.test_client()
    sign_in(client)
    assert client.get("/account/", headers={"Authorization": f"Bearer {token}"}).status_code == 403


def test_a_new_role_and_a_use_long_ago_need_signing_in_again(
    client: FlaskClient, database: Database, linh: str
) -> None:
    sign_in(client)
    with database.writing() as session:
        set_user(session, "Linh", role=Role.READER)
    assert client.get("/account/").status_code == 401
    yesterday = utc_now() - timedelta(hours=13)
    with database.writing() as session:
        idle = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=yesterday), now=yesterday)
    client.set_cookie(SESSION_COOKIE, idle)
    assert client.get("/account/").status_code == 401


def test_using_a_session_keeps_it_open(client: FlaskClient, database: Database, linh: str) -> None:
    before = utc_now() - timedelta(hours=11)
    with database.writing() as session:
        secret = redeem_sign_in_link(session, create_sign_in_link(session, "Linh", now=before), now=before)
    client.set_cookie(SESSION_COOKIE, secret)
    assert client.get("/account/").status_code == 200
    with database.reading() as session:
        assert check_session(session, secret, now=utc_now() + timedelta(hours=11)) is not None
