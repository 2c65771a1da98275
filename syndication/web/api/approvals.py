"""Approving many segments at once: only such as were seen as they are, and in which no check finds anything."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.reviewing import Approval, ApprovalOutcome, approve_many
from syndication.rights import Role
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.deciding import require_in_blog
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.replies import Reply, reply
from syndication.web.api.segments import SegmentView
from syndication.web.authorisation import current_actor, require_language, role_needed

blueprint = APIBlueprint("approvals", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/segments")

Hash = Annotated[str, Field(max_length=64)]


class SeenSegment(BaseModel, extra="forbid"):
    """A segment as the reviewer saw it."""

    id: int
    source_hash: Hash
    target_hash: Hash


class ManyApprovals(BaseModel, extra="forbid"):
    """Approve these, each as it was seen."""

    segments: Annotated[tuple[SeenSegment, ...], Field(min_length=1, max_length=200)]


class ApprovalResult(BaseModel):
    """What became of one of them: ``refused`` says why it was not approved, and is absent where it was."""

    segment: SegmentView
    refused: str | None = None


class ApprovalResults(BaseModel):
    """What became of each, in the order asked."""

    results: tuple[ApprovalResult, ...]


@blueprint.post("/approve-all")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(
    blueprint,
    "approve_segments",
    ApprovalResults,
    body=ManyApprovals,
    problems=(kinds.NOT_FOUND, kinds.KILLED, kinds.INVALID_DOCUMENT),
)
@role_needed(Role.TRANSLATOR)
def approve_all(slug: str, headers: OnceHeaders) -> Response:
    """Approve several translations

    One that has changed since it was seen, or in which the checks find something, is left as it is and told of.
    """
    body = json_body()
    wanted = parse_body(ManyApprovals, body)

    def work(session: Session) -> Reply:
        for seen in wanted.segments:
            require_language(require_in_blog(session, slug, seen.id).language)
        approvals = [
            Approval(segment_id=seen.id, source_hash=seen.source_hash, target_hash=seen.target_hash)
            for seen in wanted.segments
        ]
        outcomes = approve_many(session, approvals, actor=current_actor().name, now=utc_now())
        return reply(ApprovalResults(results=tuple(map(_result, outcomes))))

    return do_once(headers, body, work)


def _result(outcome: ApprovalOutcome) -> ApprovalResult:
    return ApprovalResult(segment=SegmentView.of(outcome.segment), refused=outcome.refused)
