"""Guids in addresses: percent-encoded or as they are, whatever characters a URI may have."""

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from tests.syndication.web.api.payloads import BLOGS, ENTRIES, blog_body, entry_body, entry_path

GUIDS = (
    "tag:example.org,2019:blog/hanoi/entry/1",
    "tag:example.org,2019-02-27:a;b=c/d,e",
    "https://example.org/2019/02/27/hanoi/",
    "https://example.org//double//slash",
    "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "x:'%20OR%201=1;--",
    "x:../../etc/passwd",
    "x:a/entries/b",
    "x:a/translations/vi",
    "x:a?b=c#d",
    "x:a+b%2Fc",
    "x:!$&'()*",
)


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())


@pytest.mark.parametrize("guid", GUIDS)
def test_an_entry_is_read_replaced_and_killed_at_its_encoded_guid(editor: FlaskClient, guid: str) -> None:
    posted = editor.post(ENTRIES, json=entry_body(guid=guid))
    assert posted.headers["Location"] == entry_path(guid)
    assert editor.get(entry_path(guid)).json["guid"] == guid
    assert editor.put(entry_path(guid), json=entry_body(headline="New")).headers["ETag"] == '"2"'
    assert editor.delete(entry_path(guid), json={"reason": "x"}).headers["ETag"] == '"3"'


@pytest.mark.parametrize("guid", [guid for guid in GUIDS if not set(guid) & set("?#%")])
def test_an_entry_is_found_at_its_guid_as_it_is(editor: FlaskClient, guid: str) -> None:
    editor.post(ENTRIES, json=entry_body(guid=guid))
    shown = editor.get(f"{ENTRIES}/{guid}")
    assert (shown.status_code, shown.json["guid"]) == (200, guid)


def test_guids_that_differ_in_their_last_slash_are_two_entries(editor: FlaskClient) -> None:
    editor.post(ENTRIES, json=entry_body(guid="x:a", headline="Without"))
    editor.post(ENTRIES, json=entry_body(guid="x:a/", headline="With"))
    assert editor.get(entry_path("x:a")).json["headline"] == "Without"
    assert editor.get(entry_path("x:a/")).json["headline"] == "With"


@pytest.mark.parametrize("guid", ["x:\x00", "' OR '1'='1", "x:%ff", "한국어", "..", "x:" + "a" * 5000])
def test_an_address_that_can_be_no_guid_is_a_404(editor: FlaskClient, guid: str) -> None:
    assert editor.get(f"{ENTRIES}/{quote(guid, safe='')}").status_code == 404


def test_bytes_that_are_not_utf_8_are_a_404(editor: FlaskClient) -> None:
    assert editor.get(f"{ENTRIES}/x:%ff%fe").status_code == 404
