"""Partners on the desk: how each stands, its facts, its profiles, channels and keys."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from apiflask import APIBlueprint
from flask import Response, current_app, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as PageNotFound

from feeds.errors import InvalidDocument
from feeds.ready import ready_profiles
from syndication.addresses import partner_feed_url
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.errors import NameTaken, UnknownPartner
from syndication.partners import PartnerRecord, ProfileRecord, list_partners, list_profiles
from syndication.retiring import is_retired
from syndication.shaping.partners import (
    MOST_PER_MIN,
    SLUG,
    PartnerFacts,
    add_partner,
    change_partner,
    require_partner,
    set_disabled,
)
from syndication.storage.channels import ChannelRecord, list_channels
from syndication.storage.partner_standings import Standing, standings
from syndication.web.answers import see_other
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.feed_links import format_title
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.profile_words import Fact, describe
from syndication.web.sessions import current_site, read_session, write_session

blueprint = APIBlueprint("partner_pages", __name__, enable_openapi=False, url_prefix="/desk/partners")

_NUMBER_NAMES = {"slug": "Name in addresses", "name": "Name", "contact": "Contact", "requests_per_min": "Limit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLine:
    """A partner in the list, with how it stands."""

    record: PartnerRecord
    standing: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileLine:
    """A profile of a partner: its feed's address and what it delivers, in words."""

    record: ProfileRecord
    format_name: str
    feed: str
    is_retired: bool
    facts: tuple[Fact, ...]


@blueprint.get("/")
@role_needed(Role.READER)
def show() -> Response:
    """List the partners and how each of them stands."""
    return _list_page()


@blueprint.post("/")
@role_needed(Role.EDITOR)
def add() -> Response:
    """Add a partner."""
    slug = _field("slug").strip()

    def work(session: Session) -> None:
        add_partner(session, slug, _facts(), actor=current_actor().name, now=utc_now())

    problems = _problems_of(work)
    if problems:
        return _list_page(status=422, problems=problems)
    return see_other(url_for("partner_pages.partner", partner=slug, done="added"))


@blueprint.get("/<partner>/")
@role_needed(Role.READER)
def partner(partner: str) -> Response:
    """Show one partner."""
    return _partner_page(partner)


@blueprint.post("/<partner>/change")
@role_needed(Role.EDITOR)
def change(partner: str) -> Response:
    """Change a partner's name, contact and limit."""

    def work(session: Session) -> None:
        change_partner(session, partner, _facts(), actor=current_actor().name)

    problems = _problems_of(work)
    return _partner_page(partner, status=422, problems=problems) if problems else _back(partner, "changed")


@blueprint.post("/<partner>/disable")
@role_needed(Role.EDITOR)
def disable(partner: str) -> Response:
    """Leave a partner nothing but withdrawals."""
    _set_disabled(partner, disabled=True)
    return _back(partner, "disabled")


@blueprint.post("/<partner>/enable")
@role_needed(Role.EDITOR)
def enable(partner: str) -> Response:
    """Serve and send a partner everything again."""
    _set_disabled(partner, disabled=False)
    return _back(partner, "enabled")


@blueprint.post("/<partner>/new-profile")
@role_needed(Role.EDITOR)
def new_profile(partner: str) -> Response:
    """Open the editor on a profile that is not kept yet."""
    name = _field("profile").strip()
    if not SLUG.fullmatch(name) or len(name) > 64:
        reason = "Name of the profile: expected up to 64 lower-case letters, digits and single hyphens."
        return _partner_page(partner, status=422, problems=(reason,))
    start = _field("start")
    path = url_for("profile_pages.show", partner=partner, profile=name, start=start or None)
    return see_other(path)


def _set_disabled(slug: str, *, disabled: bool) -> None:
    with write_session() as session:
        try:
            set_disabled(session, slug, disabled=disabled, actor=current_actor().name, now=utc_now())
        except UnknownPartner as cause:
            raise PageNotFound(sentence_of(cause)) from cause


def _back(slug: str, done: str) -> Response:
    return see_other(url_for("partner_pages.partner", partner=slug, done=done))


def _problems_of(work: Callable[[Session], None]) -> tuple[str, ...]:
    try:
        with write_session() as session:
            work(session)
    except InvalidDocument as cause:
        return tuple(f"{_NUMBER_NAMES.get(one.path, one.path)}: {one.reason}." for one in cause.problems)
    except NameTaken as cause:
        return (sentence_of(cause),)
    except UnknownPartner as cause:
        raise PageNotFound(sentence_of(cause)) from cause
    return ()


def _list_page(*, status: int = 200, problems: tuple[str, ...] = ()) -> Response:
    with read_session() as session:
        found = standings(session)
        lines = [
            PartnerLine(record=record, standing=found.get(record.id, Standing())) for record in list_partners(session)
        ]
    return private_page(
        "desk/partners.html",
        status=status,
        who=signed_in(),
        lines=lines,
        may_change=_may_change(),
        problems=problems,
        typed=request.form if problems else {},
        most_per_min=MOST_PER_MIN,
    )


def _partner_page(slug: str, *, status: int = 200, problems: tuple[str, ...] = ()) -> Response:
    site = current_site()
    with read_session() as session:
        try:
            record = require_partner(session, slug)
        except UnknownPartner as cause:
            raise PageNotFound(sentence_of(cause)) from cause
        own = list_profiles(session, slug)
        others = [one for one in list_profiles(session, limit=500) if one.partner_slug != slug]
        lines = [
            ProfileLine(
                record=one,
                format_name=format_title(one.profile.format),
                feed=partner_feed_url(site, slug, one.profile.name),
                is_retired=is_retired(one.profile),
                facts=describe(one.profile),
            )
            for one in own
        ]
        return private_page(
            "desk/partner.html",
            status=status,
            who=signed_in(),
            partner=record,
            standing=standings(session).get(record.id, Standing()),
            lines=lines,
            copies=(*own, *others),
            ready=ready_profiles(),
            channels=_channels(session, slug),
            links=_links(slug),
            may_change=_may_change(),
            problems=problems,
            typed=request.form if problems else {},
            done=request.args.get("done", ""),
            most_per_min=MOST_PER_MIN,
        )


def _channels(session: Session, slug: str) -> tuple[tuple[ChannelRecord, str], ...]:
    return tuple(
        (one, f"/desk/partners/{quote(slug)}/channels/{quote(one.name)}") for one in list_channels(session, slug)
    )


def _links(slug: str) -> dict[str, str]:
    """Return the paths of the partner's other pages that whoever asks may open."""
    if not _may_change():
        return {}
    wanted = {
        "new_channel": "channel_pages.new",
        "keys": "partner_desk.keys",
        "log": "partner_desk.log",
        "own": "partner_desk.overview",
    }
    views = current_app.view_functions
    return {name: url_for(endpoint, partner=slug) for name, endpoint in wanted.items() if endpoint in views}


def _may_change() -> bool:
    return current_actor().role.allows(Role.EDITOR)


def _facts() -> PartnerFacts:
    limit = _field("requests_per_min").strip()
    return PartnerFacts(
        name=_field("name"),
        contact=_field("contact") or None,
        # What is no number is told like a number that cannot be.
        requests_per_min=(int(limit) if limit.isascii() and limit.isdecimal() and len(limit) < 10 else -1)
        if limit
        else None,
    )


def _field(name: str) -> str:
    # A database takes no U+0000, not even to look for it.
    return request.form.get(name, "").replace("\0", "")
