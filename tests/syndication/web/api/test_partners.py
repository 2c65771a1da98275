"""Partners and profiles through the API."""

import pytest
from flask.testing import FlaskClient

from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.channels import insert_channel
from syndication.storage.database import Database
from tests.syndication.kept import keep_blog, raw_entry

TOML = """
[[partners]]
slug = "daily"
name = "The Daily"
[[partners.profiles]]
name = "site"
format = "rss"
"""
PARTNERS = "/api/v1/partners"
PROFILE = f"{PARTNERS}/daily/profiles/site"


@pytest.fixture(autouse=True)
def partner(database: Database) -> None:
    with database.writing() as session:
        import_toml(session, TOML, actor="test", now=utc_now())


def test_partners_are_listed_with_the_names_of_their_profiles(reader: FlaskClient) -> None:
    daily = {"slug": "daily", "name": "The Daily", "profiles": ["site"]}
    assert reader.get(PARTNERS).json == {"partners": [daily]}
    assert reader.get(f"{PARTNERS}/daily").json == daily


def test_a_profile_is_read_with_every_setting(reader: FlaskClient) -> None:
    shown = reader.get(PROFILE)
    assert shown.headers["ETag"] == '"1"'
    assert (shown.json["format"], shown.json["window"]["max_entries"]) == ("rss", 100)


def test_an_admin_replaces_a_profile(admin: FlaskClient) -> None:
    profile = admin.get(PROFILE).json | {"format": "atom"}
    changed = admin.put(PROFILE, json=profile, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert admin.get(PROFILE).json == profile


def test_a_profile_that_says_nothing_new_keeps_its_version(admin: FlaskClient) -> None:
    assert admin.put(PROFILE, json=admin.get(PROFILE).json).headers["ETag"] == '"1"'


def test_an_admin_adds_a_profile(admin: FlaskClient) -> None:
    path = f"{PARTNERS}/daily/profiles/app"
    added = admin.put(path, json={"name": "app", "format": "newsmlg2"})
    assert (added.status_code, added.headers["Location"]) == (201, path)
    assert admin.get(f"{PARTNERS}/daily").json["profiles"] == ["app", "site"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"format": "docx"}, "format"),
        ({"name": "other"}, "name"),
        ({"colour": "red"}, "colour"),
        ({"timezone": "Mars/Base"}, "timezone"),
        ({"window": {"max_entries": 0}}, "window.max_entries"),
    ],
)
def test_a_profile_that_cannot_work_is_refused(admin: FlaskClient, change: dict[str, object], path: str) -> None:
    refused = admin.put(PROFILE, json={"name": "site"} | change)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == [path]
    assert admin.get(PROFILE).headers["ETag"] == '"1"'


@pytest.mark.parametrize("header", ['"2"', 'W/"1"'])
def test_another_version_than_the_one_that_was_read_is_not_replaced(admin: FlaskClient, header: str) -> None:
    refused = admin.put(PROFILE, json={"name": "site", "format": "atom"}, headers={"If-Match": header})
    assert refused.status_code == 412


@pytest.mark.parametrize("header", ['"1"', "*"])
def test_a_profile_that_is_not_there_matches_no_version(admin: FlaskClient, header: str) -> None:
    added = admin.put(f"{PARTNERS}/daily/profiles/app", json={"name": "app"}, headers={"If-Match": header})
    assert added.status_code == 412


@pytest.mark.parametrize("path", [f"{PARTNERS}/nobody", f"{PARTNERS}/nobody/profiles/site", f"{PROFILE}x"])
def test_what_is_not_there_is_a_404(reader: FlaskClient, path: str) -> None:
    assert reader.get(path).status_code == 404


def test_a_profile_of_an_unknown_partner_is_a_404(admin: FlaskClient) -> None:
    assert admin.put(f"{PARTNERS}/nobody/profiles/site", json={"name": "site"}).status_code == 404


def test_an_editor_adds_changes_disables_and_enables_a_partner(editor: FlaskClient) -> None:
    new = {"slug": "weekly", "name": "The Weekly", "contact": "Hana", "requests_per_min": 60}
    added = editor.post(PARTNERS, json=new)
    assert (added.status_code, added.headers["Location"]) == (201, f"{PARTNERS}/weekly")
    assert added.json == new | {"profiles": []}
    changed = editor.put(f"{PARTNERS}/weekly", json={"name": "Weekly"})
    assert changed.json == {"slug": "weekly", "name": "Weekly", "profiles": []}
    assert "disabled_at" in editor.post(f"{PARTNERS}/weekly/disable").json
    assert "disabled_at" not in editor.post(f"{PARTNERS}/weekly/enable").json


def test_a_partner_is_added_once_however_often_the_request_is_sent(editor: FlaskClient) -> None:
    new, key = {"slug": "weekly", "name": "The Weekly"}, {"Idempotency-Key": "k"}
    assert [editor.post(PARTNERS, json=new, headers=key).status_code for _ in range(2)] == [201, 201]
    assert editor.post(PARTNERS, json=new).status_code == 409


@pytest.mark.parametrize(
    ("change", "path"),
    [({"slug": "A b"}, "slug"), ({"name": ""}, "name"), ({"requests_per_min": 0}, "requests_per_min"), ({"x": 1}, "x")],
)
def test_a_partner_that_cannot_be_is_refused(editor: FlaskClient, change: dict[str, object], path: str) -> None:
    refused = editor.post(PARTNERS, json={"slug": "weekly", "name": "Weekly"} | change)
    assert refused.status_code == 422
    assert [error["path"] for error in refused.json["errors"]] == [path]


def test_versions_are_listed_with_what_they_changed_and_rolled_back(editor: FlaskClient) -> None:
    profile = editor.get(PROFILE).json | {"format": "atom"}
    editor.put(f"{PROFILE}?note=their wish", json=profile, headers={"If-Match": '"1"'})
    newest, first = editor.get(f"{PROFILE}/versions").json["versions"]
    change = {"path": "format", "label": "Format", "before": "RSS 2.0", "after": "Atom"}
    assert (newest["version"], newest["note"], newest["changes"]) == (2, "their wish", [change])
    assert (first["version"], first["changes"], first["profile"]["format"]) == (1, [], "rss")
    assert editor.get(f"{PROFILE}/versions?limit=1").json["versions"] == [newest]
    assert editor.get(f"{PROFILE}/versions?before=2").json["versions"] == [first]
    assert editor.get(f"{PROFILE}/versions/2").json == newest
    assert editor.get(f"{PROFILE}/versions/9").status_code == 404
    back = editor.post(f"{PROFILE}/rollback", json={"version": 1}, headers={"If-Match": '"2"'})
    assert (back.headers["ETag"], back.json["format"]) == ('"3"', "rss")
    assert editor.post(f"{PROFILE}/rollback", json={"version": 1}, headers={"If-Match": '"2"'}).status_code == 412


def test_a_profile_is_retired_and_deleted_while_nobody_depends_on_it(editor: FlaskClient) -> None:
    assert editor.post(f"{PROFILE}/retire").json["selection"]["published_since"].startswith("9000")
    assert editor.delete(PROFILE).status_code == 200
    assert editor.get(PROFILE).status_code == 404


def test_a_profile_that_a_channel_has_is_not_deleted(editor: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        values = {"partner_id": 1, "profile_id": 1, "name": "desk", "kind": "webhook", "settings": "{}"}
        insert_channel(session, values, now=utc_now())
    refused = editor.delete(PROFILE)
    assert (refused.status_code, refused.json["type"]) == (409, "/api/v1/docs#problem-in-use")


def test_a_preview_is_the_document_its_report_and_the_difference(reader: FlaskClient, database: Database) -> None:
    keep_blog(database, raw_entry(headline="Leaders meet"))
    shown = reader.post(f"{PROFILE}/preview", json={"profile": {"format": "atom"}, "blog": "hanoi"})
    assert shown.headers["Cache-Control"] == "no-store"
    told = shown.json
    assert told["media_type"] == "application/atom+xml"
    assert "Leaders meet" in told["document"]
    assert (told["report"]["is_valid"], told["report"]["items"]) == (True, 1)
    assert (told["difference"]["is_same_document"], told["difference"]["same"]) == (False, 1)
    assert reader.post(f"{PROFILE}/validate", json={}).json["is_valid"] is True


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"profile": {"format": "docx"}}, 422),
        ({"profile": {"name": "other"}}, 422),
        ({"profile": {"colour": "red"}}, 422),
        ({"blog": "nowhere"}, 404),
        ({"language": "xx"}, 404),
        ({"more": 1}, 422),
    ],
)
def test_a_preview_of_what_cannot_be_is_refused(
    reader: FlaskClient, database: Database, wish: dict[str, object], status: int
) -> None:
    keep_blog(database, raw_entry())
    assert reader.post(f"{PROFILE}/preview", json=wish).status_code == status
