"""The live blogs on the desk: the list of them, a new one, each one's own texts and settings, and its kill."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session

from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import LiveBlog, PubStatus
from syndication.clock import utc_now
from syndication.desk.fields import Fields
from syndication.desk.head_forms import BACKGROUND, SUMMARY, read_head, write_head
from syndication.desk.pieces import Difference, differences
from syndication.errors import SlugTaken, VersionConflict
from syndication.ingest import accept_blog, kill_blog, update_head
from syndication.rights import Role
from syndication.storage.blogs import BlogRecord, find_blog, list_blogs
from syndication.storage.entries import list_versions
from syndication.storage.revisions import blog_languages
from syndication.storage.stream import count_stream
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.desk_finding import may_write, require_blog
from syndication.web.desk_submitting import (
    REFUSALS,
    AlreadySent,
    OnItsWay,
    Trouble,
    form_fields,
    new_key,
    submit_once,
    troubles_of,
)
from syndication.web.html_answers import private_page
from syndication.web.sessions import current_settings, read_session
from syndication.web.words import own_name

blueprint = APIBlueprint("desk_blogs", __name__, enable_openapi=False, url_prefix="/desk/blogs")

_SHOWN = 500
_SENT_BEFORE = "This was sent before, with other words. Look at what is kept now, and send once more if it is not this."


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogLine:
    """A live blog in the list."""

    record: BlogRecord
    language: str
    is_killed: bool


@blueprint.get("/")
@role_needed(Role.READER)
def show() -> Response:
    """List the live blogs, the most recently changed first."""
    with read_session() as session:
        records = list_blogs(session, limit=_SHOWN)
    lines = tuple(
        BlogLine(record=record, language=own_name(record.language), is_killed=record.pub_status is PubStatus.CANCELED)
        for record in records
    )
    return private_page("desk/blogs.html", who=signed_in(), lines=lines, may_write=may_write(), most=_SHOWN)


@blueprint.get("/new")
@role_needed(Role.EDITOR)
def ask_new() -> Response:
    """Ask for what a new live blog needs: its title, its language and its clock."""
    return _new_page({"language": ["en"], "timezone": ["UTC"]})


@blueprint.post("/new")
@role_needed(Role.EDITOR)
def create() -> Response:
    """Create a live blog."""
    fields, now = form_fields(), utc_now()

    def work(session: Session) -> str:
        read = read_head(fields, None, now=now)
        if read.problems:
            raise InvalidDocument(read.problems)
        # An import of the same slug would be another copy of a live blog that is there.
        if find_blog(session, read.head.slug) is not None:
            raise SlugTaken(read.head.slug)
        accept_blog(session, read.head, actor=current_actor().name, now=now, settings=current_settings())
        return url_for("desk_stream.show", slug=read.head.slug)

    try:
        return submit_once(work)
    except SlugTaken as problem:
        reason = f"There is a live blog “{problem.slug}” already: choose another name."
        return _new_page(fields, status=422, troubles=(Trouble(field="Name in addresses", reason=reason),))
    except REFUSALS as problem:
        return _new_page(fields, status=422, troubles=troubles_of(problem))
    except (AlreadySent, OnItsWay):
        return _new_page(fields, status=409, troubles=(Trouble(field="", reason=_SENT_BEFORE),))


@blueprint.get("/<name:slug>/head")
@role_needed(Role.READER)
def show_head(slug: str) -> Response:
    """Show a live blog's own texts and settings."""
    return _head_page(slug, saved=request.args.get("saved", ""))


@blueprint.post("/<name:slug>/head")
@role_needed(Role.EDITOR)
def save_head(slug: str) -> Response:
    """Save a live blog's own texts and settings."""
    fields, now = form_fields(), utc_now()
    typed: list[LiveBlog] = []

    def work(session: Session) -> str:
        blog = require_blog(session, slug)
        read = read_head(fields, blog.head, now=now)
        typed.append(read.head)
        if read.problems:
            raise InvalidDocument(read.problems)
        seen = next(iter(fields.get("version", ())), "")
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
        kept = update_head(session, slug, read.head, if_version=version, actor=current_actor().name, now=now)
        said = "same" if kept.version == blog.head.version else str(kept.version)
        return url_for("desk_blogs.show_head", slug=slug, saved=said)

    try:
        return submit_once(work)
    except VersionConflict:
        return _head_page(slug, status=409, fields=fields, typed=typed[0] if typed else None, is_clash=True)
    except REFUSALS as problem:
        troubles = troubles_of(problem)
    except (AlreadySent, OnItsWay):
        troubles = (Trouble(field="", reason=_SENT_BEFORE),)
    return _head_page(slug, status=422, fields=fields, typed=typed[0] if typed else None, troubles=troubles)


@blueprint.get("/<name:slug>/kill")
@role_needed(Role.EDITOR)
def ask_kill(slug: str) -> Response:
    """Tell what the kill of a live blog will do, and ask for its reason and for its title."""
    return _kill_page(slug)


@blueprint.post("/<name:slug>/kill")
@role_needed(Role.EDITOR)
def kill(slug: str) -> Response:
    """Kill a live blog with all its entries."""

    def work(session: Session) -> str:
        blog = require_blog(session, slug)
        if " ".join(request.form.get("title", "").split()) != " ".join(blog.head.title.split()):
            raise InvalidDocument((FieldProblem("title", "type it as it stands above: a kill cannot be taken back"),))
        kill_blog(session, slug, request.form.get("reason", ""), actor=current_actor().name, now=utc_now())
        return url_for("desk_blogs.show")

    try:
        return submit_once(work)
    except REFUSALS as problem:
        return _kill_page(slug, status=422, troubles=troubles_of(problem))
    except (AlreadySent, OnItsWay):
        return _kill_page(slug, status=409)


def _new_page(fields: Fields, *, status: int = 200, troubles: tuple[Trouble, ...] = ()) -> Response:
    return private_page(
        "desk/new_blog.html",
        status=status,
        who=signed_in(),
        value=lambda name: next(iter(fields.get(name, ())), ""),
        zones=sorted(available_timezones()),
        wanted=current_settings().languages,
        troubles=troubles,
        key=new_key(),
    )


def _head_page(
    slug: str,
    *,
    status: int = 200,
    fields: Fields | None = None,
    typed: LiveBlog | None = None,
    troubles: tuple[Trouble, ...] = (),
    is_clash: bool = False,
    saved: str = "",
) -> Response:
    with read_session() as session:
        blog = require_blog(session, slug)
        (newest,) = list_versions(session, blog.head.guid, limit=1)
    shown = typed or blog.head
    written = fields or write_head(shown)
    clash: tuple[Difference, ...] = differences(blog.head, shown, blog.zone) if is_clash else ()
    return private_page(
        "desk/head.html",
        status=status,
        who=signed_in(),
        blog=blog.head,
        head=shown,
        value=lambda name: next(iter(written.get(name, ())), ""),
        lists=((SUMMARY, "Summary", shown.summary), (BACKGROUND, "Background", shown.body)),
        newest=newest,
        may_write=may_write() and not blog.is_killed,
        zones=sorted(available_timezones()),
        clash=clash,
        is_clash=is_clash,
        troubles=troubles,
        saved=saved,
        key=new_key(),
    )


def _kill_page(slug: str, *, status: int = 200, troubles: tuple[Trouble, ...] = ()) -> Response:
    with read_session() as session:
        blog = require_blog(session, slug)
        total = count_stream(session, blog.record.id, now=utc_now())[None]
        languages = blog_languages(session, slug)
    return private_page(
        "desk/kill_blog.html",
        status=status,
        who=signed_in(),
        blog=blog.head,
        is_killed=blog.is_killed,
        total=total,
        languages=tuple(own_name(tag) for tag in languages),
        typed=request.form,
        troubles=troubles,
        key=new_key(),
    )
