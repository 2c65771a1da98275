"""API tokens, for admins. A secret is in one answer only: no answer here is kept or repeated."""

from typing import Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field

from feeds.dates import Time
from syndication.auth import TokenRecord, create_token, list_tokens, revoke_token
from syndication.clock import utc_now
from syndication.errors import InvalidName, UnknownToken
from syndication.rights import ALL_LANGUAGES, Role, read_languages
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.problems import invalid_field
from syndication.web.api.replies import reply
from syndication.web.api.users import Languages, Name, languages_of
from syndication.web.authorisation import role_needed
from syndication.web.sessions import read_session, write_session

blueprint = APIBlueprint("tokens", __name__, tag="People and programs", url_prefix="/tokens")


class TokenView(BaseModel):
    """A token in use, without its secret: a client's has a role, a partner's the partner's slug."""

    name: str
    role: Role | None = None
    languages: tuple[str, ...] = ()
    partner: str | None = None
    created_at: Time
    expires_at: Time | None = None

    @classmethod
    def of(cls, token: TokenRecord) -> Self:
        """Show a token."""
        return cls(
            name=token.name,
            role=Role(token.role) if token.role else None,
            languages=read_languages(token.languages) if token.role else (),
            partner=token.partner_slug,
            created_at=token.created_at,
            expires_at=token.expires_at,
        )


class TokenList(BaseModel):
    """The tokens in use, by name."""

    tokens: tuple[TokenView, ...]


class NewToken(BaseModel, extra="forbid"):
    """A token to be made; without ``expires_at`` it works until it is revoked."""

    name: Name
    role: Role
    languages: Languages = Field(default=list(ALL_LANGUAGES))
    expires_at: Time | None = None


class TokenSecret(BaseModel):
    """A new token; ``secret`` is shown this once, only its hash is kept."""

    name: str
    secret: str


@blueprint.get("")
@describe(blueprint, "list_tokens", TokenList)
@role_needed(Role.ADMIN)
def list_all() -> Response:
    """List tokens

    Those of partners too.
    """
    with read_session() as session:
        return reply(TokenList(tokens=tuple(map(TokenView.of, list_tokens(session))))).response()


@blueprint.post("")
@describe(
    blueprint,
    "make_token",
    TokenSecret,
    body=NewToken,
    problems=(*kinds.ON_PEOPLE, kinds.ALREADY_EXISTS),
)
@role_needed(Role.ADMIN)
def make() -> Response:
    """Make a token"""
    wanted = parse_body(NewToken, json_body())
    languages = languages_of(wanted.languages)
    with write_session() as session:
        try:
            secret = create_token(
                session,
                name=wanted.name,
                role=wanted.role,
                now=utc_now(),
                languages=languages,
                expires_at=wanted.expires_at,
            )
        except InvalidName as problem:
            raise invalid_field("name", str(problem)) from problem
    return reply(TokenSecret(name=wanted.name, secret=secret)).response()


@blueprint.delete("/<guid:token>")
@describe(blueprint, "revoke_token", TokenView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.ADMIN)
def revoke(token: str) -> Response:
    """Revoke a token

    It is useless from now on. The answer is the token as it was.
    """
    with write_session() as session:
        record = next((found for found in list_tokens(session) if found.name == token), None)
        if record is None:
            raise UnknownToken(token)
        revoke_token(session, token, now=utc_now())
    return reply(TokenView.of(record)).response()
