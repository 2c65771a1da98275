"""How commands answer: a table for people, JSON for programs."""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import click

from feeds.dates import rfc3339

F = TypeVar("F", bound=Callable[..., Any])
_PIPE_WIDTH = 10_000
Row = Mapping[str, Any]


def json_option(command: F) -> F:
    """Add ``--json``, given to the command as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def print_json(value: object) -> None:
    """Print a value as indented JSON; records become objects, times RFC 3339."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def print_rows(rows: Iterable[Row], *, as_json: bool, empty: str) -> None:
    """Print rows of equal keys as a JSON array or an aligned table; ``empty`` says what to do when there are none."""
    found = list(rows)
    if as_json:
        print_json(found)
    elif not found:
        click.echo(empty)
    else:
        _print_table(found)


def print_record(record: Row, *, as_json: bool) -> None:
    """Print one thing: a JSON object, or a line per field."""
    if as_json:
        print_json(record)
        return
    width = max(len(name) for name in record)
    for name, value in record.items():
        click.echo(f"{_title(name):<{width}}  {_cell(value)}")


def _print_table(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(_title(name), overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    # A pipe has no width: rows are not folded there, so that grep and cut see whole lines.
    Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH).print(table)


def _title(name: str) -> str:
    return name.replace("_", " ")


def _cell(value: object) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(_cell(part) for part in value) or "-"
    return str(value)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, (date, Path)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")
