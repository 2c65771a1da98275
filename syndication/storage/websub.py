"""Subscriptions at our own WebSub hub: who gets which feed, since when and until when.

:mod:`syndication.storage.websub_due` has what is still to be sent to them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from syndication.storage.chunks import in_chunks
from syndication.storage.delivery_tables import websub_subscriptions as subscriptions
from syndication.storage.notices import cancel_notices
from syndication.storage.tables import blogs, partners, profiles
from syndication.storage.upserts import dialect_of, insert_into

MOST_SUBSCRIPTIONS = 20_000
"""How many may be active at once; also the bound of every list of them."""


class SubscriptionState(StrEnum):
    """Whether a feed is still sent, or why not: taken back, over with its lease, ended by the other side, denied by us.

    ``gone``: the callback answered 410.
    """

    ACTIVE = "active"
    UNSUBSCRIBED = "unsubscribed"
    LAPSED = "lapsed"
    GONE = "gone"
    DENIED = "denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """A subscription as it was confirmed; the columns say what each field is."""

    topic: str
    topic_hash: str
    callback: str
    callback_hash: str
    secret: str | None
    blog_id: int | None
    language: str
    format: str
    profile_id: int | None
    lease_until: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRecord:
    """A subscription and what its feed is made from: a live blog's slug, a partner's profile, or both."""

    id: int
    topic: str
    callback: str
    secret: str | None
    blog_id: int | None
    slug: str | None
    language: str
    format: str
    profile_id: int | None
    partner: str | None
    profile: str | None
    state: SubscriptionState
    lease_until: datetime
    wanted_revision: int
    delivered_revision: int
    delivered_etag: str | None
    generation: int
    due_at: datetime | None
    failures: int
    last_error: str | None
    last_delivered_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """A subscriber who was last sent an older state of a live blog, in one language."""

    id: int
    language: str
    last_delivered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionCounts:
    """Active subscriptions; ``waiting`` have something to be sent now, ``failing`` did not accept the last document."""

    active: int
    waiting: int
    failing: int


IS_ACTIVE = subscriptions.c.state == SubscriptionState.ACTIVE

_RECORD = (
    select(
        subscriptions,
        blogs.c.slug.label("slug"),
        partners.c.slug.label("partner"),
        profiles.c.name.label("profile"),
    )
    .join_from(subscriptions, blogs, blogs.c.id == subscriptions.c.blog_id, isouter=True)
    .join(profiles, profiles.c.id == subscriptions.c.profile_id, isouter=True)
    .join(partners, partners.c.id == profiles.c.partner_id, isouter=True)
)
_FIELDS = tuple(SubscriptionRecord.__dataclass_fields__)


def save_subscription(session: Session, new: NewSubscription, *, now: datetime) -> None:
    """Begin a subscription, or renew the one of this topic and callback with its new lease and secret.

    What was delivered to it before, and what is still to be sent while it goes on, stays as it is.
    """
    row = {name: getattr(new, name) for name in NewSubscription.__dataclass_fields__}
    fresh = {
        "state": SubscriptionState.ACTIVE,
        "wanted_revision": 0,
        "delivered_revision": 0,
        "generation": 1,
        "failures": 0,
        "created_at": now,
        "updated_at": now,
    }
    session.execute(_upsert(dialect_of(session)), row | fresh)


def find_subscription(session: Session, topic_hash: str, callback_hash: str) -> SubscriptionRecord | None:
    """Return the subscription of a callback to a topic, active or not."""
    of_both = and_(subscriptions.c.topic_hash == topic_hash, subscriptions.c.callback_hash == callback_hash)
    row = session.execute(_RECORD.where(of_both)).first()
    return None if row is None else _record(row)


def load_subscriptions(session: Session, ids: Sequence[int]) -> tuple[SubscriptionRecord, ...]:
    """Return the subscriptions of these ids, in this order."""
    found: dict[int, SubscriptionRecord] = {}
    for chunk in in_chunks(ids):
        rows = session.execute(_RECORD.where(subscriptions.c.id.in_(chunk)))
        found.update((row.id, _record(row)) for row in rows)
    return tuple(found[wanted] for wanted in ids if wanted in found)


def list_subscriptions(session: Session, *, limit: int = MOST_SUBSCRIPTIONS) -> tuple[SubscriptionRecord, ...]:
    """Return subscriptions, active ones first, in the order in which they began."""
    query = _RECORD.order_by(~IS_ACTIVE, subscriptions.c.id).limit(limit)
    return tuple(_record(row) for row in session.execute(query))


def end_subscription(session: Session, subscription_id: int, state: SubscriptionState, *, now: datetime) -> None:
    """Send nothing more, nor owe anything; the secret is forgotten."""
    ended = {
        "state": state,
        "secret": None,
        "due_at": None,
        "claimed_by": None,
        "claimed_until": None,
        "updated_at": now,
    }
    session.execute(update(subscriptions).where(subscriptions.c.id == subscription_id, IS_ACTIVE).values(ended))
    cancel_notices(session, [subscription_id], now=now)


def count_subscriptions(session: Session, *, now: datetime) -> SubscriptionCounts:
    """Count the active subscriptions."""
    total = func.count(subscriptions.c.id)
    waiting, failing = subscriptions.c.due_at <= now, subscriptions.c.failures > 0
    query = select(total, total.filter(waiting), total.filter(failing)).where(IS_ACTIVE)
    active, due, in_trouble = session.execute(query).one()
    return SubscriptionCounts(active=active, waiting=due, failing=in_trouble)


def count_on_host(session: Session, host: str) -> tuple[int, int]:
    """Return how many subscriptions are active altogether, and how many of them at callbacks of this host."""
    total = func.count(subscriptions.c.id)
    at_host = on_host(subscriptions.c.callback, host)
    everything, there = session.execute(select(total, total.filter(at_host)).where(IS_ACTIVE)).one()
    return everything, there


def on_host(column: Any, host: str) -> ColumnElement[bool]:
    """Return the condition that an address, whose host is in lower case, is on this host, whatever the port."""
    begins = [f"{scheme}://{host}" for scheme in ("http", "https")]
    return or_(
        *(column.startswith(f"{begin}{end}", autoescape=True) for begin in begins for end in ("/", ":", "?")),
        *(column == begin for begin in begins),
    )


def subscriptions_holding(session: Session, blog_id: int, before_revision: int) -> tuple[Holder, ...]:
    """Return the active subscriptions that were sent an older state of a live blog than that of a revision.

    A feed across live blogs counts where it was ever sent: which revision of each it held is not known afterwards.
    """
    older = and_(subscriptions.c.blog_id == blog_id, subscriptions.c.delivered_revision < before_revision)
    query = (
        select(subscriptions.c.id, subscriptions.c.language, subscriptions.c.last_delivered_at)
        .where(IS_ACTIVE, subscriptions.c.last_delivered_at.is_not(None), or_(older, subscriptions.c.blog_id.is_(None)))
        .order_by(subscriptions.c.id)
        .limit(MOST_SUBSCRIPTIONS)
    )
    return tuple(
        Holder(id=row_id, language=language, last_delivered_at=at)
        for row_id, language, at in session.execute(query)
        if at is not None
    )


def _record(row: Any) -> SubscriptionRecord:
    values = row._mapping
    return SubscriptionRecord(
        **{name: values[name] for name in _FIELDS if name != "state"}, state=SubscriptionState(values["state"])
    )


@cache
def _upsert(dialect: str) -> postgresql.Insert | sqlite.Insert:
    statement = insert_into(dialect, subscriptions)
    new = statement.excluded
    renewed = {
        name: getattr(new, name)
        for name in ("topic", "secret", "blog_id", "language", "format", "profile_id", "lease_until", "updated_at")
    }
    # One that had ended is sent nothing of what it missed. One that goes on keeps what waits for it, and whoever failed
    # and asks again is there again.
    going_on, is_well = subscriptions.c.state == SubscriptionState.ACTIVE, subscriptions.c.failures == 0
    due_at = case((going_on & is_well, subscriptions.c.due_at), (going_on, new.updated_at), else_=new.due_at)
    begun_again = {"state": new.state, "failures": new.failures, "last_error": None, "due_at": due_at}
    return statement.on_conflict_do_update(
        index_elements=[subscriptions.c.topic_hash, subscriptions.c.callback_hash], set_=renewed | begun_again
    )
