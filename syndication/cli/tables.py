"""Tables that fit: into the columns of a terminal, and in whole lines into a pipe, where grep and cut work on them."""

import shutil
import sys
from collections.abc import Mapping, Sequence

import click
from rich.cells import cell_len, set_cell_size

from syndication.cli.output import Row, cell, title

_GAP = "  "
_INDENT = "    "
_LEGIBLE = 24
Cells = Mapping[str, str]


def print_table(rows: Sequence[Row], *, shorten: str | None = None, below: Sequence[str] = ()) -> None:
    """Print rows of equal keys under their titles.

    On a terminal too narrow for that, the columns ``below`` stand each on a line of its own under their row, unless
    they are empty: a long guid can be copied whole from there. The column ``shorten`` is cut to what is left for it;
    where that would be next to nothing it goes below, too. A pipe gets everything.
    """
    heading = {name: title(name) for name in rows[0]}
    cells = [{name: cell(value) for name, value in row.items()} for row in rows]
    widths = {name: max(cell_len(row[name]) for row in (heading, *cells)) for name in heading}
    under: list[str] = []
    room = shutil.get_terminal_size().columns
    if sys.stdout.isatty() and _width(widths) > room:
        widths, under = _fit(widths, room, shorten=shorten, below=below)
    _print_row(heading, widths, under=())
    for row in cells:
        _print_row(row, widths, under)


def _fit(
    widths: Mapping[str, int], room: int, *, shorten: str | None, below: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """Return the columns that stay, with their widths, and those that go below."""
    stay = {name: width for name, width in widths.items() if name not in below}
    too_wide = _width(stay) - room
    if shorten is not None and too_wide > 0:
        if stay[shorten] - too_wide >= _LEGIBLE:
            stay[shorten] -= too_wide
        else:
            del stay[shorten]
    return stay, [name for name in widths if name not in stay]


def _width(widths: Mapping[str, int]) -> int:
    return sum(widths.values()) + len(_GAP) * (len(widths) - 1)


def _print_row(row: Cells, widths: Mapping[str, int], under: Sequence[str]) -> None:
    click.echo(_GAP.join(_fitted(row[name], width) for name, width in widths.items()).rstrip())
    for name in under:
        if row[name] != cell(None):
            click.echo(f"{_INDENT}{title(name)}  {row[name]}")


def _fitted(text: str, width: int) -> str:
    """Pad or cut to a number of cells: a Chinese or Korean character takes two."""
    return set_cell_size(text, width) if cell_len(text) <= width else set_cell_size(text, width - 1) + "…"
