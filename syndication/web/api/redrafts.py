"""Asking the engine again: about one sentence, or about a text."""

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.errors import NoEngine, UnknownText
from syndication.redrafting import redraft_segment, redraft_text
from syndication.review_texts import load_review_text
from syndication.rights import Role
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body_if_any
from syndication.web.api.deciding import require_in_blog
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import Problem
from syndication.web.api.replies import Reply, reply
from syndication.web.api.segments import SegmentView
from syndication.web.authorisation import require_language, role_needed
from syndication.web.sessions import current_settings

blueprint = APIBlueprint("redrafts", __name__, tag="Translations", url_prefix="")


class WantedDrafts(BaseModel):
    """How many sentences wait for another draft."""

    segments: int


@blueprint.post("/blogs/<name:slug>/segments/<row_id:segment>/redraft")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "redraft_segment", SegmentView, problems=kinds.ON_REDRAFT)
@role_needed(Role.TRANSLATOR)
def redraft_one(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Ask the engine for another draft

    The worker makes it within seconds; until then ``is_redraft_wanted``. It replaces a machine's text, and becomes the
    suggestion beside a person's. The memory is not asked.
    """

    def work(session: Session) -> Reply:
        require_language(require_in_blog(session, slug, segment).language)
        try:
            return reply(SegmentView.of(redraft_segment(session, current_settings(), segment, now=utc_now())))
        except NoEngine as cause:
            raise Problem(kinds.NO_ENGINE, f"Not done: {cause}.") from cause

    return do_once(headers, json_body_if_any(), work)


@blueprint.post("/review/<name:language>/texts/<row_id:text_id>/redraft")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "redraft_text", WantedDrafts, problems=kinds.ON_REDRAFT)
@role_needed(Role.TRANSLATOR)
def redraft_all(language: str, text_id: int, headers: OnceHeaders) -> Response:
    """Ask the engine for another draft of a text

    Of every sentence in it that no person has written or approved.
    """

    def work(session: Session) -> Reply:
        require_language(language)
        text = load_review_text(session, language, text_id, now=utc_now())
        if text is None:
            raise UnknownText(text_id)
        try:
            count = redraft_text(session, current_settings(), text.guid, language, now=utc_now())
        except NoEngine as cause:
            raise Problem(kinds.NO_ENGINE, f"Not done: {cause}.") from cause
        return reply(WantedDrafts(segments=count))

    return do_once(headers, json_body_if_any(), work)
