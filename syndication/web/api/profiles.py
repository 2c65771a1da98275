"""Output profiles of partners, and every version of them."""

from datetime import datetime
from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from feeds.codec import as_table, decode_profile, encode
from feeds.profile import OutputProfile
from feeds.writers import format_problem
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.partners import ProfileRecord, find_profile
from syndication.shaping.changes import changes_between
from syndication.shaping.partners import require_partner
from syndication.shaping.profiles import (
    MOST_NOTE,
    put_profile,
    remove_profile,
    require_profile,
    require_version,
    retire,
    roll_back,
)
from syndication.storage.profile_versions import ProfileVersion, list_versions
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body, parse_object
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.preconditions import ChangeHeaders, expected_version
from syndication.web.api.problems import Problem, invalid_field
from syndication.web.api.queries import Limit
from syndication.web.api.replies import Reply, path_to, reply
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session

blueprint = APIBlueprint("profiles", __name__, tag="Partners", url_prefix="/partners/<name:partner>/profiles")

Note = Annotated[str | None, Field(max_length=MOST_NOTE, description="Why; kept with the version.")]


class NoteQuery(BaseModel):
    """What is noted beside a change."""

    model_config = ConfigDict(extra="forbid")

    note: Note = None


class VersionsQuery(BaseModel):
    """Which versions are wanted."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = 100
    before: Annotated[int | None, Field(ge=1, description="Only versions older than this one.")] = None


class SettingChange(BaseModel):
    """A setting that is different from the version before, in words."""

    path: str
    label: str
    before: str
    after: str


class VersionOfProfile(BaseModel):
    """A version of a profile: who made it, when and why, and what it changed; ``profile`` as the API takes it."""

    version: int
    created_at: datetime
    actor: str
    note: str | None = None
    changes: tuple[SettingChange, ...]
    profile: dict[str, object]


class VersionsOfProfile(BaseModel):
    """Versions of a profile, newest first."""

    versions: tuple[VersionOfProfile, ...]


class Rollback(BaseModel, extra="forbid"):
    """Which version is to be the newest again."""

    version: Annotated[int, Field(ge=1, strict=True)]
    note: Note = None


@blueprint.get("/<name:profile>")
@describe(blueprint, "read_profile", OutputProfile, has_etag=True, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(partner: str, profile: str) -> Response:
    """Read an output profile"""
    with read_session() as session:
        return _reply(require_profile(session, partner, profile)).response()


@blueprint.put("/<name:profile>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@blueprint.input(NoteQuery, location="query", arg_name="query")
@describe(
    blueprint,
    "replace_profile",
    OutputProfile,
    statuses=(200, 201),
    body=OutputProfile,
    has_etag=True,
    problems=kinds.ON_CHANGE,
)
@role_needed(Role.EDITOR)
def change(partner: str, profile: str, headers: ChangeHeaders, query: NoteQuery) -> Response:
    """Replace or add an output profile

    Settings that are left out have their defaults. The partner's feeds follow the new profile at once.
    """
    body = json_body()
    wanted = decode(body, profile)

    def work(session: Session) -> Reply:
        require_partner(session, partner)
        known = find_profile(session, partner, profile)
        _check_version(headers, profile, known)
        saved = put_profile(
            session, partner, wanted, expected=None, actor=current_actor().name, now=utc_now(), note=query.note
        )
        return _reply(saved, is_new=known is None)

    return do_once(headers, body, work)


@blueprint.delete("/<name:profile>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "delete_profile", OutputProfile, problems=(kinds.NOT_FOUND, kinds.IN_USE))
@role_needed(Role.EDITOR)
def remove(partner: str, profile: str, headers: OnceHeaders) -> Response:
    """Delete an output profile

    Only one that nobody has ever had anything of; else retire it. The answer is the profile as it was.
    """

    def work(session: Session) -> Reply:
        known = require_profile(session, partner, profile)
        remove_profile(session, partner, profile, actor=current_actor().name)
        return reply(encode(known.profile))

    return do_once(headers, json_body_if_any(), work)


@blueprint.post("/<name:profile>/retire")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "retire_profile", OutputProfile, has_etag=True, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def retire_one(partner: str, profile: str, headers: OnceHeaders) -> Response:
    """Retire an output profile

    A new version that lets nothing through but withdrawals. Rolling back undoes it.
    """

    def work(session: Session) -> Reply:
        return _reply(retire(session, partner, profile, actor=current_actor().name, now=utc_now()))

    return do_once(headers, json_body_if_any(), work)


@blueprint.get("/<name:profile>/versions")
@blueprint.input(VersionsQuery, location="query", arg_name="query")
@describe(blueprint, "list_profile_versions", VersionsOfProfile, problems=kinds.ON_READ)
@role_needed(Role.READER)
def versions(partner: str, profile: str, query: VersionsQuery) -> Response:
    """List the versions of an output profile"""
    with read_session() as session:
        record = require_profile(session, partner, profile)
        # One more than asked for, to tell what the last one changed.
        found = list_versions(session, record.id, before=query.before, limit=query.limit + 1)
    older = (*found[1:], None)
    told = tuple(_version(one, before) for one, before in zip(found, older, strict=True))
    return reply(VersionsOfProfile(versions=told[: query.limit])).response()


@blueprint.get("/<name:profile>/versions/<row_id:version>")
@describe(blueprint, "read_profile_version", VersionOfProfile, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def version_of(partner: str, profile: str, version: int) -> Response:
    """Read a version of an output profile"""
    with read_session() as session:
        record = require_profile(session, partner, profile)
        found = require_version(session, record, version)
        older = list_versions(session, record.id, before=version, limit=1)
    return reply(_version(found, older[0] if older else None)).response()


@blueprint.post("/<name:profile>/rollback")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "roll_back_profile", OutputProfile, body=Rollback, has_etag=True, problems=kinds.ON_CHANGE)
@role_needed(Role.EDITOR)
def back(partner: str, profile: str, headers: ChangeHeaders) -> Response:
    """Roll an output profile back

    The old version becomes a new one with a note; nothing is lost.
    """
    body = json_body()
    wish = parse_body(Rollback, body)

    def work(session: Session) -> Reply:
        _check_version(headers, profile, require_profile(session, partner, profile))
        actor, now = current_actor().name, utc_now()
        return _reply(roll_back(session, partner, profile, wish.version, actor=actor, now=now, note=wish.note))

    return do_once(headers, body, work)


def decode(body: bytes, name: str) -> OutputProfile:
    """Read the profile of this name; raises what the API answers for one that cannot work."""
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


def _version(one: ProfileVersion, before: ProfileVersion | None) -> VersionOfProfile:
    changed = changes_between(before.profile, one.profile) if before else ()
    return VersionOfProfile(
        version=one.version,
        created_at=one.created_at,
        actor=one.actor,
        note=one.note,
        changes=tuple(
            SettingChange(path=each.path, label=each.label, before=each.before, after=each.after) for each in changed
        ),
        profile=as_table(one.profile),
    )


def _reply(record: ProfileRecord, *, is_new: bool = False) -> Reply:
    path = path_to("partners", record.partner_slug, "profiles", record.profile.name)
    return reply(encode(record.profile), etag=str(record.version), created_at=path if is_new else None)
