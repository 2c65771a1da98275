"""Export without a server: the bytes that HTTP gives, whole canonical JSON, and an error for each thing that is not."""

import json
from datetime import timedelta

import pytest

from feeds.codec import decode_blog
from feeds.errors import UnknownFormat
from feeds.writers import WRITERS
from syndication.documents import partner_document, public_document
from syndication.errors import NotDelivered, UnknownArchive, UnknownBlog, UnknownLanguage, UnknownProfile, WrongFormat
from syndication.exporting import export_archive, export_feed
from syndication.partners import import_toml
from syndication.site import site_of
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, keep_blog, kept_blog, raw_entry, variant_of

PROFILES = """
[[partners]]
slug = "first"
name = "First"
profiles = [
  {name = "live", format = "atom", languages = [{tag = "vi", when_missing = "source"}]},
  {name = "korean", format = "rss", languages = [{tag = "ko", policy = "off"}]},
  {name = "elsewhere", format = "rss", selection = {blogs = ["other"]}},
]
[[partners]]
slug = "second"
name = "Second"
profiles = [{name = "live", format = "newsmlg2"}, {name = "ticker", format = "rss"}]
"""


@pytest.fixture
def blog(database):
    keep_blog(database, raw_entry(headline="One"), raw_entry("More.", published_at=NOW - timedelta(hours=1)))
    with database.writing() as session:
        import_toml(session, PROFILES, actor="Linh", now=NOW)
    return database


def export(database, slug=SLUG, *, format_name=None, language=None, profile=None):
    with database.reading() as session:
        return export_feed(
            session, defaults(), slug, format_name=format_name, language=language, profile=profile, now=NOW
        )


@pytest.mark.parametrize("name", sorted(WRITERS))
@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_a_public_feed_has_the_bytes_of_its_address(blog, name, language):
    with blog.reading() as session:
        served = public_document(session, site_of(defaults(), session), SLUG, language, name, now=NOW)
    assert served is not None
    assert export(blog, format_name=name, language=language) == served.body


def test_without_a_language_it_is_the_live_blog_s_own(blog):
    assert export(blog, format_name="rss") == export(blog, format_name="rss", language="en")


@pytest.mark.parametrize("profile", ["first/live", "second/live", "ticker"])
def test_a_partner_s_feed_has_the_bytes_of_its_address(blog, profile):
    partner, name = profile.split("/") if "/" in profile else ("second", profile)
    with blog.reading() as session:
        served = partner_document(session, site_of(defaults(), session), partner, name, SLUG, now=NOW)
    assert served is not None
    assert export(blog, profile=profile) == served.body


def test_a_profile_s_own_format_may_be_named_as_well(blog):
    assert export(blog, profile="first/live", format_name="atom") == export(blog, profile="first/live")


def test_canonical_json_is_the_live_blog_as_it_is_kept(blog):
    exported = export(blog, format_name="canonical")
    assert exported.endswith(b"}\n")
    assert decode_blog(exported, now=NOW) == kept_blog(blog)


def test_canonical_json_of_a_translation_says_what_it_was_made_from(blog):
    document = json.loads(export(blog, format_name="canonical", language="vi"))
    assert document["language"] == "vi"
    assert document["entries"][0]["guid"] == variant_of(blog).entries[0].guid
    assert document["entries"][0]["translation"]["state"] == "untranslated"


def test_canonical_json_has_more_entries_than_any_feed(database):
    entries = [raw_entry(f"Number {at}.", published_at=NOW - timedelta(minutes=at)) for at in range(1001)]
    keep_blog(database, *entries)
    assert len(json.loads(export(database, format_name="canonical"))["entries"]) == 1001


@pytest.mark.parametrize("format_name", ["canonical", "rss"])
def test_a_live_blog_that_is_not_there_is_an_error(blog, format_name):
    with pytest.raises(UnknownBlog) as caught:
        export(blog, "nope", format_name=format_name)
    assert caught.value.slug == "nope"


@pytest.mark.parametrize("format_name", ["nope", "", None])
def test_a_format_that_is_none_is_an_error_that_knows_the_others(blog, format_name):
    with pytest.raises(UnknownFormat) as caught:
        export(blog, format_name=format_name)
    assert caught.value.known == (*WRITERS, "canonical")


def test_a_language_that_the_live_blog_has_not_is_an_error_that_knows_the_others(blog):
    with pytest.raises(UnknownLanguage) as caught:
        export(blog, format_name="rss", language="fr")
    assert caught.value.known == ("en", "ko", "vi")


@pytest.mark.parametrize(
    ("profile", "candidates"),
    [
        ("live", ("first/live", "second/live")),
        ("nope", ("first/elsewhere", "first/korean", "first/live", "second/live", "second/ticker")),
        ("first/ticker", ("first/elsewhere", "first/korean", "first/live", "second/live", "second/ticker")),
    ],
)
def test_a_name_that_is_not_one_profile_s_is_an_error_with_candidates(blog, profile, candidates):
    with pytest.raises(UnknownProfile) as caught:
        export(blog, profile=profile)
    assert caught.value.candidates == candidates


def test_another_format_than_the_profile_s_is_an_error_that_knows_it(blog):
    with pytest.raises(WrongFormat) as caught:
        export(blog, profile="first/live", format_name="rss")
    assert (caught.value.profile, caught.value.format_name) == ("first/live", "atom")


@pytest.mark.parametrize(
    ("profile", "language", "says"),
    [
        ("first/live", "ko", "profile first/live does not deliver 'hanoi' in ko"),
        ("korean", None, "profile first/korean does not deliver 'hanoi'"),
        ("elsewhere", None, "profile first/elsewhere does not deliver 'hanoi'"),
        ("elsewhere", "en", "profile first/elsewhere does not deliver 'hanoi' in en"),
    ],
)
def test_what_a_profile_leaves_out_is_an_error(blog, profile, language, says):
    with pytest.raises(NotDelivered) as caught:
        export(blog, profile=profile, language=language)
    assert str(caught.value) == says


def test_an_archive_document_that_is_not_there_is_an_error_that_knows_how_many_there_are(blog):
    with blog.reading() as session, pytest.raises(UnknownArchive) as caught:
        export_archive(session, defaults(), SLUG, 3, format_name="rss", language="vi", now=NOW)
    assert caught.value.archives == 0
    assert str(caught.value) == "the vi feed of 'hanoi' has no archive document 3; there is: none yet"


@pytest.mark.parametrize(
    ("slug", "language", "format_name", "error"),
    [("nope", None, "rss", UnknownBlog), (SLUG, "fr", "rss", UnknownLanguage), (SLUG, None, "nope", UnknownFormat)],
)
def test_what_has_no_feed_has_no_archives(blog, slug, language, format_name, error):
    with blog.reading() as session, pytest.raises(error):
        export_archive(session, defaults(), slug, 1, format_name=format_name, language=language, now=NOW)
