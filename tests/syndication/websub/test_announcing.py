"""Which hubs a feed names: in its head, and in the documents that have a place for them (W3C WebSub §4)."""

import json
from dataclasses import replace
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from lxml import etree

from feeds.writers import WRITERS
from syndication.config import Settings
from syndication.storage.database import Database
from syndication.web import create_app
from tests.syndication.kept import SLUG

OWN = "http://127.0.0.1:8000/hub"
OTHER = "https://hub.example/?a=1&b=2"
ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


def client_of(settings: Settings, database: Database, **changes: Any) -> FlaskClient:
    app: APIFlask = create_app(replace(settings, **changes), database=database)
    return app.test_client()


def hubs_in(document: bytes, format_name: str) -> list[str]:
    if format_name == "json":
        told = json.loads(document).get("hubs", [])
        assert all(hub["type"] == "WebSub" for hub in told)
        return [hub["url"] for hub in told]
    links = etree.fromstring(document).iter(ATOM_LINK)
    return [str(link.get("href")) for link in links if link.get("rel") == "hub"]


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize("format_name", ["rss", "atom", "json"])
def test_a_public_feed_names_our_hub_and_those_of_others_in_the_document(
    settings: Settings, database: Database, format_name: str
) -> None:
    client = client_of(settings, database, websub_hubs=(OTHER,))
    document = client.get(f"/blogs/{SLUG}/en/feed.{format_name}").data
    assert hubs_in(document, format_name) == [OWN, OTHER]


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize("format_name", sorted(WRITERS))
def test_a_public_feed_of_any_format_names_its_hubs_and_itself_once_in_its_head(
    settings: Settings, database: Database, format_name: str
) -> None:
    path = f"/blogs/{SLUG}/en/feed.{format_name}"
    (header,) = client_of(settings, database, websub_hubs=(OTHER,)).get(path).headers.getlist("Link")
    itself = f"http://127.0.0.1:8000{path}"
    assert header == f'<{itself}>; rel="self", <{OWN}>; rel="hub", <{OTHER}>; rel="hub"'


@pytest.mark.usefixtures("blog")
@pytest.mark.parametrize("format_name", ["rss", "atom", "json"])
def test_where_there_is_no_hub_none_is_named(settings: Settings, database: Database, format_name: str) -> None:
    answer = client_of(settings, database, websub=False).get(f"/blogs/{SLUG}/en/feed.{format_name}")
    assert "hub" not in answer.headers["Link"]
    assert hubs_in(answer.data, format_name) == []
