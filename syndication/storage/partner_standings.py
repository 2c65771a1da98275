"""How partners stand: when they last fetched, what waits for them, and what they are still to be told."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from syndication.delivery.model import ChannelState, Kind
from syndication.storage.channels import ChannelRecord, list_channels
from syndication.storage.delivery_tables import channels, feed_fetches, notices, websub_subscriptions
from syndication.storage.tables import profiles
from syndication.storage.wanted_deliveries import count_waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One partner's state of affairs. ``owed`` counts kills and holds that it has not fetched or accepted yet."""

    channels: int = 0
    channels_not_active: int = 0
    last_fetched_at: datetime | None = None
    last_accepted_at: datetime | None = None
    waiting: int = 0
    dead: int = 0
    owed: int = 0


def standings(session: Session, partner: str | None = None) -> dict[int, Standing]:
    """Return the standings of all partners, or of one by its slug, by the ids of those that have anything to tell."""
    found: dict[int, Standing] = {}
    _add_channels(session, list_channels(session, partner, limit=10_000), found)
    fetched = (
        select(profiles.c.partner_id, func.max(feed_fetches.c.last_at))
        .join(profiles, profiles.c.id == feed_fetches.c.profile_id)
        .group_by(profiles.c.partner_id)
    )
    for partner_id, last_at in session.execute(fetched):
        found[partner_id] = replace(found.get(partner_id, Standing()), last_fetched_at=last_at)
    for partner_id, owed in _owed(session).items():
        found[partner_id] = replace(found.get(partner_id, Standing()), owed=owed)
    return found


def _add_channels(session: Session, records: Iterable[ChannelRecord], found: dict[int, Standing]) -> None:
    counts = count_waiting(session)
    for record in records:
        known = found.get(record.partner_id, Standing())
        queue = counts.get(record.id)
        accepted = [at for at in (known.last_accepted_at, record.last_accepted_at) if at]
        found[record.partner_id] = replace(
            known,
            channels=known.channels + 1,
            channels_not_active=known.channels_not_active + (record.state is not ChannelState.ACTIVE),
            last_accepted_at=max(accepted, default=None),
            waiting=known.waiting + (queue.waiting if queue else 0),
            dead=known.dead + (queue.dead if queue else 0),
        )


def _owed(session: Session) -> dict[int, int]:
    partner = func.coalesce(channels.c.partner_id, profiles.c.partner_id)
    profile = func.coalesce(notices.c.profile_id, websub_subscriptions.c.profile_id)
    query = (
        select(partner, func.count(notices.c.id))
        .select_from(notices)
        .outerjoin(channels, channels.c.id == notices.c.channel_id)
        .outerjoin(websub_subscriptions, websub_subscriptions.c.id == notices.c.subscription_id)
        .outerjoin(profiles, profiles.c.id == profile)
        .where(
            notices.c.told_at.is_(None),
            notices.c.superseded_at.is_(None),
            notices.c.kind.in_((Kind.KILL, Kind.WITHHOLD)),
        )
        .where(or_(channels.c.id.is_not(None), profiles.c.id.is_not(None)))
        .group_by(partner)
    )
    return {row[0]: row[1] for row in session.execute(query)}
