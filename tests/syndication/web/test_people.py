"""The page of people and tokens: what admins do there, and that nobody else does."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from syndication.auth import Role, check_token, create_sign_in_link, create_user, list_tokens, list_users
from syndication.clock import utc_now
from syndication.storage.database import Database

PAGE = "/desk/people/"
HOSTILE = """"><script>alert(1)</script>'"""


@pytest.fixture
def admin(client: FlaskClient, database: Database) -> FlaskClient:
    return signed_in(client, database, "Hana", Role.ADMIN)


def signed_in(client: FlaskClient, database: Database, name: str, role: Role) -> FlaskClient:
    with database.writing() as session:
        create_user(session, name, role, now=utc_now())
        link = create_sign_in_link(session, name, now=utc_now())
    client.post(f"/sign-in/{link}")
    return client


def page(client: FlaskClient) -> Any:
    return html.document_fromstring(client.get(PAGE).data)


def act(client: FlaskClient, what: str, **form: str) -> Any:
    token = page(client).xpath("//input[@name='csrf_token']/@value")[0]
    return client.post(f"{PAGE}{what}", data=form | {"csrf_token": token})


def secret_of(answer: Any) -> str:
    (shown,) = html.document_fromstring(answer.data).xpath("//code[@class='secret']")
    return str(shown.text_content())


def add(client: FlaskClient, name: str = "Linh", role: str = "translator", languages: str = "vi, KO") -> Any:
    return act(client, "add", name=name, role=role, languages=languages)


def people(database: Database) -> dict[str, tuple[str, str, bool]]:
    with database.reading() as session:
        return {user.name: (user.role, user.languages, user.disabled_at is None) for user in list_users(session)}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_nobody_but_admins_comes_here(client: FlaskClient, database: Database, role: Role) -> None:
    somebody = signed_in(client, database, "Minh", role)
    assert somebody.get(PAGE).status_code == 403
    assert PAGE not in somebody.get("/desk/").text


def test_an_admin_finds_the_page_from_the_desk(admin: FlaskClient) -> None:
    assert PAGE in admin.get("/desk/").text


def test_a_person_is_added_with_a_link_that_signs_them_in(admin: FlaskClient, database: Database) -> None:
    link = secret_of(add(admin))
    assert people(database)["Linh"] == ("translator", "vi ko", True)
    newcomer = admin.application.test_client()
    assert newcomer.post(link.removeprefix("http://127.0.0.1:8000")).status_code == 303
    assert "Linh" in newcomer.get("/account/").text


def test_role_and_languages_are_changed(admin: FlaskClient, database: Database) -> None:
    add(admin)
    answer = act(admin, "change", name="Linh", role="reviewer", languages="*")
    assert "Linh is now reviewer, translating into all languages." in answer.text
    assert people(database)["Linh"] == ("reviewer", "*", True)


def test_another_link_is_made_and_access_is_taken_away(admin: FlaskClient, database: Database) -> None:
    add(admin)
    link = secret_of(act(admin, "link", name="Linh")).removeprefix("http://127.0.0.1:8000")
    assert "may no longer sign in" in act(admin, "disable", name="Linh").text
    assert people(database)["Linh"][2] is False
    assert admin.application.test_client().post(link).status_code == 410


@pytest.mark.parametrize(
    ("what", "form", "reason"),
    [
        ("add", {"name": "Hana", "role": "reader", "languages": "*"}, "There is a user 'Hana' already."),
        ("add", {"name": " ", "role": "reader", "languages": "*"}, "The name of a user needs 1 to 100 characters."),
        ("add", {"name": "Linh", "role": "boss", "languages": "*"}, "Unknown role 'boss'"),
        ("add", {"name": "Linh", "role": "reader", "languages": "Viet!"}, "Languages: 'Viet!' is not a language tag"),
        ("add", {}, "Unknown role ''"),
        ("change", {"name": "Hana", "role": "editor", "languages": "*"}, "'Hana' is the last admin"),
        ("disable", {"name": "Hana"}, "'Hana' is the last admin"),
        ("disable", {"name": "No\0body"}, "There is no user 'Nobody'"),
        ("link", {"name": HOSTILE}, "There is no user"),
        ("tokens/revoke", {"name": "none"}, "There is no token 'none' in use."),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(
    admin: FlaskClient, database: Database, what: str, form: dict[str, str], reason: str
) -> None:
    before = people(database)
    answer = act(admin, what, **form)
    assert answer.status_code == 422
    (alert,) = html.document_fromstring(answer.data).xpath("//*[@role='alert']")
    assert alert.text_content().startswith(reason)
    assert people(database) == before


@pytest.mark.parametrize("what", ["add", "change", "link", "disable", "tokens/create", "tokens/revoke"])
def test_every_button_needs_the_proof_that_our_page_asked(admin: FlaskClient, what: str) -> None:
    assert admin.post(f"{PAGE}{what}", data={"name": "Hana"}).status_code == 403


def test_a_token_is_shown_once_and_revoked(admin: FlaskClient, database: Database) -> None:
    secret = secret_of(act(admin, "tokens/create", name="script", role="translator", languages="ko"))
    with database.reading() as session:
        caller = check_token(session, secret, now=utc_now())
    assert caller is not None
    assert (caller.role, caller.languages) == (Role.TRANSLATOR, ("ko",))
    assert secret not in admin.get(PAGE).text
    assert "script" in admin.get(PAGE).text
    act(admin, "tokens/revoke", name="script")
    with database.reading() as session:
        assert list_tokens(session) == ()


def test_names_stay_text(admin: FlaskClient) -> None:
    add(admin, name=HOSTILE)
    act(admin, "tokens/create", name=HOSTILE, role="reader", languages="*")
    shown = page(admin)
    assert shown.xpath("//script") == []
    assert HOSTILE in shown.xpath("//input[@name='name']/@value")


def test_every_field_and_button_has_a_name(admin: FlaskClient) -> None:
    add(admin)
    shown = page(admin)
    ids = shown.xpath("//*[@id]/@id")
    assert len(ids) == len(set(ids))
    for field in shown.xpath("//input[not(@type='hidden')] | //select"):
        assert shown.xpath("//label[@for=$id]", id=field.get("id")), field.get("name")
