"""Which revisions of live blogs partners have fetched by their feeds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Text, and_, case, column, func, select, values
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from syndication.recalls import Span
from syndication.storage.chunks import in_chunks
from syndication.storage.columns import RowId, UtcDateTime
from syndication.storage.delivery_tables import feed_fetches
from syndication.storage.tables import blogs, partners, profiles
from syndication.storage.upserts import dialect_of, insert_into

_SPANS_AT_ONCE = 100
_HELD = values(
    column("guid", Text), column("first", RowId), column("last", RowId), column("since", UtcDateTime), name="held"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """That a partner fetched a revision of a live blog in a language by one of its profiles, so and so often."""

    profile_id: int
    blog_id: int
    language: str
    revision: int
    first_at: datetime
    last_at: datetime
    fetches: int
    body_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedBy:
    """A profile and language by which an entry was fetched, and when last."""

    guid: str
    profile_id: int
    language: str
    last_at: datetime


def save_fetches(session: Session, fetches: Sequence[Fetch]) -> None:
    """Add these fetches to what is known."""
    rows = [{name: getattr(fetch, name) for name in Fetch.__slots__} for fetch in fetches]
    if rows:
        session.connection().execute(_upsert(dialect_of(session)), rows)


def has_fetches(session: Session, blog_id: int) -> bool:
    """Say whether any partner has ever fetched a live blog."""
    query = select(feed_fetches.c.id).where(feed_fetches.c.blog_id == blog_id).limit(1)
    return session.execute(query).first() is not None


def list_fetched(session: Session, blog_id: int, spans: Mapping[str, Sequence[Span]]) -> tuple[FetchedBy, ...]:
    """Return who fetched which of these entries of a live blog; ``spans`` say where each was to be found."""
    flat = [(guid, span.first, span.last, span.since) for guid, held in spans.items() for span in held]
    found: dict[tuple[str, int, str], datetime] = {}
    row = feed_fetches.c
    for start in range(0, len(flat), _SPANS_AT_ONCE):
        held = _HELD.data(flat[start : start + _SPANS_AT_ONCE]).cte("held")
        is_in_it = and_(row.revision.between(held.c.first, held.c.last), row.last_at >= held.c.since)
        query = (
            select(held.c.guid, row.profile_id, row.language, func.max(row.last_at))
            .join(held, is_in_it)
            .where(row.blog_id == blog_id)
            .group_by(held.c.guid, row.profile_id, row.language)
        )
        for guid, profile_id, language, last_at in session.execute(query):
            key = (guid, profile_id, language)
            found[key] = max(last_at, found.get(key, last_at))
    return tuple(
        FetchedBy(guid=guid, profile_id=profile_id, language=language, last_at=last_at)
        for (guid, profile_id, language), last_at in found.items()
    )


def find_fetched_ids(
    session: Session, wanted: Collection[tuple[str, str]], slugs: Collection[str]
) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
    """Return the ids of profiles, by partner and name, and of live blogs, by slug."""
    profile_ids: dict[tuple[str, str], int] = {}
    for chunk in in_chunks(sorted({partner for partner, _ in wanted})):
        query = (
            select(partners.c.slug, profiles.c.name, profiles.c.id)
            .join(profiles, profiles.c.partner_id == partners.c.id)
            .where(partners.c.slug.in_(chunk))
        )
        profile_ids.update(((slug, name), profile_id) for slug, name, profile_id in session.execute(query))
    blog_ids: dict[str, int] = {}
    for chunk in in_chunks(sorted(slugs)):
        found = session.execute(select(blogs.c.slug, blogs.c.id).where(blogs.c.slug.in_(chunk)))
        blog_ids.update((slug, blog_id) for slug, blog_id in found)
    return profile_ids, blog_ids


@cache
def _upsert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = insert_into(dialect, feed_fetches)
    new, row = statement.excluded, feed_fetches.c
    return statement.on_conflict_do_update(
        index_elements=[row.profile_id, row.blog_id, row.language, row.revision],
        set_={
            "first_at": case((row.first_at < new.first_at, row.first_at), else_=new.first_at),
            "last_at": case((row.last_at > new.last_at, row.last_at), else_=new.last_at),
            "fetches": row.fetches + new.fetches,
            "body_bytes": row.body_bytes + new.body_bytes,
        },
    )
