"""Plots as plain geometry, for templates to draw as SVG: the words beside them are HTML, so they can grow and wrap."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600.0, 120.0
"""The size of a plot over days, in its own units; it is stretched to the width of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of a table, in percent of the longest: ``reach`` is drawn pale behind ``length``."""

    length: float
    reach: float


def bars(lengths: Sequence[float | None], reaches: Sequence[float | None] | None = None) -> tuple[Bar, ...]:
    """Return a bar for each value, all to one scale; none is longer than the table's column."""
    pairs = [(length or 0.0, reach or 0.0) for length, reach in zip(lengths, reaches or lengths, strict=True)]
    longest = max((value for pair in pairs for value in pair), default=0.0) or 1.0
    return tuple(
        Bar(length=_rounded(100 * length / longest), reach=_rounded(100 * reach / longest)) for length, reach in pairs
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """An upright bar of a plot over days, in the plot's units."""

    x: float
    y: float
    width: float
    height: float


def columns(values: Sequence[float]) -> tuple[Column, ...]:
    """Return a column for each value, from left to right."""
    most, step = max(values, default=0.0) or 1.0, WIDTH / max(1, len(values))
    return tuple(
        Column(
            x=_rounded(at * step + step * 0.1),
            y=_rounded(HEIGHT - HEIGHT * value / most),
            width=_rounded(step * 0.8),
            height=_rounded(HEIGHT * value / most),
        )
        for at, value in enumerate(values)
    )


def line(values: Sequence[float | None], *, most: float) -> str:
    """Return the path of a line through the middles of days; where a day has no value the line is broken."""
    step, path, is_drawing = WIDTH / max(1, len(values)), [], False
    for at, value in enumerate(values):
        if value is None:
            is_drawing = False
            continue
        x, y = _rounded((at + 0.5) * step), _rounded(HEIGHT - HEIGHT * value / (most or 1.0))
        # A day between two without a value is a short stroke: a point alone would not be seen.
        path.append(f"L{x} {y}" if is_drawing else f"M{_rounded(x - 3)} {y}H{x}")
        path.append(f"H{_rounded(x + 3)}" if at + 1 == len(values) or values[at + 1] is None else "")
        is_drawing = True
    return "".join(path)


def _rounded(value: float) -> float:
    return round(value, 1)
