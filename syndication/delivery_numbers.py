"""A partner's deliveries in figures: each day's count, outcome, bytes, and how long they took."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from syndication.storage.delivery_times import DeliveryTime, FetchCount, delivery_times, fetch_counts

DAYS = 30
"""The days that are looked back on, today included."""

_MEDIAN, _HIGH = 0.5, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryDay:
    """One day, in UTC. ``median_s`` and ``p95_s`` are ``None`` where nothing was accepted for the first time.

    ``revisions`` are those that were fetched by a feed for the first time, ``fetches`` how often in all.
    """

    day: date
    accepted: int = 0
    refused: int = 0
    body_bytes: int = 0
    median_s: float | None = None
    p95_s: float | None = None
    revisions: int = 0
    fetches: int = 0
    fetched_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryNumbers:
    """All the days, oldest first, and the same over all of them together."""

    days: tuple[DeliveryDay, ...]
    accepted: int
    refused: int
    body_bytes: int
    median_s: float | None
    p95_s: float | None
    fetches: int
    fetched_bytes: int


def make_delivery_numbers(session: Session, partner_id: int, *, now: datetime) -> DeliveryNumbers:
    """Count what the delivery log and the record of fetches tell of one partner."""
    since = (now - timedelta(days=DAYS - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    times = delivery_times(session, partner_id, since=since)
    fetched = fetch_counts(session, partner_id, since=since)
    return summed_up(times, fetched, first=since.date())


def summed_up(times: Sequence[DeliveryTime], fetched: Sequence[FetchCount], *, first: date) -> DeliveryNumbers:
    """Sum up deliveries and fetches day by day, from ``first`` on."""
    by_day: dict[date, list[DeliveryTime]] = defaultdict(list)
    for one in times:
        by_day[one.ended_at.date()].append(one)
    fetches_by_day: dict[date, list[FetchCount]] = defaultdict(list)
    for fetch in fetched:
        fetches_by_day[fetch.first_at.date()].append(fetch)
    days = tuple(
        _day(day, by_day.get(day, ()), fetches_by_day.get(day, ()))
        for day in (first + timedelta(days=at) for at in range(DAYS))
    )
    took = _took(times)
    return DeliveryNumbers(
        days=days,
        accepted=sum(day.accepted for day in days),
        refused=sum(day.refused for day in days),
        body_bytes=sum(day.body_bytes for day in days),
        median_s=quantile(took, _MEDIAN),
        p95_s=quantile(took, _HIGH),
        fetches=sum(fetch.fetches for fetch in fetched),
        fetched_bytes=sum(fetch.body_bytes for fetch in fetched),
    )


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the smallest value that so large a share of all do not exceed (nearest rank); ``None`` of none."""
    if not values:
        return None
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def _day(day: date, times: Iterable[DeliveryTime], fetched: Iterable[FetchCount]) -> DeliveryDay:
    ended, fetches = tuple(times), tuple(fetched)
    accepted = [one for one in ended if one.is_accepted]
    took = _took(accepted)
    return DeliveryDay(
        day=day,
        accepted=len(accepted),
        refused=len(ended) - len(accepted),
        body_bytes=sum(one.body_bytes for one in accepted),
        median_s=quantile(took, _MEDIAN),
        p95_s=quantile(took, _HIGH),
        revisions=len(fetches),
        fetches=sum(one.fetches for one in fetches),
        fetched_bytes=sum(one.body_bytes for one in fetches),
    )


def _took(times: Iterable[DeliveryTime]) -> list[float]:
    return [one.took_s for one in times if one.is_accepted and one.took_s is not None]
