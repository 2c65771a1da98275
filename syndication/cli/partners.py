"""Commands on partners and their output profiles: ``partners`` and ``profiles``."""

import sys
from pathlib import Path

import click

from feeds.codec import as_table
from syndication.cli.output import json_option, print_json, print_record, print_rows
from syndication.cli.setting import actor, now, opened, settings
from syndication.errors import UnknownPartner

_HOW_TO_ADD = "No partners yet. Describe one in TOML (see docs/profiles.md): syndication profiles import FILE"


@click.group()
def partners() -> None:
    """List partners and make their tokens."""


@partners.command("list")
@json_option
def list_partners(as_json: bool) -> None:
    """List partners with their profiles."""
    from syndication import partners as stored

    with opened(settings()) as database, database.reading() as session:
        rows = [{"slug": p.slug, "name": p.name, "profiles": p.profiles} for p in stored.list_partners(session)]
    print_rows(rows, as_json=as_json, empty=_HOW_TO_ADD)


@partners.command("token")
@click.argument("slug")
@click.option("--name", help="What the token is for; by default the partner and the time.")
def create_partner_token(slug: str, name: str | None) -> None:
    """Make a token for a partner's feeds and print it: it is shown this once and stored only as a hash."""
    from syndication.auth import create_partner_token as create

    moment = now()
    with opened(settings()) as database, database.writing() as session:
        click.echo(create(session, slug, name=name or f"{slug} {moment:%Y-%m-%d %H:%M:%S}", now=moment))


@click.group()
def profiles() -> None:
    """List, show, import and export output profiles."""


@profiles.command("list")
@click.option("--partner", help="Only this partner's.")
@json_option
def list_profiles(partner: str | None, as_json: bool) -> None:
    """List profiles with the addresses of their feeds."""
    from syndication import partners as stored
    from syndication.addresses import partner_feed_url
    from syndication.site import site_of

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        site = site_of(configured, session)
        rows = [
            {
                "partner": record.partner_slug,
                "profile": record.profile.name,
                "format": record.profile.format,
                "languages": [f"{rule.tag} ({rule.policy.value})" for rule in record.profile.languages] or ["all"],
                "version": record.version,
                "feed": partner_feed_url(site, record.partner_slug, record.profile.name),
            }
            for record in stored.list_profiles(session, partner)
        ]
    print_rows(rows, as_json=as_json, empty=_HOW_TO_ADD)


@profiles.command("show")
@click.argument("partner")
@click.argument("profile")
@json_option
def show_profile(partner: str, profile: str, as_json: bool) -> None:
    """Show every setting of one profile."""
    from syndication.partners import find_profile

    with opened(settings()) as database, database.reading() as session:
        record = find_profile(session, partner, profile)
    if record is None:
        raise click.ClickException(f"partner {partner!r} has no profile {profile!r}")
    if as_json:
        print_json(as_table(record.profile))
    else:
        print_record(as_table(record.profile) | {"version": record.version}, as_json=False)


@profiles.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def import_profiles(file: Path, as_json: bool) -> None:
    """Create or change partners and profiles from a TOML file; an unchanged profile keeps its version."""
    from syndication.partners import import_toml

    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as cause:
        raise click.ClickException(f"{file} is not UTF-8 text") from cause
    with opened(settings()) as database, database.writing() as session:
        records = import_toml(session, text, actor=actor(), now=now())
    rows = [{"partner": r.partner_slug, "profile": r.profile.name, "version": r.version} for r in records]
    print_rows(rows, as_json=as_json, empty=f"{file} has no profiles.")


@profiles.command("export")
@click.option("--partner", help="Only this partner's.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default stdout.")
def export_profiles(partner: str | None, output: Path | None) -> None:
    """Write partners and profiles as TOML, in the form that import reads."""
    from syndication import partners as stored

    with opened(settings()) as database, database.reading() as session:
        if partner and partner not in {p.slug for p in stored.list_partners(session)}:
            raise UnknownPartner(partner)
        text = stored.export_toml(session, partner)
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")
