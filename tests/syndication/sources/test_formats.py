"""One installation follows another by its public feeds, in every format that is both written and read."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.model import Paragraph, PubStatus, Quote
from feeds.parsers import PARSERS
from feeds.writers import WRITERS
from syndication.config import read_settings
from syndication.exporting import CANONICAL, export_feed
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.sources.reading import ReadingOutcome
from syndication.storage.blogs import load_blog
from syndication.storage.database import Database
from tests.syndication.kept import SLUG as WIRE
from tests.syndication.kept import keep_blog, raw_entry
from tests.syndication.sources.newsroom import START, Newsroom
from tests.syndication.sources.upstream import Reply

FORMATS = sorted({*WRITERS, CANONICAL} & PARSERS.keys())
TELLS_OF_KILLS = frozenset({"atom", "canonical", "newsmlg2", "ninjs"})

pytestmark = [
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("format_name", FORMATS),
]


class Wire:
    """Another installation, whose live blog has five entries a minute apart."""

    def __init__(self, database: Database) -> None:
        self.database = database
        entries = [
            raw_entry(
                f"What was said at {minute}.",
                headline=f"Minute {minute}",
                published_at=START - timedelta(minutes=60 - minute),
                blocks=(Paragraph(html=f"At <b>{minute}</b> they spoke."), Quote(html="We'll see.", attribution="A")),
            )
            for minute in (5, 4, 3, 2, 1)
        ]
        keep_blog(database, *entries, now=START - timedelta(hours=1))

    def guid(self, minute: int) -> str:
        with self.database.reading() as session:
            blog = load_blog(session, WIRE)
        assert blog is not None
        return next(entry.guid for entry in blog.entries if entry.headline == f"Minute {minute}")


@pytest.fixture
def wire(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    path = tmp_path_factory.mktemp("wire") / "wire.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield Wire(database)
    database.close()


def publish(newsroom: Newsroom, wire: Wire, format_name: str) -> None:
    settings = read_settings({"SYNDICATION_BASE_URL": "https://wire.example", "SYNDICATION_SITE_NAME": "The Wire"})
    with wire.database.reading() as session:
        body = export_feed(session, settings, WIRE, format_name=format_name, language="en", now=newsroom.now)
    newsroom.upstream.answers["/feed"] = Reply(body=body)


def headlines(newsroom: Newsroom) -> list[str | None]:
    return [e.headline for e in newsroom.blog().entries if e.pub_status is not PubStatus.CANCELED]


def test_the_same_entries_are_in_both(newsroom: Newsroom, wire: Wire, format_name: str) -> None:
    publish(newsroom, wire, format_name)

    newsroom.follow()

    assert newsroom.source().format == format_name
    assert headlines(newsroom) == [f"Minute {minute}" for minute in (5, 4, 3, 2, 1)]
    assert [entry.published_at for entry in newsroom.blog().entries] == [
        START - timedelta(minutes=60 - minute) for minute in (5, 4, 3, 2, 1)
    ]
    assert newsroom.blog().title == "Leaders meet in Hanoi"


def test_an_edit_makes_a_version_of_what_was_edited_and_of_nothing_else(
    newsroom: Newsroom, wire: Wire, format_name: str
) -> None:
    publish(newsroom, wire, format_name)
    newsroom.follow()
    guid = wire.guid(3)
    with wire.database.writing() as session:
        edited = raw_entry("Now they are silent.", headline="Minute 3", published_at=START - timedelta(minutes=57))
        replace_entry(session, guid, edited, if_version=None, actor="Wire", now=START)
        added = raw_entry("More.", headline="Minute 9", published_at=START - timedelta(minutes=51))
        accept_entry(session, WIRE, added, actor="Wire", now=START)
    publish(newsroom, wire, format_name)

    reading = newsroom.read()

    assert (reading.new, reading.updated, reading.conflicts, reading.doubt) == (1, 1, (), None)
    assert {entry.headline: entry.version for entry in newsroom.blog().entries} == {
        f"Minute {minute}": 2 if minute == 3 else 1 for minute in (9, 5, 4, 3, 2, 1)
    }


def test_a_kill_arrives(newsroom: Newsroom, wire: Wire, format_name: str) -> None:
    publish(newsroom, wire, format_name)
    newsroom.follow()
    with wire.database.writing() as session:
        kill_entry(session, wire.guid(3), "Wrong names", actor="Wire", now=START)
    publish(newsroom, wire, format_name)

    reading = newsroom.read()

    if format_name in TELLS_OF_KILLS:
        assert reading.killed == 1
        (killed,) = (entry for entry in newsroom.blog().entries if entry.pub_status is PubStatus.CANCELED)
        assert killed.kill_reason == "Wrong names"
    else:
        assert "Minute 3" not in headlines(newsroom)


def test_reading_it_again_changes_nothing(newsroom: Newsroom, wire: Wire, format_name: str) -> None:
    publish(newsroom, wire, format_name)
    newsroom.follow()
    revision = newsroom.blog().revision

    reading = newsroom.read(is_conditional=False)

    assert (reading.outcome, newsroom.blog().revision) == (ReadingOutcome.TAKEN, revision)
    assert (reading.conflicts, reading.out_of_view, reading.doubt) == ((), (), None)
