"""The command ``kit``: sample documents for a partner's engineer."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.files import write_output
from syndication.cli.output import json_option, print_rows
from syndication.cli.setting import opened, settings

if TYPE_CHECKING:
    from syndication.kit import Kit


@click.command()
@click.argument("profile")
@click.option("--ready", is_flag=True, help="PROFILE is one of those that are ready to use, no partner's.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Folder to fill, or file ending in .zip.",
)
@json_option
def kit(profile: str, ready: bool, output: Path | None, as_json: bool) -> None:
    """Write the conformance kit of a profile: sample documents to test an ingest with.

    PROFILE is PARTNER/PROFILE, or a name that only one partner has. The kit holds the document of each step in the life
    of some entries (new, edited, corrected, translated, held, embargoed, killed) as this profile delivers it, and a
    README that says what a receiver should do at each.
    """
    from syndication.kit import NOBODY, make_kit, zipped
    from syndication.partners import choose_profile, find_ready
    from syndication.site import site_of

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        site = site_of(configured, session)
        partner: str | None
        if ready:
            partner, wanted = None, find_ready(profile).profile
        else:
            record = choose_profile(session, profile)
            partner, wanted = record.partner_slug, record.profile
    made = make_kit(wanted, partner=partner, site=site, settings=configured)
    owner = partner or NOBODY
    name = f"kit-{owner}-{wanted.name}"
    place = output or Path(name)
    if place.suffix.lower() == ".zip":
        write_output(place, zipped(made, folder=name))
    else:
        _fill(place, made)
    row = {"kit": f"{owner}/{wanted.name}", "format": wanted.format, "files": len(made.files), "in": str(place)}
    print_rows([row], as_json=as_json, empty="")


def _fill(folder: Path, made: "Kit") -> None:
    """Write the files into a new or empty folder, so that no file of another kit stays among them."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise click.ClickException(f"{click.format_filename(folder)} is not empty; name another folder with -o")
    for file in made.files:
        (folder / file.name).write_bytes(file.body)
