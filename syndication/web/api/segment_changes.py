"""Taking back what was done to a segment, and sentences that a translator treats as one."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Protocol

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.joining import join_segments, split_again
from syndication.reviewing import undo_segment
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.deciding import decide_once
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders
from syndication.web.api.segments import SegmentView
from syndication.web.authorisation import current_actor, role_needed
from translations.model import Segment

blueprint = APIBlueprint("segment_changes", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/segments")


class SeenVersion(BaseModel, extra="forbid"):
    """What was seen: nothing is done to a segment that has changed since."""

    version: Annotated[int, Field(strict=True, description="The version of the segment that you saw.")]


@blueprint.post("/<row_id:segment>/undo")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "undo_segment", SegmentView, body=SeenVersion, problems=kinds.ON_REVIEW)
@role_needed(Role.TRANSLATOR)
def undo(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Take back what you did last

    An approval, an edit or a rejection, if it is yours and nothing has happened to the segment since. It stays in the
    history; the memory gives back what it learnt.
    """

    def decide(session: Session, seen: SeenVersion) -> Segment:
        return undo_segment(session, segment, if_version=seen.version, actor=current_actor().name, now=utc_now())

    return decide_once(slug, segment, headers, SeenVersion, decide)


@blueprint.post("/<row_id:segment>/merge-next")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "join_segments", SegmentView, body=SeenVersion, problems=kinds.ON_REVIEW)
@role_needed(Role.TRANSLATOR)
def merge_next(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Treat a sentence and the next one as one

    Both must stand in one field, without a line break between them. Their translations are joined; the whole is
    approved only if both were. It holds through later edits as long as both sentences are there.
    """
    return decide_once(slug, segment, headers, SeenVersion, _regroup(join_segments, segment))


@blueprint.post("/<row_id:segment>/split")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "split_segment", SegmentView, body=SeenVersion, problems=kinds.ON_REVIEW)
@role_needed(Role.TRANSLATOR)
def split(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Take joined sentences apart again

    The answer is the first of them. Each is as it was before they were joined, where that is known.
    """
    return decide_once(slug, segment, headers, SeenVersion, _regroup(split_again, segment))


class _Regroup(Protocol):
    def __call__(
        self, session: Session, segment_id: int, *, version_seen: int, actor: str, now: datetime
    ) -> Segment: ...


def _regroup(regroup: _Regroup, segment_id: int) -> Callable[[Session, SeenVersion], Segment]:
    def decide(session: Session, seen: SeenVersion) -> Segment:
        return regroup(session, segment_id, version_seen=seen.version, actor=current_actor().name, now=utc_now())

    return decide
