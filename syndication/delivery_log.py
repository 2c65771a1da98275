"""The delivery log of a channel as its partner reads it: number by number, without gaps, from any number on.

A number whose text has a newer version under a later one, or was killed or held back since, is there without its bytes:
nobody is to publish what is out of date, and nobody is to miss a number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from syndication.storage.deliveries import (
    DeliveryRecord,
    LoggedDelivery,
    list_accepted_after,
    load_body,
    superseded_among,
)
from syndication.storage.withdrawn_deliveries import withdrawn_among

SUPERSEDED = "superseded"
"""The event of a number that counts no more."""

FORGOTTEN = "forgotten"
"""The event of a number that counts, whose bytes are no longer kept: a replay sends the text again."""

_MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogItem:
    """One number. ``event`` is the delivery's kind, or one of the two above; ``reason`` says why it has no body."""

    logged: LoggedDelivery
    event: str
    reason: str = ""
    body: str | None = None

    @property
    def sequence(self) -> int:
        """The number."""
        return self.logged.delivery.sequence

    def as_json(self) -> dict[str, Any]:
        """Return what a partner is told of it; ``sha256`` is of the body in UTF-8."""
        record = self.logged.delivery
        told: dict[str, Any] = {
            "sequence": record.sequence,
            "event": self.event,
            "kind": record.kind.value,
            "event_id": record.event_id,
            "blog": self.logged.blog,
            "guid": record.guid,
            "language": record.language,
            "version": record.version,
            "accepted_at": record.accepted_at.isoformat() if record.accepted_at else None,
            "media_type": record.media_type,
            "sha256": record.body_hash,
            "bytes": record.body_bytes,
        }
        return told | ({"reason": self.reason} if self.reason else {}) | {"body": self.body}


def read_log(session: Session, channel_id: int, after: int, *, limit: int) -> tuple[LogItem, ...]:
    """Return the numbers after one, at most so many, and fewer where they are large."""
    logged = list_accepted_after(session, channel_id, after, limit=limit)
    return tuple(_items(session, channel_id, logged))


def _items(session: Session, channel_id: int, logged: tuple[LoggedDelivery, ...]) -> Iterator[LogItem]:
    records: list[DeliveryRecord] = [one.delivery for one in logged]
    superseded = superseded_among(session, channel_id, [record.sequence for record in records])
    withdrawn = withdrawn_among(session, records)
    read_bytes = 0
    for one, record in zip(logged, records, strict=True):
        if record.sequence in superseded:
            yield LogItem(logged=one, event=SUPERSEDED, reason="a later number has a newer version")
        elif record.id in withdrawn:
            reason = "killed since" if withdrawn[record.id].is_final else "held back since"
            yield LogItem(logged=one, event=SUPERSEDED, reason=reason)
        else:
            body = load_body(session, record.id)
            if body is None:
                yield LogItem(logged=one, event=FORGOTTEN, reason="its bytes are no longer kept")
                continue
            yield LogItem(logged=one, event=record.kind.value, body=body.decode())
            read_bytes += len(body)
            if read_bytes > _MOST_BYTES:
                return
