"""Commands on the newsroom's glossary: ``terms``."""

from pathlib import Path

import click

from syndication.cli.files import IN_FILE, MAX_MEMORY_BYTES, OUT_FILE, blaming, read_file, write_output
from syndication.cli.output import json_option, print_json, print_record, print_rows, remark
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings

_PROBLEMS_TOLD = 20
_FORMATS = ("tbx", "tbx2", "csv")

_FROM = click.option("--from", "source", default="en", show_default=True, help="The source language.")
_INTO = click.option("--into", "target", required=True, help="The target language, such as vi.")


@click.group(cls=Resource)
def terms() -> None:
    """List, import and export terms of the glossary."""


@terms.command("list")
@click.option("--from", "source", help="Of this language only.")
@click.option("--into", "target", help="Into this language only.")
@click.option("--search", "text", default="", help="What source, target or note must hold.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 100_000), help="How many at most.")
@json_option
def list_terms(source: str | None, target: str | None, text: str, limit: int, as_json: bool) -> None:
    """List terms by their source."""
    from syndication.storage.terms import TermFilter, search_terms

    wanted = TermFilter(
        source_language=None if source is None else language_of(source),
        target_language=None if target is None else language_of(target),
        text=text,
    )
    with opened(settings()) as database, database.reading() as session:
        found = search_terms(session, wanted, limit=limit + 1)
    rows = [
        {
            "from": stored.term.source_language,
            "into": stored.term.target_language,
            "source": stored.term.source_text,
            "target": stored.term.target_text,
            "status": stored.term.status.value,
            "note": stored.term.note,
        }
        for stored in found[:limit]
    ]
    print_rows(rows, as_json=as_json, empty="No terms. Take some in: syndication terms import FILE --into vi")
    if len(found) > limit and not as_json:
        remark(f"There are more than these {limit}; --limit lists them.")


@terms.command("import")
@click.argument("file", type=IN_FILE)
@_FROM
@_INTO
@click.option("--format", "format_name", type=click.Choice(_FORMATS), help="By default told from the content.")
@json_option
def import_terms(file: Path, source: str, target: str, format_name: str | None, as_json: bool) -> None:
    """Take in a file of terms, TBX or CSV.

    Terms that are here already get the file's status and note; nothing is removed. A row that cannot be used is left
    out and reported.
    """
    from syndication.term_files import import_term_file

    shown = click.format_filename(file)
    pair = (language_of(source), language_of(target))
    data = read_file(file, most_bytes=MAX_MEMORY_BYTES)
    with opened(settings()) as database, blaming(file), database.writing() as session:
        taken = import_term_file(session, data, pair, format_name=format_name, actor=actor(), now=now())
    result = taken.result
    record: dict[str, object] = {
        "file": shown,
        "added": result.added,
        "changed": result.changed,
        "unchanged": result.unchanged,
    }
    if as_json:
        print_json(record | {"problems": taken.problems})
        return
    print_record(record | {"problems": len(taken.problems)}, as_json=False)
    for problem in taken.problems[:_PROBLEMS_TOLD]:
        remark(f"{shown}, {problem.location}: {problem.reason}")
    if len(taken.problems) > _PROBLEMS_TOLD:
        remark(f"There are more than these {_PROBLEMS_TOLD}; --json lists them.")


@terms.command("export")
@_FROM
@_INTO
@click.option("--format", "format_name", type=click.Choice(_FORMATS), default="tbx", show_default=True)
@click.option("-o", "--output", type=OUT_FILE, help="Write a file, whole or not at all; by default stdout.")
def export_terms(source: str, target: str, format_name: str, output: Path | None) -> None:
    """Write all terms of a language pair."""
    from syndication.term_files import export_term_file

    with opened(settings()) as database, database.reading() as session:
        data = export_term_file(session, (language_of(source), language_of(target)), format_name=format_name)
    write_output(output, data)


def language_of(tag: str) -> str:
    """Return a language that the command line names as memories write it."""
    from feeds.language import canonical_tag
    from translations.exchange.tmx import memory_language

    try:
        return memory_language(canonical_tag(tag))
    except ValueError as cause:
        raise click.UsageError(str(cause)) from cause
