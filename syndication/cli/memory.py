"""Commands on translation memories: ``memory``."""

from pathlib import Path

import click

from syndication.cli.output import json_option, print_record, print_rows
from syndication.cli.setting import now, opened, settings


@click.group()
def memory() -> None:
    """List and import translation memories."""


@memory.command("list")
@json_option
def list_memories(as_json: bool) -> None:
    """List the memories with their language pairs and sizes."""
    from syndication.storage import memory as stored

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {"name": m.name, "source": m.source_language, "target": m.target_language, "units": m.units}
            for m in stored.list_memories(session)
        ]
    print_rows(rows, as_json=as_json, empty="No memories yet. Take one in: syndication memory import FILE.tmx")


@memory.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="Name shown beside what is recalled from it; by default the file's.")
@json_option
def import_memory(file: Path, name: str | None, as_json: bool) -> None:
    """Take in a TMX file; what waits for a translation is looked up in it at once. The same file twice adds nothing."""
    from syndication.memory import import_memory as take_in

    with opened(settings()) as database, database.writing() as session:
        added = take_in(session, file.read_bytes(), name=name or file.name, now=now())
    print_record({"file": str(file), "units_added": added}, as_json=as_json)
