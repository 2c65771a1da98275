"""The items of a feed before they are read: each with a time, and with an identifier if there is one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Generic, TypeVar

from feeds.reading.assembling import MOST_ENTRIES, Report

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[T]):
    """One item, ``source``, and what tells it from the others.

    ``place`` is where it stands, for remarks. ``identifier`` is empty where it has none, ``link`` leads to its page,
    ``stated_time`` its publication time as it was written, for a remark if that is none.
    """

    source: T
    place: str
    identifier: str = ""
    link: str | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    stated_time: str = ""
    time_is_exact: bool = True


def ready_to_read(
    listed: Iterable[Listed[T]], report: Report, *, page: str | None, otherwise: datetime
) -> list[Listed[T]]:
    """Return the items with what they lack.

    One without a time gets that of its neighbour (:func:`fill_times`), which is remarked on. One without an identifier
    gets its link for one, where no other has it: many live blogs link every item to the ``page`` they all stand on.
    """
    # One more than is taken in, so that the reading refuses them; a document may have millions.
    items = list(islice(listed, MOST_ENTRIES + 1))
    times = fill_times([item.published_at for item in items], otherwise=otherwise)
    links = Counter(item.link for item in items if not item.identifier)
    return [
        replace(
            _placed(item, at, report),
            identifier=item.identifier or (item.link if item.link != page and links[item.link] == 1 else None) or "",
        )
        for item, at in zip(items, times, strict=True)
    ]


def fill_times(times: Sequence[datetime | None], *, otherwise: datetime) -> list[datetime]:
    """Return a time for each entry, in document order: its own, or that of its nearest neighbour that has one.

    The neighbour before it comes first, so that sorting by time, newest first, keeps an undated entry behind it.
    Without any neighbour it is ``otherwise``.
    """
    filled: list[datetime | None] = []
    for at in times:
        filled.append(at or (filled[-1] if filled else None))
    first = next((at for at in filled if at), otherwise)
    return [at or first for at in filled]


def _placed(item: Listed[T], at: datetime, report: Report) -> Listed[T]:
    if item.published_at is not None:
        return item
    report.add(item.place, "it has no time that can be read; placed by its neighbours", item.stated_time)
    return replace(item, published_at=at, time_is_exact=False)
