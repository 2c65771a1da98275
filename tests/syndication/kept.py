"""What tests of the service put into a store and look up in it, in few words."""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from feeds.model import Entry, LiveBlog, Paragraph
from feeds.profile import LanguageRule
from syndication.config import Settings, read_settings
from syndication.ingest import AcceptResult, accept_blog
from syndication.publish import load_variant
from syndication.reviewing import approve_segment
from syndication.storage.blogs import load_blog
from syndication.storage.changes import Change, changes_after
from syndication.storage.database import Database
from syndication.storage.work import load_text_work
from tests.factories import NOW, make_blog, make_entry
from translations.exchange.tmx import write_tmx
from translations.hashes import target_hash
from translations.memory import make_unit
from translations.model import TextWork

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


def work_on(database: Database, guid: str, language: str = "vi") -> TextWork:
    """Return the translation work on one text."""
    with database.reading() as session:
        work = load_text_work(session, guid, language)
    assert work is not None
    return work


def variant_of(database: Database, language: str = "vi", *, slug: str = SLUG, **rule: Any) -> LiveBlog:
    """Return a live blog as a reader of this language gets it."""
    with database.reading() as session:
        variant = load_variant(session, slug, language, LanguageRule(tag=language, **rule))
    assert variant is not None
    return variant


def approve_all(database: Database, guid: str, language: str = "vi") -> None:
    """Approve every sentence of a text as it stands."""
    for segment in work_on(database, guid, language).segments:
        assert segment.id is not None
        with database.writing() as session:
            approve_segment(
                session,
                segment.id,
                source_hash=segment.source.source_hash,
                target_hash=target_hash(segment.current),
                actor="Linh",
                now=NOW,
            )


def memory_of(pairs: Mapping[str, str], *, target: str = "vi") -> bytes:
    """Return a TMX document of English sentences and their translations."""
    units = [
        make_unit(memory="any", languages=("en", target), source=(source, ()), target=(translation, ()))
        for source, translation in pairs.items()
    ]
    return write_tmx(units, source_language="en", tool_version="1", created_at=NOW)


def wait_for(is_so: Callable[[], bool], *, within_s: float = 30) -> None:
    """Look again and again until something is so, which another thread or process brings about; fail in the end."""
    pause, deadline = threading.Event(), time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, "it did not come about in time"
        pause.wait(0.005)
