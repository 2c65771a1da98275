"""Paired, interleaved timing, A B A B: medians and ratios of processor time, so that noise hits both alike."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ROUNDS = 15
_LEAST_S = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One comparison. ``ratio`` is peer over ours where more is better, or ours over the floor where less is better."""

    name: str
    ratio: float
    lowest: float
    highest: float
    goal: str
    is_reached: bool
    detail: str


def seconds_per_call(work: Callable[[], object]) -> float:
    """Return processor seconds of one call, from as many as fill a measurable time."""
    calls, spent = 1, 0.0
    while True:
        start = time.process_time()
        for _ in range(calls):
            work()
        spent = time.process_time() - start
        if spent >= _LEAST_S:
            return spent / calls
        calls *= 4


def compare(
    name: str, *, dividend: Callable[[], object], divisor: Callable[[], object], goal: str, rounds: int = _ROUNDS
) -> Figure:
    """Time both in turn and return the ratio dividend / divisor: its median and its spread.

    ``goal`` is ``>= NUMBER`` or ``<= NUMBER``.
    """
    dividend(), divisor()
    pairs = [(seconds_per_call(dividend), seconds_per_call(divisor)) for _ in range(rounds)]
    return figure_of(name, pairs, goal)


def figure_of(
    name: str, pairs: Sequence[tuple[float, float]], goal: str, *, told: Callable[[float], str] | None = None
) -> Figure:
    """Return the figure of pairs that were measured in turn; ``told`` says one side of it, by default as a time."""
    told = told or _readable
    ratios = [a / b for a, b in pairs]
    ratio = statistics.median(ratios)
    sign, _, number = goal.partition(" ")
    is_reached = ratio >= float(number) if sign == ">=" else ratio <= float(number)
    a, b = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Figure(
        name=name,
        ratio=ratio,
        lowest=min(ratios),
        highest=max(ratios),
        goal=goal,
        is_reached=is_reached,
        detail=f"{told(a)} / {told(b)}",
    )


def told_number(value: float) -> str:
    """Say a number that is not a time."""
    return f"{value:.3g}"


def _readable(seconds: float) -> str:
    for unit, factor in (("s", 1), ("ms", 1e3), ("us", 1e6)):
        if seconds * factor >= 1:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"
