"""The partner's own page under ``/partners/<partner>/``, opened by a key. ``-`` is the name of no profile."""

from apiflask import APIBlueprint
from flask import Response, url_for

from syndication.clock import utc_now
from syndication.errors import SignInThrottled
from syndication.web.authorisation import checked_by_view
from syndication.web.html_answers import sentence_of
from syndication.web.kits import kit_download
from syndication.web.partner_own import keys_pages, log_pages, numbers_pages
from syndication.web.partner_own.door import Visitor, hand_out, open_with, take_back
from syndication.web.partner_own.frame import field, for_partner, key_form
from syndication.web.partner_own.overview import overview_page
from syndication.web.partner_own.statistics_page import statistics_page
from syndication.web.sign_in import require_own_form

blueprint = APIBlueprint("partner_own", __name__, enable_openapi=False, url_prefix="/partners/<partner>")

_WRONG_KEY = "This is not a key of this page. Check that it was copied as a whole; an old one may have ended."


@blueprint.get("/")
@checked_by_view
def overview(partner: str) -> Response:
    """Show feeds and channels, or ask for the key."""
    return for_partner(partner, overview_page)


@blueprint.post("/-/sign-in")
@checked_by_view
def sign_in(partner: str) -> Response:
    """Take a key that was typed in, and let the browser in for a while."""
    require_own_form()
    next_path = field("next")
    try:
        ticket = open_with(partner, field("key"), now=utc_now())
    except SignInThrottled as problem:
        response = key_form(partner, status=429, problem=sentence_of(problem), next_path=next_path)
        response.headers["Retry-After"] = str(problem.retry_after_s)
        return response
    if ticket is None:
        return key_form(partner, status=403, problem=_WRONG_KEY, next_path=next_path)
    home = url_for("partner_own.overview", partner=partner)
    # Only pages of this partner, and of those only what an address can hold as it is.
    is_own = next_path.startswith(f"{home}-/") and next_path.isascii() and "\\" not in next_path
    return hand_out(_to(next_path if is_own else home), partner, ticket)


@blueprint.post("/-/sign-out")
@checked_by_view
def sign_out(partner: str) -> Response:
    """Let the browser forget."""
    return for_partner(partner, lambda visitor: take_back(_to(url_for(".overview", partner=partner)), partner))


@blueprint.get("/-/log/")
@checked_by_view
def log(partner: str) -> Response:
    """Show the delivery log."""
    return for_partner(partner, log_pages.log_page)


@blueprint.get("/-/log/<int(max=9223372036854775807):delivery>/")
@checked_by_view
def delivery(partner: str, delivery: int) -> Response:
    """Show one delivery."""
    return for_partner(partner, lambda visitor: log_pages.delivery_page(visitor, delivery))


@blueprint.get("/-/log/<int(max=9223372036854775807):delivery>/bytes")
@checked_by_view
def delivery_bytes(partner: str, delivery: int) -> Response:
    """Send the bytes of one delivery."""
    return for_partner(partner, lambda visitor: log_pages.bytes_answer(visitor, delivery))


@blueprint.get("/-/numbers/")
@checked_by_view
def numbers(partner: str) -> Response:
    """Show the forms about numbers."""
    return for_partner(partner, numbers_pages.numbers_page)


@blueprint.post("/-/numbers/check")
@checked_by_view
def check_numbers(partner: str) -> Response:
    """Tell which numbers are missing."""
    return for_partner(partner, numbers_pages.check_numbers)


@blueprint.post("/-/numbers/replay")
@checked_by_view
def replay(partner: str) -> Response:
    """Send again from a number on."""
    return for_partner(partner, numbers_pages.replay_numbers)


@blueprint.post("/-/numbers/again")
@checked_by_view
def again(partner: str) -> Response:
    """Send some numbers again."""
    return for_partner(partner, numbers_pages.send_numbers_again)


@blueprint.get("/-/keys/")
@checked_by_view
def keys(partner: str) -> Response:
    """Show the keys."""
    return for_partner(partner, keys_pages.keys_page)


@blueprint.post("/-/keys/make")
@checked_by_view
def make_key(partner: str) -> Response:
    """Make a key."""
    return for_partner(partner, keys_pages.make_new_key)


@blueprint.post("/-/keys/rotate")
@checked_by_view
def rotate_key(partner: str) -> Response:
    """Change a key for a new one."""
    return for_partner(partner, keys_pages.rotate_key)


@blueprint.post("/-/keys/revoke")
@checked_by_view
def revoke_key(partner: str) -> Response:
    """End a key."""
    return for_partner(partner, keys_pages.revoke_key)


@blueprint.get("/-/statistics/")
@checked_by_view
def statistics(partner: str) -> Response:
    """Show the figures."""
    return for_partner(partner, statistics_page)


@blueprint.get("/-/kits/<profile_name>.zip")
@checked_by_view
def kit(partner: str, profile_name: str) -> Response:
    """Send the conformance kit of a profile."""

    def send(visitor: Visitor) -> Response:
        return kit_download(visitor.partner.slug, profile_name)

    return for_partner(partner, send)


def _to(path: str) -> Response:
    return Response(status=303, headers=[("Location", path), ("Cache-Control", "no-store")])
