"""What WebSub still has to ask: subscribers whether they meant it, and other hubs to fetch what has changed.

One row per question, which is deleted when it is answered; the newest question to a callback about a topic takes the
place of one that waits. Rows are leased as subscriptions are (:mod:`syndication.storage.websub_due`).
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from syndication.storage.delivery_tables import websub_requests as requests
from syndication.storage.upserts import dialect_of, insert_into
from syndication.storage.websub import on_host

MOST_WAITING = 2_000
"""How many questions to subscribers may wait at once."""

_MOST_LISTED = 20_000


class Mode(StrEnum):
    """What is asked: the words of ``hub.mode`` (W3C WebSub §5, §6)."""

    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    DENIED = "denied"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRequest:
    """A question to be asked; ``topic`` of a publish is the path below our base URL. ``secret`` is sealed."""

    mode: Mode
    topic: str
    target: str
    secret: str | None = None
    lease_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRecord:
    """A question as it is kept. ``generation`` tells whether it was put anew since."""

    id: int
    mode: Mode
    topic: str
    target: str
    secret: str | None
    lease_s: int | None
    generation: int
    due_at: datetime
    attempts: int
    last_error: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRequest:
    """A question that is due, as much as is needed to choose it."""

    id: int
    mode: Mode
    target: str
    attempts: int


_OF_SUBSCRIBERS = requests.c.mode != Mode.PUBLISH
_FIELDS = tuple(RequestRecord.__dataclass_fields__)


def put_requests(session: Session, new: Sequence[NewRequest], *, now: datetime) -> None:
    """Want these questions asked. One that was tried in vain waits on, whatever has happened since, if it is a ping."""
    rows = [
        {
            "mode": one.mode,
            "topic": one.topic,
            "target": one.target,
            "dedupe_key": _key(one),
            "secret": one.secret,
            "lease_s": one.lease_s,
            "generation": 1,
            "due_at": now,
            "attempts": 0,
            "created_at": now,
        }
        for one in new
    ]
    if rows:
        session.connection().execute(_upsert(dialect_of(session)), rows)


def count_waiting(session: Session, host: str) -> tuple[int, int]:
    """Return how many questions to subscribers wait altogether, and how many of them for this host."""
    total = func.count(requests.c.id)
    query = select(total, total.filter(on_host(requests.c.target, host))).where(_OF_SUBSCRIBERS)
    everything, there = session.execute(query).one()
    return everything, there


def count_requests(session: Session) -> dict[str, int]:
    """Return how many questions of each mode wait."""
    query = select(requests.c.mode, func.count(requests.c.id)).group_by(requests.c.mode)
    counted = [(str(mode), number) for mode, number in session.execute(query)]
    return {mode.value: 0 for mode in Mode} | dict(counted)


def is_waiting(session: Session, topic: str, target: str) -> bool:
    """Say whether a question to a callback about a topic waits; a new one would take its place."""
    key = _key(NewRequest(mode=Mode.SUBSCRIBE, topic=topic, target=target))
    return session.scalar(select(requests.c.id).where(requests.c.dedupe_key == key)) is not None


def list_due_requests(session: Session, *, now: datetime) -> Iterator[DueRequest]:
    """Yield the questions that are due, the longest due first."""
    query = (
        select(requests.c.id, requests.c.mode, requests.c.target, requests.c.attempts)
        .where(_is_due(now))
        .order_by(requests.c.due_at, requests.c.id)
        .limit(_MOST_LISTED)
    )
    for row_id, mode, target, attempts in session.execute(query):
        yield DueRequest(id=row_id, mode=Mode(mode), target=target, attempts=attempts)


def claim_requests(
    session: Session, ids: Sequence[int], *, claim: str, now: datetime, until: datetime
) -> tuple[RequestRecord, ...]:
    """Lease those of these questions that are still due and nobody else's."""
    free = (
        select(requests.c.id)
        .where(requests.c.id.in_(ids), _is_due(now))
        .order_by(requests.c.id)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    leased = {"claimed_by": claim, "claimed_until": until, "attempts": requests.c.attempts + 1}
    claimed = update(requests).where(requests.c.id.in_(free)).values(leased).returning(requests)
    return tuple(sorted((_record(row) for row in session.execute(claimed)), key=lambda record: record.id))


def finish_request(session: Session, request: RequestRecord, *, claim: str) -> bool:
    """Forget a question that is answered; say whether it was still the caller's, and not put anew meanwhile."""
    mine = and_(requests.c.id == request.id, requests.c.claimed_by == claim)
    done = delete(requests).where(mine, requests.c.generation == request.generation).returning(requests.c.id)
    if session.execute(done).first() is not None:
        return True
    session.execute(update(requests).where(mine).values(claimed_by=None, claimed_until=None, attempts=0))
    return False


def postpone_request(
    session: Session, request: RequestRecord, *, claim: str, error: str | None, until: datetime
) -> None:
    """Ask again later; without an ``error`` as if it had not been tried."""
    values: dict[str, Any] = {"claimed_by": None, "claimed_until": None, "due_at": until}
    values |= {"last_error": error} if error else {"attempts": request.attempts - 1}
    mine = and_(requests.c.id == request.id, requests.c.claimed_by == claim)
    session.execute(update(requests).where(mine).values(values))


def drop_pings(session: Session, *, but: Sequence[str]) -> None:
    """Forget what other hubs were to be told, except for these."""
    session.execute(delete(requests).where(requests.c.mode == Mode.PUBLISH, requests.c.target.not_in(but)))


def _key(request: NewRequest) -> str:
    """Return what is asked once: a ping is no question to a subscriber, all the others are about one subscription."""
    kind = Mode.PUBLISH if request.mode is Mode.PUBLISH else Mode.SUBSCRIBE
    return hashlib.sha256(f"{kind}\n{request.topic}\n{request.target}".encode()).hexdigest()


def _is_due(now: datetime) -> Any:
    free = or_(requests.c.claimed_until.is_(None), requests.c.claimed_until < now)
    return and_(requests.c.due_at <= now, free)


def _record(row: Any) -> RequestRecord:
    values = row._mapping
    return RequestRecord(**{name: values[name] for name in _FIELDS if name != "mode"}, mode=Mode(values["mode"]))


@cache
def _upsert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = insert_into(dialect, requests)
    new = statement.excluded
    is_failing_ping = and_(requests.c.mode == Mode.PUBLISH, requests.c.attempts > 0)
    return statement.on_conflict_do_update(
        index_elements=[requests.c.dedupe_key],
        set_={
            "mode": new.mode,
            "topic": new.topic,
            "secret": new.secret,
            "lease_s": new.lease_s,
            "generation": requests.c.generation + 1,
            "due_at": case((is_failing_ping, requests.c.due_at), else_=new.due_at),
            "attempts": case((is_failing_ping, requests.c.attempts), else_=0),
            "created_at": new.created_at,
        },
    )
