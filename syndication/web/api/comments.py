"""What people say to each other about a segment."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from feeds.xml import clean_text
from syndication.clock import utc_now
from syndication.errors import UnknownComment
from syndication.rights import Role
from syndication.storage.comments import Comment, add_comment, find_comment, list_comments, resolve_comment
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.deciding import require_in_blog
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import invalid_field
from syndication.web.api.replies import Reply, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session

blueprint = APIBlueprint("comments", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/segments")


class NewComment(BaseModel, extra="forbid"):
    """A remark, as plain text."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]


class CommentView(BaseModel):
    """A remark on a segment; ``resolved_at`` is there once somebody has called it settled."""

    id: int
    actor: str
    text: str
    created_at: Time
    resolved_at: Time | None = None
    resolved_by: str | None = None

    @classmethod
    def of(cls, comment: Comment) -> Self:
        """Show a stored comment."""
        return cls(
            id=comment.id,
            actor=comment.actor,
            text=comment.text,
            created_at=comment.created_at,
            resolved_at=comment.resolved_at,
            resolved_by=comment.resolved_by,
        )


class CommentList(BaseModel):
    """The remarks on one segment, the oldest first."""

    comments: tuple[CommentView, ...]


class Nothing(BaseModel, extra="forbid"):
    """An empty object."""


@blueprint.get("/<row_id:segment>/comments")
@describe(blueprint, "list_comments", CommentList, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(slug: str, segment: int) -> Response:
    """Read the comments on a segment"""
    with read_session() as session:
        require_in_blog(session, slug, segment)
        found = list_comments(session, segment)
    return reply(CommentList(comments=tuple(map(CommentView.of, found)))).response()


@blueprint.post("/<row_id:segment>/comments")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "add_comment", CommentView, body=NewComment, problems=(kinds.NOT_FOUND, kinds.INVALID_DOCUMENT))
@role_needed(Role.TRANSLATOR)
def add(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Comment on a segment

    Comments never change what is published.
    """
    body = json_body()
    text = clean_text(parse_body(NewComment, body).text).strip()
    if not text:
        raise invalid_field("text", "a comment needs words")

    def work(session: Session) -> Reply:
        require_in_blog(session, slug, segment)
        comment = add_comment(session, segment, text=text, actor=current_actor().name, now=utc_now())
        return reply(CommentView.of(comment))

    return do_once(headers, body, work)


@blueprint.post("/<row_id:segment>/comments/<row_id:comment>/resolve")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "resolve_comment", CommentView, body=Nothing, problems=(kinds.NOT_FOUND,))
@role_needed(Role.TRANSLATOR)
def resolve(slug: str, segment: int, comment: int, headers: OnceHeaders) -> Response:
    """Call a comment settled

    It stays readable, and is no longer counted.
    """
    body = json_body_if_any()
    parse_body(Nothing, body)

    def work(session: Session) -> Reply:
        require_in_blog(session, slug, segment)
        _require(session, segment, comment)
        resolve_comment(session, comment, actor=current_actor().name, now=utc_now())
        return reply(CommentView.of(_require(session, segment, comment)))

    return do_once(headers, body, work)


def _require(session: Session, segment_id: int, comment_id: int) -> Comment:
    found = find_comment(session, comment_id)
    if found is None or found.segment_id != segment_id:
        raise UnknownComment(comment_id)
    return found
