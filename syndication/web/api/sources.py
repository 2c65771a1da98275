"""Live blogs of others that are followed. A worker reads them: nobody is asked while a request is answered."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.errors import UnknownSource
from syndication.sources.managing import Wish, make_source, pause_source, remove_source, resume_source
from syndication.sources.schedule import DEFAULT_S, LONGEST_S, SHORTEST_S
from syndication.sources.views import NotableEntry, SourceView, view_notable, view_source
from syndication.storage.sources import find_source, insert_source, list_sources, load_followed
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session

blueprint = APIBlueprint("sources", __name__, tag="Sources", url_prefix="/sources")


class NewSource(BaseModel, extra="forbid"):
    """A live blog that is to be followed."""

    url: Annotated[str, Field(description="Its http or https address, in any ingest format.")]
    slug: Annotated[str, Field(min_length=1, description="The name of the live blog here, and of the source.")]
    format: Annotated[str | None, Field(description="The ingest format; left out: told from the content.")] = None
    timezone: Annotated[str | None, Field(description="IANA zone of times that name none.")] = None
    language: Annotated[str | None, Field(description="Language of a document that does not name its own.")] = None
    title: Annotated[str | None, Field(description="Title of a live blog whose document has none.")] = None
    interval_s: Annotated[
        int, Field(description=f"Shortest pause in seconds, {SHORTEST_S} to {LONGEST_S}.", strict=True)
    ] = DEFAULT_S


class SourceList(BaseModel):
    """Sources by name."""

    sources: tuple[SourceView, ...]


class SourceDetail(SourceView):
    """A source, how many entries came from it, and those that stand otherwise here than there."""

    entries: int
    notable: tuple[NotableEntry, ...]


@blueprint.get("")
@describe(blueprint, "list_sources", SourceList)
@role_needed(Role.EDITOR)
def list_all() -> Response:
    """List sources"""
    with read_session() as session:
        found = list_sources(session)
    return reply(SourceList(sources=tuple(view_source(source) for source in found))).response()


@blueprint.post("")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "add_source", SourceView, statuses=(201,), body=NewSource, problems=kinds.ON_CREATE)
@role_needed(Role.EDITOR)
def add(headers: OnceHeaders) -> Response:
    """Follow a live blog

    A worker reads it within seconds; until then it has no format. What went wrong then is in ``last_error``.
    """
    body = json_body()
    wish = Wish(**parse_body(NewSource, body).model_dump())

    def work(session: Session) -> Reply:
        source = insert_source(session, make_source(wish, added_by=current_actor().name, now=utc_now()))
        return reply(view_source(source), created_at=path_to("sources", source.slug))

    return do_once(headers, body, work)


@blueprint.get("/<name:source>")
@describe(blueprint, "read_source", SourceDetail, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def show(source: str) -> Response:
    """Read a source

    With the entries that a person should look at: missing at the source, or changed there and here.
    """
    with read_session() as session:
        found = find_source(session, source)
        if found is None:
            raise UnknownSource(source)
        followed = load_followed(session, found.id)
    view = view_source(found).model_dump()
    return reply(SourceDetail(**view, entries=len(followed), notable=view_notable(followed))).response()


@blueprint.delete("/<name:source>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "remove_source", SourceView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def remove(source: str, headers: OnceHeaders) -> Response:
    """Stop following a live blog

    The live blog stays as it is. The answer is the source as it was.
    """

    def work(session: Session) -> Reply:
        return reply(view_source(remove_source(session, source)))

    return do_once(headers, json_body_if_any(), work)


@blueprint.post("/<name:source>/pause")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "pause_source", SourceView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def pause(source: str, headers: OnceHeaders) -> Response:
    """Pause a source

    A reading under way changes nothing any more.
    """

    def work(session: Session) -> Reply:
        return reply(view_source(pause_source(session, source)))

    return do_once(headers, json_body_if_any(), work)


@blueprint.post("/<name:source>/resume")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "resume_source", SourceView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def resume(source: str, headers: OnceHeaders) -> Response:
    """Read a source again

    At once, and also if it had ended.
    """

    def work(session: Session) -> Reply:
        return reply(view_source(resume_source(session, source, now=utc_now())))

    return do_once(headers, json_body_if_any(), work)
