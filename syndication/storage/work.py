"""All translation work on a live blog in one language, as :mod:`translations` takes it."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sqlalchemy.orm import Session

from feeds.model import LiveBlog
from syndication.storage.revisions import feed_revision
from syndication.storage.segments import StoredSegment, TextKey, load_segments
from syndication.storage.variants import VariantRecord, load_variants
from translations.model import LanguageWork, TextWork


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
    by_text = load_segments(session, wanted, language=language)
    texts = {record.guid: _text_work(record, by_text) for record in load_variants(session, wanted, language=language)}
    return LanguageWork(language=language, revision=revision, texts=MappingProxyType(texts))


def load_text_work(session: Session, guid: str, language: str) -> TextWork | None:
    """Return the work on one entry, or on one blog's head by the blog's guid."""
    records = load_variants(session, [guid], language=language)
    if not records:
        return None
    return _text_work(records[0], load_segments(session, [guid], language=language))


def _text_work(record: VariantRecord, by_text: Mapping[TextKey, tuple[StoredSegment, ...]]) -> TextWork:
    stored = by_text.get((record.guid, record.language), ())
    return TextWork(
        guid=record.guid,
        language=record.language,
        source_version=record.source_version,
        version=record.version,
        created_at=record.created_at,
        updated_at=record.updated_at,
        segments=tuple(one.segment for one in stored),
    )
