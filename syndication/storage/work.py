"""All translation work on a live blog in one language, as :mod:`translations` takes it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy.orm import Session

from feeds.model import LiveBlog
from syndication.storage.joins import load_joins
from syndication.storage.revisions import feed_revision
from syndication.storage.segments import StoredSegment, TextKey, load_segments
from syndication.storage.variants import VariantRecord, load_variants
from translations.model import Join, LanguageWork, Segment, TextWork


def load_work(
    session: Session, blog: LiveBlog, language: str, guids: Sequence[str] | None = None
) -> LanguageWork | None:
    """Return the work on some texts of a live blog; by default on its head and on the entries it was loaded with.

    ``None`` if the live blog is not translated into this language. A handful of queries, however many texts.
    """
    revision = feed_revision(session, blog.slug, language)
    if revision is None or language == blog.language:
        return None
    wanted = [blog.guid, *(entry.guid for entry in blog.entries)] if guids is None else guids
    texts = {work.guid: work for work in load_text_works(session, wanted, language=language)}
    return LanguageWork(language=language, revision=revision, texts=MappingProxyType(texts))


def load_text_works(session: Session, guids: Sequence[str], *, language: str | None) -> tuple[TextWork, ...]:
    """Return the work on entries, or on heads by their blogs' guids, in one language or (``None``) in all.

    Those that are not translated into it are left out.
    """
    by_text = load_segments(session, guids, language=language)
    joins = load_joins(session, guids, language=language)
    return tuple(_text_work(record, by_text, joins) for record in load_variants(session, guids, language=language))


def load_text_work(session: Session, guid: str, language: str) -> TextWork | None:
    """Return the work on one entry, or on one blog's head by the blog's guid."""
    return next(iter(load_text_works(session, [guid], language=language)), None)


def _text_work(
    record: VariantRecord,
    by_text: Mapping[TextKey, tuple[StoredSegment, ...]],
    joins: Mapping[TextKey, tuple[Join, ...]],
) -> TextWork:
    segments = tuple(one.segment for one in by_text.get((record.guid, record.language), ()))
    return text_work(record, segments, joins.get((record.guid, record.language), ()))


def text_work(record: VariantRecord, segments: tuple[Segment, ...], joins: tuple[Join, ...] = ()) -> TextWork:
    """Return a text of what is kept of it, its segments, and the sentences that are taken together."""
    return TextWork(
        guid=record.guid,
        language=record.language,
        source_version=record.source_version,
        version=record.version,
        created_at=record.created_at,
        updated_at=record.updated_at,
        segments=segments,
        joins=joins,
        waiting_since=record.waiting_since,
        waited_min=record.waited_min,
    )
