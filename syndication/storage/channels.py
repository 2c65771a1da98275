"""Channels: how partners are sent what their profiles make, and how each of them is doing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from feeds.profile import OutputProfile
from syndication.delivery.model import ChannelState
from syndication.storage.chunks import in_chunks
from syndication.storage.delivery_tables import channels
from syndication.storage.partners import read_profile_once
from syndication.storage.tables import partners, profiles
from syndication.storage.upserts import dialect_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRecord:
    """A channel as it stands, with whose it is. ``settings`` is JSON; ``secrets`` sealed JSON, never shown."""

    id: int
    partner_id: int
    partner: str
    partner_name: str
    is_partner_disabled: bool
    profile_id: int
    profile_version: int
    profile: OutputProfile
    name: str
    kind: str
    settings: str
    secrets: str | None
    version: int
    state: ChannelState
    state_reason: str | None
    sequence: int
    failures: int
    retry_at: datetime | None
    due_at: datetime | None
    last_error: str | None
    last_failed_at: datetime | None
    last_accepted_at: datetime | None
    last_took_s: float | None
    max_per_min: int | None
    claimed_by: str | None
    claimed_until: datetime | None
    created_at: datetime
    updated_at: datetime

    @property
    def full_name(self) -> str:
        """``PARTNER/CHANNEL``."""
        return f"{self.partner}/{self.name}"


def find_channel(session: Session, partner: str, name: str) -> ChannelRecord | None:
    """Return one channel of one partner."""
    return _first(session, _select().where(partners.c.slug == partner, channels.c.name == name))


def load_channel(session: Session, channel_id: int) -> ChannelRecord | None:
    """Return the channel of this id."""
    row = session.execute(_BY_ID, {"channel_id": channel_id}).first()
    return None if row is None else _record(row)


def list_channels(session: Session, partner: str | None = None, *, limit: int = 1000) -> tuple[ChannelRecord, ...]:
    """Return channels by partner and name, of one partner or of all."""
    query = _select().order_by(partners.c.slug, channels.c.name).limit(limit)
    if partner is not None:
        query = query.where(partners.c.slug == partner)
    return tuple(map(_record, session.execute(query)))


def lock_channel(session: Session, partner: str, name: str) -> None:
    """Keep everybody else from changing a channel until the transaction ends."""
    of_partner = select(partners.c.id).where(partners.c.slug == partner).scalar_subquery()
    where = and_(channels.c.partner_id == of_partner, channels.c.name == name)
    session.execute(select(channels.c.id).where(where).with_for_update(key_share=True))


def delete_channel(session: Session, channel_id: int) -> None:
    """Delete a channel on which nothing was sent and for which nothing waits."""
    session.execute(delete(channels).where(channels.c.id == channel_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What every change asks of a channel: what its profile takes, and whether its partner is served at all."""

    channel_id: int
    profile: OutputProfile
    is_partner_disabled: bool


def list_targets(session: Session, *, limit: int = 10_000) -> tuple[Target, ...]:
    """Return all channels as a change sees them, paused ones too, but none that is retired."""
    query = (
        select(channels.c.id, profiles.c.document, partners.c.disabled_at)
        .join(profiles, profiles.c.id == channels.c.profile_id)
        .join(partners, partners.c.id == channels.c.partner_id)
        .where(channels.c.state != ChannelState.RETIRED)
        .order_by(channels.c.id)
        .limit(limit)
    )
    return tuple(
        Target(channel_id=channel_id, profile=read_profile_once(document), is_partner_disabled=disabled_at is not None)
        for channel_id, document, disabled_at in session.execute(query)
    )


def insert_channel(session: Session, values: Mapping[str, Any], *, now: datetime) -> int:
    """Add a channel with these columns set and return its id; it begins with nothing sent."""
    start = {"version": 1, "state": ChannelState.ACTIVE, "sequence": 0, "failures": 0}
    row = start | dict(values) | {"created_at": now, "updated_at": now}
    return session.execute(insert(channels).values(row).returning(channels.c.id)).scalar_one()


def save_channel(session: Session, channel_id: int, values: Mapping[str, Any], *, now: datetime) -> None:
    """Set columns of a channel, as a person does: its version rises."""
    changed = dict(values) | {"version": channels.c.version + 1, "updated_at": now}
    session.execute(update(channels).where(channels.c.id == channel_id).values(changed))


def hold_channels(session: Session, channel_ids: Sequence[int]) -> None:
    """Keep everybody else from these channels until the transaction ends.

    Whoever changes what waits for a channel, or what is known of it, holds it first: so nobody waits in a circle.
    SQLite has one writer at a time, which has held everything since its transaction began.
    """
    if dialect_of(session) == "sqlite":
        return
    for chunk in in_chunks(sorted(set(channel_ids))):
        query = (
            select(channels.c.id)
            .where(channels.c.id.in_(chunk))
            .order_by(channels.c.id)
            .with_for_update(key_share=True)
        )
        session.execute(query).all()


def note_progress(session: Session, channel_id: int, values: Mapping[str, Any]) -> None:
    """Set what deliveries tell about a channel, such as its number and its failures."""
    session.execute(update(channels).where(channels.c.id == channel_id).values(values))


def make_due(session: Session, channel_ids: Sequence[int], *, at: datetime) -> None:
    """Let channels be looked at by then, if they would not be earlier; one that has failed waits on."""
    row = channels.c
    later = or_(row.due_at.is_(None), row.due_at > at)
    due_at = case((row.retry_at > at, row.retry_at), else_=at)
    for chunk in in_chunks(channel_ids):
        session.execute(update(channels).where(row.id.in_(chunk), later).values(due_at=due_at))


def hurry(session: Session, channel_ids: Sequence[int], *, at: datetime) -> None:
    """Let channels be looked at by then even if they have failed: somebody must hear of something."""
    for chunk in in_chunks(channel_ids):
        where = channels.c.id.in_(chunk)
        session.execute(update(channels).where(where).values(due_at=at, retry_at=None))


def has_due_channels(session: Session, *, now: datetime) -> bool:
    """Say whether there is a channel to claim."""
    return session.execute(select(channels.c.id).where(_is_due(now)).limit(1)).first() is not None


def claim_channels(
    session: Session, *, worker: str, now: datetime, lease: timedelta, limit: int, only_well: bool = False
) -> tuple[int, ...]:
    """Lease channels that have something to send, those that wait longest first; no two workers get the same one.

    ``only_well`` leaves out those whose last delivery failed or took long.
    """
    well = and_(channels.c.failures == 0, or_(channels.c.last_took_s.is_(None), channels.c.last_took_s < _SLOW_S))
    chosen = (
        select(channels.c.id)
        .where(_is_due(now), well if only_well else _is_due(now))
        .order_by(channels.c.due_at, channels.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    claimed = (
        update(channels)
        .where(channels.c.id.in_(chosen))
        .values(claimed_by=worker, claimed_until=now + lease)
        .returning(channels.c.id)
    )
    return tuple(sorted(session.scalars(claimed)))


def renew_channel(session: Session, channel_id: int, *, worker: str, until: datetime) -> bool:
    """Extend the lease of a channel; say whether it is still this worker's."""
    mine = and_(channels.c.id == channel_id, channels.c.claimed_by == worker)
    renewed = update(channels).where(mine).values(claimed_until=until).returning(channels.c.id)
    return session.execute(renewed).first() is not None


def release_channel(session: Session, channel_id: int, *, worker: str, due_at: datetime | None) -> None:
    """Give a channel back, to be looked at again at ``due_at``; ``None`` for when something new is wanted."""
    mine = and_(channels.c.id == channel_id, channels.c.claimed_by == worker)
    given_back = {"claimed_by": None, "claimed_until": None, "due_at": due_at}
    session.execute(update(channels).where(mine).values(given_back))


def count_accepted(session: Session) -> int:
    """Count what was ever accepted, on all channels: their numbers have no gaps."""
    return int(session.scalar(select(func.coalesce(func.sum(channels.c.sequence), 0))) or 0)


def count_states(session: Session) -> Mapping[ChannelState, int]:
    """Count the channels in each state."""
    query = select(channels.c.state, func.count(channels.c.id)).group_by(channels.c.state)
    return {ChannelState(state): count for state, count in session.execute(query)}


_SLOW_S = 5.0


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(
        channels.c.state == ChannelState.ACTIVE,
        channels.c.due_at <= now,
        or_(channels.c.claimed_until.is_(None), channels.c.claimed_until < now),
    )


def _select() -> Select[Any]:
    return (
        select(
            channels,
            partners.c.slug.label("partner"),
            partners.c.name.label("partner_name"),
            partners.c.disabled_at.label("partner_disabled_at"),
            profiles.c.version.label("profile_version"),
            profiles.c.document.label("profile_document"),
        )
        .join(partners, partners.c.id == channels.c.partner_id)
        .join(profiles, profiles.c.id == channels.c.profile_id)
    )


# Asked with every delivery: putting a statement together takes longer than the database's answer.
_BY_ID = _select().where(channels.c.id == bindparam("channel_id"))


def _first(session: Session, query: Select[Any]) -> ChannelRecord | None:
    row = session.execute(query.limit(1)).first()
    return None if row is None else _record(row)


def _record(row: Row[Any]) -> ChannelRecord:
    values = dict(row._mapping)
    document, disabled_at = values.pop("profile_document"), values.pop("partner_disabled_at")
    values["state"] = ChannelState(values["state"])
    return ChannelRecord(**values, profile=read_profile_once(document), is_partner_disabled=disabled_at is not None)
