"""Translation work as files for translators' own tools: a language of a live blog out, and reviewed work in."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field
from werkzeug.exceptions import UnsupportedMediaType

from feeds.errors import FieldProblem, ParseError
from syndication.clock import utc_now
from syndication.errors import UnfittingFile
from syndication.exchange.back import Bringing, import_work
from syndication.exchange.out import Wanted, export_work
from syndication.exchange.report import Conflict, ImportReport
from syndication.rights import Role
from syndication.web.answers import attachment
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.describing import FileOf, describe
from syndication.web.api.problems import Problem
from syndication.web.api.replies import reply
from syndication.web.authorisation import current_actor, require_language, role_needed
from syndication.web.sessions import database, read_session
from translations.exchange import EXCHANGES
from translations.exchange.work import UnitProblem

blueprint = APIBlueprint("exchange", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/exchange")

_FILES = FileOf(tuple(exchange.media_type for exchange in EXCHANGES.values()))
_TAKEN = frozenset({*_FILES.media_types, "application/xml", "text/xml", "application/octet-stream"})


class WantedQuery(BaseModel):
    """Which work is wanted, and how."""

    model_config = ConfigDict(extra="forbid")

    entry: Annotated[
        str | None, Field(description="An entry's guid, or the live blog's for its head; left out: everything.")
    ] = None
    needs_work: Annotated[bool, Field(description="Leave out what is approved.")] = False
    source_in_target: Annotated[
        bool, Field(description="Put the source where translations belong, as OmegaT's own XLIFF filter needs it.")
    ] = False


class BringingQuery(BaseModel):
    """How a file is to be taken in."""

    model_config = ConfigDict(extra="forbid")

    approve: Annotated[bool, Field(description="Approve the sentences that the file calls final.")] = False
    dry_run: Annotated[bool, Field(description="Say what would come of it, and change nothing.")] = False


class ImportView(BaseModel):
    """What came of a file, in sentences; conflicts have not been taken, and name all sides.

    ``held`` are sentences that were taken, but not approved, ``unmatched`` units that belong to no sentence here.
    """

    format: str
    blog: str
    language: str
    dry_run: bool
    taken: int
    approved: int
    unchanged: int
    unmatched: int
    conflicts: tuple[Conflict, ...]
    held: tuple[UnitProblem, ...]
    problems: tuple[UnitProblem, ...]

    @classmethod
    def of(cls, report: ImportReport) -> Self:
        """Show a report."""
        return cls(
            format=report.format,
            blog=report.blog_slug,
            language=report.language,
            dry_run=report.is_dry_run,
            taken=report.taken,
            approved=report.approved,
            unchanged=report.unchanged,
            unmatched=report.unmatched,
            conflicts=report.conflicts,
            held=report.held,
            problems=report.problems,
        )


@blueprint.get("/<name:language>.<name:exchange_format>")
@blueprint.input(WantedQuery, location="query", arg_name="query")
@describe(blueprint, "export_translation_work", _FILES, problems=kinds.ON_READ)
@role_needed(Role.TRANSLATOR)
def export(slug: str, language: str, exchange_format: str, query: WantedQuery) -> Response:
    """Take translation work along

    As a file for a translator's own tool, drafts and remarks included. Ids stay the same in every export.
    """
    wanted = Wanted(
        format_name=exchange_format,
        language=language,
        guid=query.entry,
        needs_work=query.needs_work,
        is_source_in_target=query.source_in_target,
    )
    if exchange_format not in EXCHANGES:
        detail = f"There is no format {exchange_format!r} of work; there is: {', '.join(EXCHANGES)}."
        raise Problem(kinds.NOT_FOUND, detail)
    with read_session() as session:
        work = export_work(session, slug, wanted, now=utc_now())
    return attachment(work.body, media_type=work.media_type, file_name=work.file_name)


@blueprint.post("/<name:language>")
@blueprint.input(BringingQuery, location="query", arg_name="query")
@describe(
    blueprint,
    "import_translation_work",
    ImportView,
    body=_FILES,
    problems=(*kinds.ON_READ, kinds.KILLED, kinds.TOO_LARGE, kinds.UNSUPPORTED_MEDIA_TYPE, kinds.INVALID_DOCUMENT),
)
@role_needed(Role.TRANSLATOR)
def bring(slug: str, language: str, query: BringingQuery) -> Response:
    """Bring translation work back

    The body is the file, told by its content. Each sentence is judged by itself; what has changed here since is a
    conflict and stays as it is. The same file again changes nothing.
    """
    require_language(language)
    if request.mimetype not in _TAKEN:
        raise UnsupportedMediaType(f"Content-Type must be one of {', '.join(sorted(_TAKEN))}.")
    bringing = Bringing(
        actor=current_actor().name,
        now=utc_now(),
        slug=slug,
        language=language,
        approve=query.approve,
        is_dry_run=query.dry_run,
    )
    try:
        report = import_work(database(), request.get_data(), bringing)
    except ParseError as cause:
        problem = FieldProblem(cause.location, cause.reason)
        raise Problem(kinds.INVALID_DOCUMENT, "The file cannot be read.", errors=(problem,)) from cause
    except UnfittingFile as cause:
        raise Problem(kinds.INVALID_DOCUMENT, f"Nothing was taken: {cause}.") from cause
    return reply(ImportView.of(report)).response()
