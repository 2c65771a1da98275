"""Translated sentences as the termbase needs them when it has changed: which of them may hold a term."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from syndication.storage.tables import segment_translations, segments
from syndication.storage.terms import LanguagePair
from translations.exchange.tmx import memory_language

_ESCAPE = "\\"


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedText:
    """A segment's id, its languages as memories write them, its source, and its current translation."""

    id: int
    pair: LanguagePair
    source_text: str
    target_text: str


def list_translated(session: Session, pair: LanguagePair, *, after_id: int, limit: int) -> tuple[TranslatedText, ...]:
    """Return translated segments behind an id, by id, of a language pair and of pairs that begin alike."""
    return _read(session, pair, segments.c.id > after_id, limit=limit)


def list_like(session: Session, pair: LanguagePair, text: str, *, limit: int) -> tuple[TranslatedText, ...]:
    """Return translated segments whose source may hold a text, as list_translated does."""
    return _read(session, pair, segments.c.text.ilike(_pattern(text), escape=_ESCAPE), limit=limit)


def _read(
    session: Session, pair: LanguagePair, condition: ColumnElement[bool], *, limit: int
) -> tuple[TranslatedText, ...]:
    columns = (
        segments.c.id,
        segments.c.text,
        segment_translations.c.text,
        segments.c.source_language,
        segments.c.language,
    )
    query = (
        select(*columns)
        .join_from(segments, segment_translations, segment_translations.c.id == segments.c.current_id)
        .where(segments.c.archived_at.is_(None), _begins_like(pair), condition)
        .order_by(segments.c.id)
        .limit(limit)
    )
    return tuple(
        TranslatedText(
            id=row_id,
            pair=(memory_language(source), memory_language(target)),
            source_text=source_text,
            target_text=target_text,
        )
        for row_id, source_text, target_text, source, target in session.execute(query)
    )


def _begins_like(pair: LanguagePair) -> ColumnElement[bool]:
    """Let the regions of a language pass too: a segment's ``pt-BR`` is a memory's ``pt``."""
    parts = zip((segments.c.source_language, segments.c.language), pair, strict=True)
    return and_(*(or_(column == tag, column.startswith(f"{tag}-", autoescape=True)) for column, tag in parts))


def _pattern(text: str) -> str:
    """Return a pattern for LIKE that every spelling of a term fits.

    SQLite folds the case of ASCII letters only, and punctuation may be typed otherwise: any character fits for these.
    """
    plain = (one if one.isalnum() and (one.isascii() or one.lower() == one.upper()) else "_" for one in text)
    return f"%{''.join(plain)}%"
