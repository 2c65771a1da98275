"""What our own pages say of a live blog in LiveBlogPosting is read back, as far as schema.org can say it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import settings as settings_of_hypothesis

from feeds.body import BodyStyle, body_text
from feeds.locales import labels_for
from feeds.model import Entry, LiveBlog, MediaBlock, MediaKind, Paragraph, PubStatus, Quote, Rights, Subject
from feeds.parsers import detect_format, find_parser
from feeds.profile import HtmlSubset, MediaRule
from feeds.reading.parsed import ParseOptions
from syndication.config import Settings
from syndication.ingest import accept_blog
from syndication.storage.database import Database
from syndication.web.live_blog_posting import live_blog_posting
from syndication.web.live_page import make_live_page
from tests.factories import NOW, make_picture, make_rendition, make_site
from tests.strategies import clean_live_blogs
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

LATER = datetime(2190, 1, 1, tzinfo=UTC)
SAMPLE = Path(__file__).parents[3] / "samples" / "hanoi-summit.txt"
STYLE = BodyStyle(html=HtmlSubset.FULL, media=MediaRule(), labels=labels_for("en"))


def read_page(client: FlaskClient, slug: str) -> LiveBlog:
    page = client.get(f"/blogs/{slug}/en/").data
    assert detect_format(page) == "live_blog_posting"
    return find_parser("live_blog_posting").read(page, ParseOptions(now=NOW)).blog


def shown(entry: Entry) -> tuple[object, ...]:
    """Return what a page says of an entry."""
    return (
        entry.guid,
        entry.headline,
        body_text(entry.blocks, STYLE),
        entry.byline,
        entry.published_at,
        entry.subjects,
        entry.rights,
        entry.correction_note,
        tuple(block.media for block in entry.blocks if isinstance(block, MediaBlock)),
    )


@pytest.fixture
def sample(database: Database, settings: Settings) -> LiveBlog:
    options = ParseOptions(now=NOW, timezone="Asia/Ho_Chi_Minh", slug="hanoi-summit")
    parsed = find_parser("plain_text").read(SAMPLE.read_bytes(), options)
    with database.writing() as session:
        accept_blog(session, parsed.blog, actor="tests", now=NOW, settings=settings)
    return kept_blog(database, "hanoi-summit")


def test_sample_comes_back_from_its_page(client: FlaskClient, sample: LiveBlog) -> None:
    read = read_page(client, "hanoi-summit")

    assert len(read.entries) == len(sample.entries)
    assert {shown(entry) for entry in read.entries} == {shown(entry) for entry in sample.entries}
    assert (read.guid, read.slug, read.title, read.standfirst, read.language, read.byline, read.published_at) == (
        sample.guid,
        sample.slug,
        sample.title,
        sample.standfirst,
        sample.language,
        sample.byline,
        sample.published_at,
    )


def test_everything_that_schema_org_can_say_comes_back(client: FlaskClient, database: Database) -> None:
    picture = make_picture(renditions=(make_rendition(bytes=None, role=None),))
    film = replace(
        picture, kind=MediaKind.VIDEO, renditions=(make_rendition(mimetype="video/mp4", bytes=None, role=None),)
    )
    entry = raw_entry(
        headline=None,
        byline="Lan Nguyễn",
        blocks=(
            Paragraph(html="They <b>met</b>. They &lt;left&gt;."),
            MediaBlock(media=picture),
            Quote(html="We'll see.", attribution="Donald Trump"),
            MediaBlock(media=film),
            MediaBlock(media=make_picture(caption="The road", credit="AFP", alt=None, renditions=())),
        ),
        subjects=(Subject(qcode="medtop:11000000", name="politics"),),
        rights=Rights(notice="© Example", holder="Example News", usage_terms="Not for resale."),
    )
    keep_blog(database, entry)
    (kept,) = kept_blog(database).entries

    (read,) = read_page(client, SLUG).entries

    assert shown(read) == shown(kept)
    assert read.pub_status is PubStatus.USABLE


@settings_of_hypothesis(max_examples=40)
@given(clean_live_blogs())
def test_texts_of_any_live_blog_come_back_from_its_page(blog: LiveBlog) -> None:
    page = make_live_page(blog, (blog.language,), site=make_site(), now=LATER)
    posting = live_blog_posting(page, make_site())
    if posting is None:
        return
    document = f'<!doctype html><html><head><script type="application/ld+json">{posting}</script></head></html>'
    read = find_parser("live_blog_posting").read(document.encode(), ParseOptions(now=LATER)).blog

    written = {entry.guid: entry for entry in blog.entries if entry.pub_status is PubStatus.USABLE}
    for entry in read.entries:
        original = written[entry.guid]
        style = BodyStyle(
            html=HtmlSubset.FULL, media=MediaRule(), labels=labels_for(original.language or blog.language)
        )
        assert entry.published_at == original.published_at.replace(microsecond=0)
        assert words_of(entry, style) == words_of(original, style)


def words_of(entry: Entry, style: BodyStyle) -> list[str]:
    """Return the words of a text in any order: pictures stand where their caption does, or behind all else."""
    return sorted(body_text(entry.blocks, style).replace("\ufeff", "").split())
