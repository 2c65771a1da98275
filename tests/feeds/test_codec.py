"""Canonical JSON: read strictly, written without loss, hashed by what it says."""

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
from hypothesis import given

from feeds.codec import as_table, content_hash, decode_blog, decode_entry, decode_profile, encode, json_schema
from feeds.errors import InvalidDocument, InvalidProfile
from feeds.model import Entry, EntryKind, Heading, LiveBlog, Paragraph, PubStatus, Rights, Subject
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


@pytest.mark.parametrize(
    "value",
    [
        "2019-02-27T20:54:00",
        "2019-02-27",
        "20190227",
        "1551265980",
        1551265980,
        1.5,
        True,
        None,
        "soon",
        "",
        " 2019-02-27T11:33Z",
    ],
)
def test_time_is_nothing_but_a_date_a_clock_time_and_a_zone(value):
    assert [path for path, _ in problems_of({"published_at": value})] == ["published_at"]
    assert value is None or [path for path, _ in problems_of({"embargoed_until": value})] == ["embargoed_until"]


@pytest.mark.parametrize("written", ["2019-02-27T18:33:00+07:00", "2019-02-27T11:33Z", "2019-02-27t11:33:00.000z"])
def test_time_is_kept_in_utc(written):
    entry = decode_entry(json.dumps({"published_at": written}).encode(), now=NOW)

    assert entry.published_at == datetime(2019, 2, 27, 11, 33, tzinfo=UTC)
    assert entry.published_at.tzinfo is UTC


@pytest.mark.parametrize(
    "data", [b'{"pinned": true, "pinned": false}', b'{"subjects": [{"qcode": "a", "qcode": "b"}]}']
)
def test_name_that_stands_twice_is_refused_since_readers_differ_on_which_counts(data):
    with pytest.raises(InvalidDocument, match="stands twice"):
        decode_entry(data, now=NOW)


def test_objects_of_many_names_are_read_in_linear_time():
    names = b",".join(b'"%d": 1' % number for number in range(90_000))

    with pytest.raises(InvalidDocument, match="unknown field"):
        decode_entry(b"{" + names + b"}", now=NOW)


@pytest.mark.parametrize(
    "rendition", [{"width": 0}, {"width": 10**400}, {"height": -1}, {"bytes": 2**60}, {"width": True}, {"width": "1"}]
)
def test_sizes_are_numbers_that_every_program_can_hold(rendition):
    block = {"type": "media", "media": {"kind": "picture", "renditions": [rendition]}}
    (field,) = rendition

    assert [path for path, _ in problems_of({"blocks": [block]})] == [f"blocks[0].media.renditions[0].{field}"]


@pytest.mark.parametrize("territory", ["", "vn", "VNM", "Viet Nam", "V\n"])
def test_territory_is_a_code_of_two_capital_letters(territory):
    assert [path for path, _ in problems_of({"rights": {"allowed_territories": ["VN", territory]}})] == [
        "rights.allowed_territories[1]"
    ]


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


FIELDS = {
    "kind": EntryKind.SUMMARY,
    "headline": "Other",
    "blocks": (Heading(id="b1", html="The two leaders <b>shook hands</b> before dinner."),),
    "byline": None,
    "language": "vi",
    "time_is_exact": False,
    "pinned": True,
    "highlighted": True,
    "subjects": (Subject(qcode="x:1"),),
    "tags": ("talks",),
    "pub_status": PubStatus.WITHHELD,
    "published_at": NOW,
    "embargoed_until": NOW,
    "correction_note": "14",
    "kill_reason": "Other",
    "rights": Rights(notice="Other"),
}


def test_everything_but_what_the_service_adds_counts_as_said():
    added = {"guid", "version", "created_at", "updated_at", "translation"}
    assert set(FIELDS) | added == {field.name for field in fields(Entry)}
    hashes = {content_hash(make_entry(**{name: value})) for name, value in FIELDS.items()}
    assert len(hashes | {content_hash(make_entry())}) == len(FIELDS) + 1


@given(clean_live_blogs())
def test_schema_takes_whatever_is_written(blog):
    jsonschema.Draft202012Validator(json_schema(LiveBlog)).validate(as_table(blog))


@given(profiles())
def test_schema_takes_any_profile(profile):
    jsonschema.Draft202012Validator(json_schema(OutputProfile)).validate(as_table(profile))


def test_schema_takes_what_may_be_left_out():
    jsonschema.Draft202012Validator(json_schema(Entry)).validate({"blocks": [{"type": "paragraph", "html": "x"}]})
    blog = {"slug": "hanoi", "title": "Hanoi", "language": "en", "timezone": "UTC", "entries": [{"headline": "x"}]}
    jsonschema.Draft202012Validator(json_schema(LiveBlog)).validate(blog)
    assert decode_blog(json.dumps(blog).encode(), now=NOW).entries[0].published_at == NOW


@pytest.mark.parametrize("of", [Entry, LiveBlog, OutputProfile])
def test_schema_refuses_unknown_fields_too(of):
    assert json_schema(of)["additionalProperties"] is False


def test_problems_of_entries_are_told_with_those_of_the_head():
    with pytest.raises(InvalidDocument) as caught:
        decode_blog(
            b'{"slug": 1, "title": "x", "language": "en", "timezone": "UTC", "entries": [{"kind": 2}, 3]}', now=NOW
        )
    assert [problem.path for problem in caught.value.problems] == ["slug", "entries[0].kind", "entries[1]"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (f'{{"entries": [{"1," * 1_000_000}1]}}', "more than 20,000 entries"),
        (f'{{"entries": [{{"blocks": [{"1," * 1_000_000}1]}}]}}', "more than 100,000 values"),
        (f'{{"summary": [{"1," * 1_000_000}1]}}', "more than 100,000 values"),
    ],
    ids=["entries", "blocks", "summary"],
)
def test_document_with_millions_of_problems_is_refused_before_they_are_counted(document, said):
    with pytest.raises(InvalidDocument, match=said) as caught:
        decode_blog(document.encode(), now=NOW)
    assert len(caught.value.problems) < 10


def test_of_thousands_of_broken_entries_the_first_are_told():
    with pytest.raises(InvalidDocument) as caught:
        decode_blog(f'{{"entries": [{"1," * 15_000}1]}}'.encode(), now=NOW)
    assert len(caught.value.problems) < 200


@pytest.mark.parametrize(
    ("tags", "path"), [([""], "tags[0]"), (["x" * 101], "tags[0]"), (["x"] * 51, "tags"), ("x", "tags")]
)
def test_tags_that_are_blank_too_long_or_too_many_are_refused(tags, path):
    with pytest.raises(InvalidDocument) as caught:
        decode_entry(json.dumps({"tags": tags}).encode(), now=NOW)
    assert [problem.path for problem in caught.value.problems] == [path]
