"""The partner's own page under ``/partners/<partner>/``, opened by a key. ``-`` is the name of no profile."""

from apiflask import APIBlueprint
from flask import Response, url_for

from syndication.clock import utc_now
from syndication.errors import SignInThrottled
from syndication.web.answers import see_other
from syndication.web.authorisation import checked_by_view
from syndication.web.html_answers import sentence_of
from syndication.web.partner_own.door import Visitor, hand_out, open_with, take_back
from syndication.web.partner_own.frame import field, for_partner, key_form
from syndication.web.partner_own.overview import overview_page
from syndication.web.partner_own.pages import PAGES
from syndication.web.sign_in import require_own_form

blueprint = APIBlueprint("partner_own", __name__, enable_openapi=False, url_prefix="/partners/<partner>")

_WRONG_KEY = "This is not a key of this page. Check that it was copied as a whole; an old one may have ended."


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
    return hand_out(see_other(next_path if is_own else home), partner, ticket)


def _sign_out(visitor: Visitor) -> Response:
    partner = visitor.partner.slug
    return take_back(see_other(url_for(".overview", partner=partner)), partner)


blueprint.add_url_rule("/", "overview", for_partner(overview_page), methods=["GET"])
blueprint.add_url_rule("/-/sign-out", "sign_out", for_partner(_sign_out), methods=["POST"])
for page in PAGES:
    blueprint.add_url_rule(f"/-{page.path}", page.endpoint, for_partner(page.show), methods=[page.method])
