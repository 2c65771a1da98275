"""Canonical JSON: read strictly, written without loss, hashed by what it says."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from feeds.codec import content_hash, decode_blog, decode_entry, decode_profile, encode, json_schema
from feeds.errors import InvalidDocument, InvalidProfile
from feeds.model import Entry, Heading, LiveBlog, Paragraph
from feeds.profile import OutputProfile
from tests.factories import NOW, make_blog, make_entry, make_translation
from tests.strategies import clean_live_blogs, profiles


@given(clean_live_blogs())
def test_any_live_blog_comes_back_as_it_was(blog):
    assert decode_blog(encode(blog), now=NOW) == blog


@given(profiles())
def test_any_profile_comes_back_as_it_was(profile):
    assert decode_profile(json.loads(encode(profile))) == profile


def problems_of(document: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDocument) as caught:
        decode_entry(json.dumps(document).encode(), now=NOW)
    return [(problem.path, problem.reason) for problem in caught.value.problems]


def test_every_problem_is_reported_with_its_path():
    found = problems_of(
        {
            "headline": 7,
            "colour": "red",
            "published_at": "2019-02-27T20:54:00",
            "blocks": [{"type": "paragraph", "html": "x"}, {"type": "paragraph"}, {"type": "poem"}],
        }
    )

    assert {path for path, _ in found} >= {"headline", "colour", "published_at", "blocks[1].html", "blocks[2]"}
    assert ("colour", "unknown field") in found
    assert any(path == "published_at" and "zone" in reason for path, reason in found)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b'"text"', b"\xff", b'{"version": NaN}', b"[" * 100_000, b'{"blocks": [1]}'],
    ids=lambda data: repr(data[:20]),
)
def test_what_is_no_entry_is_refused_with_a_reason(data):
    with pytest.raises(InvalidDocument) as caught:
        decode_entry(data, now=NOW)

    assert str(caught.value)


@pytest.mark.parametrize("value", ["1", 1.5, True, -1, None])
def test_version_is_nothing_but_a_whole_number(value):
    assert [path for path, _ in problems_of({"version": value})] == ["version"]


def test_entry_without_times_is_from_now():
    entry = decode_entry(b'{"blocks": []}', now=NOW)

    assert (entry.published_at, entry.created_at, entry.updated_at) == (NOW, NOW, NOW)


def test_blocks_without_an_id_get_one_that_is_free():
    blocks = [{"type": "paragraph", "html": html, **more} for html, more in (("x", {}), ("y", {"id": "b1"}), ("z", {}))]
    entry = decode_entry(json.dumps({"blocks": blocks}).encode(), now=NOW)

    assert [block.id for block in entry.blocks] == ["b2", "b1", "b3"]


def test_profile_with_an_unknown_setting_is_refused():
    with pytest.raises(InvalidProfile, match="colour: unknown field"):
        decode_profile({"name": "p", "colour": "red"})


@pytest.mark.parametrize(
    "change",
    [
        {"guid": "tag:example.org,2019:other"},
        {"version": 7},
        {"updated_at": NOW},
        {"created_at": NOW},
        {"translation": make_translation()},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_service_adds_does_not_change_what_an_entry_says(change):
    assert content_hash(make_entry(**change)) == content_hash(make_entry())


@pytest.mark.parametrize(
    "change",
    [
        {"headline": "Other"},
        {"blocks": (Paragraph(id="b1", html="Other"),)},
        {"blocks": (Heading(id="b1", html="The two leaders <b>shook hands</b> before dinner."),)},
        {"pinned": True},
        {"published_at": make_entry().published_at + timedelta(seconds=1)},
        {"byline": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_a_reader_sees_changes_what_an_entry_says(change):
    assert content_hash(make_entry(**change)) != content_hash(make_entry())


def test_head_of_a_blog_says_the_same_whatever_its_entries_say():
    blog = make_blog()

    assert content_hash(replace(blog, entries=(), revision=9)) == content_hash(blog)
    assert content_hash(replace(blog, title="Other")) != content_hash(blog)


@pytest.mark.parametrize("of", [Entry, LiveBlog])
def test_schema_accepts_what_decoding_accepts_without_times(of):
    schema = json_schema(of)
    assert "published_at" in schema["properties"]
    parts = (schema, *schema["$defs"].values())
    assert not [name for part in parts for name in part.get("required", ()) if name.endswith("_at")]


@pytest.mark.parametrize("of", [Entry, LiveBlog, OutputProfile])
def test_schema_refuses_unknown_fields_too(of):
    assert json_schema(of)["additionalProperties"] is False
