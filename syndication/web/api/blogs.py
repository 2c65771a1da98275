"""Live blogs: the list of them, and each one's head (its own texts and settings, without its entries)."""

import json
from dataclasses import replace

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from feeds.codec import as_table, decode_blog, encode
from feeds.dates import Time
from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import LiveBlog, PubStatus
from syndication.auth import Role
from syndication.clock import utc_now, whole_second
from syndication.errors import UnknownBlog
from syndication.ingest import accept_blog, kill_blog, update_head
from syndication.storage.blogs import BlogRecord, find_blog, list_blogs, load_blog, load_head
from syndication.storage.entries import list_versions
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.killing import Kill
from syndication.web.api.preconditions import ChangeHeaders, expected_version
from syndication.web.api.problems import Problem
from syndication.web.api.queries import LanguageQuery, Limit
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.api.translated import translate, variant_etag
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import current_settings, read_session

blueprint = APIBlueprint("blogs", __name__, tag="Live blogs", url_prefix="/blogs")


class BlogsQuery(BaseModel, extra="forbid"):
    """How much of the list of live blogs is wanted."""

    limit: Limit = 100


class BlogSummary(BaseModel):
    """A live blog in the list.

    ``version`` counts changes of its head, ``revision`` all changes in all its languages; ``updated_at`` is the newest
    change of the head or of any entry.
    """

    slug: str
    guid: str
    title: str
    language: str
    version: int
    revision: int
    pub_status: PubStatus
    published_at: Time
    created_at: Time
    updated_at: Time


class BlogList(BaseModel):
    """Live blogs, the most recently changed first."""

    blogs: tuple[BlogSummary, ...]


@blueprint.get("")
@blueprint.input(BlogsQuery, location="query", arg_name="query")
@describe(blueprint, "list_blogs", BlogList, problems=(kinds.INVALID_PARAMETERS,))
@role_needed(Role.READER)
def list_all(query: BlogsQuery) -> Response:
    """List live blogs

    The most recently changed first.
    """
    with read_session() as session:
        records = list_blogs(session, limit=query.limit)
    return reply(BlogList(blogs=tuple(_summary(record) for record in records))).response()


@blueprint.post("")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "create_blog", LiveBlog, statuses=(201,), body=LiveBlog, has_etag=True, problems=kinds.ON_CREATE)
@role_needed(Role.EDITOR)
def create(headers: OnceHeaders) -> Response:
    """Create a live blog

    With or without entries. The answer is the live blog as it was accepted, entries and all, guids minted.
    """
    body = json_body()
    now = utc_now()
    blog = decode_blog(body, now=now)

    def work(session: Session) -> Reply:
        if find_blog(session, blog.slug) is not None:
            raise Problem(kinds.ALREADY_EXISTS, f"There is a live blog {blog.slug!r} already.")
        accept_blog(session, blog, actor=current_actor().name, now=now, settings=current_settings())
        accepted = load_blog(session, blog.slug)
        if accepted is None:
            raise UnknownBlog(blog.slug)
        return reply(encode(accepted), etag=str(accepted.version), created_at=path_to("blogs", accepted.slug))

    return do_once(headers, body, work)


@blueprint.get("/<name:slug>")
@blueprint.input(LanguageQuery, location="query", arg_name="query")
@describe(blueprint, "read_blog", LiveBlog, has_etag=True, problems=kinds.ON_READ)
@role_needed(Role.READER)
def show(slug: str, query: LanguageQuery) -> Response:
    """Read a live blog's head

    Without its entries and its revision, which change while the head's version stays.
    """
    with read_session() as session:
        head = _require_head(session, slug)
        if query.language in {None, head.language}:
            return _head_reply(session, head).response()
        variant = translate(session, head, query.language)
    return reply(_without_entries(variant), etag=variant_etag(variant.version, variant.revision)).response()


@blueprint.put("/<name:slug>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "replace_blog", LiveBlog, body=LiveBlog, has_etag=True, problems=kinds.ON_CHANGE)
@role_needed(Role.EDITOR)
def change(slug: str, headers: ChangeHeaders) -> Response:
    """Replace a live blog's head

    Entries are changed at their own addresses. A head that says nothing new keeps its version; one without
    ``published_at`` keeps the time of publication.
    """
    body = json_body()
    now = utc_now()

    def work(session: Session) -> Reply:
        head = _require_head(session, slug)
        blog = decode_blog(body, now=head.published_at)
        _require_same_blog(blog, head)
        version = expected_version(headers, guid=head.guid, current=head.version)
        changed = update_head(session, slug, blog, if_version=version, actor=current_actor().name, now=now)
        return _head_reply(session, changed)

    return do_once(headers, body, work)


@blueprint.delete("/<name:slug>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "kill_blog", LiveBlog, body=Kill, has_etag=True, problems=kinds.ON_CHANGE)
@role_needed(Role.EDITOR)
def kill(slug: str, headers: ChangeHeaders) -> Response:
    """Kill a live blog

    It leaves every feed in every language; its entries too. What was killed stays killed.
    """
    body = json_body_if_any()
    reason = parse_body(Kill, body).reason

    def work(session: Session) -> Reply:
        head = _require_head(session, slug)
        version = expected_version(headers, guid=head.guid, current=head.version)
        actor, now = current_actor().name, utc_now()
        return _head_reply(session, kill_blog(session, slug, reason, if_version=version, actor=actor, now=now))

    return do_once(headers, body, work)


def _require_head(session: Session, slug: str) -> LiveBlog:
    head = load_head(session, slug)
    if head is None:
        raise UnknownBlog(slug)
    return head


def _require_same_blog(given: LiveBlog, known: LiveBlog) -> None:
    problems = []
    if given.slug != known.slug:
        problems.append(FieldProblem("slug", f"must stay {known.slug!r}, as in the address"))
    if given.guid not in {"", known.guid}:
        problems.append(FieldProblem("guid", f"must be left out or stay {known.guid!r}"))
    if given.entries:
        problems.append(FieldProblem("entries", "must be left out: each entry is changed at its own address"))
    if problems:
        raise InvalidDocument(tuple(problems))


def _head_reply(session: Session, head: LiveBlog) -> Reply:
    # The store counts a new entry as a change of the live blog; the head's own time is that of its newest version.
    (newest,) = list_versions(session, head.guid, limit=1)
    own = replace(head, updated_at=whole_second(newest.at))
    return reply(_without_entries(own), etag=str(own.version))


def _without_entries(head: LiveBlog) -> bytes:
    table = as_table(head)
    shown = {name: value for name, value in table.items() if name not in {"entries", "revision"}}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()


def _summary(record: BlogRecord) -> BlogSummary:
    return BlogSummary.model_validate(record, from_attributes=True)
