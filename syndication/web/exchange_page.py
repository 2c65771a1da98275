"""The page where a translator takes work along to another tool and brings it back, without any script."""

import json
from dataclasses import dataclass
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response, request, url_for
from pydantic import BaseModel, BeforeValidator
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, NotFound

from feeds.errors import ParseError
from syndication.clock import utc_now
from syndication.errors import BlogKilled, UnfittingFile, UnknownBlog, UnknownLanguage
from syndication.exchange.back import Bringing, import_work
from syndication.exchange.out import Wanted, export_work
from syndication.exchange.report import ImportReport
from syndication.rights import Role
from syndication.storage.blogs import BlogRecord, list_blogs
from syndication.storage.revisions import blog_languages
from syndication.storage.variants import find_text_ids
from syndication.web.answers import attachment
from syndication.web.api.exchange import ImportView
from syndication.web.authorisation import current_actor, require_language, role_needed, signed_in
from syndication.web.html_answers import private_page
from syndication.web.sessions import database, read_session
from syndication.web.words import own_name
from translations.exchange import EXCHANGES

blueprint = APIBlueprint("exchange_page", __name__, enable_openapi=False, url_prefix="/review/<language>/exchange")

_SHOWN_BLOGS = 200
_SHOWN = 200
"""How many conflicts, and how many problems, a page tells one by one."""


class WantedForm(BaseModel):
    """Which work is wanted, as the form sends it."""

    blog: str
    exchange_format: str = "xliff"
    needs_work: Annotated[bool, BeforeValidator(bool)] = False
    source_in_target: Annotated[bool, BeforeValidator(bool)] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a file that was brought: a report, or the reason why it could not be read."""

    file_name: str
    report: ImportReport | None = None
    problem: str | None = None


@blueprint.get("/")
@role_needed(Role.TRANSLATOR)
def show(language: str) -> Response:
    """Show both forms."""
    return _page(language)


@blueprint.get("/file")
@blueprint.input(WantedForm, location="query", arg_name="form")
@role_needed(Role.TRANSLATOR)
def download(language: str, form: WantedForm) -> Response:
    """Send a file of work."""
    if form.exchange_format not in EXCHANGES:
        raise BadRequest(f"There is no format {form.exchange_format!r}.")
    wanted = Wanted(
        format_name=form.exchange_format,
        language=language,
        needs_work=form.needs_work,
        is_source_in_target=form.source_in_target,
    )
    try:
        with read_session() as session:
            work = export_work(session, form.blog, wanted, now=utc_now())
    except (UnknownBlog, UnknownLanguage) as cause:
        raise NotFound(f"{cause}.".capitalize()) from cause
    return attachment(work.body, media_type=work.media_type, file_name=work.file_name)


@blueprint.post("/")
@role_needed(Role.TRANSLATOR)
def bring(language: str) -> Response:
    """Take a file in, or only look what would come of it, and show that."""
    require_language(language)
    sent = request.files.get("file")
    data = sent.read() if sent is not None else b""
    if sent is None or not data:
        return _page(language, Outcome(file_name="", problem="Choose a file first."), status=400)
    bringing = Bringing(
        actor=current_actor().name,
        now=utc_now(),
        slug=request.form.get("blog") or None,
        language=language,
        approve=bool(request.form.get("approve")),
        is_dry_run=request.form.get("do") != "take",
    )
    name = sent.filename or "the file"
    try:
        report = import_work(database(), data, bringing)
    except (ParseError, UnfittingFile, UnknownBlog, BlogKilled) as cause:
        return _page(language, Outcome(file_name=name, problem=f"Nothing was taken: {cause}."), status=422)
    if request.form.get("as_json"):
        body = json.dumps(ImportView.of(report).model_dump(mode="json"), ensure_ascii=False, indent=2)
        return attachment(body.encode(), media_type="application/json", file_name=f"{report.blog_slug}.report.json")
    return _page(language, Outcome(file_name=name, report=report))


def _page(language: str, outcome: Outcome | None = None, *, status: int = 200) -> Response:
    with read_session() as session:
        blogs = _blogs_in(session, language)
        desk = _desk_paths(session, language, outcome)
    if not blogs:
        raise NotFound(f"Nothing is translated into {language}.")
    return private_page(
        "exchange.html",
        status=status,
        who=signed_in(),
        language=language,
        language_name=own_name(language),
        may_decide=current_actor().may_translate(language),
        blogs=blogs,
        formats=tuple(EXCHANGES.values()),
        outcome=outcome,
        desk=desk,
        shown=_SHOWN,
        action=url_for("exchange_page.bring", language=language),
        download=url_for("exchange_page.download", language=language),
    )


def _blogs_in(session: Session, language: str) -> tuple[BlogRecord, ...]:
    """Return the live blogs that are translated into a language, the most recently changed first."""
    return tuple(
        record
        for record in list_blogs(session, limit=_SHOWN_BLOGS)
        if record.language != language and language in blog_languages(session, record.slug)
    )


def _desk_paths(session: Session, language: str, outcome: Outcome | None) -> dict[str, str]:
    """Return where the desk shows the texts that have conflicts, by their guids."""
    report = outcome and outcome.report
    guids = list(dict.fromkeys(conflict.guid for conflict in report.conflicts[:_SHOWN])) if report else []
    return {
        guid: url_for("review.text", language=language, text_id=text_id)
        for guid, text_id in find_text_ids(session, guids, language).items()
    }
