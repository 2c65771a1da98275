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


@click.group(cls=Resource)
def users() -> None:
    """List, add and disable users; make sign-in links."""


@users.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """List everybody, those who left included."""
    from syndication import auth

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {"name": user.name, "role": user.role, "created_at": user.created_at, "disabled_at": user.disabled_at}
            for user in auth.list_users(session)
        ]
    print_rows(rows, as_json=as_json, empty="No users yet. Add one: syndication users add NAME --role ROLE")


@users.command("add")
@click.argument("name")
@click.option("--role", "role_name", required=True, help=_ROLE_HELP)
@json_option
def add_user(name: str, role_name: str, as_json: bool) -> None:
    """Add a user.

    There are no passwords: sign-in is by links, which `syndication users link NAME` makes.
    """
    from syndication.auth import create_user

    role = _role(role_name)
    with opened(settings()) as database, database.writing() as session:
        user = create_user(session, name, role, now=now())
    print_record({"name": user.name, "role": role.value}, as_json=as_json)


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
def create_token(name: str, role_name: str) -> None:
    """Make an API token and print it, and nothing else.

    It is shown this once: only its hash is stored.
    """
    from syndication.auth import create_token as create

    role = _role(role_name)
    with opened(settings()) as database, database.writing() as session:
        token = create(session, name=name, role=role, now=now())
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
