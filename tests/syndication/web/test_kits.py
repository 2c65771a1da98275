"""The conformance kit as a download: who gets it, and that it is the one the command line writes."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from syndication.auth import Role, create_partner_token, create_sign_in_link, create_user
from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.database import Database

PARTNERS = """
[[partners]]
slug = "mekong"
name = "Mekong Daily"
[[partners.profiles]]
name = "live"
languages = [{ tag = "en" }]
[[partners]]
slug = "seoul"
name = "Seoul Wire"
"""
KIT = "/partners/mekong/live/kit.zip"
AT_THE_DESK = "/desk/partners/mekong/live/kit.zip"


@pytest.fixture(autouse=True)
def partners(database: Database) -> None:
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())


def key_of(database: Database, partner: str) -> dict[str, str]:
    with database.writing() as session:
        token = create_partner_token(session, partner, name=partner, now=utc_now())
    return {"Authorization": f"Bearer {token}"}


def test_partner_downloads_its_kit_with_its_key(client: FlaskClient, database: Database) -> None:
    answer = client.get(KIT, headers=key_of(database, "mekong"))
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kit-mekong-live.zip"'
    assert "no-store" in answer.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert "kit-mekong-live/12-killed.en.atom.xml" in archive.namelist()


def test_nobody_else_gets_it(client: FlaskClient, database: Database) -> None:
    assert client.get(KIT).status_code == 401
    assert client.get(KIT, headers=key_of(database, "seoul")).status_code == 403
    assert client.get(AT_THE_DESK).status_code == 401
    assert client.get(AT_THE_DESK, headers=key_of(database, "mekong")).status_code == 403


def test_profile_that_is_not_there_is_not_found(client: FlaskClient, database: Database) -> None:
    answer = client.get("/partners/mekong/none/kit.zip", headers=key_of(database, "mekong"))
    assert (answer.status_code, answer.text) == (404, "There is no profile 'none'.\n")


def test_desk_links_to_the_kit_and_gets_the_same(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        create_user(session, "Linh", Role.READER, now=utc_now())
        link = create_sign_in_link(session, "Linh", now=utc_now())
    client.post(f"/sign-in/{link}")
    assert f'href="{AT_THE_DESK}"' in client.get("/desk/").text
    assert client.get(AT_THE_DESK).data == client.get(KIT, headers=key_of(database, "mekong")).data
