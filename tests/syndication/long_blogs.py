"""Live blogs long enough to have archive documents, and what tests look up of those."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from feeds.model import Entry, LiveBlog
from syndication.ingest import accept_blog, accept_entry, kill_entry, replace_entry
from syndication.storage.archives import find_archive, load_archive
from syndication.storage.blogs import find_blog
from syndication.storage.database import Database
from syndication.storage.entries import load_all_entries
from syndication.storage.revisions import FeedState, feed_state
from tests.factories import NOW
from tests.syndication.kept import SLUG, defaults, raw_blog, raw_entry

MINUTE = timedelta(minutes=1)


def numbered(number: int, **changes: object) -> Entry:
    """Make an entry as a client sends it, the more recent the lower its number."""
    made = {"headline": f"Headline {number}", "published_at": NOW - number * MINUTE}
    return raw_entry(f"Text {number}.", **(made | changes))


def keep_long_blog(database: Database, count: int, *, languages: str = "en", slug: str = SLUG) -> None:
    """Take in a live blog of so many entries, translated into some languages."""
    blog = raw_blog(*(numbered(number) for number in range(1, count + 1)), slug=slug)
    with database.writing() as session:
        accept_blog(session, blog, actor="Linh", now=NOW, settings=defaults(languages=languages))


def entries_of(database: Database) -> tuple[Entry, ...]:
    """Return all entries as they are kept, newest first."""
    with database.reading() as session:
        record = find_blog(session, SLUG)
        assert record is not None
        return load_all_entries(session, record.id)


def post(database: Database, count: int = 1, *, now: datetime = NOW) -> None:
    """Add so many entries, a second apart."""
    with database.writing() as session:
        for at in range(count):
            entry = raw_entry(f"Posted {at}.", headline=None, published_at=now + timedelta(seconds=at))
            accept_entry(session, SLUG, entry, actor="Linh", now=now)


def replace_each(database: Database, entries: Sequence[Entry], *, now: datetime, **changes: object) -> None:
    """Put new versions of these entries in place, which differ in ``changes``."""
    with database.writing() as session:
        for entry in entries:
            new = raw_entry(headline=entry.headline, published_at=entry.published_at, **changes)
            replace_entry(session, entry.guid, new, if_version=None, actor="Linh", now=now)


def kill(database: Database, entry: Entry, *, now: datetime = NOW + MINUTE) -> None:
    with database.writing() as session:
        kill_entry(session, entry.guid, "wrong photo", actor="Linh", now=now)


def state_of(database: Database, language: str = "en") -> FeedState:
    with database.reading() as session:
        state = feed_state(session, SLUG, language)
    assert state is not None
    return state


def archive_of(database: Database, number: int, language: str = "en") -> LiveBlog:
    """Return what an archive document holds."""
    with database.reading() as session:
        archive = load_archive(session, SLUG, language, number)
    assert archive is not None
    return archive


def generation_of(database: Database, number: int, language: str = "en") -> int:
    with database.reading() as session:
        record = find_archive(session, SLUG, language, number)
    assert record is not None
    return record.generation
