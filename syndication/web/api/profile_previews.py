"""What a profile would make of a live blog, checked and compared with what its partner gets today. Nothing is kept."""

from typing import Annotated, Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field

from feeds.codec import decode_profile
from feeds.conformance.report import Report
from feeds.language import LanguageTag
from feeds.profile import OutputProfile
from feeds.writers import format_problem
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.shaping.differences import Difference, difference
from syndication.shaping.partners import require_partner
from syndication.shaping.previews import Preview, Wanted, preview
from syndication.shaping.profiles import require_profile
from syndication.shaping.schemas import schema_folder
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.problems import invalid_field
from syndication.web.api.replies import JSON, reply
from syndication.web.authorisation import role_needed
from syndication.web.sessions import current_settings, current_site, dated_cache, read_session

blueprint = APIBlueprint("profile_previews", __name__, tag="Partners", url_prefix="/partners/<name:partner>/profiles")


class ProfilePreviewWish(BaseModel, extra="forbid"):
    """What is to be made: of which live blog, in which language, with which profile."""

    profile: Annotated[
        dict[str, Any] | None, Field(description="A profile that need not be kept; left out: the one that is.")
    ] = None
    blog: Annotated[str | None, Field(description="A live blog's slug; left out: all that the profile takes.")] = None
    language: Annotated[LanguageTag | None, Field(description="Left out: the first that the profile delivers.")] = None


class FindingTold(BaseModel):
    """One thing that a check has found; ``gravity`` is error, warning or note."""

    gravity: str
    rule: str
    said: str
    where: str


class CheckTold(BaseModel):
    """A check of the document: what it found, or why it was not run."""

    name: str
    skipped: str | None = None
    findings: tuple[FindingTold, ...]


class ReportTold(BaseModel):
    """All checks of a document."""

    is_valid: bool
    size_bytes: int
    items: int
    checks: tuple[CheckTold, ...]


class ItemDifferenceTold(BaseModel):
    """An item that is not as the partner gets it today; ``fate`` is added, gone or changed."""

    fate: str
    guid: str
    title: str
    changed: tuple[str, ...]


class DifferenceTold(BaseModel):
    """The difference to the document that the partner gets today, item by item."""

    is_same_document: bool
    all_ids_change: bool
    order_changes: bool
    added: int
    gone: int
    changed: int
    same: int
    items: tuple[ItemDifferenceTold, ...]


class PreviewTold(BaseModel):
    """The document as the partner would get it at this moment; ``difference`` where it gets one today."""

    document: str
    media_type: str
    url: str
    language: str
    report: ReportTold
    difference: DifferenceTold | None = None


@blueprint.post("/<name:profile>/preview")
@describe(
    blueprint, "preview_profile", PreviewTold, body=ProfilePreviewWish, problems=(kinds.NOT_FOUND, *kinds.ON_CREATE)
)
@role_needed(Role.READER)
def show(partner: str, profile: str) -> Response:
    """Preview what a profile would deliver

    The very bytes that the partner would get now: nothing of an entry that is under an embargo or not published yet.
    """
    made = _preview(partner, profile)
    told = PreviewTold(
        document=made.made.body.decode(),
        media_type=made.made.media_type,
        url=made.made.url,
        language=made.made.language,
        report=_report(made.report, len(made.made.items)),
        difference=_difference(difference(made.today, made.made)) if made.today else None,
    )
    return _private(told)


@blueprint.post("/<name:profile>/validate")
@describe(
    blueprint, "validate_profile", ReportTold, body=ProfilePreviewWish, problems=(kinds.NOT_FOUND, *kinds.ON_CREATE)
)
@role_needed(Role.READER)
def validate(partner: str, profile: str) -> Response:
    """Check what a profile would deliver

    First the profile itself: a setting that cannot be is a 422. Then the document that it would make.
    """
    made = _preview(partner, profile)
    return _private(_report(made.report, len(made.made.items)))


def _preview(partner: str, name: str) -> Preview:
    wish = parse_body(ProfilePreviewWish, json_body())
    keeper = dated_cache()
    with read_session() as session:
        owner = require_partner(session, partner)
        if wish.profile is None:
            profile = require_profile(session, partner, name).profile
        else:
            profile = _decode(wish.profile, name)
        return preview(
            session,
            current_site(),
            Wanted(partner=owner, profile=profile, slug=wish.blog, language=wish.language),
            now=utc_now(),
            schemas=schema_folder(current_settings()),
            keeper=keeper,
        )


def _decode(table: dict[str, Any], name: str) -> OutputProfile:
    profile = decode_profile({"name": name} | table)
    if profile.name != name:
        raise invalid_field("name", f"must stay {name!r}, as in the address")
    if problem := format_problem(profile):
        raise invalid_field(problem.path, problem.reason)
    return profile


def _private(told: BaseModel) -> Response:
    response = Response(reply(told).body, content_type=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def _report(report: Report, items: int) -> ReportTold:
    return ReportTold(
        is_valid=report.is_valid,
        size_bytes=report.size_bytes,
        items=items,
        checks=tuple(
            CheckTold(
                name=check.name,
                skipped=check.skipped or None,
                findings=tuple(
                    FindingTold(gravity=one.gravity, rule=one.rule, said=one.said, where=one.where)
                    for one in check.findings
                ),
            )
            for check in report.checks
        ),
    )


def _difference(found: Difference) -> DifferenceTold:
    return DifferenceTold(
        is_same_document=found.is_same_document,
        all_ids_change=found.all_ids_change,
        order_changes=found.order_changes,
        added=found.added,
        gone=found.gone,
        changed=found.changed,
        same=found.same_items,
        items=tuple(
            ItemDifferenceTold(
                fate=one.fate,
                guid=one.guid,
                title=one.title,
                changed=(*(text.label for text in one.texts), *one.also),
            )
            for one in found.items
        ),
    )
