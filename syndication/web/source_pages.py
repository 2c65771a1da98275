"""Sources on the desk: live blogs of others that are followed, added, paused, resumed and removed by editors.

Nobody is asked here: a worker reads what was added within seconds.
"""

from collections.abc import Callable
from http import HTTPStatus

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session

from feeds.errors import InvalidDocument
from feeds.parsers import PARSERS
from syndication.clock import utc_now
from syndication.errors import NameTaken, UnknownSource
from syndication.rights import Role
from syndication.sources.managing import Wish, make_source, pause_source, remove_source, resume_source
from syndication.sources.schedule import DEFAULT_S, LONGEST_S, SHORTEST_S
from syndication.sources.views import SourceView, view_source
from syndication.storage.sources import insert_source, list_sources
from syndication.web.answers import see_other
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.delivery_words import span
from syndication.web.desk import DOUBTS
from syndication.web.form_fields import form_field
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import read_session, write_session

blueprint = APIBlueprint("source_pages", __name__, enable_openapi=False, url_prefix="/desk/sources")


@blueprint.get("/")
@role_needed(Role.EDITOR)
def show() -> Response:
    """Show every source and how it is doing."""
    return _page()


@blueprint.post("/add")
@role_needed(Role.EDITOR)
def add() -> Response:
    """Follow a live blog."""

    def work(session: Session) -> None:
        interval = form_field("interval_s")
        wish = Wish(
            url=form_field("url"),
            slug=form_field("slug"),
            format=form_field("format") or None,
            timezone=form_field("timezone") or None,
            language=form_field("language") or None,
            interval_s=int(interval) if interval.isascii() and interval.isdigit() and len(interval) < 10 else 0,
        )
        insert_source(session, make_source(wish, added_by=current_actor().name, now=utc_now()))

    return _do(work)


@blueprint.post("/<name:source>/pause")
@role_needed(Role.EDITOR)
def pause(source: str) -> Response:
    """Stop reading a source."""
    return _do(lambda session: _done(pause_source(session, source)))


@blueprint.post("/<name:source>/resume")
@role_needed(Role.EDITOR)
def resume(source: str) -> Response:
    """Read a source again, at once."""
    return _do(lambda session: _done(resume_source(session, source, now=utc_now())))


@blueprint.post("/<name:source>/remove")
@role_needed(Role.EDITOR)
def remove(source: str) -> Response:
    """Stop following a live blog, which stays as it is."""
    return _do(lambda session: _done(remove_source(session, source)))


def _do(work: Callable[[Session], None]) -> Response:
    try:
        with write_session() as session:
            work(session)
    except InvalidDocument as invalid:
        problems = {problem.path: problem.reason for problem in invalid.problems}
        return _page(status=HTTPStatus.UNPROCESSABLE_ENTITY, problems=problems)
    except (NameTaken, UnknownSource) as problem:
        return _page(status=HTTPStatus.UNPROCESSABLE_ENTITY, problem=sentence_of(problem))
    return see_other(url_for("source_pages.show"))


def _page(*, status: int = 200, problem: str = "", problems: dict[str, str] | None = None) -> Response:
    with read_session() as session:
        sources = [view_source(source) for source in list_sources(session)]
    typed = request.form if problem or problems else {}
    return private_page(
        "desk/sources.html",
        status=status,
        who=signed_in(),
        sources=sources,
        trouble_of=_trouble,
        problem=problem,
        problems=problems or {},
        values={"interval_s": str(DEFAULT_S)} | {name: typed[name] for name in typed},
        formats=tuple(PARSERS),
        shortest=SHORTEST_S,
        longest=LONGEST_S,
        now=utc_now(),
        span=span,
    )


def _trouble(source: SourceView) -> str:
    if source.last_error:
        times = "" if source.failures < 2 else f" ({source.failures} times in a row)"
        return f"{source.last_error}{times}"
    return DOUBTS[source.doubt] if source.doubt else ""


def _done(_: object) -> None:
    """The page shows how the source stands."""
