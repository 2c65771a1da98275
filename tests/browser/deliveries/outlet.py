"""A newsroom with a partner, a server whose worker delivers, and what happens at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser

from feeds.model import Entry, Paragraph
from syndication.clock import utc_now
from syndication.ingest import accept_entry, replace_entry
from syndication.partners import import_toml
from syndication.sample import load_sample
from syndication.storage.database import open_database
from syndication.storage.migrations import migrate
from tests.browser.review.newsroom import SAMPLES, SLUG, Newsroom
from tests.syndication.kept import defaults, raw_entry
from tests.syndication.web.live_server import running

DESK = "/desk/deliveries/"
PARTNER = """
[[partners]]
slug = "daily"
name = "The Daily"
[[partners.profiles]]
name = "live"
format = "json"
languages = [{tag = "en"}]
"""


@contextmanager
def delivering(folder: Path, browser: Browser) -> Iterator[Newsroom]:
    """Serve the sample with a worker that may reach this machine."""
    settings = defaults(data=str(folder))
    database = open_database(settings)
    migrate(database)
    load_sample(database, SAMPLES, settings=settings, now=utc_now())
    with database.writing() as session:
        import_toml(session, PARTNER, actor="test", now=utc_now())
    database.close()
    with running(folder, with_worker=True, allow_private_networks="127.0.0.0/8") as server:
        yield Newsroom(folder, server, browser)


def post(newsroom: Newsroom, text: str, **changes: object) -> Entry:
    """Post an entry at the live desk."""
    entry = replace(raw_entry(text, **changes), published_at=utc_now())
    database = newsroom.database
    with database.writing() as session:
        kept = accept_entry(session, SLUG, entry, actor="Linh", now=utc_now())
    database.close()
    return kept


def edit(newsroom: Newsroom, entry: Entry, text: str) -> None:
    """Change an entry at the live desk."""
    changed = replace(entry, blocks=(Paragraph(html=text),))
    database = newsroom.database
    with database.writing() as session:
        replace_entry(session, entry.guid, changed, if_version=None, actor="Linh", now=utc_now())
    database.close()
