"""The change feed of a live blog: everything that happened, in order and without gaps, from any place on."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field

from feeds.dates import Time
from syndication.auth import Role
from syndication.errors import UnknownBlog
from syndication.storage.blogs import find_blog
from syndication.storage.changes import Change, LogKind, changes_after
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.cursors import read_cursor, require_reached, write_cursor
from syndication.web.api.describing import describe
from syndication.web.api.queries import Limit
from syndication.web.api.replies import reply
from syndication.web.api.waiting import MAX_WAIT_S, wait_for
from syndication.web.authorisation import role_needed
from syndication.web.sessions import database, read_session

blueprint = APIBlueprint("changes", __name__, tag="Changes", url_prefix="/blogs/<name:slug>/changes")


class ChangesQuery(BaseModel, extra="forbid"):
    """From where on, how many, and how long to wait for the first."""

    cursor: Annotated[str | None, Field(description="The cursor of the page before; left out: from the start.")] = None
    wait: Annotated[
        int, Field(ge=0, le=MAX_WAIT_S, description="Seconds to wait for a change where there is none yet.")
    ] = 0
    limit: Limit = 100


class ChangeRow(BaseModel):
    """One change. ``guid`` is the source's, of an entry or of the live blog itself.

    ``version`` is that of the entry or head, or where ``language`` is set that of its translation.
    """

    revision: int
    kind: LogKind
    guid: str
    language: str | None = None
    version: int
    at: Time


class ChangePage(BaseModel):
    """Changes, oldest first. ``cursor`` asks for what comes after them; ``has_more``: there is more already."""

    changes: tuple[ChangeRow, ...]
    cursor: str
    has_more: bool


@blueprint.get("")
@blueprint.input(ChangesQuery, location="query", arg_name="query")
@describe(blueprint, "follow_changes", ChangePage, problems=(kinds.INVALID_CURSOR, *kinds.ON_READ, kinds.UNAVAILABLE))
@role_needed(Role.READER)
def list_page(slug: str, query: ChangesQuery) -> Response:
    """Follow what changes

    Ordered, without gaps and repetitions: keep the cursor and ask again. With wait, the answer comes as soon as
    something happens.
    """
    after = read_cursor(query.cursor, slug) if query.cursor is not None else 0

    def look() -> tuple[Change, ...]:
        with read_session() as session:
            blog = find_blog(session, slug)
            if blog is None:
                raise UnknownBlog(slug)
            require_reached(after, blog.revision)
            return changes_after(session, slug, after, limit=query.limit + 1)

    found = wait_for(look, database(), wait_s=query.wait)
    shown = found[: query.limit]
    page = ChangePage(
        changes=tuple(ChangeRow.model_validate(change, from_attributes=True) for change in shown),
        cursor=write_cursor(slug, shown[-1].revision if shown else after),
        has_more=len(found) > query.limit,
    )
    return reply(page).response()
