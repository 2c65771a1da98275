"""One segment, and decisions on it. Each names what the reviewer saw, so that nothing unseen is decided."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.memory import find_suggestions
from syndication.reviewing import approve_segment, edit_segment, list_history, reject_segment
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.deciding import decide_once, require_in_blog
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders
from syndication.web.api.replies import reply
from syndication.web.api.segments import MatchView, ReviewView, SegmentDetail, SegmentView
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session
from translations.model import Segment

blueprint = APIBlueprint("review", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/segments")

Hash = Annotated[str, Field(max_length=64)]

EditTime = Annotated[
    float | None, Field(ge=0, le=86_400, description="How long you were at work on it, in seconds, if you know.")
]


class Approval(BaseModel, extra="forbid"):
    """Approve what was seen: this translation, or the suggestion beside it, of this source."""

    source_hash: Hash
    target_hash: Hash
    edit_s: EditTime = None


class Edit(BaseModel, extra="forbid"):
    """Put another translation in place, as inline HTML with the links of the source."""

    version: Annotated[int, Field(strict=True, description="The version of the segment that you saw.")]
    html: Annotated[str, Field(max_length=20_000)]
    edit_s: EditTime = None


class Rejection(BaseModel, extra="forbid"):
    """Throw what was seen away."""

    source_hash: Hash
    target_hash: Hash


@blueprint.get("/<row_id:segment>")
@describe(blueprint, "read_segment", SegmentDetail, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(slug: str, segment: int) -> Response:
    """Read a segment

    With what the translation memory has for it, similar sentences included, and what people did to it.
    """
    with read_session() as session:
        stored = require_in_blog(session, slug, segment)
        matches = find_suggestions(
            session, stored.segment.source, source_language=stored.source_language, language=stored.language
        )
        history = list_history(session, segment)
    detail = SegmentDetail(
        segment=SegmentView.of(stored.segment),
        memory=tuple(MatchView.of(match) for match in matches),
        history=tuple(ReviewView.of(line) for line in history),
    )
    return reply(detail).response()


@blueprint.post("/<row_id:segment>/approve")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "approve_segment", SegmentView, body=Approval, problems=kinds.ON_REVIEW)
@role_needed(Role.TRANSLATOR)
def approve(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Approve a translation

    Also of a stale one that is still right. Refused if the source or the translation is not what was seen.
    """

    def decide(session: Session, seen: Approval) -> Segment:
        return approve_segment(
            session,
            segment,
            source_hash=seen.source_hash,
            target_hash=seen.target_hash,
            actor=current_actor().name,
            now=utc_now(),
            edit_s=seen.edit_s,
        )

    return decide_once(slug, segment, headers, Approval, decide)


@blueprint.post("/<row_id:segment>/edit")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "edit_segment", SegmentView, body=Edit, problems=kinds.ON_REVIEW)
@role_needed(Role.TRANSLATOR)
def edit(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Change a translation

    The answer holds the hashes to approve it with.
    """

    def decide(session: Session, wanted: Edit) -> Segment:
        return edit_segment(
            session,
            segment,
            text_html=wanted.html,
            if_version=wanted.version,
            actor=current_actor().name,
            now=utc_now(),
            edit_s=wanted.edit_s,
        )

    return decide_once(slug, segment, headers, Edit, decide)


@blueprint.post("/<row_id:segment>/reject")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "reject_segment", SegmentView, body=Rejection, problems=kinds.ON_REVIEW)
@role_needed(Role.TRANSLATOR)
def reject(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Reject a translation

    It is published no more, and stays at hand to be approved after all; a suggestion beside it takes its place.
    """

    def decide(session: Session, seen: Rejection) -> Segment:
        return reject_segment(
            session,
            segment,
            source_hash=seen.source_hash,
            target_hash=seen.target_hash,
            actor=current_actor().name,
            now=utc_now(),
        )

    return decide_once(slug, segment, headers, Rejection, decide)
