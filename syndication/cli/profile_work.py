"""Commands that look at profiles and go back: ``profiles versions | rollback | validate | preview``."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndication.cli.files import IN_FILE, MAX_TOML_BYTES, OUT_FILE, blaming, read_file, write_output
from syndication.cli.output import json_option, print_json, print_record, print_rows, remark
from syndication.cli.profiles import profiles
from syndication.cli.setting import actor, now, opened, settings

if TYPE_CHECKING:
    from feeds.profile import OutputProfile
    from syndication.shaping.previews import Preview

_blog = click.option("--blog", "slug", help="A live blog's slug; by default all that the profile takes.")
_language = click.option("--language", help="By default the first that the profile delivers.")
_file = click.option("--file", type=IN_FILE, help="A TOML file with the settings of a profile to try, not kept.")


@profiles.command("versions")
@click.argument("partner")
@click.argument("profile")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many at most.")
@json_option
def list_profile_versions(partner: str, profile: str, limit: int, as_json: bool) -> None:
    """List the versions of a profile.

    Who made them, when, why, and what they changed.
    """
    from syndication.shaping.changes import changes_between
    from syndication.shaping.profiles import require_profile
    from syndication.storage.profile_versions import list_versions

    with opened(settings()) as database, database.reading() as session:
        found = list_versions(session, require_profile(session, partner, profile).id, limit=limit + 1)
    rows = []
    for one, older in zip(found, (*found[1:], None), strict=True):
        changes = changes_between(older.profile, one.profile) if older else ()
        said = "; ".join(f"{change.label}: {change.before} → {change.after}" for change in changes)
        row = {"version": one.version, "at": one.created_at, "by": one.actor, "note": one.note}
        rows.append(row | {"changed": said or ("nothing" if older else "made")})
    print_rows(rows[:limit], as_json=as_json, below=("changed",))


@profiles.command("rollback")
@click.argument("partner")
@click.argument("profile")
@click.argument("version", type=click.IntRange(min=1))
@click.option("--note", help="Why; kept with the version.")
@json_option
def roll_back_profile(partner: str, profile: str, version: int, note: str | None, as_json: bool) -> None:
    """Make an old version the newest again.

    It has a new number; no version is ever lost.
    """
    from syndication.shaping.profiles import roll_back

    with opened(settings()) as database, database.writing() as session:
        record = roll_back(session, partner, profile, version, actor=actor(), now=now(), note=note)
    print_record(
        {"partner": record.partner_slug, "profile": record.profile.name, "version": record.version}, as_json=as_json
    )


@profiles.command("validate")
@click.argument("partner")
@click.argument("profile")
@_file
@_blog
@_language
@json_option
def validate_profile(
    partner: str, profile: str, file: Path | None, slug: str | None, language: str | None, as_json: bool
) -> None:
    """Check the document that a profile makes.

    Exits with 1 where it breaks a rule of its format.
    """
    report = _preview(partner, profile, file, slug, language).report
    if as_json:
        print_json({"is_valid": report.is_valid, "size_bytes": report.size_bytes, "checks": report.checks})
    else:
        for check in report.checks:
            state = "not run" if check.skipped else "passed" if check.has_passed else "failed"
            click.echo(f"{state:<8} {check.name}{f' ({check.skipped})' if check.skipped else ''}")
            for one in check.findings:
                click.echo(f"         {one.gravity}: {one.said}{f' [{one.where}]' if one.where else ''}")
    if not report.is_valid:
        click.get_current_context().exit(1)


@profiles.command("preview")
@click.argument("partner")
@click.argument("profile")
@_file
@_blog
@_language
@click.option("-o", "--output", type=OUT_FILE, help="File to write; default stdout.")
@click.option("--difference", "as_difference", is_flag=True, help="How it differs from today's.")
@json_option
def preview_profile(
    partner: str,
    profile: str,
    file: Path | None,
    slug: str | None,
    language: str | None,
    output: Path | None,
    as_difference: bool,
    as_json: bool,
) -> None:
    """Print the document that the partner would get.

    Or how it differs from today's, with --difference.
    """
    from syndication.shaping.differences import difference

    made = _preview(partner, profile, file, slug, language)
    if not as_difference and as_json:
        print_json({"document": made.made.body.decode(), "media_type": made.made.media_type, "url": made.made.url})
        return
    if not as_difference:
        write_output(output, made.made.body)
        return
    if made.today is None:
        remark("The partner has no such profile yet; all of it is new.")
        return
    found = difference(made.today, made.made)
    rows: list[dict[str, Any]] = [
        {"fate": one.fate, "title": one.title, "changed": [*(text.label for text in one.texts), *one.also]}
        for one in found.items
    ]
    print_rows(rows, as_json=as_json, empty="There is no difference item by item.", below=("changed",))


def _preview(partner: str, name: str, file: Path | None, slug: str | None, language: str | None) -> "Preview":
    from syndication.shaping.partners import require_partner
    from syndication.shaping.previews import Wanted, preview
    from syndication.shaping.profiles import require_profile
    from syndication.shaping.schemas import schema_folder
    from syndication.site import site_of

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        return preview(
            session,
            site_of(configured, session),
            Wanted(
                partner=require_partner(session, partner),
                profile=_read(file, name) if file else require_profile(session, partner, name).profile,
                slug=slug,
                language=language,
            ),
            now=now(),
            schemas=schema_folder(configured),
        )


def _read(file: Path, name: str) -> "OutputProfile":
    import tomllib

    from feeds.codec import decode_profile

    with blaming(file):
        try:
            table = tomllib.loads(read_file(file, most_bytes=MAX_TOML_BYTES).decode("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as cause:
            raise click.ClickException(f"{click.format_filename(file)}: not TOML: {cause}") from cause
        return decode_profile({"name": name} | table)
