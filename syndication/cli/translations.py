"""Commands on translation work: ``translations``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.files import IN_FILE, MAX_WORK_BYTES, blaming, read_file
from syndication.cli.output import json_option, print_json, print_record, remark
from syndication.cli.progress import showing_count
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings

if TYPE_CHECKING:
    from syndication.exchange.report import Conflict, ImportReport
    from translations.word_diff import DiffPart

_TOLD = 20


@click.group(cls=Resource)
def translations() -> None:
    """Bring translators' files back."""


@translations.command("import")
@click.argument("file", type=IN_FILE)
@click.option("--blog", "slug", help="Slug of the live blog, for files that do not name it, such as OmegaT's memories.")
@click.option("--language", help="Language meant, for TMX files with several.")
@click.option("--approve", is_flag=True, help="Approve the sentences that the file calls final.")
@click.option("--dry-run", is_flag=True, help="Say what would come of it, and change nothing.")
@json_option
def import_translations(
    file: Path, slug: str | None, language: str | None, approve: bool, dry_run: bool, as_json: bool
) -> None:
    """Take in a file that a translator has worked on.

    An XLIFF or TMX file that `syndication export` has written, or a memory made beside it.

    Nothing is overwritten unseen: a sentence whose source, or whose translation here, has changed since is told as a
    conflict and stays as it is. A bad unit is told with its line and harms no other. The same file again changes
    nothing.
    """
    from syndication.exchange.back import Bringing, import_work

    shown = click.format_filename(file)
    data = read_file(file, most_bytes=MAX_WORK_BYTES)
    bringing = Bringing(actor=actor(), now=now(), slug=slug, language=language, approve=approve, is_dry_run=dry_run)
    with opened(settings()) as database, showing_count(shown) as advance, blaming(file):
        report = import_work(database, data, bringing, advance=advance)
    if as_json:
        print_json({"file": shown, "report": report})
        return
    _tell(shown, report)


def _tell(shown: str, report: "ImportReport") -> None:
    print_record(
        {
            "file": shown,
            "format": report.format,
            "live_blog": report.blog_slug,
            "language": report.language,
            "taken": report.taken,
            "approved": report.approved,
            "unchanged": report.unchanged,
            "conflicts": len(report.conflicts),
            "problems": len(report.problems),
            "of_no_sentence": report.unmatched,
        },
        as_json=False,
    )
    for conflict in report.conflicts[:_TOLD]:
        _tell_conflict(shown, conflict)
    for problem in (*report.held, *report.problems)[:_TOLD]:
        unit = f", unit {problem.unit_id}" if problem.unit_id else ""
        remark(f"{shown}, {problem.location}{unit}: {problem.reason}")
    if max(len(report.conflicts), len(report.held) + len(report.problems)) > _TOLD:
        remark(f"There are more than these {_TOLD}; --json lists them.")
    if report.is_dry_run:
        remark("Nothing has been changed: this was a dry run.")


def _tell_conflict(shown: str, conflict: "Conflict") -> None:
    remark(f"{shown}, {conflict.location}, unit {conflict.unit_id}: conflict: {conflict.reason}")
    if conflict.source_in_file != conflict.source_here:
        remark(f"source: {_marked(conflict.source_diff)}")
    if conflict.target_as_exported:
        remark(f"as it left: {conflict.target_as_exported}")
    if conflict.target_here:
        by = f" (by {conflict.changed_by})" if conflict.changed_by else ""
        remark(f"here now: {conflict.target_here}{by}")
    remark(f"in the file: {conflict.target_in_file}")


def _marked(parts: "tuple[DiffPart, ...]") -> str:
    """Write a diff on one line: what was removed in ``[-...-]``, what was added in ``{+...+}``."""
    marks = {"removed": ("[-", "-]"), "added": ("{+", "+}"), "same": ("", "")}
    return "".join(f"{marks[part.change][0]}{part.text}{marks[part.change][1]}" for part in parts)
