"""The outbox of deliveries: what each channel is still to be sent.

A row is one text in one language for one channel, however often it changes before it is sent: the newest version wins
by itself, since what is sent is made when it is sent. A dead letter is a row that is not tried any more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from syndication.delivery.model import Kind, Urgency
from syndication.storage.channels import hold_channels
from syndication.storage.chunks import in_chunks
from syndication.storage.delivery_tables import channels, wanted_deliveries
from syndication.storage.tables import blogs, partners
from syndication.storage.upserts import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """That a channel is to be sent the newest version of a text in a language; ``revision`` is the change's."""

    channel_id: int
    blog_id: int
    guid: str
    language: str
    kind: Kind
    revision: int
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedDelivery:
    """A wish as it waits, with how often it was tried. ``generation`` tells whether it was wanted again since."""

    id: int
    channel_id: int
    blog_id: int
    guid: str
    language: str
    kind: Kind
    revision: int
    priority: int
    generation: int
    run_after: datetime
    attempts: int
    last_error: str | None
    first_failed_at: datetime | None
    dead_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingDelivery:
    """A wanted delivery as a person sees it, with whose it is; ``blog`` is the slug."""

    wanted: WantedDelivery
    partner: str
    channel: str
    blog: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCounts:
    """What waits for one channel: how many deliveries, since when, and how many dead letters there are."""

    waiting: int = 0
    dead: int = 0
    oldest_at: datetime | None = None


def want(session: Session, wishes: Sequence[Wish], *, now: datetime) -> None:
    """Want these deliveries. One that waits already stays one, in its place, and is made anew; a dead one may rise."""
    rows = [
        {
            "channel_id": wish.channel_id,
            "blog_id": wish.blog_id,
            "guid": wish.guid,
            "language": wish.language,
            "kind": wish.kind,
            "revision": wish.revision,
            "priority": int(wish.urgency),
            "generation": 1,
            "run_after": now,
            "attempts": 0,
            "created_at": now,
        }
        for wish in wishes
    ]
    if rows:
        session.connection().execute(_upsert(dialect_of(session)), rows)


def cancel_wanted(session: Session, guids: Sequence[str]) -> int:
    """Cancel all that waits of these texts, on every channel, dead letters too; return how many there were."""
    cancelled = 0
    for chunk in in_chunks(guids):
        gone = delete(wanted_deliveries).where(wanted_deliveries.c.guid.in_(chunk)).returning(wanted_deliveries.c.id)
        cancelled += len(session.execute(gone).all())
    return cancelled


def next_wanted(session: Session, channel_id: int, *, now: datetime) -> WantedDelivery | None:
    """Return what a channel is to be sent next: the most urgent, then the oldest; what fails by itself steps aside."""
    return _first(session, _next(), channel_id=channel_id, now=now)


STEPS_ASIDE_AFTER = 3
"""After so many failures a delivery lets others go first: it may be the only one that is refused."""


def next_due_at(session: Session, channel_id: int) -> datetime | None:
    """Return when there is something to send on a channel; ``None`` for nothing."""
    return session.scalar(select(func.min(wanted_deliveries.c.run_after)).where(_waits(channel_id)))


def find_wanted(session: Session, channel_id: int, guid: str, language: str) -> WantedDelivery | None:
    """Return the wish for a text on a channel, dead or alive."""
    row = wanted_deliveries.c
    return _first(
        session,
        select(wanted_deliveries).where(row.channel_id == channel_id, row.guid == guid, row.language == language),
    )


def is_still_wanted(session: Session, wanted: WantedDelivery) -> bool:
    """Say whether a wish is still the one that was read; keep others from changing it until the transaction ends."""
    query = select(wanted_deliveries.c.id).where(_is_same(wanted)).with_for_update(key_share=True)
    return session.execute(query).first() is not None


def finish_wanted(session: Session, wanted: WantedDelivery) -> None:
    """Strike out a wish that is fulfilled; one that was wanted again meanwhile stays, untried."""
    gone = delete(wanted_deliveries).where(_is_same(wanted)).returning(wanted_deliveries.c.id)
    if session.execute(gone).first() is not None:
        return
    untried = {"attempts": 0, "last_error": None, "first_failed_at": None}
    session.execute(update(wanted_deliveries).where(wanted_deliveries.c.id == wanted.id).values(untried))


def postpone_wanted(session: Session, wanted: WantedDelivery, *, until: datetime, reason: str) -> None:
    """Let a wish wait, as if it had not been tried."""
    waiting = {"run_after": until, "last_error": reason}
    session.execute(update(wanted_deliveries).where(_is_same(wanted)).values(waiting))


def fail_wanted(
    session: Session, wanted: WantedDelivery, *, error: str, retry_at: datetime, is_dead: bool, now: datetime
) -> None:
    """Count a failure: let a wish wait for another try, or make it a dead letter."""
    first = func.coalesce(wanted_deliveries.c.first_failed_at, now)
    failed = {
        "attempts": wanted_deliveries.c.attempts + 1,
        "last_error": error,
        "first_failed_at": first,
        "run_after": retry_at,
        "dead_at": now if is_dead else None,
    }
    session.execute(update(wanted_deliveries).where(_is_same(wanted)).values(failed))


def retry_wanted(
    session: Session, *, now: datetime, wanted_id: int | None = None, channel_id: int | None = None
) -> int:
    """Give dead letters another chance, and let what waits for another try go at once: one, or all of a channel.

    Returns how many there were. One of the two must be given.
    """
    row = wanted_deliveries.c
    which = row.id == wanted_id if wanted_id is not None else row.channel_id == channel_id
    hold_channels(session, list(session.scalars(select(row.channel_id).where(which).distinct())))
    failed = or_(row.dead_at.is_not(None), row.attempts > 0)
    again = {"dead_at": None, "attempts": 0, "first_failed_at": None, "run_after": now}
    retried = update(wanted_deliveries).where(which, failed).values(again).returning(row.channel_id)
    found = list(session.scalars(retried))
    if found:
        session.execute(
            update(channels).where(channels.c.id.in_(set(found))).values(due_at=now, retry_at=None, failures=0)
        )
    return len(found)


def find_waiting(session: Session, wanted_id: int) -> WaitingDelivery | None:
    """Return one that waits, dead or alive."""
    found = _waiting(session, _select_waiting().where(wanted_deliveries.c.id == wanted_id).limit(1))
    return found[0] if found else None


def discard_wanted(session: Session, wanted_id: int) -> bool:
    """Delete a dead letter that nobody wants any more; say whether there was one."""
    row = wanted_deliveries.c
    gone = delete(wanted_deliveries).where(row.id == wanted_id, row.dead_at.is_not(None)).returning(row.id)
    return session.execute(gone).first() is not None


def drop_wanted(session: Session, channel_id: int) -> int:
    """Delete all that waits for a channel, dead letters too; return how many there were."""
    row = wanted_deliveries.c
    gone = delete(wanted_deliveries).where(row.channel_id == channel_id).returning(row.id)
    return len(session.execute(gone).all())


def wanted_texts(session: Session, channel_id: int, guids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return guid and language of those of these texts that wait for a channel, dead letters too."""
    row = wanted_deliveries.c
    found: set[tuple[str, str]] = set()
    for chunk in in_chunks(list(guids)):
        query = select(row.guid, row.language).where(row.channel_id == channel_id, row.guid.in_(chunk))
        found.update((guid, language) for guid, language in session.execute(query))
    return frozenset(found)


def list_waiting(
    session: Session,
    *,
    channel_id: int | None = None,
    partner: str | None = None,
    only_dead: bool = False,
    limit: int = 100,
    offset: int = 0,
) -> tuple[WaitingDelivery, ...]:
    """Return what waits, of a channel, a partner or of all: dead letters first, then in the order of sending."""
    row = wanted_deliveries.c
    query = _select_waiting().order_by(row.dead_at.is_(None), row.priority, row.id).limit(limit).offset(offset)
    if channel_id is not None:
        query = query.where(row.channel_id == channel_id)
    if partner is not None:
        query = query.where(partners.c.slug == partner)
    if only_dead:
        query = query.where(row.dead_at.is_not(None))
    return _waiting(session, query)


def count_waiting(session: Session) -> dict[int, QueueCounts]:
    """Count what waits for each channel that has anything waiting, by its id."""
    row = wanted_deliveries.c
    alive = row.dead_at.is_(None)
    query = select(
        row.channel_id,
        func.count(row.id).filter(alive),
        func.count(row.id).filter(~alive),
        func.min(row.created_at).filter(alive),
    ).group_by(row.channel_id)
    return {
        channel_id: QueueCounts(waiting=waiting, dead=dead, oldest_at=oldest)
        for channel_id, waiting, dead, oldest in session.execute(query)
    }


def _select_waiting() -> Select[Any]:
    return (
        select(
            wanted_deliveries,
            partners.c.slug.label("partner"),
            channels.c.name.label("channel"),
            blogs.c.slug.label("blog"),
        )
        .join(channels, channels.c.id == wanted_deliveries.c.channel_id)
        .join(partners, partners.c.id == channels.c.partner_id)
        .join(blogs, blogs.c.id == wanted_deliveries.c.blog_id)
    )


def _waiting(session: Session, query: Select[Any]) -> tuple[WaitingDelivery, ...]:
    return tuple(
        WaitingDelivery(wanted=_wanted(found), partner=found.partner, channel=found.channel, blog=found.blog)
        for found in session.execute(query)
    )


def _waits(channel_id: int) -> ColumnElement[bool]:
    return and_(wanted_deliveries.c.channel_id == channel_id, wanted_deliveries.c.dead_at.is_(None))


def _is_same(wanted: WantedDelivery) -> ColumnElement[bool]:
    row = wanted_deliveries.c
    # Of a row that was deleted another may have the id; the change it is for is then a newer one.
    return and_(row.id == wanted.id, row.generation == wanted.generation, row.revision == wanted.revision)


@cache
def _next() -> Select[Any]:
    row = wanted_deliveries.c
    waits = and_(row.channel_id == bindparam("channel_id"), row.dead_at.is_(None), row.run_after <= bindparam("now"))
    aside = case((row.attempts >= STEPS_ASIDE_AFTER, 1), else_=0)
    return select(wanted_deliveries).where(waits).order_by(row.priority, aside, row.id).limit(1)


def _first(session: Session, query: Select[Any], **values: object) -> WantedDelivery | None:
    row = session.execute(query, values).first()
    return None if row is None else _wanted(row)


def _wanted(row: Row[Any]) -> WantedDelivery:
    names = WantedDelivery.__slots__
    values = {name: getattr(row, name) for name in names}
    return WantedDelivery(**values | {"kind": Kind(row.kind)})


@cache
def _upsert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = insert_into(dialect, wanted_deliveries)
    new, row = statement.excluded, wanted_deliveries.c
    return statement.on_conflict_do_update(
        index_elements=[row.channel_id, row.guid, row.language],
        set_={
            "generation": row.generation + 1,
            "kind": new.kind,
            "revision": new.revision,
            "priority": case((row.priority < new.priority, row.priority), else_=new.priority),
            "run_after": new.run_after,
            "attempts": 0,
            "last_error": None,
            "first_failed_at": None,
            "dead_at": None,
        },
    )
