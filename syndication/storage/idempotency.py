"""Answers already given, by caller and idempotency key: a request that is sent twice is done once."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from syndication.storage.tables import idempotency_keys

_KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReply:
    """An answer, and the hash of the request it was given to: the same key with another request is an error."""

    request_hash: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


def find_reply(session: Session, caller: str, key: str) -> KeptReply | None:
    """Return the answer that was given to this caller under this key."""
    query = select(
        idempotency_keys.c.request_hash,
        idempotency_keys.c.status,
        idempotency_keys.c.headers,
        idempotency_keys.c.body,
    ).where(idempotency_keys.c.caller == caller, idempotency_keys.c.key == key)
    row = session.execute(query).first()
    if row is None:
        return None
    headers = tuple((name, value) for name, value in json.loads(row.headers))
    return KeptReply(request_hash=row.request_hash, status=row.status, headers=headers, body=row.body)


def keep_reply(session: Session, caller: str, key: str, reply: KeptReply, *, now: datetime) -> None:
    """Keep an answer, in the transaction of the work it reports; answers older than a day are forgotten.

    Raises :exc:`sqlalchemy.exc.IntegrityError` if another request with this key was faster.
    """
    session.execute(delete(idempotency_keys).where(idempotency_keys.c.created_at < now - _KEPT))
    session.execute(
        insert(idempotency_keys).values(
            caller=caller,
            key=key,
            request_hash=reply.request_hash,
            status=reply.status,
            headers=json.dumps(reply.headers),
            body=reply.body,
            created_at=now,
        )
    )
