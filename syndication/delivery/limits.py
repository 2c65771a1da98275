"""How fast a channel may be sent something: at most so many deliveries a minute, where a person has said so."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from syndication.storage.channels import ChannelRecord
from syndication.storage.deliveries import find_accepted

_MINUTE = timedelta(minutes=1)


def allowed_at(session: Session, channel: ChannelRecord, *, now: datetime) -> datetime | None:
    """Return when the next delivery may leave; ``None`` for at once.

    That is a minute after the delivery that so many numbers ago was accepted. A kill or hold does not ask.
    """
    if channel.max_per_min is None or channel.sequence < channel.max_per_min:
        return None
    first = find_accepted(session, channel.id, channel.sequence - channel.max_per_min + 1)
    if first is None or first.delivery.accepted_at is None:
        return None
    free_at = first.delivery.accepted_at + _MINUTE
    return free_at if free_at > now else None
