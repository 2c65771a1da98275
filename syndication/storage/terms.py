"""The termbase's rows: terms of language pairs, found by what a text may hold of them, and by what people type.

``search_text`` is the key of the source and that of the target (:func:`translations.glossary.search_key`) on two
lines. A term that was removed keeps its row, since the texts it stood for may have to be looked at again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.desk_tables import terms
from translations.glossary import KEY_CHARACTERS, Term, TermStatus, search_key

LanguagePair = tuple[str, str]
"""Source and target language, as memories write them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFilter:
    """Which terms are wanted; what is left out does not matter. ``text`` is looked for in source and target."""

    source_language: str | None = None
    target_language: str | None = None
    text: str = ""
    status: TermStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTerm:
    """A term, who wrote it last, and when it was removed, if it was."""

    term: Term
    actor: str
    removed_at: datetime | None = None


def insert_term(session: Session, term: Term, *, actor: str, now: datetime) -> int:
    """Add a term and return its id."""
    values = _new_values(term, actor, now)
    return session.execute(insert(terms).values(values).returning(terms.c.id)).scalar_one()


def insert_terms(session: Session, added: Sequence[Term], *, actor: str, now: datetime) -> None:
    """Add many terms."""
    if added:
        session.connection().execute(insert(terms), [_new_values(term, actor, now) for term in added])


def update_term(session: Session, term: Term, *, if_version: int, actor: str, now: datetime) -> bool:
    """Put a term in place of what its row says, if that is still of this version; say whether it was."""
    changed = (
        update(terms)
        .where(terms.c.id == term.id, terms.c.version == if_version, terms.c.removed_at.is_(None))
        .values(_text_values(term) | {"actor": actor, "version": if_version + 1, "updated_at": now})
        .returning(terms.c.id)
    )
    return session.execute(changed).first() is not None


def mark_removed(session: Session, term_id: int, *, if_version: int | None, actor: str, now: datetime) -> bool:
    """Remove a term, if it is still of this version (``None``: whatever it is); say whether it was."""
    removed = (
        update(terms)
        .where(terms.c.id == term_id, terms.c.removed_at.is_(None))
        .values(actor=actor, version=terms.c.version + 1, updated_at=now, removed_at=now)
        .returning(terms.c.id)
    )
    if if_version is not None:
        removed = removed.where(terms.c.version == if_version)
    return session.execute(removed).first() is not None


def add_tombstone(session: Session, term: Term, *, actor: str, now: datetime) -> None:
    """Keep what a term was before its source was changed, as a term that was removed."""
    values = _new_values(term, actor, now) | {"version": term.version, "removed_at": now}
    session.execute(insert(terms).values(values))


def find_term(session: Session, term_id: int) -> StoredTerm | None:
    """Return a term, unless it was removed."""
    row = session.execute(select(terms).where(terms.c.id == term_id, terms.c.removed_at.is_(None))).first()
    return None if row is None else _stored(row)


def search_terms(session: Session, wanted: TermFilter, *, limit: int, offset: int = 0) -> tuple[StoredTerm, ...]:
    """Return terms by their source, those first whose source begins with what is looked for."""
    key = search_key(wanted.text)
    begins = terms.c.search_text.startswith(key, autoescape=True)
    query = (
        select(terms)
        .where(_is_wanted(wanted, key))
        .order_by(begins.desc(), terms.c.search_text, terms.c.id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(map(_stored, session.execute(query)))


def count_terms(session: Session, wanted: TermFilter) -> int:
    """Count the terms that are wanted."""
    query = select(func.count(terms.c.id)).where(_is_wanted(wanted, search_key(wanted.text)))
    return session.scalar(query) or 0


def load_terms(session: Session, pair: LanguagePair, *, limit: int) -> tuple[Term, ...]:
    """Return all terms of a language pair."""
    query = select(terms).where(_is_of(pair), terms.c.removed_at.is_(None)).order_by(terms.c.id).limit(limit)
    return tuple(_stored(row).term for row in session.execute(query))


def has_terms(session: Session, pair: LanguagePair) -> bool:
    """Say whether a language pair has terms, or had some."""
    return session.scalar(select(terms.c.id).where(_is_of(pair)).limit(1)) is not None


def load_changed_terms(session: Session, pair: LanguagePair, *, since: datetime, limit: int) -> tuple[Term, ...]:
    """Return the terms of a language pair that were added, changed or removed from a time on, the latest first."""
    query = (
        select(terms)
        .where(_is_of(pair), terms.c.updated_at >= since)
        .order_by(terms.c.updated_at.desc(), terms.c.id.desc())
        .limit(limit)
    )
    return tuple(_stored(row).term for row in session.execute(query))


def load_terms_that_begin(session: Session, pair: LanguagePair, starts: Sequence[str]) -> tuple[StoredTerm, ...]:
    """Return terms of a language pair by how their keys begin, those included that were removed.

    ``starts`` are those of :func:`translations.glossary.key_starts`. Terms without a source are always among them.
    """
    found: dict[int, StoredTerm] = {}
    # The source of a short term is followed by the end of its line.
    by_three = [each if len(each) == KEY_CHARACTERS else f"{each}\n" for each in starts if len(each) > 1]
    by_two = [f"{each}\n" for each in starts if len(each) == 1]
    conditions: list[ColumnElement[bool]] = []
    conditions += [func.substr(terms.c.search_text, 1, KEY_CHARACTERS).in_(chunk) for chunk in in_chunks(by_three)]
    conditions += [func.substr(terms.c.search_text, 1, 2).in_(chunk) for chunk in in_chunks(by_two)]
    conditions.append(func.substr(terms.c.search_text, 1, 1) == "\n")
    for condition in conditions:
        for row in session.execute(select(terms).where(_is_of(pair), condition).order_by(terms.c.id)):
            found[row.id] = _stored(row)
    return tuple(found.values())


def list_source_languages(session: Session, target_language: str) -> tuple[str, ...]:
    """Return the languages that terms with a target language come from."""
    query = (
        select(terms.c.source_language)
        .where(terms.c.target_language == target_language, terms.c.removed_at.is_(None))
        .distinct()
        .order_by(terms.c.source_language)
        .limit(1000)
    )
    return tuple(session.scalars(query))


def _is_of(pair: LanguagePair) -> ColumnElement[bool]:
    return and_(terms.c.source_language == pair[0], terms.c.target_language == pair[1])


def _is_wanted(wanted: TermFilter, key: str) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [terms.c.removed_at.is_(None)]
    if wanted.source_language is not None:
        conditions.append(terms.c.source_language == wanted.source_language)
    if wanted.target_language is not None:
        conditions.append(terms.c.target_language == wanted.target_language)
    if wanted.status is not None:
        conditions.append(terms.c.status == wanted.status)
    if key:
        conditions.append(
            or_(
                terms.c.search_text.contains(key, autoescape=True),
                terms.c.note.icontains(wanted.text.strip(), autoescape=True),
            )
        )
    return and_(*conditions)


def _new_values(term: Term, actor: str, now: datetime) -> dict[str, object]:
    written = {"actor": actor, "version": 1, "created_at": now, "updated_at": now, "removed_at": None}
    return _text_values(term) | written


def _text_values(term: Term) -> dict[str, object]:
    return {
        "source_language": term.source_language,
        "target_language": term.target_language,
        "source_text": term.source_text,
        "target_text": term.target_text,
        "search_text": f"{search_key(term.source_text)}\n{search_key(term.target_text)}",
        "status": term.status.value,
        "note": term.note,
    }


def _stored(row: Row[*tuple[object, ...]]) -> StoredTerm:
    term = Term(
        id=row.id,
        source_language=row.source_language,
        target_language=row.target_language,
        source_text=row.source_text,
        target_text=row.target_text,
        status=TermStatus(row.status),
        note=row.note,
        updated_at=row.updated_at,
        version=row.version,
    )
    return StoredTerm(term=term, actor=row.actor, removed_at=row.removed_at)
