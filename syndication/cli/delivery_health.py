"""What ``doctor`` finds of channels: stopped ones, dead letters, queues that stand still, unreadable secrets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from syndication.channels import secrets_set
from syndication.config import Settings
from syndication.delivery.model import ChannelState
from syndication.delivery_errors import SecretUnreadable
from syndication.sealing import sealer_of
from syndication.storage.channels import ChannelRecord, list_channels
from syndication.storage.wanted_deliveries import QueueCounts, count_waiting

_LONG = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFindings:
    """How channels are: in a few words, what must be mended, and what to keep an eye on."""

    said: str
    failures: tuple[str, ...]
    notes: tuple[str, ...]


def channel_findings(session: Session, settings: Settings, *, now: datetime) -> ChannelFindings:
    """Look at every channel and its queue."""
    channels = [one for one in list_channels(session) if one.state is not ChannelState.RETIRED]
    counts = count_waiting(session)
    waiting = sum(queue.waiting for queue in counts.values())
    paused = sum(one.state is ChannelState.PAUSED for one in channels)
    return ChannelFindings(
        said=f"{len(channels)} channels, {paused} paused, {waiting} deliveries waiting" if channels else "none",
        failures=tuple(_failures(channels, counts, settings)),
        notes=tuple(_notes(channels, counts, now)),
    )


def _failures(channels: list[ChannelRecord], counts: dict[int, QueueCounts], settings: Settings) -> Iterator[str]:
    for channel in channels:
        if channel.state is ChannelState.STOPPED:
            reason = channel.state_reason or channel.last_error or "no reason is known"
            yield f"{channel.full_name} is stopped: {reason}"
        if dead := counts.get(channel.id, QueueCounts()).dead:
            yield f"{channel.full_name} has {dead} dead letters (syndication deliveries dead)"
    if unreadable := [channel.full_name for channel in channels if not _is_readable(channel, settings)]:
        told = "their secrets cannot be read: SYNDICATION_SECRET_KEY, or secret.key, is another one now"
        yield f"{', '.join(unreadable)}: {told}"


def _notes(channels: list[ChannelRecord], counts: dict[int, QueueCounts], now: datetime) -> Iterator[str]:
    for channel in channels:
        queue = counts.get(channel.id, QueueCounts())
        if channel.state is ChannelState.ACTIVE and queue.oldest_at is not None and now - queue.oldest_at > _LONG:
            minutes = int((now - queue.oldest_at) / timedelta(minutes=1))
            why = f": {channel.last_error}" if channel.failures and channel.last_error else "; is a worker running?"
            yield f"{channel.full_name} has {queue.waiting} waiting, the oldest for {minutes} minutes{why}"


def _is_readable(channel: ChannelRecord, settings: Settings) -> bool:
    if channel.secrets is None:
        return True
    try:
        secrets_set(sealer_of(settings), channel)
    except SecretUnreadable:
        return False
    return True
