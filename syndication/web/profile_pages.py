"""The editor of output profiles: a form printed from data, a live preview beside it, and nothing typed is lost."""

import re
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as PageNotFound

from feeds.codec import decode_profile
from feeds.errors import FieldProblem, InvalidProfile
from feeds.profile import OutputProfile
from feeds.profile_form import Values, form_values, profile_from_form
from feeds.ready import ready_profiles
from feeds.writers import format_problem
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.errors import NotFound, UnknownPartner, VersionConflict
from syndication.partners import PartnerRecord, ProfileRecord, find_profile
from syndication.retiring import is_retired
from syndication.shaping.changes import SettingChange, changes_between
from syndication.shaping.errors import NothingToPreview, ProfileInUse
from syndication.shaping.partners import SLUG, require_partner
from syndication.shaping.previews import Preview, Wanted, preview
from syndication.shaping.profiles import put_profile, remove_profile, require_profile, retire
from syndication.shaping.schemas import schema_folder
from syndication.storage.blogs import list_blogs
from syndication.storage.profile_versions import find_version, is_in_use
from syndication.storage.revisions import list_feed_revisions
from syndication.web.answers import NOSNIFF, see_other
from syndication.web.authorisation import CSRF_FIELD, current_actor, role_needed, signed_in
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.profile_fields_view import Placed, placed, sections_view
from syndication.web.profile_preview_view import preview_view
from syndication.web.sessions import current_settings, current_site, dated_cache, read_session, write_session
from syndication.web.words import own_name

blueprint = APIBlueprint("profile_pages", __name__, enable_openapi=False, url_prefix="/desk/partners")

_PROFILE = "/<partner>/profiles/<profile>"
_OWN = frozenset({CSRF_FIELD, "seen", "note", "do", "preview.blog", "preview.language"})
_ROW = re.compile(r"[a-z_.]+\[\d{1,6}\]")
_SHOWN_BLOGS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Somebody else has made a new version meanwhile: what they changed, and what was typed here."""

    theirs: tuple[SettingChange, ...]
    ours: tuple[SettingChange, ...]
    version: int
    actor: str


@dataclass(slots=True, kw_only=True)
class _Shown:
    """What the page at hand shows besides the form."""

    status: int = 200
    problems: tuple[Placed, ...] = ()
    clash: Clash | None = None
    found: Preview | None = None
    trouble: str = ""


@blueprint.get(_PROFILE)
@role_needed(Role.READER)
def show(partner: str, profile: str) -> Response:
    """Show the editor; of a profile that is not kept yet with what it starts from."""
    with read_session() as session:
        owner = _require(session, partner)
        known = find_profile(session, partner, _clean(profile))
        begin = known.profile if known else _start(session, profile)
        return _page(session, owner, profile, known, form_values(begin), seen=known.version if known else 0)


@blueprint.post(_PROFILE)
@role_needed(Role.READER)
def send(partner: str, profile: str) -> Response:
    """Keep a profile, or show it again: with a preview, another row, or what is wrong with it."""
    do = request.form.get("do", "save")
    values = _typed(profile)
    if do == "save" and current_actor().role.allows(Role.EDITOR):
        return _save(partner, profile, values)
    shown = _Shown()
    if do.startswith("remove:") and _ROW.fullmatch(do.removeprefix("remove:")):
        row = do.removeprefix("remove:") + "."
        values = {name: given for name, given in values.items() if not name.startswith(row)}
    elif do == "save":
        shown = _Shown(status=403, trouble="Saving needs the role editor.")
    elif do == "preview":
        shown = _previewed(partner, values)
    return _again(partner, profile, values, shown)


@blueprint.post(f"{_PROFILE}/preview")
@role_needed(Role.READER)
def preview_part(partner: str, profile: str) -> Response:
    """Return the preview alone, for the script of the editor."""
    shown = _previewed(partner, _typed(profile))
    view = preview_view(shown.found) if shown.found else None
    return private_page("desk/profile_preview.html", view=view, problems=shown.problems, trouble=shown.trouble)


@blueprint.post(f"{_PROFILE}/document")
@role_needed(Role.READER)
def document(partner: str, profile: str) -> Response:
    """Send the very bytes that the partner would get, as a file."""
    values = _typed(profile)
    shown = _previewed(partner, values)
    if shown.found is None:
        return _again(partner, profile, values, shown)
    made = shown.found.made
    ending = "json" if made.media_type.endswith("json") else "xml"
    headers = [
        ("Content-Disposition", f'attachment; filename="{profile if SLUG.fullmatch(profile) else "preview"}.{ending}"'),
        ("Cache-Control", "no-store"),
        NOSNIFF,
    ]
    return Response(made.body, headers=headers, content_type="application/octet-stream")


@blueprint.post(f"{_PROFILE}/retire")
@role_needed(Role.EDITOR)
def retire_one(partner: str, profile: str) -> Response:
    """Let a profile deliver nothing but withdrawals."""
    with write_session() as session:
        try:
            record = retire(session, partner, _clean(profile), actor=current_actor().name, now=utc_now())
        except NotFound as cause:
            raise PageNotFound(sentence_of(cause)) from cause
    return _saved(partner, profile, record.version)


@blueprint.post(f"{_PROFILE}/delete")
@role_needed(Role.EDITOR)
def delete(partner: str, profile: str) -> Response:
    """Delete a profile that nobody has had anything of."""
    try:
        with write_session() as session:
            remove_profile(session, partner, _clean(profile), actor=current_actor().name)
    except ProfileInUse as cause:
        with read_session() as session:
            owner, known = _require(session, partner), require_profile(session, partner, profile)
            shown = _Shown(status=409, trouble=sentence_of(cause))
            return _page(session, owner, profile, known, form_values(known.profile), seen=known.version, shown=shown)
    except NotFound as cause:
        raise PageNotFound(sentence_of(cause)) from cause
    return see_other(url_for("partner_pages.partner", partner=partner, done="deleted"))


def _save(partner: str, name: str, values: Values) -> Response:
    try:
        wanted = _decoded(values)
    except InvalidProfile as cause:
        return _again(partner, name, values, _refused(cause, values))
    seen = _seen()
    try:
        with write_session() as session:
            owner = _require(session, partner)
            record = put_profile(
                session,
                owner.slug,
                wanted,
                expected=seen,
                actor=current_actor().name,
                now=utc_now(),
                note=request.form.get("note"),
            )
    except VersionConflict:
        return _clashing(partner, name, wanted, values, seen)
    return _saved(partner, name, record.version)


def _clashing(partner: str, name: str, wanted: OutputProfile, values: Values, seen: int) -> Response:
    with read_session() as session:
        owner, known = _require(session, partner), require_profile(session, partner, name)
        if known.profile == wanted:
            # The same was sent twice, by a double click.
            return _saved(partner, name, known.version)
        base = find_version(session, known.id, seen)
        newest = find_version(session, known.id, known.version)
        before = base.profile if base else OutputProfile(name=name)
        clash = Clash(
            theirs=changes_between(before, known.profile),
            ours=changes_between(before, wanted),
            version=known.version,
            actor=newest.actor if newest else "",
        )
        shown = _Shown(status=409, clash=clash)
        return _page(session, owner, name, known, values, seen=known.version, shown=shown)


def _previewed(partner: str, values: Values) -> _Shown:
    try:
        wanted = _decoded(values)
    except InvalidProfile as cause:
        return _refused(cause, values)
    keeper = dated_cache()
    with read_session() as session:
        asked = Wanted(
            partner=_require(session, partner),
            profile=wanted,
            slug=_clean(request.form.get("preview.blog", "")) or None,
            language=_clean(request.form.get("preview.language", "")) or None,
        )
        try:
            found = preview(
                session,
                current_site(),
                asked,
                now=utc_now(),
                schemas=schema_folder(current_settings()),
                keeper=keeper,
            )
        except NothingToPreview as cause:
            return _Shown(trouble=sentence_of(cause))
    return _Shown(found=found)


def _again(partner: str, name: str, values: Values, shown: _Shown) -> Response:
    with read_session() as session:
        owner = _require(session, partner)
        known = find_profile(session, partner, _clean(name))
        return _page(session, owner, name, known, values, seen=_seen(), shown=shown)


def _page(
    session: Session,
    owner: PartnerRecord,
    name: str,
    known: ProfileRecord | None,
    values: Values,
    *,
    seen: int,
    shown: _Shown | None = None,
) -> Response:
    shown = shown or _Shown()
    languages = dict.fromkeys(feed.language for feed in list_feed_revisions(session, None))
    return private_page(
        "desk/profile.html",
        status=shown.status,
        who=signed_in(),
        partner=owner,
        name=name,
        known=known,
        is_retired=known is not None and is_retired(known.profile),
        may_delete=known is not None and not is_in_use(session, known.id),
        may_change=current_actor().role.allows(Role.EDITOR),
        sections=sections_view(values, shown.problems, without=frozenset({"name"})),
        problems=shown.problems,
        clash=shown.clash,
        trouble=shown.trouble,
        view=preview_view(shown.found) if shown.found else None,
        seen=seen,
        note=request.form.get("note", ""),
        blogs=list_blogs(session, limit=_SHOWN_BLOGS),
        languages={tag: own_name(tag) for tag in languages},
        chosen=request.form,
        saved=request.args.get("saved", ""),
    )


def _typed(name: str) -> dict[str, list[str]]:
    """Return what was typed; the name is the address's and cannot be typed."""
    given = {key: request.form.getlist(key) for key in request.form if key not in _OWN}
    return given | {"name": [name]}


def _decoded(values: Values) -> OutputProfile:
    profile = decode_profile(profile_from_form(values))
    if problem := format_problem(profile):
        raise InvalidProfile((problem,))
    return profile


def _refused(cause: InvalidProfile, values: Values) -> _Shown:
    problems = tuple(FieldProblem(one.path, one.reason) for one in cause.problems)
    return _Shown(status=422, problems=placed(problems, values))


def _start(session: Session, name: str) -> OutputProfile:
    """Return what a new profile starts from: a ready one, a copy of another, or the defaults."""
    kind, _, what = _clean(request.args.get("start", "")).partition(":")
    table = {"name": _clean(name)}
    if not SLUG.fullmatch(table["name"]) or len(table["name"]) > 64:
        raise PageNotFound(f"There is no profile {name!r}.")
    if kind == "ready" and what in ready_profiles():
        return _renamed(ready_profiles()[what].profile, name)
    if kind == "copy":
        owner, _, profile = what.partition("/")
        found = find_profile(session, owner, profile)
        if found is not None:
            return _renamed(found.profile, name)
    return decode_profile(table)


def _renamed(profile: OutputProfile, name: str) -> OutputProfile:
    values = form_values(profile) | {"name": [name]}
    return decode_profile(profile_from_form(values))


def _saved(partner: str, name: str, version: int) -> Response:
    path = url_for("profile_pages.show", partner=partner, profile=name, saved=version)
    return see_other(path)


def _seen() -> int:
    given = request.form.get("seen", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0


def _require(session: Session, partner: str) -> PartnerRecord:
    try:
        return require_partner(session, partner)
    except UnknownPartner as cause:
        raise PageNotFound(sentence_of(cause)) from cause


def _clean(text: str) -> str:
    # A database takes no U+0000, not even to look for it.
    return text.replace("\0", "")
