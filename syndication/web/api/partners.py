"""Partners and their output profiles. Keys of partners are made on the command line only."""

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from feeds.codec import decode_profile, encode
from feeds.profile import OutputProfile
from feeds.writers import format_problem
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.errors import UnknownPartner, UnknownProfile
from syndication.partners import PartnerRecord, ProfileRecord, find_partner, find_profile, list_partners
from syndication.storage.partners import save_profile
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_object
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import do_once
from syndication.web.api.preconditions import ChangeHeaders, expected_version
from syndication.web.api.problems import Problem, invalid_field
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session

blueprint = APIBlueprint("partners", __name__, tag="Partners", url_prefix="/partners")


class Partner(BaseModel):
    """An outlet that receives feeds, and the names of its profiles."""

    slug: str
    name: str
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


@blueprint.get("/<name:partner>")
@describe(blueprint, "read_partner", Partner, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(partner: str) -> Response:
    """Read a partner"""
    with read_session() as session:
        return reply(_partner(_require_partner(session, partner))).response()


@blueprint.get("/<name:partner>/profiles/<name:profile>")
@describe(blueprint, "read_profile", OutputProfile, has_etag=True, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show_profile(partner: str, profile: str) -> Response:
    """Read an output profile"""
    with read_session() as session:
        return _profile_reply(_require_profile(session, partner, profile)).response()


@blueprint.put("/<name:partner>/profiles/<name:profile>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(
    blueprint,
    "replace_profile",
    OutputProfile,
    statuses=(200, 201),
    body=OutputProfile,
    has_etag=True,
    problems=kinds.ON_CHANGE,
)
@role_needed(Role.ADMIN)
def change_profile(partner: str, profile: str, headers: ChangeHeaders) -> Response:
    """Replace or add an output profile

    Settings that are left out have their defaults. The partner's feeds follow the new profile at once.
    """
    body = json_body()
    wanted = _decode(body, profile)

    def work(session: Session) -> Reply:
        owner = _require_partner(session, partner)
        known = find_profile(session, partner, profile)
        _check_version(headers, profile, known)
        save_profile(session, owner.id, wanted, actor=current_actor().name, now=utc_now())
        saved = _require_profile(session, partner, profile)
        return _profile_reply(saved, is_new=known is None)

    return do_once(headers, body, work)


def _decode(body: bytes, name: str) -> OutputProfile:
    profile = decode_profile(parse_object(body))
    if profile.name != name:
        raise invalid_field("name", f"must stay {name!r}, as in the address")
    if problem := format_problem(profile):
        raise invalid_field(problem.path, problem.reason)
    return profile


def _check_version(headers: ChangeHeaders, name: str, known: ProfileRecord | None) -> None:
    if known is not None:
        expected_version(headers, guid=name, current=known.version)
    elif headers.if_match is not None:
        raise Problem(kinds.VERSION_MISMATCH, f"There is no profile {name!r} yet.")


def _require_partner(session: Session, slug: str) -> PartnerRecord:
    record = find_partner(session, slug)
    if record is None:
        raise UnknownPartner(slug)
    return record


def _require_profile(session: Session, partner: str, name: str) -> ProfileRecord:
    owner = _require_partner(session, partner)
    record = find_profile(session, partner, name)
    if record is None:
        raise UnknownProfile(name, owner.profiles)
    return record


def _partner(record: PartnerRecord) -> Partner:
    return Partner(slug=record.slug, name=record.name, profiles=record.profiles)


def _profile_reply(record: ProfileRecord, *, is_new: bool = False) -> Reply:
    path = path_to("partners", record.partner_slug, "profiles", record.profile.name)
    return reply(encode(record.profile), etag=str(record.version), created_at=path if is_new else None)
