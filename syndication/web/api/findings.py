"""Quality checks on one segment: of a text that is not saved yet, and a finding that a person dismisses."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from syndication.checking import findings_of
from syndication.clock import utc_now
from syndication.rechecking import Wish, dismiss, find_open
from syndication.rights import Role
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.deciding import decide_once, require_in_blog
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders
from syndication.web.api.replies import reply
from syndication.web.api.segments import SegmentView
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session
from translations.findings import Finding
from translations.model import Segment
from translations.review import unsaved

blueprint = APIBlueprint("findings", __name__, tag="Translations", url_prefix="/blogs/<name:slug>/segments")

Hash = Annotated[str, Field(max_length=64)]


class Wording(BaseModel, extra="forbid"):
    """A translation that is being written, as inline HTML."""

    html: Annotated[str, Field(max_length=20_000)]


class Findings(BaseModel):
    """What the checks find, the gravest first."""

    findings: tuple[Finding, ...]


class Dismissing(BaseModel, extra="forbid"):
    """Dismiss the findings of one code in what was seen, for a reason that others can read."""

    code: Annotated[str, Field(max_length=32)]
    source_hash: Hash
    target_hash: Hash
    reason: Annotated[str, Field(min_length=1, max_length=500)]


@blueprint.post("/<row_id:segment>/check")
@describe(blueprint, "check_segment", Findings, body=Wording, problems=(kinds.NOT_FOUND, kinds.INVALID_DOCUMENT))
@role_needed(Role.READER)
def check(slug: str, segment: int) -> Response:
    """Check a translation that is not saved

    Nothing is kept. The spans of findings count characters of the plain text.
    """
    wording = parse_body(Wording, json_body())
    with read_session() as session:
        stored = require_in_blog(session, slug, segment)
        tried = unsaved(stored.segment, wording.html, editor=current_actor().name, now=utc_now())
        found = findings_of(session, stored, tried.current) if tried.current else ()
    return reply(Findings(findings=found)).response()


@blueprint.post("/<row_id:segment>/dismiss")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "dismiss_finding", SegmentView, body=Dismissing, problems=kinds.ON_REVIEW)
@role_needed(Role.TRANSLATOR)
def dismiss_finding(slug: str, segment: int, headers: OnceHeaders) -> Response:
    """Dismiss a finding

    It stays dismissed as long as source, translation and the check's rules are the same. One that blocks publication
    takes a reviewer; the text may then be published although nobody has approved it.
    """

    def decide(session: Session, wanted: Dismissing) -> Segment:
        actor = current_actor()
        wish = Wish(
            code=wanted.code,
            source_hash=wanted.source_hash,
            target_hash=wanted.target_hash,
            reason=wanted.reason.strip(),
        )
        _stored, found = find_open(session, segment, wish)
        if any(finding.is_blocking for finding in found) and not actor.role.allows(Role.REVIEWER):
            raise Forbidden(f"Overruling a finding that blocks publication needs the role {Role.REVIEWER}.")
        return dismiss(session, segment, wish, actor=actor.name, now=utc_now())

    return decide_once(slug, segment, headers, Dismissing, decide)
