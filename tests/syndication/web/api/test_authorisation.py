"""Who may call what: tokens, roles, signed-in browsers, and every route of the whole app."""

from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from syndication.auth import (
    Role,
    check_session,
    create_partner_token,
    create_sign_in_link,
    create_token,
    create_user,
    disable_user,
    redeem_sign_in_link,
    revoke_token,
)
from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.changes import changes_after
from syndication.storage.database import Database
from syndication.web.authorisation import CSRF_HEADER, SESSION_COOKIE, Unguarded, declared_access
from tests.factories import NOW
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body

PUBLIC = {
    "GET /api/v1/openapi.json",
    "GET /api/v1/docs",
}


def rules(app: APIFlask) -> list[Rule]:
    return list(app.url_map.iter_rules())


def address(rule: Rule) -> str:
    """An address that the rule matches, whatever its parts are."""
    adapter = rule.map.bind("localhost") if rule.map else None
    assert adapter is not None
    return adapter.build(rule.endpoint, dict.fromkeys(rule.arguments, 1), force_external=False)


def test_every_route_declares_who_may_call_it(app: APIFlask) -> None:
    silent = [rule.rule for rule in rules(app) if declared_access(app.view_functions[rule.endpoint]) is None]
    assert silent == []


def test_of_the_api_only_its_description_is_public(app: APIFlask) -> None:
    public = {
        f"{method} {rule.rule}"
        for rule in rules(app)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and isinstance(declared_access(app.view_functions[rule.endpoint]), Unguarded)
    }
    assert public == PUBLIC


def test_no_guarded_route_answers_a_stranger(app: APIFlask) -> None:
    stranger = app.test_client()
    for rule in rules(app):
        if isinstance(declared_access(app.view_functions[rule.endpoint]), Role):
            for method in rule.methods or ():
                answer = stranger.open(address(rule), method=method)
                assert answer.status_code in {302, 303, 401}, f"{method} {rule.rule}"


def test_a_view_that_declares_nothing_answers_nobody(app: APIFlask, admin: FlaskClient) -> None:
    app.testing = False
    app.add_url_rule("/api/v1/forgotten", "api.forgotten", lambda: "secret")
    answer = admin.get("/api/v1/forgotten")
    assert answer.status_code == 500
    assert b"secret" not in answer.data


@pytest.mark.parametrize(
    "header",
    ["Bearer wrong", "Bearer ", "Bearer", "Basic dXNlcjpwdw==", "bearer\x00", "Bearer " + "x" * 8000, "Bearer é"],
)
def test_a_wrong_token_is_a_401_that_says_how_to_authenticate(app: APIFlask, header: str) -> None:
    refused = app.test_client().get(BLOGS, headers={"Authorization": header})
    assert refused.status_code == 401
    assert refused.content_type == "application/problem+json"
    assert refused.headers["WWW-Authenticate"].startswith("Bearer ")
    assert refused.json["type"].endswith("#problem-unauthenticated")


def test_a_token_works_until_it_is_revoked(app: APIFlask, database: Database, reader: FlaskClient) -> None:
    assert reader.get(BLOGS).status_code == 200
    with database.writing() as session:
        revoke_token(session, "test reader", now=utc_now())
    assert reader.get(BLOGS).status_code == 401


def test_a_token_that_has_expired_does_not_work(app: APIFlask, database: Database) -> None:
    with database.writing() as session:
        secret = create_token(session, name="old", role=Role.ADMIN, now=NOW, expires_at=NOW)
    assert app.test_client().get(BLOGS, headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_partner_s_key_does_not_open_the_api(app: APIFlask, database: Database) -> None:
    with database.writing() as session:
        import_toml(session, '[[partners]]\nslug = "daily"\nname = "Daily"', actor="test", now=utc_now())
        secret = create_partner_token(session, "daily", name="key", now=utc_now())
    assert app.test_client().get(BLOGS, headers={"Authorization": f"Bearer {secret}"}).status_code == 403


NEEDED = {
    ("GET", BLOGS): Role.READER,
    ("GET", HANOI): Role.READER,
    ("GET", ENTRIES): Role.READER,
    ("GET", f"{ENTRIES}/x:1"): Role.READER,
    ("GET", f"{HANOI}/changes"): Role.READER,
    ("GET", f"{HANOI}/translations/vi"): Role.READER,
    ("GET", f"{HANOI}/translations/vi/head"): Role.READER,
    ("GET", f"{HANOI}/translations/vi/decisions"): Role.READER,
    ("GET", f"{HANOI}/translations/vi/decisions/tag:a"): Role.READER,
    ("GET", f"{ENTRIES}/x:1/translations/vi"): Role.READER,
    ("GET", "/api/v1/kills"): Role.READER,
    ("GET", "/api/v1/kills/hanoi/1"): Role.READER,
    ("GET", "/api/v1/partners"): Role.READER,
    ("GET", "/api/v1/websub/subscriptions"): Role.EDITOR,
    ("GET", "/api/v1/partners/daily"): Role.READER,
    ("GET", "/api/v1/partners/daily/profiles/site"): Role.READER,
    ("GET", f"{HANOI}/segments/1"): Role.READER,
    ("POST", f"{HANOI}/segments/1/check"): Role.READER,
    ("GET", f"{HANOI}/segments/1/comments"): Role.READER,
    ("GET", "/api/v1/review/"): Role.READER,
    ("GET", "/api/v1/numbers"): Role.TRANSLATOR,
    ("GET", "/api/v1/review/vi/texts"): Role.READER,
    ("GET", "/api/v1/review/vi/texts/1"): Role.READER,
    ("POST", "/api/v1/review/vi/texts/1/preview"): Role.READER,
    ("PUT", "/api/v1/review/vi/texts/1/presence"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/dismiss"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/comments"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/comments/1/resolve"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/approve-all"): Role.TRANSLATOR,
    ("GET", f"{HANOI}/exchange/vi.xliff"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/exchange/vi"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/approve"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/edit"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/reject"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/undo"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/merge-next"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/split"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/redraft"): Role.TRANSLATOR,
    ("POST", f"{HANOI}/segments/1/completions"): Role.TRANSLATOR,
    ("POST", "/api/v1/review/vi/texts/1/redraft"): Role.TRANSLATOR,
    ("POST", BLOGS): Role.EDITOR,
    ("PUT", HANOI): Role.EDITOR,
    ("DELETE", HANOI): Role.EDITOR,
    ("POST", ENTRIES): Role.EDITOR,
    ("PUT", f"{ENTRIES}/x:1"): Role.EDITOR,
    ("DELETE", f"{ENTRIES}/x:1"): Role.EDITOR,
    ("GET", "/api/v1/models"): Role.READER,
    ("GET", "/api/v1/models/jobs"): Role.READER,
    ("GET", "/api/v1/models/jobs/1"): Role.READER,
    ("POST", "/api/v1/models/jobs"): Role.ADMIN,
    ("POST", "/api/v1/models/uploads"): Role.ADMIN,
    ("GET", "/api/v1/engines"): Role.READER,
    ("PUT", "/api/v1/engines/orders/en/vi"): Role.EDITOR,
    ("DELETE", "/api/v1/engines/orders/en/vi"): Role.EDITOR,
    ("GET", "/api/v1/sources"): Role.EDITOR,
    ("POST", "/api/v1/sources"): Role.EDITOR,
    ("GET", "/api/v1/sources/summit"): Role.EDITOR,
    ("DELETE", "/api/v1/sources/summit"): Role.EDITOR,
    ("POST", "/api/v1/sources/summit/pause"): Role.EDITOR,
    ("POST", "/api/v1/sources/summit/resume"): Role.EDITOR,
    ("GET", "/api/v1/channel-kinds"): Role.READER,
    ("GET", "/api/v1/partners/daily/channels"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/channels"): Role.ADMIN,
    ("GET", "/api/v1/partners/daily/channels/push"): Role.EDITOR,
    ("PUT", "/api/v1/partners/daily/channels/push"): Role.ADMIN,
    ("DELETE", "/api/v1/partners/daily/channels/push"): Role.ADMIN,
    ("POST", "/api/v1/partners/daily/channels/push/pause"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/channels/push/resume"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/channels/push/backfill"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/channels/push/probe"): Role.ADMIN,
    ("PUT", "/api/v1/partners/daily/channels/push/secrets"): Role.ADMIN,
    ("POST", "/api/v1/partners/daily/channels/push/signing-key"): Role.ADMIN,
    ("GET", "/api/v1/deliveries"): Role.READER,
    ("GET", "/api/v1/deliveries/1"): Role.READER,
    ("GET", "/api/v1/deliveries/1/body"): Role.EDITOR,
    ("GET", "/api/v1/deliveries/waiting"): Role.READER,
    ("GET", "/api/v1/deliveries/dead-letters"): Role.READER,
    ("POST", "/api/v1/deliveries/dead-letters/retry"): Role.EDITOR,
    ("POST", "/api/v1/deliveries/dead-letters/1/retry"): Role.EDITOR,
    ("DELETE", "/api/v1/deliveries/dead-letters/1"): Role.EDITOR,
    ("POST", "/api/v1/partners"): Role.EDITOR,
    ("PUT", "/api/v1/partners/daily"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/disable"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/enable"): Role.EDITOR,
    ("PUT", "/api/v1/partners/daily/profiles/site"): Role.EDITOR,
    ("DELETE", "/api/v1/partners/daily/profiles/site"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/profiles/site/retire"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/profiles/site/rollback"): Role.EDITOR,
    ("GET", "/api/v1/partners/daily/profiles/site/versions"): Role.READER,
    ("GET", "/api/v1/partners/daily/profiles/site/versions/1"): Role.READER,
    ("POST", "/api/v1/partners/daily/profiles/site/preview"): Role.READER,
    ("POST", "/api/v1/partners/daily/profiles/site/validate"): Role.READER,
    ("POST", "/api/v1/partners/daily/channels/stream/replay"): Role.EDITOR,
    ("POST", "/api/v1/partners/daily/channels/stream/missing"): Role.EDITOR,
    ("GET", "/api/v1/terms"): Role.READER,
    ("GET", "/api/v1/terms/1"): Role.READER,
    ("POST", "/api/v1/terms"): Role.TRANSLATOR,
    ("PUT", "/api/v1/terms/1"): Role.REVIEWER,
    ("DELETE", "/api/v1/terms/1"): Role.REVIEWER,
    ("GET", "/api/v1/terms/en/vi.csv"): Role.TRANSLATOR,
    ("POST", "/api/v1/terms/en/vi"): Role.REVIEWER,
    ("GET", "/api/v1/memory/en/vi.tmx"): Role.TRANSLATOR,
    ("POST", "/api/v1/memory/files"): Role.REVIEWER,
    ("GET", "/api/v1/memory"): Role.READER,
    ("GET", "/api/v1/memory/1"): Role.READER,
    ("POST", "/api/v1/memory"): Role.REVIEWER,
    ("PUT", "/api/v1/memory/1"): Role.REVIEWER,
    ("DELETE", "/api/v1/memory/1"): Role.REVIEWER,
    ("GET", "/api/v1/users"): Role.ADMIN,
    ("POST", "/api/v1/users"): Role.ADMIN,
    ("GET", "/api/v1/users/Linh"): Role.ADMIN,
    ("PATCH", "/api/v1/users/Linh"): Role.ADMIN,
    ("DELETE", "/api/v1/users/Linh"): Role.ADMIN,
    ("POST", "/api/v1/users/Linh/link"): Role.ADMIN,
    ("GET", "/api/v1/tokens"): Role.ADMIN,
    ("POST", "/api/v1/tokens"): Role.ADMIN,
    ("DELETE", "/api/v1/tokens/script"): Role.ADMIN,
}


@pytest.mark.parametrize(("method", "path"), NEEDED, ids=str)
def test_each_operation_is_open_from_its_role_on(
    app: APIFlask,
    reader: FlaskClient,
    translator: FlaskClient,
    reviewer: FlaskClient,
    editor: FlaskClient,
    admin: FlaskClient,
    method: str,
    path: str,
) -> None:
    clients = dict(zip(Role, (reader, translator, reviewer, editor, admin), strict=True))
    allowed = {role for role, client in clients.items() if client.open(path, method=method).status_code != 403}
    assert allowed == {role for role in Role if role.allows(NEEDED[method, path])}


def test_the_table_of_roles_covers_every_operation(app: APIFlask) -> None:
    adapter = app.url_map.bind("localhost")
    covered = {(adapter.match(path, method)[0], method) for method, path in NEEDED}
    guarded = {
        (rule.endpoint, method)
        for rule in rules(app)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and isinstance(declared_access(app.view_functions[rule.endpoint]), Role)
    }
    assert covered == guarded


class SignedInBrowser:
    """A client with the cookie of a signed-in person."""

    def __init__(self, app: APIFlask, database: Database, role: Role) -> None:
        with database.writing() as session:
            create_user(session, "Linh", role, now=utc_now())
            link = create_sign_in_link(session, "Linh", now=utc_now())
            secret = redeem_sign_in_link(session, link, now=utc_now())
            signed_in = check_session(session, secret, now=utc_now())
        assert signed_in is not None
        self.csrf = signed_in.csrf_secret
        self.client = app.test_client()
        self.client.set_cookie(SESSION_COOKIE, secret)


@pytest.fixture
def browser(app: APIFlask, database: Database) -> SignedInBrowser:
    return SignedInBrowser(app, database, Role.EDITOR)


def test_a_signed_in_browser_may_read(browser: SignedInBrowser) -> None:
    assert browser.client.get(BLOGS).status_code == 200


@pytest.mark.parametrize("headers", [{}, {CSRF_HEADER: "wrong"}, {CSRF_HEADER: ""}, {CSRF_HEADER: "é"}])
def test_a_browser_without_its_csrf_token_may_not_change_anything(
    browser: SignedInBrowser, headers: dict[str, str]
) -> None:
    refused = browser.client.post(BLOGS, json=blog_body(), headers=headers)
    assert refused.status_code == 403
    assert browser.client.get(HANOI).status_code == 404


def test_a_browser_with_its_csrf_token_changes_things_in_its_person_s_name(
    browser: SignedInBrowser, database: Database
) -> None:
    created = browser.client.post(BLOGS, json=blog_body(), headers={CSRF_HEADER: browser.csrf})
    assert created.status_code == 201
    with database.reading() as session:
        assert {change.actor for change in changes_after(session, "hanoi", 0)} == {"Linh"}


def test_a_browser_has_its_person_s_role(browser: SignedInBrowser) -> None:
    said = {"name": "mine", "role": "admin"}
    answer = browser.client.post("/api/v1/tokens", json=said, headers={CSRF_HEADER: browser.csrf})
    assert answer.status_code == 403


def test_a_wrong_token_is_not_made_up_for_by_a_cookie(browser: SignedInBrowser) -> None:
    assert browser.client.get(BLOGS, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_a_person_who_left_is_signed_out(browser: SignedInBrowser, database: Database) -> None:
    with database.writing() as session:
        disable_user(session, "Linh", now=utc_now())
    assert browser.client.get(BLOGS).status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "%00", "é"])
def test_a_forged_cookie_is_nobody(app: APIFlask, cookie: str) -> None:
    client = app.test_client()
    client.set_cookie(SESSION_COOKIE, cookie)
    assert client.get(BLOGS).status_code == 401


def test_a_user_s_keys_are_not_those_of_a_token_of_the_same_name(
    app: APIFlask, browser: SignedInBrowser, database: Database, editor: FlaskClient
) -> None:
    editor.post(BLOGS, json=blog_body())
    with database.writing() as session:
        secret = create_token(session, name="Linh", role=Role.EDITOR, now=utc_now())
    key: dict[str, Any] = {"Idempotency-Key": "1"}
    by_token = app.test_client().post(ENTRIES, json=entry_body(), headers=key | {"Authorization": f"Bearer {secret}"})
    by_user = browser.client.post(ENTRIES, json=entry_body(), headers=key | {CSRF_HEADER: browser.csrf})
    assert (by_token.status_code, by_user.status_code) == (201, 201)
    assert "Idempotency-Replayed" not in by_user.headers


def test_nothing_that_the_api_answers_is_stored_or_sets_a_cookie(editor: FlaskClient) -> None:
    for answer in (editor.post(BLOGS, json=blog_body()), editor.get(HANOI), editor.get(f"{BLOGS}/nowhere")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
