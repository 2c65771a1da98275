"""Terms as a table of comma-separated values (RFC 4180), for spreadsheets.

The first row names the columns: ``source``, ``target``, ``status``, ``note``, and ``source_language`` and
``target_language`` where a file has terms of several pairs. Semicolons and tabs separate as well, in UTF-8 or UTF-16.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, which is taken off again
when the file is read (OWASP, CSV injection).
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import Protocol

from feeds.errors import ParseError
from translations.exchange.term_file import STATUS_WORDS, TermFile, TermProblem
from translations.glossary import Term

COLUMNS = ("source_language", "target_language", "source", "target", "status", "note")

_FORMAT = "csv"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_QUOTE = "'"
_SEPARATORS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_CELL = 10_000
_NAMES = {
    "source": "source",
    "source_text": "source",
    "source term": "source",
    "term": "source",
    "target": "target",
    "target_text": "target",
    "target term": "target",
    "translation": "target",
    "status": "status",
    "note": "note",
    "notes": "note",
    "comment": "note",
    "source_language": "source_language",
    "source language": "source_language",
    "target_language": "target_language",
    "target language": "target_language",
}


class _Reader(Protocol):
    """What :func:`csv.reader` returns."""

    @property
    def line_num(self) -> int:
        """How many lines were read."""

    def __iter__(self) -> Iterator[list[str]]:
        """Return itself."""

    def __next__(self) -> list[str]:
        """Return the next row."""


def read_term_csv(data: bytes, *, languages: tuple[str, str] | None = None) -> TermFile:
    """Read a table of terms; ``languages`` are source and target where the table does not say.

    A row that cannot be taken is left out and reported with its line. Raises :exc:`~feeds.errors.ParseError` for what
    is no such table.
    """
    text = _decoded(data)
    first, _, _ = text.partition("\n")
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names = _column_names(next(_rows(reader), []), has_languages=languages is not None)
    terms: list[Term] = []
    problems: list[TermProblem] = []
    for row in _rows(reader):
        if not any(cell.strip() for cell in row):
            continue
        try:
            terms.append(_term(dict(zip(names, row, strict=False)), len(row) - len(names), languages))
        except ValueError as problem:
            problems.append(TermProblem(location=f"line {reader.line_num}", reason=str(problem)))
    return TermFile(terms=tuple(terms), problems=tuple(problems))


def write_term_csv(terms: Iterable[Term]) -> bytes:
    """Write terms as a table in UTF-8 with a byte order mark, without which spreadsheets take it for something else."""
    written = io.StringIO(newline="")
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for term in terms:
        cells = (
            term.source_language,
            term.target_language,
            term.source_text,
            term.target_text,
            term.status.value,
            term.note,
        )
        table.writerow([_guarded(cell) for cell in cells])
    return codecs.BOM_UTF8 + written.getvalue().encode()


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as cause:
        line = data[: cause.start].count(b"\n") + 1
        reason = f"its bytes are no {encoding.removesuffix('-sig').upper()} text; save it as UTF-8"
        raise ParseError(format_name=_FORMAT, location=f"line {line}", reason=reason) from cause
    # The module reads no U+0000 and would end there.
    return text.replace("\0", "")


def _rows(reader: _Reader) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as cause:
        location = f"line {reader.line_num}"
        raise ParseError(format_name=_FORMAT, location=location, reason=f"the table is broken here: {cause}") from cause


def _column_names(header: list[str], *, has_languages: bool) -> list[str]:
    names = [_NAMES.get(cell.strip().casefold(), "") for cell in header]
    needed = {"source", "target"} if has_languages else {"source", "target", "source_language", "target_language"}
    missing = sorted(needed - set(names))
    if missing:
        reason = f"its first row must name the columns; there is no {' and no '.join(missing)}"
        raise ParseError(format_name=_FORMAT, location="line 1", reason=reason)
    return names


def _term(cells: dict[str, str], surplus: int, languages: tuple[str, str] | None) -> Term:
    if surplus > 0:
        raise ValueError("it has more cells than there are columns")
    values = {name: _plain(cell) for name, cell in cells.items()}
    if any(len(value) > _MOST_CELL for value in values.values()):
        raise ValueError("a cell is too long")
    said = values.get("status", "").strip().casefold()
    status = STATUS_WORDS.get(said.replace("-", "_") if said == "do-not-translate" else said)
    if status is None:
        raise ValueError(f"{said!r} is no status; known: preferred, admitted, forbidden, do_not_translate")
    source, target = languages or ("", "")
    return Term(
        source_language=values.get("source_language", "").strip() or source,
        target_language=values.get("target_language", "").strip() or target,
        source_text=values.get("source", ""),
        target_text=values.get("target", ""),
        status=status,
        note=values.get("note", ""),
    )


def _guarded(cell: str) -> str:
    return f"{_QUOTE}{cell}" if cell.lstrip(_QUOTE).startswith(_DANGEROUS) else cell


def _plain(cell: str) -> str:
    bare = cell[1:]
    return bare if cell.startswith(_QUOTE) and bare.lstrip(_QUOTE).startswith(_DANGEROUS) else cell
