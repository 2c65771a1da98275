"""Partners with channels, and deliveries on them, as tests put them into a store."""

import hashlib
import uuid
from datetime import datetime
from typing import Any

from syndication.channels import ChannelWish, create_channel
from syndication.delivery.model import DeliveryState, Kind, Outcome, Urgency
from syndication.partners import import_toml
from syndication.sealing import Sealer
from syndication.storage.blogs import find_blog
from syndication.storage.channels import ChannelRecord, find_channel, note_progress
from syndication.storage.database import Database
from syndication.storage.deliveries import AttemptRecord, append_attempt, insert_delivery
from syndication.storage.wanted_deliveries import WantedDelivery, Wish, fail_wanted, find_wanted, want
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

SEALER = Sealer("a key for tests")
HOOK = "https://daily.example/hook"
TOML = """
[[partners]]
slug = "daily"
name = "The Daily"
[[partners.profiles]]
name = "live"
format = "json"
[[partners.profiles]]
name = "wire"
format = "newsmlg2"
"""


def keep_partner(database: Database, toml: str = TOML) -> None:
    with database.writing() as session:
        import_toml(session, toml, actor="test", now=NOW)


def webhook(**changes: Any) -> ChannelWish:
    wish: dict[str, Any] = {"name": "push", "profile": "live", "kind": "webhook", "settings": {"url": HOOK}}
    return ChannelWish(**wish | changes)


def keep_channel(
    database: Database, *, partner: str = "daily", sealer: Sealer = SEALER, now: datetime = NOW, **changes: Any
) -> ChannelRecord:
    """Add a webhook to a partner that is there."""
    with database.writing() as session:
        return create_channel(session, sealer, partner, webhook(**changes), now=now).channel


def channel_now(database: Database, name: str = "push", partner: str = "daily") -> ChannelRecord:
    with database.reading() as session:
        channel = find_channel(session, partner, name)
    assert channel is not None
    return channel


def keep_two_entries(database: Database) -> tuple[str, str]:
    """Take in a live blog of two entries and return their guids, the older first."""
    keep_blog(database, raw_entry("Second."), raw_entry("First."))
    newer, older = kept_blog(database).entries
    return older.guid, newer.guid


def keep_wish(
    database: Database,
    channel: ChannelRecord,
    guid: str,
    *,
    blog: str = SLUG,
    now: datetime = NOW,
    error: str = "",
    is_dead: bool = False,
) -> WantedDelivery:
    """Want a text of the live blog on a channel; with ``error`` it has failed once."""
    with database.writing() as session:
        found = find_blog(session, blog)
        assert found is not None
        wish = Wish(
            channel_id=channel.id,
            blog_id=found.id,
            guid=guid,
            language="en",
            kind=Kind.NEW,
            revision=1,
            urgency=Urgency.UPDATE,
        )
        want(session, [wish], now=now)
        wanted = find_wanted(session, channel.id, guid, "en")
        assert wanted is not None
        if error:
            fail_wanted(session, wanted, error=error, retry_at=now, is_dead=is_dead, now=now)
    return wanted


def keep_delivery(
    database: Database,
    channel: ChannelRecord,
    guid: str,
    body: bytes = b"{}",
    *,
    blog: str = SLUG,
    now: datetime = NOW,
    **changes: Any,
) -> int:
    """Write a delivery into the log, accepted under the channel's next number unless ``state`` says otherwise."""
    state = changes.get("state", DeliveryState.ACCEPTED)
    with database.writing() as session:
        found = find_blog(session, blog)
        current = find_channel(session, channel.partner, channel.name)
        assert found is not None
        assert current is not None
        values = {
            "channel_id": channel.id,
            "partner_id": channel.partner_id,
            "profile_id": channel.profile_id,
            "blog_id": found.id,
            "guid": guid,
            "language": "en",
            "kind": Kind.NEW,
            "version": 1,
            "source_version": 1,
            "revision": 1,
            "generation": 1,
            "sequence": current.sequence + 1,
            "event_id": uuid.uuid4().hex,
            "state": state,
            "media_type": "application/feed+json",
            "file_name": "",
            "body": body,
            "body_hash": hashlib.sha256(body).hexdigest(),
            "body_bytes": len(body),
            "style_hash": "",
            "attempts": 1,
            "status": 200 if state is DeliveryState.ACCEPTED else 400,
            "error": None if state is DeliveryState.ACCEPTED else "the partner answered 400",
            "took_s": 0.2,
            "created_at": now,
            "accepted_at": now if state is DeliveryState.ACCEPTED else None,
        }
        delivery_id = insert_delivery(session, values | changes)
        accepted = state is DeliveryState.ACCEPTED
        attempt = AttemptRecord(
            at=now,
            outcome=Outcome.ACCEPTED if accepted else Outcome.PERMANENT,
            status=200 if accepted else 400,
            error=None if accepted else "the partner answered 400",
            took_s=0.2,
        )
        append_attempt(session, delivery_id, attempt)
        if accepted:
            note_progress(session, channel.id, {"sequence": current.sequence + 1, "last_accepted_at": now})
    return delivery_id
