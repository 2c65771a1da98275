"""What tests of the service put into a store and look up in it, in few words."""

from datetime import datetime
from typing import Any

from feeds.model import Entry, LiveBlog, Paragraph
from syndication.config import Settings, read_settings
from syndication.ingest import AcceptResult, accept_blog
from syndication.storage.blogs import load_blog
from syndication.storage.changes import Change, changes_after
from syndication.storage.database import Database
from tests.factories import NOW, make_blog, make_entry

SLUG = "hanoi"


def defaults(**environ: str) -> Settings:
    """Return the settings of an installation that sets nothing but what is given."""
    return read_settings({f"SYNDICATION_{name.upper()}": value for name, value in environ.items()})


def raw_entry(text: str = "The two leaders shook hands.", **changes: Any) -> Entry:
    """Make an entry as a client sends it: without identity, with one paragraph."""
    return make_entry(**{"guid": "", "version": 0, "blocks": (Paragraph(html=text),)} | changes)


def raw_blog(*entries: Entry, **changes: Any) -> LiveBlog:
    """Make a live blog as a client sends it: without identity."""
    return make_blog(**{"guid": "", "version": 0, "revision": 0, "entries": entries} | changes)


def keep_blog(database: Database, *entries: Entry, now: datetime = NOW, **changes: Any) -> AcceptResult:
    """Take in a live blog of these entries, newest first."""
    with database.writing() as session:
        return accept_blog(session, raw_blog(*entries, **changes), actor="Linh", now=now, settings=defaults())


def kept_blog(database: Database, slug: str = SLUG) -> LiveBlog:
    """Return the live blog as it stands."""
    with database.reading() as session:
        blog = load_blog(session, slug)
    assert blog is not None
    return blog


def kept_entry(database: Database, guid: str) -> Entry:
    """Return an entry as it stands."""
    return next(entry for entry in kept_blog(database).entries if entry.guid == guid)


def log_of(database: Database, slug: str = SLUG) -> tuple[Change, ...]:
    """Return the whole change log of a live blog."""
    with database.reading() as session:
        return changes_after(session, slug, 0, limit=100_000)
