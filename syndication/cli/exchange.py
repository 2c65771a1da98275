"""The command that takes live blogs in: ``import``."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.failures import explain, tell_failure
from syndication.cli.files import IN_FILE, MAX_LIVE_BLOG_BYTES, blaming, read_file
from syndication.cli.output import json_option, print_json, printable, remark
from syndication.cli.progress import showing_files
from syndication.cli.setting import actor, now, opened, settings
from syndication.config import Settings

if TYPE_CHECKING:
    from feeds.model import LiveBlog
    from feeds.parsers import Parsed, ParseOptions, Remark
    from syndication.ingest import AcceptResult
    from syndication.storage.database import Database

_CANONICAL = "canonical"
_QUOTED = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of one file: a result, or an error and nothing else."""

    file: str
    result: "AcceptResult | None" = None
    remarks: tuple["Remark", ...] = ()
    error: str | None = None


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=IN_FILE)
@click.option("--format", "format_name", help="Format of the files, such as wxr; by default told from the content.")
@click.option("--slug", help="Name in addresses; by default the file's own, or made from the title.")
@click.option("--title", help="Title of a live blog whose file names none.")
@click.option("--url", "base_url", help="Address the file was taken from, for the relative addresses in it.")
@click.option("--timezone", help="IANA zone of times that name none, such as Asia/Ho_Chi_Minh.")
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the oldest entry; wins over what the file says."
)
@click.option("--language", help="Language of a document that does not name its own; of plain text by default en.")
@json_option
def import_(
    files: tuple[Path, ...],
    format_name: str | None,
    slug: str | None,
    title: str | None,
    base_url: str | None,
    timezone: str | None,
    day: datetime | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Take live blogs in from files.

    The same file again changes nothing; an edited copy makes new versions of exactly what was edited. Entries that
    are not in a copy stay: a kill is an order of its own.

    Each file is taken in whole or not at all. One that cannot be is reported, the others are taken in, and the status
    is 1.
    """
    from feeds.parsers import ParseOptions, find_parser

    if slug is not None and len(files) > 1:
        raise click.UsageError("--slug names one live blog; import the files one by one", click.get_current_context())
    if format_name is not None:
        find_parser(format_name)
    configured = settings()
    options = ParseOptions(
        now=now(),
        timezone=timezone or configured.timezone,
        date=day.date() if day else None,
        slug=slug,
        title=title,
        language=language,
        base_url=base_url,
    )
    reports: list[Report] = []
    with opened(configured) as database, showing_files(len(files)) as working_on:
        for file in files:
            with working_on(click.format_filename(file)):
                reports.append(_import_file(database, configured, file, format_name, options))
            _tell(reports[-1], as_json=as_json)
    if as_json:
        print_json(reports)
    if any(report.error for report in reports):
        raise SystemExit(1)


def _import_file(
    database: "Database", configured: Settings, file: Path, format_name: str | None, options: "ParseOptions"
) -> Report:
    from feeds.parsers import detect_format, find_parser
    from syndication.importing import accept_admitted

    name = click.format_filename(file)
    try:
        data = read_file(file, most_bytes=MAX_LIVE_BLOG_BYTES)
        with blaming(file):
            known_format = format_name or detect_format(data)
            parsed = find_parser(known_format).read(data, options)
            # Whoever names a slug wants that one, also for a document that has another.
            admitted, remarks = _admitted(
                parsed, parsed.blog.slug if options.slug is None else options.slug, known_format
            )
            with database.writing() as session:
                result = accept_admitted(session, admitted, actor=actor(), now=options.now, settings=configured)
    except click.ClickException as error:
        return Report(file=name, error=explain(error))
    return Report(file=name, result=result, remarks=remarks)


def _admitted(parsed: "Parsed", slug: str, format_name: str) -> tuple["LiveBlog", tuple["Remark", ...]]:
    """Make what was read safe; an entry that cannot be taken in costs itself only.

    But not in canonical JSON: it is our own, maybe a backup, and what is wrong with it must not be passed over.
    """
    from syndication.admission import admit_blog
    from syndication.preparing import prepare

    if format_name == _CANONICAL:
        return admit_blog(replace(parsed.blog, slug=slug)), parsed.remarks
    prepared = prepare(parsed, slug)
    return prepared.whole, prepared.remarks


def _tell(report: Report, *, as_json: bool) -> None:
    """Print what became of a file; with JSON, which says the rest at the end, only an error."""
    from feeds.titles import shorten

    if report.error is not None:
        tell_failure(report.error)
    if report.result is not None and not as_json:
        click.echo(printable(f"{report.file} -> {report.result.slug}: {_counts(report.result)}"))
    for line in () if as_json else report.remarks:
        quoted = f": {shorten(line.text, _QUOTED)}" if line.text else ""
        place = f"{report.file}, {line.location}" if line.location else report.file
        remark(f"{place}: {line.reason}{quoted}")


def _counts(result: "AcceptResult") -> str:
    counts = Counter(outcome.happened.value.replace("_", " ") for outcome in result.entries)
    said = [f"{count} {happened}" for happened, count in counts.most_common()] or ["no entries"]
    if result.head.value not in {"new", "unchanged"}:
        said.append(f"head {result.head.value}")
    return f"{', '.join(said)} (revision {result.revision})"
