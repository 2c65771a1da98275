"""Sources are added, paused, resumed and removed; whoever wants to read one claims it first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from feeds.errors import FieldProblem, InvalidDocument
from feeds.html import is_web_url
from feeds.language import canonical_tag
from feeds.parsers import PARSERS
from feeds.profile import zone_name
from syndication.admission import slug_problems, value_problems
from syndication.errors import SourceBusy, UnknownSource
from syndication.sources.schedule import DEFAULT_S, LONGEST_S, SHORTEST_S, wait_after_failure_s
from syndication.storage.sources import (
    SourceRecord,
    SourceState,
    claimed,
    delete_source,
    lock_due_sources,
    lock_source,
    save_source,
)

_MOST_URL = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A live blog that is to be followed. ``slug`` may be empty where the document is to name it."""

    url: str
    slug: str = ""
    format: str | None = None
    timezone: str | None = None
    language: str | None = None
    title: str | None = None
    interval_s: int = DEFAULT_S


def make_source(wish: Wish, *, added_by: str, now: datetime) -> SourceRecord:
    """Return a source that is to be read at once, not yet stored.

    Raises :exc:`~feeds.errors.InvalidDocument` with everything that is wrong with the wish.
    """
    problems = tuple(_problems(wish))
    if problems:
        raise InvalidDocument(problems)
    return SourceRecord(
        slug=wish.slug,
        url=wish.url,
        format=wish.format,
        timezone=wish.timezone,
        language=wish.language,
        title=wish.title,
        added_by=added_by,
        created_at=now,
        interval_s=wish.interval_s,
        pause_s=wish.interval_s,
        next_poll_at=now,
    )


def claim_source(session: Session, slug: str, *, claim: str, now: datetime, lease: timedelta) -> SourceRecord:
    """Claim a source for a reading now, whatever its state.

    Raises :exc:`~syndication.errors.UnknownSource` and :exc:`~syndication.errors.SourceBusy`.
    """
    source = _lock(session, slug)
    if source.claimed_until is not None and source.claimed_until >= now:
        raise SourceBusy(slug)
    return _claim(session, source, claim=claim, now=now, lease=lease)


def claim_due_sources(
    session: Session, *, new_claim: Callable[[], str], now: datetime, lease: timedelta, limit: int
) -> tuple[SourceRecord, ...]:
    """Claim sources that are due, each under a claim of its own."""
    due = lock_due_sources(session, now=now, limit=limit)
    return tuple(_claim(session, source, claim=new_claim(), now=now, lease=lease) for source in due)


def pause_source(session: Session, slug: str) -> SourceRecord:
    """Stop reading a source; a reading under way changes nothing any more.

    Raises :exc:`~syndication.errors.UnknownSource`.
    """
    source = _lock(session, slug)
    paused = replace(source, state=SourceState.PAUSED, claimed_by=None, claimed_until=None)
    save_source(session, paused)
    return paused


def resume_source(session: Session, slug: str, *, now: datetime) -> SourceRecord:
    """Read a source again, at once, also one that has ended; raises :exc:`~syndication.errors.UnknownSource`."""
    source = _lock(session, slug)
    resumed = replace(source, state=SourceState.ACTIVE, failures=0, last_error=None, next_poll_at=now)
    save_source(session, resumed)
    return resumed


def remove_source(session: Session, slug: str) -> SourceRecord:
    """Forget a source; its live blog stays as it is. Raises :exc:`~syndication.errors.UnknownSource`."""
    source = _lock(session, slug)
    delete_source(session, source.id)
    return source


def _lock(session: Session, slug: str) -> SourceRecord:
    source = lock_source(session, slug)
    if source is None:
        raise UnknownSource(slug)
    return source


def _claim(session: Session, source: SourceRecord, *, claim: str, now: datetime, lease: timedelta) -> SourceRecord:
    wait_s = wait_after_failure_s(source.failures + 1, interval_s=source.interval_s)
    made = claimed(source, claim=claim, now=now, lease=lease, retry_at=now + timedelta(seconds=wait_s))
    save_source(session, made)
    return made


def _problems(wish: Wish) -> Iterator[FieldProblem]:
    if len(wish.url) > _MOST_URL or not wish.url.isascii() or not is_web_url(wish.url):
        yield FieldProblem("url", f"expected an http or https address of at most {_MOST_URL:,} ASCII characters")
    if wish.slug:
        yield from slug_problems(wish.slug)
    if wish.format is not None and wish.format not in PARSERS:
        yield FieldProblem("format", f"unknown format {wish.format!r}; known: {', '.join(PARSERS)}")
    if wish.timezone is not None:
        yield from value_problems(wish.timezone, zone_name, "timezone")
    if wish.language is not None:
        yield from value_problems(wish.language, canonical_tag, "language")
    if not SHORTEST_S <= wish.interval_s <= LONGEST_S:
        yield FieldProblem("interval_s", f"expected {SHORTEST_S} to {LONGEST_S:,} seconds")
