"""Commands on who may do what: ``users`` and ``tokens``."""

import click

from syndication.auth import Role
from syndication.cli.output import json_option, print_record, print_rows
from syndication.cli.setting import now, opened, settings

_ROLES = click.Choice([role.value for role in Role])


@click.group()
def users() -> None:
    """List and add users; make sign-in links."""


@users.command("list")
@json_option
def list_users(as_json: bool) -> None:
    """List who may sign in."""
    from syndication import auth

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {"name": u.name, "role": u.role.value, "created_at": u.created_at, "disabled_at": u.disabled_at}
            for u in auth.list_users(session)
        ]
    print_rows(rows, as_json=as_json, empty="No users yet. Add one: syndication users add NAME --role ROLE")


@users.command("add")
@click.argument("name")
@click.option("--role", type=_ROLES, required=True)
@json_option
def add_user(name: str, role: str, as_json: bool) -> None:
    """Add a user; sign-in is by links: syndication users link NAME."""
    from syndication.auth import create_user

    with opened(settings()) as database, database.writing() as session:
        user = create_user(session, name, Role(role), now=now())
    print_record({"name": user.name, "role": user.role.value}, as_json=as_json)


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
    """Print a link that signs a user in once, within the next hours."""
    from syndication.addresses import sign_in_url
    from syndication.auth import create_sign_in_link
    from syndication.site import site_of

    configured = settings()
    with opened(configured) as database, database.writing() as session:
        click.echo(sign_in_url(site_of(configured, session), create_sign_in_link(session, name, now=now())))


@click.group()
def tokens() -> None:
    """List, create and revoke API tokens."""


@tokens.command("list")
@json_option
def list_tokens(as_json: bool) -> None:
    """List tokens by name; the tokens themselves are stored only as hashes."""
    from syndication import auth

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {
                "name": t.name,
                "role": t.role.value if t.role else None,
                "partner": t.partner,
                "created_at": t.created_at,
                "expires_at": t.expires_at,
                "revoked_at": t.revoked_at,
            }
            for t in auth.list_tokens(session)
        ]
    print_rows(
        rows, as_json=as_json, empty="No tokens yet. Make one: syndication tokens create --name NAME --role ROLE"
    )


@tokens.command("create")
@click.option("--name", required=True, help="What it is for; names are unique.")
@click.option("--role", type=_ROLES, required=True)
def create_token(name: str, role: str) -> None:
    """Make an API token and print it, and nothing else: it is shown this once."""
    from syndication.auth import create_token as create

    with opened(settings()) as database, database.writing() as session:
        click.echo(create(session, name=name, role=Role(role), now=now()))


@tokens.command("revoke")
@click.argument("name")
def revoke_token(name: str) -> None:
    """Make a token useless from now on."""
    from syndication.auth import revoke_token as revoke

    with opened(settings()) as database, database.writing() as session:
        revoke(session, name, now=now())
    click.echo(f"Token {name} is revoked.")
