"""Commands on translation memories: ``memory``."""

from pathlib import Path

import click

from syndication.cli.files import IN_FILE, MAX_MEMORY_BYTES, OUT_FILE, blaming, read_file, write_output
from syndication.cli.output import json_option, print_json, print_record, print_rows, remark
from syndication.cli.progress import showing_files
from syndication.cli.resources import Resource
from syndication.cli.setting import now, opened, settings

_PROBLEMS_TOLD = 20


@click.group(cls=Resource)
def memory() -> None:
    """List, import and export translation memories."""


@memory.command("list")
@json_option
def list_memories(as_json: bool) -> None:
    """List memories, their language pairs and sizes."""
    from syndication.storage import memory as stored

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {"name": m.name, "source": m.source_language, "target": m.target_language, "units": m.units}
            for m in stored.list_memories(session)
        ]
    empty = "No memories yet. Take one in: syndication memory import FILE.tmx"
    print_rows(rows, as_json=as_json, empty=empty, shorten="name")


@memory.command("import")
@click.argument("file", type=IN_FILE)
@click.option("--name", help="Name shown beside what is recalled from it; by default the file's.")
@json_option
def import_memory(file: Path, name: str | None, as_json: bool) -> None:
    """Take in a TMX file.

    What waits for a translation is looked up in it at once. The same file twice adds nothing. A unit that cannot be
    used is left out and reported.
    """
    from syndication.memory import import_memory as take_in

    shown = click.format_filename(file)
    data = read_file(file, most_bytes=MAX_MEMORY_BYTES)
    with (
        opened(settings()) as database,
        showing_files(1) as working_on,
        working_on(shown),
        blaming(file),
        database.writing() as session,
    ):
        taken = take_in(session, data, name=name or click.format_filename(file, shorten=True), now=now())
    record: dict[str, object] = {"file": shown, "units_added": taken.units_added}
    if as_json:
        print_json(record | {"problems": taken.problems})
        return
    print_record(record | {"problems": len(taken.problems)}, as_json=False)
    for problem in taken.problems[:_PROBLEMS_TOLD]:
        unit = f", unit {problem.unit_id}" if problem.unit_id else ""
        remark(f"{shown}, {problem.location}{unit}: {problem.reason}")
    if len(taken.problems) > _PROBLEMS_TOLD:
        remark(f"There are more than these {_PROBLEMS_TOLD}; --json lists them.")


@memory.command("export")
@click.option("--from", "source", default="en", show_default=True, help="The source language.")
@click.option("--into", "target", required=True, help="The target language, such as vi.")
@click.option("--name", help="Of this memory only.")
@click.option("-o", "--output", type=OUT_FILE, help="Write a file, whole or not at all; by default stdout.")
def export_memory(source: str, target: str, name: str | None, output: Path | None) -> None:
    """Write what people have translated between two languages as TMX."""
    from syndication.cli.terms import language_of
    from syndication.memory_desk import export_units
    from syndication.storage.memory_units import UnitFilter

    wanted = UnitFilter(target_language=language_of(target), memory=name)
    with opened(settings()) as database, database.reading() as session:
        data = export_units(session, wanted, source_language=language_of(source), now=now())
    write_output(output, data)
