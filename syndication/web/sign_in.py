"""Signing in by a link that works once, and out again.

Opening the link only shows a button: mail scanners and link previews open links too, and must not use them up.
"""

from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, request, url_for
from werkzeug.exceptions import Forbidden

from syndication.auth import Role, check_session, end_session, redeem_sign_in_link
from syndication.clock import utc_now
from syndication.errors import LinkUnusable
from syndication.web.authorisation import SESSION_COOKIE, public, role_needed
from syndication.web.html_answers import private_page
from syndication.web.sessions import current_site, write_session

blueprint = APIBlueprint("sign_in", __name__, enable_openapi=False)


@blueprint.get("/sign-in/")
@public
def how_to() -> Response:
    """Say how to get a link."""
    return private_page("sign_in.html", action=None, problem=None)


@blueprint.get("/sign-in/<secret>")
@public
def offer(secret: str) -> Response:
    """Show the button that uses the link."""
    return private_page("sign_in.html", action=url_for("sign_in.redeem", secret=secret), problem=None)


@blueprint.post("/sign-in/<secret>")
@public
def redeem(secret: str) -> Response:
    """Use the link: open a session and go to the desk."""
    _require_own_form()
    now = utc_now()
    try:
        with write_session() as session:
            session_secret = redeem_sign_in_link(session, secret, now=now)
            signed_in = check_session(session, session_secret, now=now)
    except LinkUnusable as problem:
        return private_page("sign_in.html", status=410, action=None, problem=f"{problem}".capitalize() + ".")
    response = _to("desk.overview")
    response.set_cookie(
        SESSION_COOKIE,
        session_secret,
        expires=signed_in.expires_at if signed_in else None,
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


@blueprint.post("/sign-out")
@role_needed(Role.READER)
def sign_out() -> Response:
    """End the session here and on the server."""
    secret = request.cookies.get(SESSION_COOKIE)
    if secret:
        with write_session() as session:
            end_session(session, secret)
    response = _to("pages.index")
    response.delete_cookie(SESSION_COOKIE, secure=_is_secure(), httponly=True, samesite="Lax")
    return response


def _require_own_form() -> None:
    """Refuse a form that another site sends: it could sign a visitor in as somebody else.

    There is no session yet whose secret the form could repeat, so the browser's word on where it comes from decides.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    # A proxy may give us another Host than the one in the address that people see.
    ours = {request.host, urlsplit(current_site().base_url).netloc}
    if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc not in ours):
        raise Forbidden("Sign in from the page that the link opens.")


def _to(endpoint: str) -> Response:
    return Response(status=303, headers=[("Location", url_for(endpoint)), ("Cache-Control", "no-store")])


def _is_secure() -> bool:
    return request.is_secure or current_site().base_url.startswith("https:")
