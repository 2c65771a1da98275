"""Channels, deliveries and dead letters as people and programs may see them; no secret is among it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from syndication.channels import secrets_set
from syndication.delivery import CHANNELS
from syndication.delivery.model import ChannelState, DeliveryState, Kind
from syndication.delivery.settings import settings_schema
from syndication.delivery_errors import SecretUnreadable
from syndication.sealing import Sealer
from syndication.storage.channels import ChannelRecord
from syndication.storage.deliveries import AttemptRecord, LoggedDelivery
from syndication.storage.wanted_deliveries import QueueCounts, WaitingDelivery


class ChannelView(BaseModel):
    """How a partner is sent what a profile makes, and how that goes.

    ``sequence`` is the number of the last delivery that was accepted. ``secrets`` names those that are set. While
    ``retry_at`` lies ahead nothing is tried, after ``failures`` in a row.
    """

    partner: str
    name: str
    profile: str
    kind: str
    state: ChannelState
    state_reason: str | None
    settings: dict[str, Any]
    secrets: tuple[str, ...]
    secrets_problem: str | None
    max_per_min: int | None
    version: int
    sequence: int
    waiting: int
    oldest_waiting_at: datetime | None
    dead_letters: int
    failures: int
    retry_at: datetime | None
    last_error: str | None
    last_failed_at: datetime | None
    last_accepted_at: datetime | None
    last_took_s: float | None
    created_at: datetime
    updated_at: datetime


class ChannelKindView(BaseModel):
    """A kind of channel: the JSON Schema of its settings, and its secrets with what each is called."""

    name: str
    title: str
    summary: str
    settings: dict[str, Any]
    secrets: dict[str, str]
    optional_secrets: tuple[str, ...]


class DeliveryView(BaseModel):
    """A delivery in the log. ``sequence`` is its number on the channel, for good once it is accepted."""

    id: int
    partner: str
    channel: str
    blog: str
    guid: str
    language: str
    kind: Kind
    version: int
    source_version: int
    sequence: int
    event_id: str
    state: DeliveryState
    media_type: str
    file_name: str | None
    sha256: str
    body_bytes: int
    withheld_media: str | None
    attempts: int
    status: int | None
    error: str | None
    took_s: float | None
    created_at: datetime
    accepted_at: datetime | None


class AttemptView(BaseModel):
    """One attempt; ``unknown``: the bytes may have arrived, the answer did not."""

    at: datetime
    outcome: Literal["accepted", "temporary", "permanent", "unknown"]
    status: int | None
    error: str | None
    took_s: float | None


class WaitingView(BaseModel):
    """What waits to be sent; a dead letter, which waits for a person, has ``dead_at``."""

    id: int
    partner: str
    channel: str
    blog: str
    guid: str
    language: str
    kind: Kind
    attempts: int
    last_error: str | None
    run_after: datetime
    first_failed_at: datetime | None
    dead_at: datetime | None
    created_at: datetime


def view_channel(channel: ChannelRecord, counts: Mapping[int, QueueCounts], sealer: Sealer) -> ChannelView:
    """Return what may be seen of a channel; ``counts`` are those of all, by the channel's id."""
    queue = counts.get(channel.id, QueueCounts())
    secrets, problem = secrets_of(sealer, channel)
    return ChannelView(
        **{name: getattr(channel, name) for name in ChannelView.model_fields if hasattr(channel, name)}
        | {
            "profile": channel.profile.name,
            "settings": json.loads(channel.settings),
            "secrets": secrets,
            "secrets_problem": problem,
            "waiting": queue.waiting,
            "oldest_waiting_at": queue.oldest_at,
            "dead_letters": queue.dead,
        }
    )


def view_kinds() -> tuple[ChannelKindView, ...]:
    """Return every kind of channel."""
    return tuple(
        ChannelKindView(
            name=kind.name,
            title=kind.title,
            summary=kind.summary,
            settings=settings_schema(kind),
            secrets=dict(kind.secrets),
            optional_secrets=tuple(sorted(kind.optional_secrets)),
        )
        for kind in CHANNELS.values()
    )


def view_delivery(logged: LoggedDelivery) -> DeliveryView:
    """Return what may be seen of a delivery."""
    delivery = logged.delivery
    same = {name: getattr(delivery, name) for name in DeliveryView.model_fields if hasattr(delivery, name)}
    return DeliveryView(
        **same
        | {
            "partner": logged.partner,
            "channel": logged.channel,
            "blog": logged.blog,
            "sha256": delivery.body_hash,
            "file_name": delivery.file_name or None,
        }
    )


def view_attempt(attempt: AttemptRecord) -> AttemptView:
    """Return what may be seen of an attempt."""
    same = {name: getattr(attempt, name) for name in AttemptView.model_fields}
    return AttemptView(**same | {"outcome": attempt.outcome.value})


def view_waiting(waiting: WaitingDelivery) -> WaitingView:
    """Return what may be seen of a wish."""
    wanted = waiting.wanted
    same = {name: getattr(wanted, name) for name in WaitingView.model_fields if hasattr(wanted, name)}
    return WaitingView(**same | {"partner": waiting.partner, "channel": waiting.channel, "blog": waiting.blog})


def secrets_of(sealer: Sealer, channel: ChannelRecord) -> tuple[tuple[str, ...], str | None]:
    """Return the names of the secrets that are set, and what is wrong where they cannot be read."""
    try:
        return tuple(sorted(secrets_set(sealer, channel))), None
    except SecretUnreadable as problem:
        return (), str(problem)
