"""Whatever a client sends as canonical JSON comes back as the service keeps it, and stays that."""

import json
from dataclasses import replace
from datetime import datetime

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.codec import decode_entry
from feeds.model import Entry, Paragraph, PubStatus
from feeds.sanitise import clean_entry
from syndication.admission import admit_entry
from tests.factories import NOW
from tests.strategies import entries
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body, entry_path

_shared = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(autouse=True)
def live_blog(editor: FlaskClient) -> None:
    editor.post(BLOGS, json=blog_body())


def kept(entry: Entry) -> Entry:
    """What the service says of an entry, without what it says for itself."""
    return replace(entry, guid="", version=0, created_at=NOW, updated_at=NOW, translation=None)


@_shared
@given(entry=entries().filter(lambda entry: entry.pub_status is PubStatus.USABLE))
def test_a_posted_entry_comes_back_as_it_was_cleaned(editor: FlaskClient, entry: Entry) -> None:
    sent = replace(entry, guid="", version=0)
    posted = editor.post(ENTRIES, data=encode_any(sent), content_type="application/json")
    assert posted.status_code == 201, posted.json
    shown = editor.get(posted.headers["Location"])
    assert shown.data == posted.data
    assert kept(decode_entry(shown.data, now=NOW)) == kept(admit_entry(decode_entry(encode_any(sent), now=NOW)))


@_shared
@given(entry=entries().filter(lambda entry: entry.pub_status is PubStatus.USABLE))
def test_sending_back_what_was_read_changes_nothing(editor: FlaskClient, entry: Entry) -> None:
    posted = editor.post(ENTRIES, data=encode_any(replace(entry, guid="")), content_type="application/json")
    again = editor.put(posted.headers["Location"], data=posted.data, content_type="application/json")
    assert again.status_code == 200, again.json
    assert again.data == posted.data


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(sorted(Entry.__dataclass_fields__))


@_shared
@given(body=st.dictionaries(FIELDS | st.text(max_size=8), JSON_VALUES, max_size=5))
def test_no_json_object_makes_the_service_fail(editor: FlaskClient, body: dict[str, object]) -> None:
    answer = editor.post(ENTRIES, data=json.dumps(body), content_type="application/json")
    assert answer.status_code in {201, 409, 413, 422}, answer.json


@pytest.mark.parametrize("field", ["published_at", "embargoed_until"])
@pytest.mark.parametrize(
    "time",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "2019-02-27T11:33:00",
        "2019-02-30T11:33:00Z",
        "1551267180",
        1551267180,
        "",
        None,
    ],
)
def test_no_time_makes_the_service_fail(editor: FlaskClient, field: str, time: object) -> None:
    posted = editor.post(ENTRIES, json=entry_body(**{field: time}))
    assert posted.status_code in {201, 422}, posted.json
    assert editor.get(ENTRIES).status_code == 200


def test_naughty_strings_come_back_as_they_are_kept(editor: FlaskClient, naughty_strings: tuple[str, ...]) -> None:
    sent = [
        entry_body(guid=f"x:{at}", headline=text, byline=text, blocks=[{"type": "paragraph", "html": text}])
        for at, text in enumerate(naughty_strings)
    ]
    assert editor.post(BLOGS, json=blog_body(slug="naughty", entries=sent)).status_code == 201
    shown = editor.get(f"{BLOGS}/naughty/entries?limit=1000").json["entries"]
    assert len(shown) == len(naughty_strings) > 400
    for raw in shown:
        entry = decode_entry(json.dumps(raw).encode(), now=NOW)
        text = naughty_strings[int(entry.guid.removeprefix("x:"))]
        expected = clean_entry(replace(entry, headline=text, byline=text, blocks=(Paragraph(id="b1", html=text),)))
        assert (entry.headline, entry.byline, entry.blocks) == (expected.headline, expected.byline, expected.blocks)


def test_naughty_strings_in_addresses_find_nothing(editor: FlaskClient, naughty_strings: tuple[str, ...]) -> None:
    for text in filter(None, naughty_strings):
        assert editor.get(entry_path(text)).status_code == 404
    for text in filter(None, naughty_strings[::5]):
        # A slug with two slashes in a row leads to the same address with one.
        assert editor.get(entry_path("x:1", slug=text), follow_redirects=True).status_code == 404
        assert editor.get(HANOI, query_string={"language": text}).status_code in {400, 404}


def test_naughty_strings_as_guids_are_all_refused_at_once(
    editor: FlaskClient, naughty_strings: tuple[str, ...]
) -> None:
    sent = [entry_body(guid=text) for text in naughty_strings]
    refused = editor.post(BLOGS, json=blog_body(slug="naughty", entries=sent))
    assert refused.status_code == 422
    assert len(refused.json["errors"]) > 400
    assert editor.get(f"{BLOGS}/naughty").status_code == 404


def encode_any(entry: Entry) -> bytes:
    """Write an entry whose texts may hold lone surrogates, which clients can only send escaped."""
    return json.dumps(_table(entry)).encode()


def _table(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_table(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        fields = {name: getattr(value, name) for name in value.__dataclass_fields__}
        return {name: _table(field) for name, field in fields.items() if field is not None}
    return value
