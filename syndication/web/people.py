"""People and API tokens on the desk, for admins: who may come in, as what, and into which languages they translate.

A sign-in link and a token's secret are shown on the page that answers the button, once, and kept nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import Response, request
from sqlalchemy.orm import Session

from syndication.addresses import sign_in_url
from syndication.auth import (
    create_sign_in_link,
    create_token,
    create_user,
    disable_user,
    list_tokens,
    list_users,
    revoke_token,
    set_user,
)
from syndication.clock import utc_now
from syndication.errors import InvalidLanguages, InvalidName, LastAdmin, NameTaken, NotFound, UnknownRole
from syndication.rights import Role, parse_languages, read_languages, told_languages
from syndication.web.authorisation import role_needed, signed_in
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import current_site, read_session, write_session

blueprint = APIBlueprint("people", __name__, enable_openapi=False, url_prefix="/desk/people")

_REFUSALS = (InvalidLanguages, InvalidName, LastAdmin, NameTaken, NotFound, UnknownRole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a button has done: a sentence, and with it perhaps a secret that is shown this once."""

    said: str
    secret: str = ""


@blueprint.get("/")
@role_needed(Role.ADMIN)
def show() -> Response:
    """Show everybody, and the tokens in use."""
    return _page()


@blueprint.post("/add")
@role_needed(Role.ADMIN)
def add() -> Response:
    """Add a person and make the link to hand over to them."""

    def work(session: Session) -> Made:
        user = create_user(session, _field("name"), _role(), now=utc_now(), languages=_languages())
        said = f"{user.name} is added. Hand this link over; it signs them in once, within a day:"
        return Made(said=said, secret=_new_link(session, user.name))

    return _do(work)


@blueprint.post("/change")
@role_needed(Role.ADMIN)
def change() -> Response:
    """Change somebody's role and languages."""

    def work(session: Session) -> Made:
        user = set_user(session, _field("name"), role=_role(), languages=_languages())
        languages = told_languages(read_languages(user.languages))
        return Made(said=f"{user.name} is now {user.role}, translating into {languages}.")

    return _do(work)


@blueprint.post("/link")
@role_needed(Role.ADMIN)
def link() -> Response:
    """Make another sign-in link for somebody."""

    def work(session: Session) -> Made:
        name = _field("name")
        said = f"Hand this link over to {name}; it signs them in once, within a day:"
        return Made(said=said, secret=_new_link(session, name))

    return _do(work)


@blueprint.post("/disable")
@role_needed(Role.ADMIN)
def disable() -> Response:
    """Take somebody's access away."""

    def work(session: Session) -> Made:
        disable_user(session, _field("name"), now=utc_now())
        return Made(said=f"{_field('name')} may no longer sign in, and is signed out everywhere.")

    return _do(work)


@blueprint.post("/tokens/create")
@role_needed(Role.ADMIN)
def new_token() -> Response:
    """Make an API token."""

    def work(session: Session) -> Made:
        name = _field("name")
        secret = create_token(session, name=name, role=_role(), languages=_languages(), now=utc_now())
        return Made(said=f"Token {name} is made. This is shown once:", secret=secret)

    return _do(work)


@blueprint.post("/tokens/revoke")
@role_needed(Role.ADMIN)
def end_token() -> Response:
    """Make a token useless from now on."""

    def work(session: Session) -> Made:
        revoke_token(session, _field("name"), now=utc_now())
        return Made(said=f"Token {_field('name')} is revoked.")

    return _do(work)


def _do(work: Callable[[Session], Made]) -> Response:
    try:
        with write_session() as session:
            made = work(session)
    except _REFUSALS as problem:
        return _page(status=422, problem=sentence_of(problem))
    return _page(made=made)


def _page(*, status: int = 200, made: Made | None = None, problem: str = "") -> Response:
    with read_session() as session:
        users, tokens = list_users(session), list_tokens(session)
    return private_page(
        "people.html",
        status=status,
        who=signed_in(),
        users=[user for user in users if user.disabled_at is None],
        left=[user for user in users if user.disabled_at is not None],
        tokens=tokens,
        roles=tuple(Role),
        made=made,
        problem=problem,
        typed=request.form if problem else {},
    )


def _new_link(session: Session, name: str) -> str:
    return sign_in_url(current_site(), create_sign_in_link(session, name, now=utc_now()))


def _field(name: str) -> str:
    # A database takes no U+0000, not even to look for it.
    return request.form.get(name, "").replace("\0", "")


def _role() -> Role:
    try:
        return Role(_field("role"))
    except ValueError as cause:
        raise UnknownRole(_field("role"), known=tuple(Role)) from cause


def _languages() -> tuple[str, ...]:
    return parse_languages(_field("languages"))
