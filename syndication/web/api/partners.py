"""Partners. Keys of partners are made on the command line and on the desk."""

from datetime import datetime
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.partners import PartnerRecord, list_partners
from syndication.shaping.partners import (
    MOST_CONTACT,
    MOST_NAME,
    MOST_PER_MIN,
    PartnerFacts,
    add_partner,
    change_partner,
    require_partner,
    set_disabled,
)
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session

blueprint = APIBlueprint("partners", __name__, tag="Partners", url_prefix="/partners")


class PartnerChange(BaseModel, extra="forbid"):
    """What is said of a partner; what is left out is taken away."""

    name: Annotated[str, Field(description=f"1 to {MOST_NAME} characters.")]
    contact: Annotated[
        str | None, Field(description=f"Whom to ask there, in up to {MOST_CONTACT:,} characters; for the desk only.")
    ] = None
    requests_per_min: Annotated[
        int | None,
        Field(
            description=f"How often it may ask for its feeds, 1 to {MOST_PER_MIN:,}; left out: no limit.", strict=True
        ),
    ] = None


class NewPartner(PartnerChange):
    """A partner that is to be added."""

    slug: Annotated[str, Field(description="Lower case; part of the addresses of its feeds, and never changed.")]


class Partner(BaseModel):
    """An outlet that receives feeds, and the names of its profiles."""

    slug: str
    name: str
    contact: str | None = None
    requests_per_min: int | None = None
    disabled_at: Annotated[
        datetime | None, Field(description="Since when it is served and sent nothing but withdrawals.")
    ] = None
    profiles: tuple[str, ...]


class PartnerList(BaseModel):
    """Partners by slug."""

    partners: tuple[Partner, ...]


@blueprint.get("")
@describe(blueprint, "list_partners", PartnerList)
@role_needed(Role.READER)
def list_all() -> Response:
    """List partners"""
    with read_session() as session:
        records = list_partners(session)
    return reply(PartnerList(partners=tuple(_partner(record) for record in records))).response()


@blueprint.post("")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "add_partner", Partner, statuses=(201,), body=NewPartner, problems=kinds.ON_CREATE)
@role_needed(Role.EDITOR)
def add(headers: OnceHeaders) -> Response:
    """Add a partner

    It has no profiles yet, and no key.
    """
    body = json_body()
    wish = parse_body(NewPartner, body)

    def work(session: Session) -> Reply:
        record = add_partner(session, wish.slug, _facts(wish), actor=current_actor().name, now=utc_now())
        return reply(_partner(record), created_at=path_to("partners", record.slug))

    return do_once(headers, body, work)


@blueprint.get("/<name:partner>")
@describe(blueprint, "read_partner", Partner, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(partner: str) -> Response:
    """Read a partner"""
    with read_session() as session:
        return reply(_partner(require_partner(session, partner))).response()


@blueprint.put("/<name:partner>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "change_partner", Partner, body=PartnerChange, problems=(kinds.NOT_FOUND, *kinds.ON_CREATE))
@role_needed(Role.EDITOR)
def change(partner: str, headers: OnceHeaders) -> Response:
    """Change a partner"""
    body = json_body()
    wish = parse_body(PartnerChange, body)

    def work(session: Session) -> Reply:
        return reply(_partner(change_partner(session, partner, _facts(wish), actor=current_actor().name)))

    return do_once(headers, body, work)


@blueprint.post("/<name:partner>/disable")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "disable_partner", Partner, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def disable(partner: str, headers: OnceHeaders) -> Response:
    """Disable a partner

    From now on it is served and sent nothing but withdrawals of what it has.
    """
    return _set_disabled(partner, headers, disabled=True)


@blueprint.post("/<name:partner>/enable")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "enable_partner", Partner, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def enable(partner: str, headers: OnceHeaders) -> Response:
    """Enable a partner again"""
    return _set_disabled(partner, headers, disabled=False)


def _set_disabled(partner: str, headers: OnceHeaders, *, disabled: bool) -> Response:
    def work(session: Session) -> Reply:
        record = set_disabled(session, partner, disabled=disabled, actor=current_actor().name, now=utc_now())
        return reply(_partner(record))

    return do_once(headers, json_body_if_any(), work)


def _facts(wish: PartnerChange) -> PartnerFacts:
    return PartnerFacts(name=wish.name, contact=wish.contact, requests_per_min=wish.requests_per_min)


def _partner(record: PartnerRecord) -> Partner:
    return Partner(
        slug=record.slug,
        name=record.name,
        contact=record.contact,
        requests_per_min=record.requests_per_min,
        disabled_at=record.disabled_at,
        profiles=record.profiles,
    )
