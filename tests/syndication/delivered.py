"""A partner with a channel, and deliveries in its log, as a dispatcher writes them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from feeds.model import Entry, PubStatus
from syndication.auth import create_partner_token
from syndication.delivery.model import DeliveryState, Kind, Outcome
from syndication.partners import find_partner, find_profile, import_toml
from syndication.storage.blogs import find_blog
from syndication.storage.channels import find_channel, insert_channel, note_progress
from syndication.storage.database import Database
from syndication.storage.deliveries import AttemptRecord, append_attempt, insert_delivery
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_entry

PARTNERS = """
[[partners]]
slug = "mekong"
name = "Mekong Daily"

[[partners.profiles]]
name = "live"
format = "atom"
title = "Mekong live"
languages = [{ tag = "vi" }, { tag = "en" }]

[[partners]]
slug = "seoul"
name = "Seoul Wire"

[[partners.profiles]]
name = "all"
format = "rss"
"""


def add_partners(database: Database) -> None:
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=NOW)


def add_entries(database: Database, *, count: int = 3) -> list[Entry]:
    """Keep a live blog with entries, partners, and a channel that has sent nothing yet."""
    keep_blog(database, *(raw_entry(headline=f"Headline {number}") for number in range(count)))
    add_partners(database)
    add_channel(database)
    return list(kept_blog(database).entries)


def add_key(database: Database, partner: str = "mekong", name: str = "reader", **changes: Any) -> str:
    with database.writing() as session:
        return create_partner_token(session, partner, name=f"{partner}/{name}", now=changes.pop("now", NOW), **changes)


def add_channel(
    database: Database,
    name: str = "stream",
    *,
    partner: str = "mekong",
    profile: str = "live",
    created_at: datetime = NOW,
    **values: Any,
) -> int:
    with database.writing() as session:
        owner, record = find_partner(session, partner), find_profile(session, partner, profile)
        assert owner is not None
        assert record is not None
        row = {"partner_id": owner.id, "profile_id": record.id, "name": name, "kind": "stream", "settings": "{}"}
        return insert_channel(session, row | values, now=created_at)


@dataclass
class Log:
    """The delivery log of one channel; ``send`` is what a dispatcher does once a delivery is accepted."""

    database: Database
    partner: str = "mekong"
    channel: str = "stream"
    send_count: int = 0

    def send(
        self, entry: Entry | None = None, *, language: str = "en", kind: Kind = Kind.UPDATE, **changes: Any
    ) -> int:
        """Write an accepted delivery of an entry, or of the whole live blog; return its number."""
        with self.database.writing() as session:
            number = self._write(session, entry, language, kind, changes)
        self.send_count += 1
        return number

    def _write(self, session: Session, entry: Entry | None, language: str, kind: Kind, changes: dict[str, Any]) -> int:
        now: datetime = changes.pop("now", NOW)
        channel = find_channel(session, self.partner, self.channel)
        blog = find_blog(session, changes.pop("slug", SLUG))
        assert channel is not None
        assert blog is not None
        text = entry or kept_blog(self.database, blog.slug)
        headline = entry.headline if entry else blog.title
        is_gone = text.pub_status is PubStatus.CANCELED
        body: bytes = changes.pop("body", f"<entry>{'gone' if is_gone else headline}</entry>\n".encode())
        number = channel.sequence + 1
        row = {
            "channel_id": channel.id,
            "partner_id": channel.partner_id,
            "profile_id": channel.profile_id,
            "blog_id": blog.id,
            "guid": text.guid,
            "language": language,
            "kind": Kind.KILL if is_gone else kind,
            "version": text.version,
            "source_version": text.version,
            "revision": blog.revision,
            "generation": 1,
            "sequence": number,
            "event_id": f"msg_{channel.id}_{number}_{hashlib.sha256(body).hexdigest()[:8]}",
            "state": DeliveryState.ACCEPTED,
            "media_type": "application/atom+xml",
            "file_name": f"{number}.xml",
            "body": body,
            "body_hash": hashlib.sha256(body).hexdigest(),
            "body_bytes": len(body),
            "style_hash": "0" * 64,
            "attempts": 1,
            "created_at": now,
            "accepted_at": now,
        } | changes
        delivery_id = insert_delivery(session, row)
        is_accepted = row["state"] == DeliveryState.ACCEPTED
        outcome = Outcome.ACCEPTED if is_accepted else Outcome.PERMANENT
        said = AttemptRecord(at=now, outcome=outcome, status=row.get("status"), error=row.get("error"), took_s=0.1)
        append_attempt(session, delivery_id, said)
        if is_accepted:
            note_progress(session, channel.id, {"sequence": number, "last_accepted_at": now})
        return number
