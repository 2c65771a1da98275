"""Commands on partners: ``partners``."""

from typing import TYPE_CHECKING

import click

from syndication.cli.output import json_option, print_record, print_rows
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings

if TYPE_CHECKING:
    from syndication.storage.partner_standings import Standing
    from syndication.storage.partners import PartnerRecord

_contact = click.option("--contact", help="Whom to ask there; shown on the desk only.")
_limit = click.option("--requests-per-min", type=click.IntRange(min=0), help="How often it may ask for its feeds.")

_HOW_TO_ADD = "No partners yet. Describe one in TOML (see docs/profiles.md): syndication profiles import FILE"


@click.group(cls=Resource)
def partners() -> None:
    """List, add and change partners, and make their tokens.

    Partners can also be added and changed with their profiles: syndication profiles import FILE.
    """


@partners.command("list")
@json_option
def list_partners(as_json: bool) -> None:
    """List partners with their profiles."""
    from syndication import partners as stored

    with opened(settings()) as database, database.reading() as session:
        rows = [{"slug": p.slug, "name": p.name, "profiles": p.profiles} for p in stored.list_partners(session)]
    print_rows(rows, as_json=as_json, empty=_HOW_TO_ADD)


@partners.command("show")
@click.argument("slug")
@json_option
def show_partner(slug: str, as_json: bool) -> None:
    """Show a partner and how it stands.

    Whom to ask there, its limit, its profiles, what waits for it and what it is owed.
    """
    from syndication.shaping.partners import require_partner
    from syndication.storage.partner_standings import Standing, standings

    with opened(settings()) as database, database.reading() as session:
        partner = require_partner(session, slug)
        standing = standings(session).get(partner.id, Standing())
    print_record(_partner_row(partner, standing), as_json=as_json)


@partners.command("add")
@click.argument("slug")
@click.argument("name")
@_contact
@_limit
@json_option
def add_partner(slug: str, name: str, contact: str | None, requests_per_min: int | None, as_json: bool) -> None:
    """Add a partner, without profiles.

    SLUG is lower case and part of the addresses of its feeds; it never changes.
    """
    from syndication.shaping.partners import PartnerFacts
    from syndication.shaping.partners import add_partner as add

    facts = PartnerFacts(name=name, contact=contact, requests_per_min=requests_per_min or None)
    with opened(settings()) as database, database.writing() as session:
        partner = add(session, slug, facts, actor=actor(), now=now())
    print_record(_partner_row(partner), as_json=as_json)


@partners.command("set")
@click.argument("slug")
@click.option("--name", help="Its name, as people know it.")
@_contact
@_limit
@click.option("--disabled/--enabled", default=None, help="Whether it gets nothing but withdrawals.")
@json_option
def set_partner(
    slug: str,
    name: str | None,
    contact: str | None,
    requests_per_min: int | None,
    disabled: bool | None,
    as_json: bool,
) -> None:
    """Change a partner; what is not given stays.

    An empty contact and a limit of 0 take theirs away.
    """
    from syndication.shaping import partners as shaping

    with opened(settings()) as database, database.writing() as session:
        known = shaping.require_partner(session, slug)
        facts = shaping.PartnerFacts(
            name=known.name if name is None else name,
            contact=known.contact if contact is None else contact,
            requests_per_min=known.requests_per_min if requests_per_min is None else requests_per_min or None,
        )
        partner = shaping.change_partner(session, slug, facts, actor=actor())
        if disabled is not None:
            partner = shaping.set_disabled(session, slug, disabled=disabled, actor=actor(), now=now())
    print_record(_partner_row(partner), as_json=as_json)


@partners.command("token")
@click.argument("slug")
@click.option("--name", help="What the token is for; by default the partner and the time.")
def create_partner_token(slug: str, name: str | None) -> None:
    """Make a token for a partner's feeds and print it.

    It is shown this once: only its hash is stored. `syndication tokens revoke NAME` ends its use.
    """
    from syndication.auth import create_partner_token as create

    moment = now()
    with opened(settings()) as database, database.writing() as session:
        token = create(session, slug, name=name or f"{slug} {moment:%Y-%m-%d %H:%M:%S.%f}", now=moment)
    click.echo(token)


def _partner_row(partner: "PartnerRecord", standing: "Standing | None" = None) -> dict[str, object]:
    row: dict[str, object] = {
        "slug": partner.slug,
        "name": partner.name,
        "contact": partner.contact,
        "requests_per_min": partner.requests_per_min,
        "disabled_at": partner.disabled_at,
        "profiles": partner.profiles,
    }
    if standing is not None:
        names = ("channels", "last_fetched_at", "last_accepted_at", "waiting", "dead", "owed")
        row |= {name: getattr(standing, name) for name in names}
    return row
