"""Who gets to a partner's own page, and by what."""

import re
from datetime import timedelta

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from syndication.auth import Role, create_token, list_tokens
from syndication.clock import utc_now
from syndication.partner_keys import revoke_key
from syndication.partners import find_partner
from syndication.storage.database import Database
from syndication.storage.tables import partners
from syndication.throttle import MOST_OF_NAME_AND_ADDRESS
from syndication.web.partner_own.door import COOKIE
from tests.syndication.delivered import add_key
from tests.syndication.web.partner_own.conftest import HOME, Visit, basic
from tests.syndication.web.people import Person, alert

pytestmark = pytest.mark.usefixtures("entries")


def test_a_stranger_is_asked_for_the_key_and_told_nothing(client: FlaskClient) -> None:
    asked = client.get(HOME)
    assert asked.status_code == 401
    assert "Mekong Daily" not in asked.text
    # Basic would open the browser's own box.
    assert asked.headers["WWW-Authenticate"].startswith("Bearer")
    nobody = client.get("/partners/nobody/")
    assert (nobody.status_code, nobody.text) == (401, asked.text.replace("mekong", "nobody"))


def test_a_key_opens_the_page_once_it_is_typed_in(client: FlaskClient, key: str) -> None:
    opened = client.post(f"{HOME}-/sign-in", data={"key": f" {key} "})
    assert (opened.status_code, opened.headers["Location"]) == (303, HOME)
    assert "Mekong Daily" in client.get(HOME).text


def test_the_cookie_is_for_this_partner_alone_and_holds_no_key(client: FlaskClient, key: str) -> None:
    opened = client.post(f"{HOME}-/sign-in", data={"key": key})
    (cookie,) = opened.headers.getlist("Set-Cookie")
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"HttpOnly", "SameSite=Strict", "Path=/partners/mekong/", "Max-Age=7200"} <= parts
    assert key not in cookie
    assert client.get("/partners/seoul/").status_code == 401


def test_behind_https_the_cookie_is_for_https_alone(client: FlaskClient, key: str) -> None:
    opened = client.post(f"{HOME}-/sign-in", data={"key": key}, base_url="https://localhost")
    assert "Secure" in opened.headers["Set-Cookie"]


@pytest.mark.parametrize("wrong", ["", "x", "é\0", "x" * 5000])
def test_a_wrong_key_is_one_clear_error(client: FlaskClient, wrong: str) -> None:
    refused = client.post(f"{HOME}-/sign-in", data={"key": wrong})
    assert refused.status_code == 403
    assert alert(refused).startswith("This is not a key of this page.")
    assert "Set-Cookie" not in refused.headers


def test_another_partner_s_key_and_a_client_s_token_are_wrong_keys(client: FlaskClient, database: Database) -> None:
    other = add_key(database, "seoul")
    with database.writing() as session:
        token = create_token(session, name="admin", role=Role.ADMIN, now=utc_now())
    for secret in (other, token):
        assert client.post(f"{HOME}-/sign-in", data={"key": secret}).status_code == 403
        assert client.get(HOME, headers=basic(secret)).status_code == 401


def test_guessing_is_slowed_down_and_a_right_key_forgets_it(client: FlaskClient, database: Database, key: str) -> None:
    for _ in range(MOST_OF_NAME_AND_ADDRESS - 1):
        client.post(f"{HOME}-/sign-in", data={"key": "wrong"})
    assert client.post(f"{HOME}-/sign-in", data={"key": key}).status_code == 303
    for _ in range(MOST_OF_NAME_AND_ADDRESS):
        client.post(f"{HOME}-/sign-in", data={"key": "wrong"})
    throttled = client.post(f"{HOME}-/sign-in", data={"key": key})
    assert throttled.status_code == 429
    assert int(throttled.headers["Retry-After"]) > 0
    # Programs, and the feeds, are not kept out by somebody who guesses.
    assert client.get(HOME, headers=basic(key)).status_code == 200


def test_another_site_cannot_bring_its_own_key_in(client: FlaskClient, key: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert client.post(f"{HOME}-/sign-in", data={"key": key}, headers=headers).status_code == 403


@pytest.mark.parametrize("as_user", [False, True])
def test_basic_and_bearer_open_the_page_too(client: FlaskClient, key: str, as_user: bool) -> None:
    headers = basic("", user=key) if as_user else basic(key)
    assert client.get(HOME, headers=headers).status_code == 200
    assert client.get(HOME, headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_a_key_in_the_address_opens_nothing(client: FlaskClient, key: str) -> None:
    assert client.get(f"{HOME}?key={key}").status_code == 401


def test_a_wrong_key_that_is_sent_is_not_made_up_for_by_the_cookie(visit: Visit) -> None:
    assert visit.client.get(HOME, headers=basic("wrong")).status_code == 401


def test_a_revoked_key_ends_its_visits(visit: Visit, database: Database) -> None:
    with database.writing() as session:
        partner = find_partner(session, "mekong")
        assert partner is not None
        (token,) = (one for one in list_tokens(session) if one.partner_slug == "mekong")
        revoke_key(session, partner, token.id, now=utc_now())
    assert visit.client.get(HOME).status_code == 401


@pytest.mark.parametrize("forged", ["", "x", "é", "gAAAAAB" + "A" * 100])
def test_a_forged_cookie_opens_nothing(client: FlaskClient, forged: str) -> None:
    client.set_cookie(COOKIE, forged, path=HOME)
    assert client.get(HOME).status_code == 401


def test_leaving_lets_the_browser_forget(visit: Visit) -> None:
    assert visit.send("-/sign-out").status_code == 303
    assert visit.client.get(HOME).status_code == 401


def test_one_comes_back_to_the_page_one_asked_for(client: FlaskClient, key: str) -> None:
    asked = client.get(f"{HOME}-/keys/")
    assert 'name="next" value="/partners/mekong/-/keys/"' in asked.text
    opened = client.post(f"{HOME}-/sign-in", data={"key": key, "next": f"{HOME}-/keys/"})
    assert opened.headers["Location"] == f"{HOME}-/keys/"


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/desk/", f"{HOME}-/\\evil", "/partners/seoul/-/keys/"]
)
def test_one_is_led_nowhere_else(client: FlaskClient, key: str, path: str) -> None:
    opened = client.post(f"{HOME}-/sign-in", data={"key": key, "next": path})
    assert opened.headers["Location"] == HOME


@pytest.mark.parametrize("path", ["-/keys/make", "-/keys/revoke", "-/numbers/replay", "-/numbers/check", "-/sign-out"])
def test_a_form_of_another_site_does_nothing(visit: Visit, key: str, app: APIFlask, path: str) -> None:
    assert visit.client.post(HOME + path, data={"name": "x"}).status_code == 403
    assert visit.client.post(HOME + path, data={"name": "x", "csrf_token": "wrong"}).status_code == 403
    # A browser repeats Basic credentials whoever makes it ask.
    assert app.test_client().post(HOME + path, data={"name": "x"}, headers=basic(key)).status_code == 403


def test_nothing_of_a_visit_gives_the_key_away(client: FlaskClient, key: str) -> None:
    with capture_logs() as lines:
        opened = client.post(f"{HOME}-/sign-in", data={"key": key})
        pages = [client.get(HOME + path) for path in ("", "-/log/", "-/numbers/", "-/keys/", "-/statistics/")]
    assert all(page.status_code == 200 for page in pages)
    assert key not in str(lines)
    for answer in (opened, *pages):
        assert key not in answer.text + str(answer.headers)
        assert answer.headers["Cache-Control"] == "no-store"
    for page in pages:
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["X-Frame-Options"] == "DENY"


def test_a_partner_that_is_switched_off_sees_its_page_and_changes_nothing(visit: Visit, database: Database) -> None:
    with database.writing() as session:
        session.execute(partners.update().where(partners.c.slug == "mekong").values(disabled_at=utc_now()))
    shown = visit.client.get(HOME)
    assert shown.status_code == 200
    assert "switched this partner off" in shown.text
    (csrf,) = visit.page("-/numbers/").xpath("(//input[@name='csrf_token']/@value)[1]")
    refused = visit.client.post(f"{HOME}-/keys/make", data={"name": "x", "csrf_token": csrf})
    assert refused.status_code == 403


def test_a_visit_ends_after_two_hours(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    at = utc_now() + timedelta(hours=2, minutes=1)
    monkeypatch.setattr("syndication.web.partner_own.frame.utc_now", lambda: at)
    assert visit.client.get(HOME).status_code == 401


@pytest.mark.parametrize(("role", "status"), [(Role.TRANSLATOR, 403), (Role.EDITOR, 200), (Role.ADMIN, 200)])
def test_the_desk_sees_the_page_from_editors_on(app: APIFlask, database: Database, role: Role, status: int) -> None:
    person = Person(app, database, "Minh", role)
    for path in ("", "log/", "numbers/", "keys/", "statistics/"):
        assert person.client.get(f"/desk/partners/mekong/own/{path}").status_code == status
    assert person.client.get("/desk/partners/nobody/own/").status_code in {403, 404}


def test_editors_send_again_and_admins_change_keys(app: APIFlask, database: Database) -> None:
    editor = Person(app, database, "Minh", Role.EDITOR)
    base = "/desk/partners/mekong/own"
    sent = editor.send(f"{base}/numbers/replay", channel="stream", from_sequence="1")
    assert sent.status_code == 200
    assert editor.send(f"{base}/keys/make", name="x").status_code == 403
    assert "Make a key" not in editor.client.get(f"{base}/keys/").text
    admin = Person(app, database, "Lan", Role.ADMIN)
    assert "shown this once" in admin.send(f"{base}/keys/make", name="new reader").text


def test_the_desk_is_led_from_a_partner_to_its_own_page(app: APIFlask, database: Database) -> None:
    admin = Person(app, database, "Lan", Role.ADMIN)
    shown = admin.client.get("/desk/partners/mekong/").text
    links = re.findall(r'<a href="([^"#]*)', shown)
    assert "/desk/partners/mekong/own/keys/" in links
    assert {link: admin.client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_signed_in_person_is_no_partner(app: APIFlask, database: Database) -> None:
    assert Person(app, database, "Lan", Role.ADMIN).client.get(HOME).status_code == 401
