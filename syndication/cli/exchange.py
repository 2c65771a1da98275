"""Commands that move live blogs in and feeds out: ``import`` and ``export``."""

import sys
from datetime import datetime
from pathlib import Path

import click

from feeds.errors import ParseError
from syndication.cli.output import json_option, print_json
from syndication.cli.setting import actor, now, opened, settings
from syndication.ingest import AcceptResult, Happened


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_name", help="The files' format; by default told from the content.")
@click.option("--slug", help="Name in addresses; by default made from the title.")
@click.option("--timezone", help="IANA zone of times that name none, such as Asia/Ho_Chi_Minh.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the event, where the file has none.")
@click.option("--language", help="Language of the text (default: en).")
@json_option
def import_(
    files: tuple[Path, ...],
    format_name: str | None,
    slug: str | None,
    timezone: str | None,
    day: datetime | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Take live blogs in from FILES.

    The same file again changes nothing; an edited copy makes new versions of exactly what was edited. Entries that
    are not in a copy stay: a kill is an order of its own.
    """
    from feeds.parsers import ParseOptions, detect_format, find_parser
    from syndication.ingest import accept_blog

    configured = settings()
    if slug and len(files) > 1:
        raise click.UsageError("--slug names one live blog; import the files one by one")
    options = ParseOptions(
        now=now(),
        timezone=timezone or configured.timezone,
        date=day.date() if day else None,
        slug=slug,
        language=language,
    )
    reports: list[dict[str, object]] = []
    with opened(configured) as database:
        for file in files:
            data = file.read_bytes()
            try:
                parsed = find_parser(format_name or detect_format(data))(data, options)
            except ParseError as problem:
                raise click.ClickException(f"{file}: {problem}") from problem
            with database.writing() as session:
                result = accept_blog(session, parsed.blog, actor=actor(), now=options.now, settings=configured)
            reports.append({"file": str(file), "result": result, "remarks": parsed.remarks})
            if not as_json:
                _tell(file, result)
                for remark in parsed.remarks:
                    click.echo(f"  {remark.location}: {remark.reason}", err=True)
    if as_json:
        print_json(reports)


def _tell(file: Path, result: AcceptResult) -> None:
    counts = dict.fromkeys(Happened, 0)
    for outcome in result.entries:
        counts[outcome.happened] += 1
    parts = ", ".join(f"{count} {happened.value.replace('_', ' ')}" for happened, count in counts.items() if count)
    click.echo(f"{file} -> {result.slug}: {parts or 'no entries'} (revision {result.revision})")


@click.command()
@click.argument("slug")
@click.option("--format", "format_name", help="rss, atom, newsmlg2 or canonical; a profile has its own.")
@click.option("--language", help="Language of the feed; by default the one the live blog is written in.")
@click.option("--profile", help="A partner's profile, as PARTNER/PROFILE; by default the public feed.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; default stdout.")
def export(slug: str, format_name: str | None, language: str | None, profile: str | None, output: Path | None) -> None:
    """Write a feed of the live blog SLUG: the same bytes as over HTTP."""
    from syndication.exporting import export_feed

    if not (format_name or profile):
        raise click.UsageError("name a --format or a --profile")
    configured = settings()
    with opened(configured) as database, database.reading() as session:
        body = export_feed(
            session, configured, slug, format_name=format_name, language=language, profile=profile, now=now()
        )
    if output is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    # Written beside and renamed, so that nobody ever reads half a feed.
    part = output.with_name(output.name + ".part")
    part.write_bytes(body)
    part.replace(output)
