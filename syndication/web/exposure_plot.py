"""How many still have a text, from the moment of its kill on, as plain geometry for an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 600.0, 120.0
"""The plot's size in its own units; it is stretched to the width of the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposurePlot:
    """``area`` is the path below the steps; ``late_x`` where it begins to be too long, ``None`` where beyond the end.

    ``minutes`` is what the whole width stands for, ``most`` how many the height.
    """

    area: str
    late_x: float | None
    minutes: float
    most: int


def plot_exposure(told_s: Sequence[float], *, still: int, seen_s: float, late_s: float) -> ExposurePlot:
    """Plot how many have the text: ``told_s`` after so many seconds one less, and ``still`` as many until now."""
    most = len(told_s) + still
    whole_s = max(seen_s if still else 1.15 * max(told_s, default=1.0), 1.0)
    path, left = [f"M0 {HEIGHT:g}", "V0"], most
    for seconds in sorted(told_s):
        left -= 1
        path.append(f"H{_round(WIDTH * seconds / whole_s)}V{_round(HEIGHT - HEIGHT * left / most)}")
    path.append(f"H{WIDTH:g}V{HEIGHT:g}Z")
    late_x = _round(WIDTH * late_s / whole_s) if late_s <= whole_s else None
    return ExposurePlot(area="".join(path), late_x=late_x, minutes=whole_s / 60, most=most)


def _round(value: float) -> float:
    return round(value, 1)
