"""Plots as geometry."""

import re

import pytest

from syndication.web.plots import HEIGHT, WIDTH, bars, columns, line


def test_bars_are_to_one_scale_and_a_reach_lies_behind() -> None:
    found = bars([10, 5, None], [20, 5, None])
    assert [(bar.length, bar.reach) for bar in found] == [(50, 100), (25, 25), (0, 0)]


def test_bars_of_nothing_have_no_length() -> None:
    assert [(bar.length, bar.reach) for bar in bars([0, None])] == [(0, 0), (0, 0)]
    assert bars([]) == ()


def test_columns_stand_on_the_ground_within_the_plot() -> None:
    first, second, third = columns([2, 0, 4])
    assert (third.y, third.height, second.height) == (0, HEIGHT, 0)
    assert (first.y, first.height) == (HEIGHT / 2, HEIGHT / 2)
    assert first.x < second.x < third.x
    assert third.x + third.width <= WIDTH


def test_a_line_breaks_where_a_day_has_no_value() -> None:
    path = line([1.0, 2.0, None, 4.0], most=4.0)
    assert path.count("M") == 2
    assert path.endswith(f"M{WIDTH * 3.5 / 4 - 3} 0.0H{WIDTH * 3.5 / 4}H{WIDTH * 3.5 / 4 + 3}")


@pytest.mark.parametrize("values", [[], [None], [0.0], [0.0, None, 0.0], [1e9, 1.0]])
def test_any_values_make_a_path_that_browsers_read(values: list[float | None]) -> None:
    path = line(values, most=max((value or 0.0 for value in values), default=0.0))
    assert re.fullmatch(r"([MLH]-?[\d.]+( -?[\d.]+)?)*", path)
