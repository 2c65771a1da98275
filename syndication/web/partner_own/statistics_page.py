"""A partner's deliveries and fetches over the last days, with plots."""

from dataclasses import dataclass

from flask import Response

from syndication.clock import utc_now
from syndication.delivery_numbers import DeliveryNumbers, make_delivery_numbers
from syndication.web.partner_own.door import Visitor
from syndication.web.partner_own.frame import own_page
from syndication.web.plots import HEIGHT, WIDTH, Column, columns, line
from syndication.web.sessions import read_session


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlot:
    """Deliveries a day as columns, refused ones over them, and the times as lines; the highest points of both."""

    accepted: tuple[Column, ...]
    refused: tuple[Column, ...]
    median: str
    p95: str
    most_count: int
    most_s: float
    width: float = WIDTH
    height: float = HEIGHT


def statistics_page(visitor: Visitor) -> Response:
    """Show the figures."""
    with read_session() as session:
        numbers = make_delivery_numbers(session, visitor.partner.id, now=utc_now())
    days = [day for day in reversed(numbers.days) if day.accepted or day.refused or day.fetches]
    return own_page(visitor, "statistics.html", numbers=numbers, days=days, plot=_plot(numbers), size=told_size)


def told_size(count: int) -> str:
    """Return a size in the unit that suits it: ``812 B``, ``3.4 kB``, ``1.2 MB``."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} B"


def _plot(numbers: DeliveryNumbers) -> DeliveryPlot:
    most = max((max(day.accepted, day.refused) for day in numbers.days), default=0)
    most_s = max((day.p95_s or 0.0 for day in numbers.days), default=0.0)
    # A last value that is not drawn puts both to one scale.
    accepted = columns([*(day.accepted for day in numbers.days), most])
    refused = columns([*(day.refused for day in numbers.days), most])
    return DeliveryPlot(
        accepted=accepted[:-1],
        refused=refused[:-1],
        median=line([*(day.median_s for day in numbers.days), None], most=most_s),
        p95=line([*(day.p95_s for day in numbers.days), None], most=most_s),
        most_count=most,
        most_s=most_s,
    )
