"""Versions of a profile on the desk: who changed what, when and why; any two compared; one click back."""

from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import Response, request, url_for
from werkzeug.exceptions import NotFound as PageNotFound

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.errors import NotFound
from syndication.shaping.changes import SettingChange, changes_between
from syndication.shaping.profiles import require_profile, require_version, roll_back
from syndication.storage.profile_versions import ProfileVersion, list_versions
from syndication.web.answers import see_other
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import read_session, write_session

blueprint = APIBlueprint("profile_version_pages", __name__, enable_openapi=False, url_prefix="/desk/partners")

_PATH = "/<partner>/profiles/<profile>/versions"
_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version, and what it changed against the one before; ``None`` for the first."""

    made: ProfileVersion
    changes: tuple[SettingChange, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two versions, and what is different between them."""

    old: int
    new: int
    changes: tuple[SettingChange, ...]


@blueprint.get(_PATH)
@role_needed(Role.READER)
def show(partner: str, profile: str) -> Response:
    """List the versions of a profile, or with ``old`` and ``new`` compare two."""
    try:
        with read_session() as session:
            record = require_profile(session, partner, profile)
            found = list_versions(session, record.id, before=_number("before") or None, limit=_SHOWN + 1)
            compared = None
            if _number("old") and _number("new"):
                old, new = sorted((_number("old"), _number("new")))
                changes = changes_between(
                    require_version(session, record, old).profile, require_version(session, record, new).profile
                )
                compared = Compared(old=old, new=new, changes=changes)
    except NotFound as cause:
        raise PageNotFound(sentence_of(cause)) from cause
    older = (*found[1:], None)
    views = [
        VersionView(made=one, changes=changes_between(before.profile, one.profile) if before else None)
        for one, before in zip(found, older, strict=True)
    ]
    return private_page(
        "desk/profile_versions.html",
        who=signed_in(),
        record=record,
        versions=views[:_SHOWN],
        more=found[_SHOWN - 1].version if len(found) > _SHOWN else None,
        compared=compared,
        may_change=current_actor().role.allows(Role.EDITOR),
    )


@blueprint.post(f"{_PATH}/<row_id:version>/back")
@role_needed(Role.EDITOR)
def back(partner: str, profile: str, version: int) -> Response:
    """Make an old version the newest again."""
    try:
        with write_session() as session:
            record = roll_back(session, partner, profile, version, actor=current_actor().name, now=utc_now())
    except NotFound as cause:
        raise PageNotFound(sentence_of(cause)) from cause
    path = url_for("profile_pages.show", partner=partner, profile=profile, saved=record.version)
    return see_other(path)


def _number(name: str) -> int:
    given = request.args.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0
