"""People and tokens through the API."""

import json

from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select

from syndication.auth import Role, create_user, redeem_sign_in_link
from syndication.clock import utc_now
from syndication.storage.database import Database
from syndication.storage.tables import metadata
from tests.syndication.web.api.payloads import BLOGS

USERS, TOKENS = "/api/v1/users", "/api/v1/tokens"
LINH = {"name": "Linh", "role": "translator", "languages": ["VI", "ko"]}


def test_a_person_is_added_with_role_and_languages(admin: FlaskClient) -> None:
    answer = admin.post(USERS, json=LINH)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"{USERS}/Linh"
    assert answer.json["languages"] == ["vi", "ko"]
    assert answer.json["has_password"] is False
    assert admin.get(f"{USERS}/Linh").json == answer.json
    assert admin.get(USERS).json == {"users": [answer.json]}


def test_a_name_with_a_slash_has_an_address_too(admin: FlaskClient) -> None:
    where = admin.post(USERS, json=LINH | {"name": "Linh / desk"}).headers["Location"]
    assert admin.get(where).json["name"] == "Linh / desk"
    assert admin.post(f"{where}/link").status_code == 200


def test_a_link_signs_the_person_in_and_is_in_no_table(admin: FlaskClient, database: Database) -> None:
    admin.post(USERS, json=LINH)
    url = admin.post(f"{USERS}/Linh/link", headers={"Idempotency-Key": "again"}).json["url"]
    secret = url.rpartition("/")[2]
    with database.writing() as session:
        assert redeem_sign_in_link(session, secret, now=utc_now())
        assert secret not in repr([session.execute(select(table)).all() for table in metadata.tables.values()])


def test_role_and_languages_are_changed_one_without_the_other(admin: FlaskClient) -> None:
    admin.post(USERS, json=LINH)
    assert admin.patch(f"{USERS}/Linh", json={"languages": ["*"]}).json["languages"] == ["*"]
    changed = admin.patch(f"{USERS}/Linh", json={"role": "reviewer"}).json
    assert (changed["role"], changed["languages"]) == ("reviewer", ["*"])


def test_somebody_who_left_stays_in_the_list_and_cannot_be_changed(admin: FlaskClient) -> None:
    admin.post(USERS, json=LINH)
    assert admin.delete(f"{USERS}/Linh").json["disabled_at"]
    assert admin.get(USERS).json["users"][0]["disabled_at"]
    assert admin.patch(f"{USERS}/Linh", json={"role": "admin"}).status_code == 404
    assert admin.post(f"{USERS}/Linh/link").status_code == 404
    assert admin.post(USERS, json=LINH).status_code == 409


def test_the_last_admin_stays(admin: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.ADMIN, now=utc_now())
    for refused in (admin.delete(f"{USERS}/Linh"), admin.patch(f"{USERS}/Linh", json={"role": "editor"})):
        assert refused.status_code == 409
        assert refused.json["type"].endswith("#problem-last-admin")


def test_what_is_wrong_with_a_person_is_told_by_field(admin: FlaskClient) -> None:
    for body, path in (
        (LINH | {"role": "boss"}, "role"),
        (LINH | {"languages": ["Vietnamese"]}, "languages"),
        (LINH | {"languages": []}, "languages"),
        (LINH | {"name": " "}, "name"),
        (LINH | {"password": "secret"}, "password"),
    ):
        answer = admin.post(USERS, json=body)
        assert answer.status_code == 422
        assert answer.json["errors"][0]["path"] == path


def test_a_token_is_told_once_and_translates_into_its_languages(app: APIFlask, admin: FlaskClient) -> None:
    made = admin.post(TOKENS, json={"name": "script", "role": "translator", "languages": ["ko"]}).json
    assert app.test_client().get(BLOGS, headers={"Authorization": f"Bearer {made['secret']}"}).status_code == 200
    listed = admin.get(TOKENS).json["tokens"]
    assert made["secret"] not in json.dumps(listed)
    assert {token["name"]: token["languages"] for token in listed}["script"] == ["ko"]


def test_a_token_ends_when_it_is_revoked_or_at_its_time(app: APIFlask, admin: FlaskClient) -> None:
    secrets = [
        admin.post(TOKENS, json={"name": "one", "role": "reader"}).json["secret"],
        admin.post(TOKENS, json={"name": "two", "role": "reader", "expires_at": "2020-01-01T00:00:00Z"}).json["secret"],
    ]
    assert admin.delete(f"{TOKENS}/one").json["name"] == "one"
    assert admin.delete(f"{TOKENS}/one").status_code == 404
    for secret in secrets:
        assert app.test_client().get(BLOGS, headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_a_token_of_a_taken_name_is_refused(admin: FlaskClient) -> None:
    body = {"name": "script", "role": "reader"}
    assert admin.post(TOKENS, json=body).status_code == 200
    assert admin.post(TOKENS, json=body).status_code == 409
