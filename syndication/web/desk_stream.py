"""The page of a live blog on the desk: a composer at its top, below it the entries, newest first.

Everything is a plain form. Scripts send the same forms and take the parts of the answer over.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response, request, url_for
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from feeds.model import Entry, EntryKind, PubStatus
from syndication.clock import utc_now
from syndication.desk.entry_forms import read_entry
from syndication.desk.states import EntryState
from syndication.errors import VersionConflict
from syndication.ingest import accept_entry, replace_entry
from syndication.rights import Role
from syndication.storage.revisions import blog_languages
from syndication.storage.stream import StreamFilter, count_stream, find_entry_id, list_stream
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.desk_events import stream_response
from syndication.web.desk_finding import may_write, require_blog, require_entry
from syndication.web.desk_submitting import (
    REFUSALS,
    AlreadySent,
    OnItsWay,
    Trouble,
    form_fields,
    submit_once,
    told,
    troubles_of,
)
from syndication.web.desk_words import (
    KIND_WORDS,
    STATE_WORDS,
    FormView,
    form_view,
    near_clock,
    new_form,
    next_change,
    row_view,
)
from syndication.web.form_fields import BLANK_IS_NONE
from syndication.web.html_answers import private_page
from syndication.web.sessions import database, read_session
from syndication.web.words import own_name

blueprint = APIBlueprint("desk_stream", __name__, enable_openapi=False, url_prefix="/desk/blogs/<name:slug>")

_PAGE = 50
_SENT_BEFORE = "This was sent before, with other words, and those are in the stream. To post these too, post once more."
_DONE_BEFORE = "This button was pressed before; the stream shows what came of it."
_CHANGED = "Somebody has changed this entry since you looked. Look at it as it is now before you release it."
_ON_ITS_WAY = "This is being posted at this moment. Look at the stream before you send it again."


class StreamQuery(BaseModel):
    """What of the stream is shown, as its form sends it: an empty choice is none."""

    state: Annotated[EntryState | None, BLANK_IS_NONE] = None
    kind: Annotated[EntryKind | None, BLANK_IS_NONE] = None
    words: Annotated[str, Field(max_length=200)] = ""
    page: Annotated[int, Field(ge=1, le=10_000)] = 1

    def wanted(self) -> StreamFilter:
        """Return it as the store takes it."""
        return StreamFilter(state=self.state, kind=self.kind, words=self.words.replace("\0", "").strip())

    def told(self, **changes: object) -> str:
        """Return it as the query of an address."""
        values = self.model_dump() | changes
        return urlencode({name: value for name, value in values.items() if value and (name, value) != ("page", 1)})


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterLink:
    """A choice of the stream by one mark."""

    name: str
    path: str
    count: int
    is_current: bool


_ACTS: dict[str, Callable[[Entry], Entry]] = {
    "pin": lambda entry: replace(entry, pinned=True),
    "unpin": lambda entry: replace(entry, pinned=False),
    "highlight": lambda entry: replace(entry, highlighted=True),
    "unhighlight": lambda entry: replace(entry, highlighted=False),
    "hold": lambda entry: replace(entry, pub_status=PubStatus.WITHHELD),
    "release": lambda entry: replace(entry, pub_status=PubStatus.USABLE),
}


@blueprint.get("/")
@blueprint.input(StreamQuery, location="query", arg_name="query")
@role_needed(Role.READER)
def show(slug: str, query: StreamQuery) -> Response:
    """Show a live blog's entries, and to those who may write, the composer."""
    return _page(slug, query)


@blueprint.post("/entries")
@role_needed(Role.EDITOR)
def post(slug: str) -> Response:
    """Take a new entry from the composer."""
    fields, now = form_fields(), utc_now()
    with read_session() as session:
        blog = require_blog(session, slug)
    read = read_entry(fields, None, zone=blog.zone, now=now)
    if read.problems:
        return _refused(slug, form_view(read.entry, blog.head, now, typed=fields, troubles=told(read.problems)))

    def work(session: Session) -> str:
        kept = accept_entry(session, slug, read.entry, actor=current_actor().name, now=now)
        entry_id = find_entry_id(session, kept.guid)
        return url_for("desk_stream.show", slug=slug, posted=entry_id, _anchor=f"entry-{entry_id}")

    try:
        return submit_once(work)
    except REFUSALS as problem:
        troubles = troubles_of(problem)
    except AlreadySent:
        troubles = (Trouble(field="", reason=_SENT_BEFORE),)
    except OnItsWay:
        troubles = (Trouble(field="", reason=_ON_ITS_WAY),)
    return _refused(slug, form_view(read.entry, blog.head, now, typed=fields, troubles=troubles))


@blueprint.post("/entries/<row_id:entry_id>/set")
@role_needed(Role.EDITOR)
def act(slug: str, entry_id: int) -> Response:
    """Pin, highlight, hold or release an entry, or undo that.

    It is done to the entry as it is by now, since it does not touch what others write; only a release is of the version
    that was looked at.
    """
    what = request.form.get("act", "")
    if what not in _ACTS:
        raise BadRequest("This can not be done to an entry.")
    seen = request.form.get("version", type=int) if what == "release" else None
    with read_session() as session:
        require_entry(session, require_blog(session, slug), entry_id)

    def work(session: Session) -> str:
        entry = require_entry(session, require_blog(session, slug), entry_id)
        changed = _ACTS[what](entry)
        replace_entry(session, entry.guid, changed, if_version=seen, actor=current_actor().name, now=utc_now())
        return url_for("desk_stream.show", slug=slug, _anchor=f"entry-{entry_id}")

    try:
        return submit_once(work)
    except (*REFUSALS, VersionConflict) as problem:
        return _page(slug, StreamQuery(), status=409, troubles=_act_troubles(problem))
    except (AlreadySent, OnItsWay):
        return _page(slug, StreamQuery(), status=409, troubles=(Trouble(field="", reason=_DONE_BEFORE),))


@blueprint.get("/events")
@role_needed(Role.READER)
def events(slug: str) -> Response:
    """Tell which entries have changed, as it happens (server-sent events)."""
    with read_session() as session:
        blog = require_blog(session, slug)
    return stream_response(database(), blog.record.id)


def _refused(slug: str, form: FormView) -> Response:
    return _page(slug, StreamQuery(), status=422, form=form)


def _page(
    slug: str,
    query: StreamQuery,
    *,
    status: int = 200,
    form: FormView | None = None,
    troubles: tuple[Trouble, ...] = (),
) -> Response:
    now = utc_now()
    with read_session() as session:
        blog = require_blog(session, slug)
        offset = (query.page - 1) * _PAGE
        rows = list_stream(session, blog.record.id, query.wanted(), now=now, limit=_PAGE + 1, offset=offset)
        counts = count_stream(session, blog.record.id, now=now)
        languages = blog_languages(session, slug)
    shown = rows[:_PAGE]
    can_write = may_write() and not blog.is_killed
    return private_page(
        "desk/stream.html",
        status=status,
        who=signed_in(),
        blog=blog.head,
        is_killed=blog.is_killed,
        may_write=can_write,
        form=(form or new_form(blog.head, now)) if can_write else None,
        troubles=troubles,
        rows=tuple(row_view(row, blog.head, now) for row in shown),
        query=query,
        filters=tuple(_filters(slug, query, counts)),
        kinds=KIND_WORDS,
        languages=tuple((tag, own_name(tag)) for tag in languages),
        clock=near_clock(now, blog.zone, now),
        next_change=next_change(shown, now),
        newer=_path(slug, query.told(page=query.page - 1)) if query.page > 1 else None,
        older=_path(slug, query.told(page=query.page + 1)) if len(rows) > _PAGE else None,
        posted=request.args.get("posted", type=int),
    )


def _filters(slug: str, query: StreamQuery, counts: Mapping[EntryState | None, int]) -> Iterator[FilterLink]:
    named: list[tuple[EntryState | None, str]] = [(None, "All"), *STATE_WORDS.items()]
    for state, name in named:
        yield FilterLink(
            name=name,
            path=_path(slug, query.told(state=state, page=1)),
            count=counts[state],
            is_current=query.state is state,
        )


def _path(slug: str, query: str) -> str:
    path = url_for("desk_stream.show", slug=slug)
    return f"{path}?{query}" if query else path


def _act_troubles(problem: Exception) -> tuple[Trouble, ...]:
    if isinstance(problem, VersionConflict):
        return (Trouble(field="", reason=_CHANGED),)
    return troubles_of(problem)
