"""Partners and profiles through the API."""

import pytest
from flask.testing import FlaskClient

from syndication.clock import utc_now
from syndication.partners import import_toml
from syndication.storage.database import Database

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
