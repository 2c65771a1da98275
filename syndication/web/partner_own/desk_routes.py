"""The same pages for people of the desk, under ``/desk/partners/<partner>/own/``; admins may change keys there."""

from apiflask import APIBlueprint
from flask import Response

from syndication.rights import Role
from syndication.web.authorisation import role_needed
from syndication.web.kits import kit_download
from syndication.web.partner_own import keys_pages, log_pages, numbers_pages
from syndication.web.partner_own.frame import for_desk
from syndication.web.partner_own.overview import overview_page
from syndication.web.partner_own.statistics_page import statistics_page

blueprint = APIBlueprint("partner_desk", __name__, enable_openapi=False, url_prefix="/desk/partners/<partner>/own")


@blueprint.get("/")
@role_needed(Role.EDITOR)
def overview(partner: str) -> Response:
    """Show feeds and channels."""
    return for_desk(partner, overview_page)


@blueprint.get("/log/")
@role_needed(Role.EDITOR)
def log(partner: str) -> Response:
    """Show the delivery log."""
    return for_desk(partner, log_pages.log_page)


@blueprint.get("/log/<int(max=9223372036854775807):delivery>/")
@role_needed(Role.EDITOR)
def delivery(partner: str, delivery: int) -> Response:
    """Show one delivery."""
    return for_desk(partner, lambda visitor: log_pages.delivery_page(visitor, delivery))


@blueprint.get("/log/<int(max=9223372036854775807):delivery>/bytes")
@role_needed(Role.EDITOR)
def delivery_bytes(partner: str, delivery: int) -> Response:
    """Send the bytes of one delivery."""
    return for_desk(partner, lambda visitor: log_pages.bytes_answer(visitor, delivery))


@blueprint.get("/numbers/")
@role_needed(Role.EDITOR)
def numbers(partner: str) -> Response:
    """Show the forms about numbers."""
    return for_desk(partner, numbers_pages.numbers_page)


@blueprint.post("/numbers/check")
@role_needed(Role.EDITOR)
def check_numbers(partner: str) -> Response:
    """Tell which numbers are missing."""
    return for_desk(partner, numbers_pages.check_numbers)


@blueprint.post("/numbers/replay")
@role_needed(Role.EDITOR)
def replay(partner: str) -> Response:
    """Send again from a number on."""
    return for_desk(partner, numbers_pages.replay_numbers)


@blueprint.post("/numbers/again")
@role_needed(Role.EDITOR)
def again(partner: str) -> Response:
    """Send some numbers again."""
    return for_desk(partner, numbers_pages.send_numbers_again)


@blueprint.get("/keys/")
@role_needed(Role.EDITOR)
def keys(partner: str) -> Response:
    """Show the keys."""
    return for_desk(partner, keys_pages.keys_page)


@blueprint.post("/keys/make")
@role_needed(Role.ADMIN)
def make_key(partner: str) -> Response:
    """Make a key."""
    return for_desk(partner, keys_pages.make_new_key)


@blueprint.post("/keys/rotate")
@role_needed(Role.ADMIN)
def rotate_key(partner: str) -> Response:
    """Change a key for a new one."""
    return for_desk(partner, keys_pages.rotate_key)


@blueprint.post("/keys/revoke")
@role_needed(Role.ADMIN)
def revoke_key(partner: str) -> Response:
    """End a key."""
    return for_desk(partner, keys_pages.revoke_key)


@blueprint.get("/statistics/")
@role_needed(Role.EDITOR)
def statistics(partner: str) -> Response:
    """Show the figures."""
    return for_desk(partner, statistics_page)


@blueprint.get("/kits/<profile_name>.zip")
@role_needed(Role.EDITOR)
def kit(partner: str, profile_name: str) -> Response:
    """Send the conformance kit of a profile."""
    return for_desk(partner, lambda visitor: kit_download(visitor.partner.slug, profile_name))
