"""People who may sign in, for admins. A sign-in link is in one answer only: no answer here is kept or repeated."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from feeds.dates import Time
from syndication.addresses import sign_in_url
from syndication.auth import (
    LINK_LIFETIME,
    UserRecord,
    create_sign_in_link,
    create_user,
    disable_user,
    find_active_user,
    list_users,
    set_user,
)
from syndication.clock import utc_now
from syndication.errors import InvalidLanguages, InvalidName
from syndication.rights import ALL_LANGUAGES, Role, parse_languages, read_languages
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body, parse_object
from syndication.web.api.describing import describe
from syndication.web.api.problems import Problem, invalid_field
from syndication.web.api.replies import path_to, reply
from syndication.web.authorisation import role_needed
from syndication.web.sessions import current_site, read_session, write_session

blueprint = APIBlueprint("users", __name__, tag="People and programs", url_prefix="/users")

Languages = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(max_length=200, description="Language tags that a translator works in; ['*'] is all."),
]
Name = Annotated[str, Field(max_length=1000, description="1 to 100 characters.")]


class UserView(BaseModel):
    """A person; ``disabled_at`` is when they left."""

    name: str
    role: Role
    languages: tuple[str, ...]
    has_password: bool
    created_at: Time
    disabled_at: Time | None = None

    @classmethod
    def of(cls, user: UserRecord) -> Self:
        """Show a person."""
        return cls(
            name=user.name,
            role=Role(user.role),
            languages=read_languages(user.languages),
            has_password=user.has_password,
            created_at=user.created_at,
            disabled_at=user.disabled_at,
        )


class UserList(BaseModel):
    """Everybody by name, those who left included."""

    users: tuple[UserView, ...]


class NewUser(BaseModel, extra="forbid"):
    """Somebody to be let in."""

    name: Name
    role: Role
    languages: Languages = list(ALL_LANGUAGES)


class UserChange(BaseModel, extra="forbid"):
    """What to change; what is left out stays."""

    role: Role | None = None
    languages: Languages | None = None


class SignInLink(BaseModel):
    """An address that signs a person in once."""

    url: str
    expires_at: Time


@blueprint.get("")
@describe(blueprint, "list_users", UserList)
@role_needed(Role.ADMIN)
def list_all() -> Response:
    """List people"""
    with read_session() as session:
        return reply(UserList(users=tuple(map(UserView.of, list_users(session))))).response()


@blueprint.post("")
@describe(
    blueprint,
    "add_user",
    UserView,
    statuses=(201,),
    body=NewUser,
    problems=(*kinds.ON_PEOPLE, kinds.ALREADY_EXISTS),
)
@role_needed(Role.ADMIN)
def add() -> Response:
    """Add a person

    They get in by a sign-in link, and may set a password then.
    """
    wanted = parse_body(NewUser, json_body())
    languages = languages_of(wanted.languages)
    with write_session() as session:
        try:
            user = create_user(session, wanted.name, wanted.role, now=utc_now(), languages=languages)
        except InvalidName as problem:
            raise invalid_field("name", str(problem)) from problem
    return reply(UserView.of(user), created_at=path_to("users", user.name)).response()


@blueprint.get("/<guid:user>")
@describe(blueprint, "read_user", UserView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.ADMIN)
def show(user: str) -> Response:
    """Read a person"""
    with read_session() as session:
        return reply(UserView.of(find_active_user(session, user))).response()


@blueprint.patch("/<guid:user>")
@describe(
    blueprint,
    "change_user",
    UserView,
    body=UserChange,
    problems=(*kinds.ON_PEOPLE, kinds.LAST_ADMIN),
)
@role_needed(Role.ADMIN)
def change(user: str) -> Response:
    """Change a person's role or languages

    A new role signs them out everywhere.
    """
    wanted = parse_body(UserChange, json_body())
    languages = None if wanted.languages is None else languages_of(wanted.languages)
    with write_session() as session:
        return reply(UserView.of(set_user(session, user, role=wanted.role, languages=languages))).response()


@blueprint.delete("/<guid:user>")
@describe(blueprint, "disable_user", UserView, problems=(*kinds.ON_PEOPLE, kinds.LAST_ADMIN))
@role_needed(Role.ADMIN)
def disable(user: str) -> Response:
    """Take a person's access away

    Their open sessions end; their name stays in the history, and taken.
    """
    _require_empty()
    with write_session() as session:
        disable_user(session, user, now=utc_now())
        return reply(UserView.of(_find(session, user))).response()


@blueprint.post("/<guid:user>/link")
@describe(blueprint, "make_sign_in_link", SignInLink, problems=kinds.ON_PEOPLE)
@role_needed(Role.ADMIN)
def make_link(user: str) -> Response:
    """Make a sign-in link

    It works once, within a day, and is told in this answer only.
    """
    _require_empty()
    now = utc_now()
    with write_session() as session:
        url = sign_in_url(current_site(), create_sign_in_link(session, user, now=now))
    return reply(SignInLink(url=url, expires_at=now + LINK_LIFETIME)).response()


def languages_of(given: list[str]) -> tuple[str, ...]:
    """Return the languages that a body names; raises the problem of one that is none."""
    try:
        return parse_languages(" ".join(given))
    except InvalidLanguages as problem:
        raise invalid_field("languages", problem.reason) from problem


def _require_empty() -> None:
    if parse_object(json_body_if_any()):
        raise Problem(kinds.INVALID_DOCUMENT, "This takes no body.")


def _find(session: Session, name: str) -> UserRecord:
    return next(user for user in list_users(session) if user.name == name)
