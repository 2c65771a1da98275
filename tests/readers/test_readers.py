"""What real readers understand of the sample, in every format each of them reads and in every language."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from feeds.body import BodyStyle, body_text
from feeds.locales import labels_for
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import HtmlSubset, LanguageRule, MediaRule
from syndication.clock import utc_now
from syndication.ingest import kill_entry, replace_entry
from syndication.publish import load_variant
from syndication.sample import load_sample
from syndication.storage.blogs import load_blog
from syndication.storage.database import Database, open_database
from syndication.storage.migrations import migrate
from syndication.worker import Worker
from tests.readers.programs import READERS, Read, words
from tests.syndication.kept import defaults
from tests.syndication.web.live_server import running

SAMPLES = Path(__file__).parents[2] / "samples"
SLUG = "hanoi-summit"
LANGUAGES = ("en", "vi", "ko")


@dataclass(frozen=True)
class Served:
    """The sample behind a running server, and what it holds in each language."""

    url: str
    blogs: dict[str, LiveBlog]

    def feed(self, language: str, format_name: str) -> str:
        return f"{self.url}/blogs/{SLUG}/{language}/feed.{format_name}"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data = tmp_path_factory.mktemp("data")
    settings = defaults(data=str(data))
    database = open_database(settings)
    migrate(database)
    load_sample(database, SAMPLES, settings=settings, now=utc_now())
    Worker(settings, database=database).run_once()
    edit_and_kill(database)
    with database.reading() as session:
        blogs = {tag: load_variant(session, SLUG, tag, LanguageRule(tag=tag)) for tag in LANGUAGES}
    database.close()
    with running(data) as server:
        yield Served(server.url, {tag: blog for tag, blog in blogs.items() if blog is not None})


def edit_and_kill(database: Database) -> None:
    """Correct one entry and kill another, so that readers see both."""
    with database.writing() as session:
        blog = load_blog(session, SLUG)
        assert blog is not None
        one, other = blog.entries[3], blog.entries[5]
        changes = {"headline": "5 < 6 & “quotes” – emoji 🇻🇳", "correction_note": "The dinner was private."}
        edited = Entry(**{field: getattr(one, field) for field in one.__slots__} | changes)
        replace_entry(session, one.guid, edited, if_version=None, actor="Linh", now=utc_now())
        kill_entry(session, other.guid, "Wrong man named", actor="Linh", now=utc_now())


CASES = [
    (name, format_name, tag) for name, (_, formats) in READERS.items() for format_name in formats for tag in LANGUAGES
]


@pytest.mark.parametrize(("name", "format_name", "language"), CASES)
def test_reader_has_every_entry_as_it_is(
    served: Served, name: str, format_name: str, language: str, tmp_path: Path
) -> None:
    read = READERS[name][0](served.feed(language, format_name), tmp_path)

    blog = served.blogs[language]
    by_guid = {one.guid: one for one in read}
    assert len(by_guid) == len(read)
    assert set(by_guid) == {entry.guid for entry in blog.entries}
    for entry in blog.entries:
        check(by_guid[entry.guid], entry, blog, has_body=name != "newsmlg2")


def check(read: Read, entry: Entry, blog: LiveBlog, *, has_body: bool) -> None:
    assert read.published_at == entry.published_at
    assert f"/blogs/{SLUG}/{blog.language}/#entry-" in read.link
    if read.language is not None:
        shown = blog.language if entry.pub_status is PubStatus.CANCELED else entry.language or blog.language
        assert read.language == shown
    if entry.pub_status is PubStatus.CANCELED:
        assert read.title == labels_for(blog.language).withdrawn
        return
    if entry.headline:
        assert read.title == entry.headline
    if has_body:
        style = BodyStyle(html=HtmlSubset.FULL, media=MediaRule(), labels=labels_for(entry.language or blog.language))
        for paragraph in body_text(entry.blocks, style).split("\n\n"):
            # Captions and credits stand beside each other in HTML, and in brackets in text.
            assert all(word in read.body for word in words(paragraph).replace("(", " ").replace(")", " ").split())


def test_all_readers_agree_on_titles(served: Served, tmp_path: Path) -> None:
    seen = {}
    for name, (program, formats) in READERS.items():
        for format_name in formats:
            folder = tmp_path / f"{name}-{format_name}"
            folder.mkdir()
            seen[name, format_name] = {one.guid: one.title for one in program(served.feed("vi", format_name), folder)}
    titles = {tuple(sorted(found.items())) for found in seen.values()}
    assert len(titles) == 1, seen
