"""Kills, holds and corrections that are owed to whoever has an entry, until they fetched or accepted them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from syndication.delivery.model import ChannelState, Kind
from syndication.storage.chunks import in_chunks
from syndication.storage.delivery_tables import channels, notices, websub_subscriptions
from syndication.storage.tables import blogs, partners, profiles

RECALLS = (Kind.KILL, Kind.WITHHOLD)
"""What must reach everybody within minutes; a correction that is late is no such danger."""


class Holder(StrEnum):
    """By what somebody has an entry: a channel, a feed that they fetch, or a subscription at our hub."""

    CHANNEL = "channel"
    PULL = "pull"
    WEBSUB = "websub"


class Hindrance(StrEnum):
    """Why somebody who is owed a notice is not told of it, until a person changes that."""

    CHANNEL_RETIRED = "channel_retired"
    CHANNEL_PAUSED = "channel_paused"
    CHANNEL_STOPPED = "channel_stopped"
    PARTNER_DISABLED = "partner_disabled"


_HINDRANCES = {
    ChannelState.RETIRED: Hindrance.CHANNEL_RETIRED,
    ChannelState.PAUSED: Hindrance.CHANNEL_PAUSED,
    ChannelState.STOPPED: Hindrance.CHANNEL_STOPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBy:
    """One holder of a live blog in a language; one of the three ids is set."""

    blog_id: int
    language: str
    channel_id: int | None = None
    profile_id: int | None = None
    subscription_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A row of :class:`~syndication.storage.delivery_columns.NoticeColumns` that is to be added."""

    blog_id: int
    guid: str
    language: str
    kind: Kind
    revision: int
    holder: Holder
    channel_id: int | None = None
    profile_id: int | None = None
    subscription_id: int | None = None
    got_at: datetime | None
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedNotice:
    """A notice as a person sees it. ``blog`` and ``partner`` are slugs; ``channel`` is a name.

    ``partner`` and ``profile`` are ``None`` of a subscription to a public feed, ``callback`` is the host it names.
    """

    id: int
    blog: str
    guid: str
    language: str
    kind: Kind
    revision: int
    holder: Holder
    partner: str | None
    partner_name: str | None
    profile: str | None
    channel_id: int | None
    channel: str | None
    channel_kind: str | None
    callback: str | None
    got_at: datetime | None
    changed_at: datetime
    told_at: datetime | None
    superseded_at: datetime | None

    @property
    def is_owed(self) -> bool:
        """Whether they are still to be told."""
        return self.told_at is None and self.superseded_at is None

    def exposed_s(self, now: datetime) -> float:
        """Return how long they had, or have had until now, what the change takes back."""
        until = self.told_at or self.superseded_at or now
        return max((until - self.changed_at).total_seconds(), 0.0)

    def is_overdue(self, now: datetime, *, after_min: int) -> bool:
        """Say whether it is a kill or a hold that has been owed for longer than it may."""
        return self.is_owed and self.kind in RECALLS and self.exposed_s(now) > after_min * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedText:
    """A text, an entry or a whole live blog, of which a channel is owed a kill, hold or correction."""

    blog_id: int
    blog_guid: str
    guid: str
    language: str
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedCounts:
    """How many kills and holds are owed, how many of them for too long, and since when the oldest."""

    owed: int
    overdue: int
    oldest_at: datetime | None


_OWED = and_(notices.c.told_at.is_(None), notices.c.superseded_at.is_(None))


def insert_notices(session: Session, added: Sequence[Notice]) -> None:
    """Add notices."""
    rows = [{name: getattr(notice, name) for name in Notice.__slots__} for notice in added]
    if rows:
        session.connection().execute(insert(notices), rows)


def supersede_notices(
    session: Session, guids: Sequence[str], *, now: datetime, kinds: Collection[Kind] = tuple(Kind)
) -> None:
    """Say of what is owed of these entries that something newer has taken its place."""
    row = notices.c
    for chunk in in_chunks(guids):
        where = and_(row.guid.in_(chunk), row.kind.in_(list(kinds)), _OWED)
        session.execute(update(notices).where(where).values(superseded_at=now))


def cancel_notices(session: Session, subscription_ids: Sequence[int], *, now: datetime) -> None:
    """Say of what is owed to subscriptions that have ended that nobody is to be told of it any more."""
    row = notices.c
    for chunk in in_chunks(subscription_ids):
        where = and_(row.holder == Holder.WEBSUB, row.subscription_id.in_(chunk), _OWED)
        session.execute(update(notices).where(where).values(superseded_at=now))


def tell(session: Session, holder: HeldBy, *, guid: str | None = None, revision: int, at: datetime) -> None:
    """Note that a holder has got a live blog as it was at ``revision``, or of it the entry ``guid`` alone."""
    row = notices.c
    what = and_(_is_of(holder), row.blog_id == holder.blog_id, row.revision <= revision)
    if guid is not None:
        what = and_(what, row.guid == guid)
    session.execute(update(notices).where(what, row.language == holder.language, _OWED).values(told_at=at))


def list_noticed(session: Session, holder: HeldBy, guids: Sequence[str]) -> frozenset[tuple[str, int]]:
    """Return guid and revision of all that was ever owed of these entries to a holder."""
    row = notices.c
    found: set[tuple[str, int]] = set()
    for chunk in in_chunks(guids):
        where = and_(row.guid.in_(chunk), row.language == holder.language, _is_of(holder))
        found.update(
            (guid, revision) for guid, revision in session.execute(select(row.guid, row.revision).where(where))
        )
    return frozenset(found)


def list_notices(
    session: Session,
    *,
    partner: str | None = None,
    guid: str | None = None,
    only_owed: bool = False,
    before_id: int | None = None,
    limit: int = 100,
) -> tuple[OwedNotice, ...]:
    """Return notices, newest first, of a partner or of an entry; ``before_id`` goes on from a page before."""
    row = notices.c
    query = _select().order_by(row.id.desc()).limit(limit)
    if partner is not None:
        query = query.where(partners.c.slug == partner)
    if guid is not None:
        query = query.where(row.guid == guid)
    if before_id is not None:
        query = query.where(row.id < before_id)
    if only_owed:
        query = query.where(_OWED)
    return tuple(_notice(found) for found in session.execute(query))


def list_owed_to(session: Session, channel_id: int) -> tuple[OwedText, ...]:
    """Return what a channel's receiver is still to be told of, in the order in which it happened."""
    row = notices.c
    query = (
        select(row.blog_id, blogs.c.guid.label("blog_guid"), row.guid, row.language, row.kind)
        .join(blogs, blogs.c.id == row.blog_id)
        .where(row.channel_id == channel_id, _OWED)
        .order_by(row.id)
    )
    return tuple(OwedText(**{**found._mapping, "kind": Kind(found.kind)}) for found in session.execute(query))


def count_owed(session: Session, *, now: datetime, overdue_min: int) -> OwedCounts:
    """Count the kills and holds that somebody is still to be told of."""
    row = notices.c
    late = row.changed_at < now - timedelta(minutes=overdue_min)
    query = select(func.count(row.id), func.count(row.id).filter(late), func.min(row.changed_at)).where(
        row.kind.in_(RECALLS), _OWED
    )
    owed, overdue, oldest_at = session.execute(query).one()
    return OwedCounts(owed=owed, overdue=overdue, oldest_at=oldest_at)


def list_overdue(session: Session, *, now: datetime, overdue_min: int, limit: int = 100) -> tuple[OwedNotice, ...]:
    """Return the kills and holds that have been owed for too long, the oldest first."""
    row = notices.c
    late = row.changed_at < now - timedelta(minutes=overdue_min)
    query = _select().where(row.kind.in_(RECALLS), _OWED, late).order_by(row.changed_at, row.id).limit(limit)
    return tuple(_notice(found) for found in session.execute(query))


def _is_of(holder: HeldBy) -> ColumnElement[bool]:
    row = notices.c
    if holder.channel_id is not None:
        return row.channel_id == holder.channel_id
    if holder.profile_id is not None:
        return and_(row.holder == Holder.PULL, row.profile_id == holder.profile_id)
    return row.subscription_id == holder.subscription_id


def holders_query(*more: Any) -> Select[Any]:
    """Select who notices are for, by what and in which language, and ``more``; the caller says which rows."""
    row = notices.c
    profile = or_(
        profiles.c.id == row.profile_id,
        profiles.c.id == channels.c.profile_id,
        profiles.c.id == websub_subscriptions.c.profile_id,
    )
    columns: tuple[Any, ...] = (
        row.holder,
        row.language,
        row.channel_id,
        partners.c.slug.label("partner"),
        partners.c.name.label("partner_name"),
        profiles.c.name.label("profile"),
        channels.c.name.label("channel"),
        channels.c.kind.label("channel_kind"),
        channels.c.state.label("channel_state"),
        partners.c.disabled_at.label("partner_disabled_at"),
        websub_subscriptions.c.callback.label("callback_url"),
    )
    return (
        select(*columns, *more)
        .select_from(notices)
        .outerjoin(channels, channels.c.id == row.channel_id)
        .outerjoin(websub_subscriptions, websub_subscriptions.c.id == row.subscription_id)
        .outerjoin(profiles, profile)
        .outerjoin(partners, partners.c.id == profiles.c.partner_id)
    )


def hindrance_of(holder: Holder, channel_state: str | None, *, is_partner_disabled: bool) -> Hindrance | None:
    """Return what keeps a holder from being told. Channels of a disabled partner are still sent what withdraws."""
    if channel_state is not None:
        return _HINDRANCES.get(ChannelState(channel_state))
    return Hindrance.PARTNER_DISABLED if holder is Holder.PULL and is_partner_disabled else None


def holder_name(callback: str | None) -> str | None:
    """Return the host of a subscription's callback: the rest of the address may hold a secret."""
    return urlsplit(callback).hostname if callback else None


def _select() -> Select[Any]:
    row = notices.c
    own = (row.id, row.guid, row.kind, row.revision, row.got_at, row.changed_at, row.told_at, row.superseded_at)
    return holders_query(blogs.c.slug.label("blog"), *own).join(blogs, blogs.c.id == row.blog_id)


def _notice(row: Row[Any]) -> OwedNotice:
    names = [name for name in OwedNotice.__slots__ if name != "callback"]
    values = {name: getattr(row, name) for name in names}
    callback = holder_name(row.callback_url)
    return OwedNotice(**values | {"kind": Kind(row.kind), "holder": Holder(row.holder), "callback": callback})
