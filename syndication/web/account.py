"""One's own account: what one may do, a new password, and signing out everywhere."""

from apiflask import APIBlueprint
from flask import Response, request, url_for

from syndication.accounts import change_password, needs_old_password
from syndication.auth import Role, end_other_sessions, find_active_user, list_sessions
from syndication.clock import utc_now
from syndication.errors import PasswordRefused, SignInBusy, SignInThrottled, WrongPassword
from syndication.passwords import MAX_CHARACTERS, MIN_CHARACTERS
from syndication.rights import told_languages
from syndication.web.answers import see_other
from syndication.web.authorisation import current_person, role_needed, session_secret
from syndication.web.client_address import client_address
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import database, read_session, write_session
from syndication.web.sign_in import forget_session

blueprint = APIBlueprint("account", __name__, enable_openapi=False, url_prefix="/account")


@blueprint.get("/")
@role_needed(Role.READER)
def show() -> Response:
    """Show the account."""
    return _page(done=request.args.get("done", ""))


@blueprint.post("/password")
@role_needed(Role.READER)
def new_password() -> Response:
    """Take a new password, and sign out in every other browser."""
    person = current_person()
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _page(status=422, problem="The two new passwords are not the same.")
    try:
        change_password(
            database(),
            person.user,
            new,
            old=request.form.get("old", ""),
            secret=session_secret(),
            address=client_address(),
            now=utc_now(),
        )
    except WrongPassword:
        return _page(status=403, problem="The old password is wrong.")
    except (PasswordRefused, SignInThrottled, SignInBusy) as problem:
        return _page(status=422, problem=sentence_of(problem))
    return see_other(url_for("account.show", done="password"))


@blueprint.post("/sign-out-everywhere")
@role_needed(Role.READER)
def sign_out_everywhere() -> Response:
    """End every session of this person, this one too, and make useless the links that were not used."""
    person = current_person()
    with write_session() as session:
        end_other_sessions(session, person.user)
    return forget_session(see_other(url_for("sign_in.ask")))


def _page(*, status: int = 200, problem: str = "", done: str = "") -> Response:
    person, now = current_person(), utc_now()
    with read_session() as session:
        user = find_active_user(session, person.user)
        return private_page(
            "account.html",
            status=status,
            who=person,
            languages=told_languages(person.languages),
            all_languages=person.role.allows(Role.REVIEWER),
            translates=person.role.allows(Role.TRANSLATOR),
            has_password=user.has_password,
            needs_old=needs_old_password(session, person.user, session_secret(), now=now),
            sessions=list_sessions(session, person.user, now=now),
            limits=(MIN_CHARACTERS, MAX_CHARACTERS),
            problem=problem,
            done=done,
        )
