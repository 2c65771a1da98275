"""Signing in, by name and password or by a link that works once, and out again.

Opening the link only shows a button: mail scanners and link previews open links too, and must not use them up.
"""

from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, request, url_for
from werkzeug.exceptions import Forbidden

from syndication.accounts import sign_in_by_password
from syndication.auth import Role, check_session, end_session, redeem_sign_in_link
from syndication.clock import utc_now
from syndication.errors import LinkUnusable, SignInBusy, SignInThrottled, WrongPassword
from syndication.web.answers import see_other
from syndication.web.authorisation import SESSION_COOKIE, public, role_needed, session_secret, signed_in
from syndication.web.client_address import client_address
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.own_paths import own_path
from syndication.web.sessions import current_site, database, read_session, write_session

blueprint = APIBlueprint("sign_in", __name__, enable_openapi=False)

_BUSY_RETRY_AFTER_S = 5


@blueprint.get("/sign-in/")
@public
def ask() -> Response:
    """Ask for a name and a password, and say how to get a link."""
    return private_page("sign_in.html", wanted=own_path(request.args.get("next")), who=signed_in())


@blueprint.post("/sign-in/")
@public
def check() -> Response:
    """Open a session for whoever knows the password, and go where they wanted to."""
    require_own_form()
    name, password = request.form.get("name", ""), request.form.get("password", "")
    wanted = own_path(request.form.get("next"))
    try:
        secret = sign_in_by_password(database(), name, password, address=client_address(), now=utc_now())
    except (WrongPassword, SignInThrottled, SignInBusy) as problem:
        return _refusal(problem, name=name, wanted=wanted)
    return _opened(secret, wanted)


@blueprint.get("/sign-in/<secret>")
@public
def offer(secret: str) -> Response:
    """Show the button that uses the link."""
    action = url_for("sign_in.redeem", secret=secret)
    return private_page("sign_in.html", action=action, wanted=own_path(request.args.get("next")))


@blueprint.post("/sign-in/<secret>")
@public
def redeem(secret: str) -> Response:
    """Use the link: open a session and go to the desk."""
    require_own_form()
    try:
        with write_session() as session:
            opened = redeem_sign_in_link(session, secret, now=utc_now())
    except LinkUnusable as problem:
        return private_page("sign_in.html", status=410, problem=sentence_of(problem))
    return _opened(opened, own_path(request.form.get("next")))


@blueprint.post("/sign-out")
@role_needed(Role.READER)
def sign_out() -> Response:
    """End the session here and on the server."""
    end_own_session()
    return forget_session(see_other(url_for("pages.index")))


def end_own_session() -> None:
    """End the session that the browser at hand has, on the server."""
    if secret := session_secret():
        with write_session() as session:
            end_session(session, secret)


def forget_session(response: Response) -> Response:
    """Let the browser forget its session."""
    response.delete_cookie(SESSION_COOKIE, secure=_is_secure(), httponly=True, samesite="Lax")
    return response


def _opened(secret: str, wanted: str | None) -> Response:
    """Give the browser its new session, in place of the one it may have had."""
    end_own_session()
    with read_session() as session:
        person = check_session(session, secret, now=utc_now())
    response = see_other(wanted or url_for("desk.overview"))
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        expires=person.expires_at if person else None,
        secure=_is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _refusal(problem: WrongPassword | SignInThrottled | SignInBusy, *, name: str, wanted: str | None) -> Response:
    status, retry_after_s = 403, None
    match problem:
        case SignInThrottled():
            status, retry_after_s = 429, problem.retry_after_s
        case SignInBusy():
            status, retry_after_s = 503, _BUSY_RETRY_AFTER_S
    page = private_page("sign_in.html", status=status, problem=sentence_of(problem), name=name, wanted=wanted)
    if retry_after_s is not None:
        page.headers["Retry-After"] = str(retry_after_s)
    return page


def require_own_form() -> None:
    """Refuse a form that another site sends: it could sign a visitor in as somebody else.

    There is no session yet whose secret the form could repeat, so the browser's word on where it comes from decides.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    # A proxy may give us another Host than the one in the address that people see.
    ours = {request.host, urlsplit(current_site().base_url).netloc}
    if site not in {"same-origin", "none"} or (origin is not None and urlsplit(origin).netloc not in ours):
        raise Forbidden("Sign in from the page that the link opens.")


def _is_secure() -> bool:
    return request.is_secure or current_site().base_url.startswith("https:")
