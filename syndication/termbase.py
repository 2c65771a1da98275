"""The newsroom's termbase: terms added, changed, removed and imported, and looked up for sentences.

Whoever changes terms here also calls :func:`syndication.term_rechecks.after_change`, so that what was translated by
the old ones is looked at again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.language import canonical_tag
from feeds.xml import clean_text
from syndication.errors import VersionConflict
from syndication.storage.terms import (
    LanguagePair,
    add_tombstone,
    find_term,
    has_terms,
    insert_term,
    insert_terms,
    load_terms,
    load_terms_that_begin,
    mark_removed,
    update_term,
)
from syndication.term_errors import TermExists, TermRefused, UnknownTerm
from translations.exchange.tmx import memory_language
from translations.glossary import Term, TermIndex, TermStatus, key_starts, search_key
from translations.term_matches import find_terms

MOST_TERMS = 100_000
"""The most terms of one language pair."""

MOST_CHARACTERS = 300
MOST_NOTE_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsHere:
    """The terms whose source stands in one sentence, and those of them that were removed from the termbase."""

    terms: tuple[Term, ...] = ()
    removed: tuple[Term, ...] = ()

    def changed_since(self, time: datetime) -> tuple[str, ...]:
        """Return the sources of terms that were added, changed or removed after a time."""
        changed = (term for term in (*self.terms, *self.removed) if term.updated_at and term.updated_at > time)
        return tuple(dict.fromkeys(term.source_text for term in changed if term.source_text))


def terms_for(session: Session, texts: Iterable[str], languages: LanguagePair) -> Mapping[str, TermsHere]:
    """Return by sentence the terms of a language pair whose source stands in it.

    Of terms that overlap in it the longest is meant: ``North Korea`` is not ``Korea``. Quick for very many sentences
    and terms: the termbase is asked once for all of them. ``languages`` are BCP 47 tags, source and target.
    """
    wanted = list(dict.fromkeys(texts))
    if not has_terms(session, _memory_pair(languages)):
        return {text: TermsHere() for text in wanted}
    starts = list(dict.fromkeys(start for text in wanted for start in key_starts(search_key(text))))
    stored = load_terms_that_begin(session, _memory_pair(languages), starts)
    kept = TermIndex(one.term for one in stored if one.removed_at is None)
    removed = TermIndex(one.term for one in stored if one.removed_at is not None)
    return {
        text: TermsHere(
            terms=_standing(text, kept.candidates(text), languages[0]),
            removed=_standing(text, removed.candidates(text), languages[0]),
        )
        for text in wanted
    }


def _standing(text: str, candidates: tuple[Term, ...], language: str) -> tuple[Term, ...]:
    """Return the candidates that do stand in a text; those without a source stand in all."""
    found = {match.text for match in find_terms(text, {term.source_text for term in candidates}, language)}
    return tuple(term for term in candidates if term.source_text in found or not term.source_text)


def clean_term(term: Term) -> Term:
    """Return a term as it is kept: NFC, blanks collapsed, languages as memories write them.

    Raises :exc:`~syndication.errors.TermRefused`.
    """
    cleaned = replace(
        term,
        source_language=_language("source_language", term.source_language),
        target_language=_language("target_language", term.target_language),
        source_text=_text("source", term.source_text),
        target_text="" if term.status is TermStatus.DO_NOT_TRANSLATE else _text("target", term.target_text),
        note=clean_text(term.note).strip(),
    )
    if cleaned.source_language == cleaned.target_language:
        raise TermRefused("target_language", "a term leads from one language into another")
    if not cleaned.source_text and cleaned.status is not TermStatus.FORBIDDEN:
        raise TermRefused("source", "is empty; only what must never be written needs none")
    if not cleaned.target_text and cleaned.status is not TermStatus.DO_NOT_TRANSLATE:
        raise TermRefused("target", "is empty")
    if len(cleaned.note) > MOST_NOTE_CHARACTERS:
        raise TermRefused("note", f"may have at most {MOST_NOTE_CHARACTERS:,} characters")
    return cleaned


def add_term(session: Session, term: Term, *, actor: str, now: datetime) -> Term:
    """Add a term and return it as it is kept.

    Raises :exc:`~syndication.errors.TermRefused` and :exc:`~syndication.errors.TermExists`.
    """
    cleaned = clean_term(term)
    _require_new(session, cleaned)
    term_id = insert_term(session, cleaned, actor=actor, now=now)
    return replace(cleaned, id=term_id, version=1, updated_at=now)


def edit_term(session: Session, term: Term, *, if_version: int, actor: str, now: datetime) -> Term:
    """Put a term in place of the one with its id, if that is still of the version that was seen.

    Raises :exc:`~syndication.errors.UnknownTerm`, :exc:`~syndication.errors.VersionConflict`,
    :exc:`~syndication.errors.TermRefused` and :exc:`~syndication.errors.TermExists`.
    """
    before = _require(session, term.id or 0, if_version)
    cleaned = clean_term(term)
    if _same(before, cleaned):
        return before
    _require_new(session, cleaned)
    if not update_term(session, cleaned, if_version=if_version, actor=actor, now=now):
        raise _conflict(session, before)
    if before.source_text != cleaned.source_text or _pair(before) != _pair(cleaned):
        # What holds the old source has lost its term.
        add_tombstone(session, before, actor=actor, now=now)
    return replace(cleaned, version=if_version + 1, updated_at=now)


def remove_term(session: Session, term_id: int, *, if_version: int | None, actor: str, now: datetime) -> Term:
    """Remove a term, if it is still of the version that was seen (``None``: whatever it is), and return it.

    Raises :exc:`~syndication.errors.UnknownTerm` and :exc:`~syndication.errors.VersionConflict`.
    """
    before = _require(session, term_id, if_version)
    if not mark_removed(session, term_id, if_version=if_version, actor=actor, now=now):
        raise _conflict(session, before)
    return before


@dataclass(frozen=True, slots=True, kw_only=True)
class TermImport:
    """What came of an import: how many terms are new, changed, or as they were, and of which language pairs."""

    added: int
    changed: int
    unchanged: int
    pairs: tuple[LanguagePair, ...]


def import_terms(session: Session, terms: Sequence[Term], *, actor: str, now: datetime) -> TermImport:
    """Take in terms that :func:`clean_term` has cleaned; one that is there already gets their status and note.

    Nothing is removed. Raises :exc:`~syndication.errors.TermRefused` where the termbase would become too large.
    """
    known: dict[tuple[str, ...], Term] = {}
    pairs = tuple(dict.fromkeys(map(_pair, terms)))
    for pair in pairs:
        known |= {_identity(term): term for term in load_terms(session, pair, limit=MOST_TERMS)}
    wanted = {_identity(term): term for term in terms}
    new = [term for identity, term in wanted.items() if identity not in known]
    if len(known) + len(new) > MOST_TERMS * len(pairs):
        raise TermRefused("terms", f"are more than {MOST_TERMS:,} in a language pair")
    insert_terms(session, new, actor=actor, now=now)
    other = [(known[identity], term) for identity, term in wanted.items() if identity in known]
    changed = [(before, after) for before, after in other if not _same(before, after)]
    for before, after in changed:
        merged = replace(after, id=before.id)
        update_term(session, merged, if_version=before.version, actor=actor, now=now)
    return TermImport(added=len(new), changed=len(changed), unchanged=len(terms) - len(new) - len(changed), pairs=pairs)


def _memory_pair(languages: LanguagePair) -> LanguagePair:
    return memory_language(languages[0]), memory_language(languages[1])


def _pair(term: Term) -> LanguagePair:
    return term.source_language, term.target_language


def _identity(term: Term) -> tuple[str, ...]:
    """What two terms must not share: the same rendering of the same source; ``do_not_translate`` is one too."""
    return (*_pair(term), term.source_text, term.target_text)


def _same(one: Term, other: Term) -> bool:
    return (_identity(one), one.status, one.note) == (_identity(other), other.status, other.note)


def _language(field: str, tag: str) -> str:
    try:
        return memory_language(canonical_tag(tag.strip()))
    except ValueError as cause:
        raise TermRefused(field, str(cause)) from cause


def _text(field: str, text: str) -> str:
    cleaned = " ".join(clean_text(text).split())
    if len(cleaned) > MOST_CHARACTERS:
        raise TermRefused(field, f"may have at most {MOST_CHARACTERS} characters")
    return cleaned


def _require(session: Session, term_id: int, if_version: int | None) -> Term:
    stored = find_term(session, term_id)
    if stored is None:
        raise UnknownTerm(term_id)
    if if_version is not None and stored.term.version != if_version:
        raise _conflict(session, stored.term)
    return stored.term


def _require_new(session: Session, term: Term) -> None:
    """Refuse a second term with the same source and target, other than the one with the same id."""
    starts = list(key_starts(search_key(term.source_text)))
    for stored in load_terms_that_begin(session, _pair(term), starts[:3]):
        is_other = stored.removed_at is None and stored.term.id != term.id
        if is_other and _identity(stored.term) == _identity(term):
            raise TermExists(stored.term.id or 0, term.source_text, term.target_text)


def _conflict(session: Session, before: Term) -> VersionConflict:
    now_there = find_term(session, before.id or 0)
    return VersionConflict(f"the term {before.id}", now_there.term.version if now_there else before.version + 1)
