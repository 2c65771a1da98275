"""What the delivery log tells of a partner's deliveries: when they ended, how big they were, how long they took."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from syndication.delivery.model import DeliveryState
from syndication.storage.delivery_tables import channels, deliveries, feed_fetches
from syndication.storage.tables import changes, profiles


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTime:
    """One delivery that ended. ``took_s`` is from the change to its receipt.

    It is ``None`` where the text was sent again, or was there before the channel.
    """

    ended_at: datetime
    is_accepted: bool
    body_bytes: int
    took_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchCount:
    """What a partner fetched of one revision of one feed: how often, how many bytes, first and last when."""

    first_at: datetime
    last_at: datetime
    fetches: int
    body_bytes: int


def delivery_times(
    session: Session, partner_id: int, *, since: datetime, limit: int = 50_000
) -> tuple[DeliveryTime, ...]:
    """Return a partner's deliveries that were accepted or refused since then, the newest first."""
    row, earlier = deliveries.c, deliveries.alias("earlier")
    is_again = (
        select(earlier.c.id)
        .where(
            earlier.c.channel_id == row.channel_id,
            earlier.c.guid == row.guid,
            earlier.c.language == row.language,
            earlier.c.version == row.version,
            earlier.c.state == DeliveryState.ACCEPTED,
            earlier.c.id < row.id,
        )
        .exists()
    )
    ended_at = func.coalesce(row.accepted_at, row.created_at)
    query = (
        select(
            row.accepted_at,
            row.created_at,
            row.state,
            row.body_bytes,
            case((or_(is_again, changes.c.at < channels.c.created_at), None), else_=changes.c.at).label("changed_at"),
        )
        .join(channels, channels.c.id == row.channel_id)
        .join(changes, and_(changes.c.blog_id == row.blog_id, changes.c.revision == row.revision), isouter=True)
        .where(
            row.partner_id == partner_id,
            row.state.in_((DeliveryState.ACCEPTED, DeliveryState.REFUSED)),
            ended_at >= since,
        )
        .order_by(row.id.desc())
        .limit(limit)
    )
    return tuple(
        DeliveryTime(
            ended_at=found.accepted_at or found.created_at,
            is_accepted=found.state == DeliveryState.ACCEPTED,
            body_bytes=found.body_bytes,
            took_s=_took_s(found.changed_at, found.accepted_at),
        )
        for found in session.execute(query)
    )


def fetch_counts(session: Session, partner_id: int, *, since: datetime, limit: int = 50_000) -> tuple[FetchCount, ...]:
    """Return what a partner's feeds were fetched since then, the newest first."""
    row = feed_fetches.c
    query = (
        select(row.first_at, row.last_at, row.fetches, row.body_bytes)
        .join(profiles, profiles.c.id == row.profile_id)
        .where(profiles.c.partner_id == partner_id, row.last_at >= since)
        .order_by(row.last_at.desc())
        .limit(limit)
    )
    return tuple(
        FetchCount(first_at=first, last_at=last, fetches=fetches, body_bytes=size)
        for first, last, fetches, size in session.execute(query)
    )


def _took_s(changed_at: datetime | None, accepted_at: datetime | None) -> float | None:
    if changed_at is None or accepted_at is None:
        return None
    return max(0.0, (accepted_at - changed_at).total_seconds())
