"""Canonical JSON as an ingest format."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.codec import encode
from feeds.errors import ParseError
from feeds.model import LiveBlog, Paragraph
from feeds.parsers import Parsed, ParseOptions
from feeds.parsers.canonical import parse_canonical
from tests.factories import make_blog, make_entry
from tests.strategies import any_text, clean_live_blogs

NOW = datetime(2019, 2, 28, tzinfo=UTC)
SMALLEST = {"slug": "hanoi", "title": "Leaders meet", "language": "en", "timezone": "Asia/Ho_Chi_Minh"}


def _read(document: object, **options: Any) -> Parsed:
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return parse_canonical(data, ParseOptions(**{"now": NOW} | options))


@settings(max_examples=20)
@given(clean_live_blogs(max_entries=1))
def test_what_export_writes_is_read_back_without_loss(blog: LiveBlog) -> None:
    assert _read(encode(blog)) == Parsed(blog=blog)


def test_times_that_are_left_out_are_the_time_of_reading() -> None:
    blog = _read(SMALLEST | {"entries": [{"headline": "They met"}]}).blog
    assert (blog.published_at, blog.entries[0].published_at, blog.entries[0].created_at) == (NOW, NOW, NOW)


def test_blocks_without_ids_are_numbered_around_those_that_have_one() -> None:
    blocks = [{"type": "paragraph", "html": "a"}, {"type": "paragraph", "html": "b", "id": "b1"}]
    blog = _read(SMALLEST | {"body": blocks}).blog
    assert blog.body == (Paragraph(html="a", id="b2"), Paragraph(html="b", id="b1"))


@pytest.mark.parametrize(
    ("field", "options", "value"),
    [
        ("slug", {"slug": "seoul"}, "seoul"),
        ("timezone", {"timezone": "Asia/Seoul"}, "Asia/Seoul"),
        ("language", {"language": "ko"}, "ko"),
    ],
)
def test_option_stands_in_only_where_the_document_says_nothing(field: str, options: dict[str, str], value: str) -> None:
    assert getattr(_read(SMALLEST, **options).blog, field) == SMALLEST[field]
    missing = {name: given for name, given in SMALLEST.items() if name != field}
    assert getattr(_read(missing, **options).blog, field) == value
    with pytest.raises(ParseError) as caught:
        _read(missing)
    assert caught.value.location == field


def test_byte_order_mark_and_utf_16_are_read() -> None:
    text = json.dumps(SMALLEST | {"title": "Hà Nội"}, ensure_ascii=False)
    for data in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        assert _read(data).blog.title == "Hà Nội"


def test_first_problem_is_named_by_its_path_and_the_others_counted() -> None:
    entries = [{"headline": 1}, {"blocks": [{"type": "paragraph", "html": None}, {"type": "poem"}]}]
    with pytest.raises(ParseError) as caught:
        _read(SMALLEST | {"entries": entries})
    assert caught.value.location == "entries[0].headline"
    assert "(and 2 more)" in caught.value.reason
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "location"),
    [
        ({"color": "red"}, "color"),
        ({"entries": [{"published_at": "2019-02-27T18:33:00"}]}, "entries[0].published_at"),
        ({"entries": [{"kind": "poem"}]}, "entries[0].kind"),
        ({"entries": [{"pinned": "yes"}]}, "entries[0].pinned"),
        ({"entries": {}}, "entries"),
        ({"entries": [[]]}, "entries[0]"),
        ({"body": [{"type": "paragraph"}]}, "body[0].html"),
        ({"body": [{"type": "paragraph", "html": "a", "id": []}]}, "body[0].id"),
        ({"body": [{"type": "paragraph", "html": "a", "id": {"a": 1}}]}, "body[0].id"),
    ],
)
def test_what_breaks_the_model_is_refused_by_its_path(change: dict[str, object], location: str) -> None:
    with pytest.raises(ParseError) as caught:
        _read(SMALLEST | change)
    assert caught.value.location == location


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'{"slug": NaN}',
        b'{"slug": 1e999}',
        b'{"slug": ' + b"1" * 10_000 + b"}",
        b'{"a":' * 100_000,
        b'{"a":' * 900 + b"1" + b"}" * 900,
        b'{"a":' * 3_000 + b"1" + b"}" * 3_000,
        b"\xff\xfe\x00\xd8",
        "{'slug': 'hanoi'}".encode("cp037"),
    ],
)
def test_what_is_no_json_object_of_a_live_blog_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match=r"^canonical"):
        _read(data)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text(10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text(5), inner, max_size=3),
    max_leaves=6,
)
_FIELDS = st.sampled_from(
    (
        "slug",
        "title",
        "language",
        "timezone",
        "published_at",
        "entries",
        "body",
        "summary",
        "blocks",
        "id",
        "type",
        "html",
    )
)


@given(st.dictionaries(_FIELDS, _VALUES | st.lists(st.dictionaries(_FIELDS, _VALUES, max_size=4), max_size=3)))
def test_any_json_is_read_or_refused(document: dict[str, object]) -> None:
    with suppress(ParseError):
        _read(SMALLEST | document)


def test_lone_surrogate_is_dropped() -> None:
    assert _read(b'{"title": "a\\ud800b", "slug": "x", "language": "en", "timezone": "UTC"}').blog.title == "ab"


def test_identity_and_version_are_kept() -> None:
    blog = make_blog(version=4, revision=9, entries=(replace(make_entry(), version=3),))
    assert _read(encode(blog)).blog == blog
