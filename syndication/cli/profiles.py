"""Commands on output profiles: ``profiles``. Their versions and previews are in :mod:`syndication.cli.profile_work`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.files import IN_FILE, MAX_TOML_BYTES, OUT_FILE, blaming, read_file, write_output
from syndication.cli.output import json_option, print_json, print_rows
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings
from syndication.errors import UnknownPartner

if TYPE_CHECKING:
    from feeds.profile import LanguageRule

_HOW_TO_ADD = "No partners yet. Describe one in TOML (see docs/profiles.md): syndication profiles import FILE"


@click.group(cls=Resource)
def profiles() -> None:
    """List, add, preview, check and roll back output profiles.

    A profile says what a partner's feed is like; docs/profiles.md explains every setting.
    """


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
        if partner is not None and stored.find_partner(session, partner) is None:
            raise UnknownPartner(partner)
        site = site_of(configured, session)
        rows = [
            {
                "partner": record.partner_slug,
                "profile": record.profile.name,
                "format": record.profile.format,
                "languages": [f"{rule.tag} ({_policy(rule)})" for rule in record.profile.languages] or ["all"],
                "version": record.version,
                "feed": partner_feed_url(site, record.partner_slug, record.profile.name),
            }
            for record in stored.list_profiles(session, partner)
        ]
    print_rows(rows, as_json=as_json, empty=_HOW_TO_ADD, below=("feed",))


@profiles.command("show")
@click.argument("partner")
@click.argument("profile")
@json_option
def show_profile(partner: str, profile: str, as_json: bool) -> None:
    """Show every setting of one profile, as TOML."""
    import tomli_w

    from feeds.codec import as_table
    from syndication.partners import find_profile

    with opened(settings()) as database, database.reading() as session:
        record = find_profile(session, partner, profile)
    if record is None:
        raise click.ClickException(f"partner {partner!r} has no profile {profile!r}")
    if as_json:
        print_json(as_table(record.profile))
        return
    click.echo(f"# {record.partner_slug}/{record.profile.name}, version {record.version}")
    click.echo(tomli_w.dumps(as_table(record.profile)), nl=False)


@profiles.command("ready")
@json_option
def list_ready_profiles(as_json: bool) -> None:
    """List profiles that are ready to use, and for whom."""
    from feeds.ready import ready_profiles

    rows = [
        {"name": name, "format": ready.profile.format, "for": ready.made_for, "gives_up": ready.gives_up}
        for name, ready in ready_profiles().items()
    ]
    print_rows(rows, as_json=as_json, empty="There are none.", below=("for", "gives_up"))


@profiles.command("add")
@click.argument("partner")
@click.argument("ready")
@click.option("--name", help="Name of the profile at this partner; by default that of the ready one.")
@json_option
def add_ready_profile(partner: str, ready: str, name: str | None, as_json: bool) -> None:
    """Give a partner a profile that is ready to use.

    `syndication profiles ready` lists them. Afterwards it is a profile like any other: export it, change it, import it.
    """
    from syndication.addresses import partner_feed_url
    from syndication.partners import add_ready
    from syndication.site import site_of

    configured = settings()
    with opened(configured) as database, database.writing() as session:
        record = add_ready(session, partner, ready, name=name, actor=actor(), now=now())
        site = site_of(configured, session)
    row = {
        "partner": record.partner_slug,
        "profile": record.profile.name,
        "version": record.version,
        "feed": partner_feed_url(site, record.partner_slug, record.profile.name),
    }
    print_rows([row], as_json=as_json, empty="", below=("feed",))


@profiles.command("import")
@click.argument("file", type=IN_FILE)
@json_option
def import_profiles(file: Path, as_json: bool) -> None:
    """Add or change partners and profiles from a TOML file.

    An unchanged profile keeps its version. Nothing is removed, and a file with an error changes nothing.
    """
    from syndication.partners import import_toml

    data = read_file(file, most_bytes=MAX_TOML_BYTES)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise click.ClickException(f"{click.format_filename(file)}: not UTF-8 text") from cause
    with opened(settings()) as database, blaming(file), database.writing() as session:
        records = import_toml(session, text, actor=actor(), now=now())
    rows = [{"partner": r.partner_slug, "profile": r.profile.name, "version": r.version} for r in records]
    print_rows(rows, as_json=as_json, empty=f"{click.format_filename(file)} has no profiles.")


@profiles.command("export")
@click.option("--partner", help="Only this partner's.")
@click.option("-o", "--output", type=OUT_FILE, help="File to write; default stdout.")
def export_profiles(partner: str | None, output: Path | None) -> None:
    """Write partners and profiles as TOML, for import."""
    from syndication.partners import export_toml

    with opened(settings()) as database, database.reading() as session:
        text = export_toml(session, partner)
    write_output(output, text.encode("utf-8"))


def _policy(rule: "LanguageRule") -> str:
    return f"{rule.policy}, {rule.after_min} min" if rule.after_min else f"{rule.policy}"
