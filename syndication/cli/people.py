"""Commands on who may do what: ``users`` and ``tokens``."""

from typing import TYPE_CHECKING

import click

from syndication.cli.output import json_option, print_record, print_rows
from syndication.cli.resources import Resource
from syndication.cli.setting import now, opened, settings
from syndication.errors import UnknownRole

if TYPE_CHECKING:
    from syndication.auth import Role

_ROLE_HELP = "reader, translator, reviewer, editor or admin, each with the rights of those before it."
_LANGUAGES_HELP = "What a translator translates into, such as vi,ko; * is all. Higher roles work in all of them."


@click.group(cls=Resource)
def users() -> None:
    """List, add, change and disable users; make sign-in links."""


@users.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """List everybody, those who left included."""
    from syndication import auth

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {
                "name": user.name,
                "role": user.role,
                "languages": user.languages.split(),
                "has_password": user.has_password,
                "created_at": user.created_at,
                "disabled_at": user.disabled_at,
            }
            for user in auth.list_users(session)
        ]
    print_rows(rows, as_json=as_json, empty="No users yet. Add one: syndication users add NAME --role ROLE")


@users.command("add")
@click.argument("name")
@click.option("--role", "role_name", required=True, help=_ROLE_HELP)
@click.option("--languages", default="*", show_default=True, help=_LANGUAGES_HELP)
@json_option
def add_user(name: str, role_name: str, languages: str, as_json: bool) -> None:
    """Add a user.

    They sign in first by a link, which `syndication users link NAME` makes, and may then set a password of their own.
    """
    from syndication.auth import create_user
    from syndication.rights import parse_languages

    role, tags = _role(role_name), parse_languages(languages)
    with opened(settings()) as database, database.writing() as session:
        user = create_user(session, name, role, now=now(), languages=tags)
    print_record({"name": user.name, "role": role.value, "languages": tags}, as_json=as_json)


@users.command("set")
@click.argument("name")
@click.option("--role", "role_name", help=_ROLE_HELP)
@click.option("--languages", help=_LANGUAGES_HELP)
@json_option
def set_user(name: str, role_name: str | None, languages: str | None, as_json: bool) -> None:
    """Change a user's role or languages; what is not named stays.

    A new role signs them out everywhere.
    """
    from syndication import auth
    from syndication.rights import parse_languages

    if role_name is None and languages is None:
        raise click.UsageError("name a --role, or --languages, or both")
    role = None if role_name is None else _role(role_name)
    tags = None if languages is None else parse_languages(languages)
    with opened(settings()) as database, database.writing() as session:
        user = auth.set_user(session, name, role=role, languages=tags)
    print_record({"name": user.name, "role": str(user.role), "languages": user.languages.split()}, as_json=as_json)


@users.command("disable")
@click.argument("name")
def disable_user(name: str) -> None:
    """Take a user's access away, open sessions included."""
    from syndication.auth import disable_user as disable

    with opened(settings()) as database, database.writing() as session:
        disable(session, name, now=now())
    click.echo(f"{name} may no longer sign in.")


@users.command("link")
@click.argument("name")
def sign_in_link(name: str) -> None:
    """Print a link that signs a user in once, within a day."""
    from syndication.addresses import sign_in_url
    from syndication.auth import create_sign_in_link
    from syndication.site import site_of

    configured = settings()
    with opened(configured) as database, database.writing() as session:
        link = sign_in_url(site_of(configured, session), create_sign_in_link(session, name, now=now()))
    click.echo(link)


@click.group(cls=Resource)
def tokens() -> None:
    """List, create and revoke API tokens."""


@tokens.command("list")
@json_option
def list_tokens(as_json: bool) -> None:
    """List the tokens in use by name, never the secrets.

    The secrets are stored only as hashes and shown once, when a token is made.
    """
    from syndication import auth

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {
                "name": token.name,
                "role": token.role,
                "languages": token.languages.split(),
                "partner": token.partner_slug,
                "created_at": token.created_at,
                "expires_at": token.expires_at,
            }
            for token in auth.list_tokens(session)
        ]
    empty = "No tokens yet. Make one: syndication tokens create --name NAME --role ROLE"
    print_rows(rows, as_json=as_json, empty=empty, below=("expires_at",))


@tokens.command("create")
@click.option("--name", required=True, help="What it is for; no two tokens in use have the same.")
@click.option("--role", "role_name", required=True, help=_ROLE_HELP)
@click.option("--languages", default="*", show_default=True, help=_LANGUAGES_HELP)
def create_token(name: str, role_name: str, languages: str) -> None:
    """Make an API token and print it, and nothing else.

    It is shown this once: only its hash is stored.
    """
    from syndication.auth import create_token as create
    from syndication.rights import parse_languages

    role, tags = _role(role_name), parse_languages(languages)
    with opened(settings()) as database, database.writing() as session:
        token = create(session, name=name, role=role, now=now(), languages=tags)
    click.echo(token)


@tokens.command("revoke")
@click.argument("name")
def revoke_token(name: str) -> None:
    """Make a token useless from now on."""
    from syndication.auth import revoke_token as revoke

    with opened(settings()) as database, database.writing() as session:
        revoke(session, name, now=now())
    click.echo(f"Token {name} is revoked.")


def _role(name: str) -> "Role":
    from syndication.auth import Role

    try:
        return Role(name)
    except ValueError as cause:
        raise UnknownRole(name, known=tuple(Role)) from cause
