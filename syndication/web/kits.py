"""The conformance kit as a download: for a partner by its token, and for whoever is signed in at the desk."""

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from syndication.auth import Role
from syndication.clock import utc_now
from syndication.kit import make_kit, zipped
from syndication.partners import find_profile
from syndication.web.answers import NOSNIFF, text_answer
from syndication.web.authorisation import checked_by_view, role_needed
from syndication.web.partner_access import refusal_of
from syndication.web.sessions import current_settings, current_site, read_session

blueprint = APIBlueprint("kits", __name__, enable_openapi=False)


@blueprint.get("/partners/<partner>/<profile_name>/kit.zip")
@checked_by_view
def partner_kit(partner: str, profile_name: str) -> Response:
    """Send a partner the kit of one of its profiles."""
    with read_session() as session:
        refusal = refusal_of(session, partner, utc_now())
        if refusal is not None:
            return refusal
        archive = _archive(session, partner, profile_name)
    if archive is None:
        return text_answer(f"There is no profile {profile_name!r}.", status=404)
    return _download(archive, partner, profile_name)


@blueprint.get("/desk/partners/<partner>/<profile_name>/kit.zip")
@role_needed(Role.READER)
def desk_kit(partner: str, profile_name: str) -> Response:
    """Send the kit of any partner's profile to the desk."""
    return kit_download(partner, profile_name)


def kit_download(partner: str, profile_name: str) -> Response:
    """Answer with the kit of a profile to somebody who may have it; raises ``NotFound`` where there is none."""
    with read_session() as session:
        archive = _archive(session, partner, profile_name)
    if archive is None:
        raise NotFound
    return _download(archive, partner, profile_name)


def _archive(session: Session, partner: str, profile_name: str) -> bytes | None:
    record = find_profile(session, partner, profile_name)
    if record is None:
        return None
    kit = make_kit(record.profile, partner=partner, site=current_site(), settings=current_settings())
    return zipped(kit, folder=_name(partner, profile_name))


def _download(archive: bytes, partner: str, profile_name: str) -> Response:
    response = Response(archive, content_type="application/zip")
    response.headers.extend(
        [
            ("Content-Disposition", f'attachment; filename="{_name(partner, profile_name)}.zip"'),
            ("Cache-Control", "private, no-store"),
            NOSNIFF,
        ]
    )
    return response


def _name(partner: str, profile_name: str) -> str:
    return f"kit-{partner}-{profile_name}"
