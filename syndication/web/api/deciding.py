"""Decisions on segments: done once, by those who may, on what they saw; a conflict is answered with both sides."""

from collections.abc import Callable
from typing import TypeVar

from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from syndication.errors import UnknownSegment
from syndication.storage.blogs import find_blog
from syndication.storage.segments import StoredSegment, find_segment
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import Problem, invalid_field
from syndication.web.api.replies import Reply, reply
from syndication.web.api.segments import SegmentView
from syndication.web.authorisation import require_language
from translations.errors import EmptyTranslation, LinksDiffer, ReviewError
from translations.model import Segment

Decision = TypeVar("Decision", bound=BaseModel)


def decide_once(
    slug: str,
    segment_id: int,
    headers: OnceHeaders,
    of: type[Decision],
    decide: Callable[[Session, Decision], Segment],
) -> Response:
    """Do what the body of the request at hand decides about one segment, and answer with the segment afterwards.

    Raises the problems of a caller who may not, and of a decision that does not fit what is there.
    """
    body = json_body()
    decision = parse_body(of, body)

    def work(session: Session) -> Reply:
        require_language(require_in_blog(session, slug, segment_id).language)
        try:
            return reply(SegmentView.of(decide(session, decision)))
        except ReviewError as cause:
            raise _problem_of(cause, decision) from cause

    return do_once(headers, body, work)


def _problem_of(cause: ReviewError, decision: BaseModel) -> Problem:
    """Tell a text that can never be taken from one that came too late; the latter with both sides."""
    if "html" in type(decision).model_fields and isinstance(cause, EmptyTranslation | LinksDiffer):
        return invalid_field("html", str(cause))
    current = SegmentView.of(cause.segment).model_dump(mode="json", exclude_none=True)
    members = {"current": current, "yours": decision.model_dump(mode="json", exclude_none=True)}
    return Problem(kinds.REVIEW_CONFLICT, f"Not done: {cause}.", members=members)


def require_in_blog(session: Session, slug: str, segment_id: int) -> StoredSegment:
    """Return a segment of a live blog; raises :exc:`~syndication.errors.UnknownSegment` for one of another."""
    stored = find_segment(session, segment_id)
    blog = find_blog(session, slug)
    if stored is None or blog is None or stored.blog_id != blog.id:
        raise UnknownSegment(segment_id)
    return stored
