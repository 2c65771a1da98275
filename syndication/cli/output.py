"""How commands answer: a table for people, JSON for programs. Answers go to stdout, remarks about them to stderr."""

import dataclasses
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
Row = Mapping[str, Any]


def json_option(command: F) -> F:
    """Add ``--json``, given to the command as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(command)


def print_json(value: object) -> None:
    """Print a value as indented JSON; records become objects, times RFC 3339."""
    # A terminal or pipe that is not in UTF-8 would lose letters; escapes come through anywhere.
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    click.echo(json.dumps(value, ensure_ascii=not is_utf8, indent=2, default=_plain))


def print_rows(
    rows: Iterable[Row], *, as_json: bool, empty: str = "", shorten: str | None = None, below: tuple[str, ...] = ()
) -> None:
    """Print rows of equal keys as a JSON array, or as :func:`syndication.cli.tables.print_table` does.

    ``empty`` says what to do when there are none.
    """
    from syndication.cli.tables import print_table

    found = list(rows)
    if as_json:
        print_json(found)
    elif found:
        print_table(found, shorten=shorten, below=below)
    elif empty:
        remark(empty)


def print_record(record: Row, *, as_json: bool) -> None:
    """Print one thing: a JSON object, or a line per field."""
    if as_json:
        print_json(record)
        return
    width = max(len(name) for name in record)
    for name, value in record.items():
        click.echo(f"{title(name):<{width}}  {cell(value)}")


def remark(text: str) -> None:
    """Say something beside the answer, on stderr, where it spoils no pipe."""
    click.echo(printable(text), err=True)


def printable(text: str) -> str:
    """Return text on one line, without characters that steer a terminal: what we print was written by others."""
    return " ".join("".join(map(_tamed, text)).split())


def title(name: str) -> str:
    """Return a key as the heading of a column."""
    return name.replace("_", " ")


def cell(value: object) -> str:
    """Return a value as people read it, on one line."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(cell(part) for part in value) or "-"
    return printable(str(value))


def _time(value: datetime) -> str:
    from feeds.dates import rfc3339

    return rfc3339(value)


def _tamed(character: str) -> str:
    if character.isspace() or unicodedata.category(character) not in {"Cc", "Zl", "Zp"}:
        return character
    return f"\\x{ord(character):02x}"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return _time(value)
    if isinstance(value, (date, Path)):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")
