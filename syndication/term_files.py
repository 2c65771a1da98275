"""Files of terms into the termbase and out of it, in TBX-Basic or CSV."""

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from syndication.storage.terms import LanguagePair, load_terms
from syndication.term_errors import TermRefused
from syndication.term_rechecks import note_changes
from syndication.termbase import MOST_TERMS, TermImport, clean_term, import_terms
from translations.exchange.tbx import VERSION_2, read_tbx, write_tbx
from translations.exchange.term_csv import read_term_csv, write_term_csv
from translations.exchange.term_file import TermFile, TermProblem
from translations.glossary import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFormat:
    """A format of files of terms: how its files are named, read (data, language pair) and written."""

    media_type: str
    suffix: str
    read: Callable[[bytes, LanguagePair], TermFile]
    write: Callable[[tuple[Term, ...]], bytes]


def _read_tbx(data: bytes, pair: LanguagePair) -> TermFile:
    return read_tbx(data, source_language=pair[0], target_language=pair[1])


TERM_FORMATS: Mapping[str, TermFormat] = MappingProxyType(
    {
        "tbx": TermFormat(
            media_type="application/x-tbx+xml",
            suffix="tbx",
            read=_read_tbx,
            write=lambda terms: write_tbx(terms, title="Terms"),
        ),
        "tbx2": TermFormat(
            media_type="application/x-tbx+xml",
            suffix="tbx",
            read=_read_tbx,
            write=lambda terms: write_tbx(terms, title="Terms", version=VERSION_2),
        ),
        "csv": TermFormat(
            media_type="text/csv; charset=utf-8",
            suffix="csv",
            read=lambda data, pair: read_term_csv(data, languages=pair),
            write=write_term_csv,
        ),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermFileImport:
    """What came of a file: what of it is in the termbase now, and what was left out, by its place."""

    result: TermImport
    problems: tuple[TermProblem, ...]


def import_term_file(
    session: Session, data: bytes, pair: LanguagePair, *, format_name: str | None, actor: str, now: datetime
) -> TermFileImport:
    """Take in the terms of one language pair that a file holds; terms of other pairs in it are left out and reported.

    A worker looks again at what they touch. ``format_name`` is told from the data where it is ``None``. Raises
    :exc:`~feeds.errors.ParseError` and :exc:`~syndication.term_errors.TermRefused`.
    """
    file = TERM_FORMATS[format_name or detect_term_format(data)].read(data, pair)
    terms: list[Term] = []
    problems = list(file.problems)
    for term in file.terms:
        try:
            cleaned = clean_term(term)
            if (cleaned.source_language, cleaned.target_language) != pair:
                raise TermRefused("languages", f"this is not a term from {pair[0]} into {pair[1]}")
        except TermRefused as problem:
            location = f"{term.source_text[:60]!r} - {term.target_text[:60]!r}"
            problems.append(TermProblem(location=location, reason=str(problem)))
        else:
            terms.append(cleaned)
    result = import_terms(session, terms, actor=actor, now=now)
    if result.added or result.changed:
        note_changes(session, result.pairs, now=now)
    return TermFileImport(result=result, problems=tuple(problems))


def export_term_file(session: Session, pair: LanguagePair, *, format_name: str) -> bytes:
    """Write all terms of a language pair."""
    return TERM_FORMATS[format_name].write(load_terms(session, pair, limit=MOST_TERMS))


def detect_term_format(data: bytes) -> str:
    """Tell the format of a file of terms: what begins like a tag is TBX."""
    start = data[:200].removeprefix(codecs.BOM_UTF8).replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    return "tbx" if start.startswith(b"<") else "csv"
