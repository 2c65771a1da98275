"""Glossary and memory as files: terms as TBX-Basic or CSV, units as TMX, taken along and taken in."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import UnsupportedMediaType

from feeds.errors import FieldProblem, ParseError
from feeds.language import canonical_tag
from feeds.sanitise import one_line
from syndication.clock import utc_now
from syndication.memory import MemoryImport, import_memory
from syndication.memory_desk import export_units
from syndication.rights import Role
from syndication.storage.memory_units import UnitFilter
from syndication.term_errors import TermRefused
from syndication.term_files import TERM_FORMATS, TermFileImport, export_term_file, import_term_file
from syndication.web.answers import attachment
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.describing import FileOf, describe
from syndication.web.api.problems import Problem
from syndication.web.api.replies import reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session, write_session
from translations.exchange.term_file import TermProblem
from translations.exchange.tmx import TmxProblem, memory_language

blueprint = APIBlueprint("term_files", __name__, tag="Glossary and memory")

_TMX = "application/x-tmx+xml"
_TERM_FILES = FileOf(tuple(dict.fromkeys(term_format.media_type for term_format in TERM_FORMATS.values())))
_MEMORY_FILES = FileOf((_TMX,))
_ANY_XML = ("application/xml", "text/xml", "application/octet-stream")
_ON_FILE = (*kinds.ON_READ, kinds.TOO_LARGE, kinds.UNSUPPORTED_MEDIA_TYPE, kinds.INVALID_DOCUMENT)


class FileProblem(BaseModel):
    """What of a file could not be taken as it stands: where, and why."""

    location: str
    reason: str

    @classmethod
    def of(cls, problem: TermProblem | TmxProblem) -> Self:
        """Show a problem."""
        return cls(location=problem.location, reason=problem.reason)


class TermsTaken(BaseModel):
    """What came of a file of terms. Nothing is removed; a term that was there gets the file's status and note."""

    added: int
    changed: int
    unchanged: int
    problems: tuple[FileProblem, ...]

    @classmethod
    def of(cls, taken: TermFileImport) -> Self:
        """Show what came of it."""
        result, problems = taken.result, tuple(map(FileProblem.of, taken.problems))
        return cls(added=result.added, changed=result.changed, unchanged=result.unchanged, problems=problems)


class UnitsTaken(BaseModel):
    """What came of a TMX file: how many of its units are new."""

    added: int
    problems: tuple[FileProblem, ...]

    @classmethod
    def of(cls, taken: MemoryImport) -> Self:
        """Show what came of it."""
        return cls(added=taken.units_added, problems=tuple(map(FileProblem.of, taken.problems)))


class MemoryFileQuery(BaseModel):
    """Under which name the units of a file are kept."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100, description="The memory's name, such as desk-2025.tmx.")]


@blueprint.get("/terms/<name:source_language>/<name:target_language>.<name:term_format>")
@describe(blueprint, "export_terms", _TERM_FILES, problems=kinds.ON_READ)
@role_needed(Role.TRANSLATOR)
def export_terms(source_language: str, target_language: str, term_format: str) -> Response:
    """Take the terms of a language pair along"""
    wanted = TERM_FORMATS.get(term_format)
    if wanted is None:
        detail = f"There is no format {term_format!r} of terms; there is: {', '.join(TERM_FORMATS)}."
        raise Problem(kinds.NOT_FOUND, detail)
    source, target = _pair(source_language, target_language)
    with read_session() as session:
        data = export_term_file(session, (source, target), format_name=term_format)
    return attachment(data, media_type=wanted.media_type, file_name=f"terms-{source}-{target}.{wanted.suffix}")


@blueprint.post("/terms/<name:source_language>/<name:target_language>")
@describe(blueprint, "import_terms", TermsTaken, body=_TERM_FILES, problems=_ON_FILE)
@role_needed(Role.REVIEWER)
def import_terms(source_language: str, target_language: str) -> Response:
    """Take in terms of a language pair

    The body is the file, TBX or CSV, told by its content. What was translated by terms that have changed is checked
    again. The same file again changes nothing.
    """
    _require_type(*(media_type.partition(";")[0] for media_type in _TERM_FILES.media_types), *_ANY_XML)
    pair = _pair(source_language, target_language)
    try:
        with write_session() as session:
            taken = import_term_file(
                session, request.get_data(), pair, format_name=None, actor=current_actor().name, now=utc_now()
            )
    except ParseError as cause:
        raise _unreadable(cause) from cause
    except TermRefused as cause:
        raise Problem(kinds.INVALID_DOCUMENT, f"Nothing was taken: {cause}.") from cause
    return reply(TermsTaken.of(taken)).response()


@blueprint.get("/memory/<name:source_language>/<name:target_language>.tmx")
@describe(blueprint, "export_memory", _MEMORY_FILES, problems=kinds.ON_READ)
@role_needed(Role.TRANSLATOR)
def export_memory(source_language: str, target_language: str) -> Response:
    """Take the memory of a language pair along"""
    source, target = _pair(source_language, target_language)
    with read_session() as session:
        data = export_units(session, UnitFilter(target_language=target), source_language=source, now=utc_now())
    return attachment(data, media_type=_TMX, file_name=f"memory-{source}-{target}.tmx")


@blueprint.post("/memory/files")
@blueprint.input(MemoryFileQuery, location="query", arg_name="query")
@describe(blueprint, "import_memory", UnitsTaken, body=_MEMORY_FILES, problems=_ON_FILE)
@role_needed(Role.REVIEWER)
def import_units(query: MemoryFileQuery) -> Response:
    """Take in a translation memory

    The body is a TMX file, with whatever language pairs it has. Sentences that wait for a translation are drafted from
    it. The same file again changes nothing.
    """
    _require_type(_TMX, *_ANY_XML)
    name = one_line(query.name)
    if not name:
        raise Problem(kinds.INVALID_PARAMETERS, "The memory needs a name.")
    try:
        with write_session() as session:
            taken = import_memory(session, request.get_data(), name=name, now=utc_now())
    except ParseError as cause:
        raise _unreadable(cause) from cause
    return reply(UnitsTaken.of(taken)).response()


def _pair(source_language: str, target_language: str) -> tuple[str, str]:
    """Return the languages as memories and terms write them."""
    found = []
    for tag in (source_language, target_language):
        try:
            found.append(memory_language(canonical_tag(tag)))
        except ValueError as cause:
            raise Problem(kinds.NOT_FOUND, f"{tag!r} is no language tag such as vi.") from cause
    return found[0], found[1]


def _require_type(*taken: str) -> None:
    if request.mimetype not in taken:
        raise UnsupportedMediaType(f"Content-Type must be one of {', '.join(sorted(set(taken)))}.")


def _unreadable(cause: ParseError) -> Problem:
    problem = FieldProblem(cause.location, cause.reason)
    return Problem(kinds.INVALID_DOCUMENT, "The file cannot be read.", errors=(problem,))
