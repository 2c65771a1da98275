"""Which changes of an entry take back or repair what somebody may have, and what of it could be seen when. Pure.

A recall is a kill, a hold or a correction. A hold is any change after which an entry that was out is not: it is
withheld, or its embargo or its publication time is moved ahead.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, pairwise

from feeds.model import Entry, PubStatus
from feeds.select import visible_since
from syndication.delivery.model import Kind
from syndication.storage.changes import LogKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVersion:
    """A version of an entry with the change that made it."""

    entry: Entry
    revision: int
    kind: LogKind
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """A kill, hold or correction of an entry; ``revision`` is its live blog's."""

    guid: str
    kind: Kind
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """That documents of a revision from ``first`` to ``last`` hold an entry if they were made at ``since`` or later."""

    first: int
    last: int
    since: datetime


def is_out(entry: Entry, at: datetime) -> bool:
    """Say whether readers may have an entry's text at a time."""
    return entry.pub_status is PubStatus.USABLE and visible_since(entry) <= at


def may_recall(entry: Entry, kind: LogKind, now: datetime) -> bool:
    """Say whether a new version may be a recall, as far as it can be told without the one before it."""
    return entry.version > 1 and (kind in {LogKind.KILL, LogKind.CORRECTION} or not is_out(entry, now))


def recalls_in(history: Sequence[PastVersion]) -> Iterator[Recall]:
    """Yield the recalls among the versions of an entry, which are given in order."""
    for before, after in pairwise(history):
        kind = _kind_of(before, after)
        if kind is not None:
            yield Recall(guid=after.entry.guid, kind=kind, revision=after.revision, at=after.at)


def spans_in(history: Sequence[PastVersion], *, before: int) -> tuple[Span, ...]:
    """Return where an entry can be found in documents of revisions before ``before``; its versions are in order."""
    spans: list[Span] = []
    ends = chain((version.revision for version in history[1:]), (before,))
    for version, end in zip(history, ends, strict=True):
        last = min(end, before) - 1
        if version.entry.pub_status is not PubStatus.USABLE or version.revision > last:
            continue
        since = visible_since(version.entry)
        if spans and spans[-1].since == since and spans[-1].last + 1 == version.revision:
            spans[-1] = Span(first=spans[-1].first, last=last, since=since)
        else:
            spans.append(Span(first=version.revision, last=last, since=since))
    return tuple(spans)


def _kind_of(before: PastVersion, after: PastVersion) -> Kind | None:
    if after.kind is LogKind.KILL:
        return Kind.KILL
    if is_out(before.entry, after.at) and not is_out(after.entry, after.at):
        return Kind.WITHHOLD
    if after.kind is LogKind.CORRECTION and is_out(after.entry, after.at):
        return Kind.CORRECTION
    return None
