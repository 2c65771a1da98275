"""The delivery log: what was sent on each channel, with the very bytes, and each attempt at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from syndication.delivery.model import DeliveryState, Kind, Outcome
from syndication.storage.chunks import in_chunks
from syndication.storage.delivery_tables import channels, deliveries, delivery_attempts
from syndication.storage.tables import blogs, partners


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """A delivery in the log, without its bytes; see :class:`~syndication.storage.delivery_columns.DeliveryColumns`."""

    id: int
    channel_id: int
    partner_id: int
    profile_id: int
    blog_id: int
    guid: str
    language: str
    kind: Kind
    version: int
    source_version: int
    revision: int
    generation: int
    sequence: int
    event_id: str
    state: DeliveryState
    media_type: str
    file_name: str
    body_hash: str
    body_bytes: int
    style_hash: str
    withheld_media: str | None
    attempts: int
    status: int | None
    error: str | None
    took_s: float | None
    created_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDelivery:
    """A delivery as a person sees it, with whose it is; ``blog`` is the slug."""

    delivery: DeliveryRecord
    partner: str
    channel: str
    channel_kind: str
    blog: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRecord:
    """One attempt at a delivery."""

    at: datetime
    outcome: Outcome
    status: int | None
    error: str | None
    took_s: float | None


_COLUMNS = tuple(deliveries.c[name] for name in DeliveryRecord.__slots__)
# Asked with every delivery: putting a statement together takes longer than the database's answer.
_OF_CHANNEL = deliveries.c.channel_id == bindparam("channel_id")
_OF_TEXT = and_(_OF_CHANNEL, deliveries.c.guid == bindparam("guid"), deliveries.c.language == bindparam("language"))
_UNDER_WAY = select(*_COLUMNS).where(_OF_CHANNEL, deliveries.c.state == DeliveryState.SENDING).limit(1)
_NEWEST_ACCEPTED = (
    select(*_COLUMNS)
    .where(_OF_TEXT, deliveries.c.state == DeliveryState.ACCEPTED)
    .order_by(deliveries.c.sequence.desc())
    .limit(1)
)
_LEFT = select(deliveries.c.id).where(_OF_TEXT, deliveries.c.attempts > 0).limit(1)


def insert_delivery(session: Session, values: Mapping[str, Any]) -> int:
    """Write down what is about to be sent and return its id; of one channel at most one is under way."""
    return session.execute(insert(deliveries).values(dict(values)).returning(deliveries.c.id)).scalar_one()


def save_delivery(session: Session, delivery_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a delivery."""
    session.execute(update(deliveries).where(deliveries.c.id == delivery_id).values(dict(values)))


def save_under_way(session: Session, delivery_id: int, values: Mapping[str, Any]) -> bool:
    """Set columns of a delivery that is neither accepted nor refused nor superseded yet; say whether it was so."""
    where = and_(deliveries.c.id == delivery_id, deliveries.c.state == DeliveryState.SENDING)
    saved = update(deliveries).where(where).values(dict(values)).returning(deliveries.c.id)
    return session.execute(saved).first() is not None


def append_attempt(session: Session, delivery_id: int, attempt: AttemptRecord) -> None:
    """Write down how an attempt ended."""
    values = {name: getattr(attempt, name) for name in AttemptRecord.__slots__}
    session.execute(insert(delivery_attempts).values(delivery_id=delivery_id, **values))


def delivery_under_way(session: Session, channel_id: int) -> DeliveryRecord | None:
    """Return the delivery of a channel that was begun and not accepted, refused or superseded."""
    return _first(session, _UNDER_WAY, channel_id=channel_id)


def is_under_way(session: Session, delivery_id: int) -> bool:
    """Say whether a delivery is neither accepted nor refused nor superseded yet."""
    where = and_(deliveries.c.id == delivery_id, deliveries.c.state == DeliveryState.SENDING)
    return session.execute(select(deliveries.c.id).where(where)).first() is not None


def may_have_arrived(session: Session, delivery: DeliveryRecord) -> bool:
    """Say whether the partner may have any version of a text that was tried under a delivery's number.

    Of attempts that nobody has written the end of, nobody knows what became.
    """
    same = and_(
        deliveries.c.channel_id == delivery.channel_id,
        deliveries.c.sequence == delivery.sequence,
        deliveries.c.guid == delivery.guid,
        deliveries.c.language == delivery.language,
    )
    row = delivery_attempts.c
    known = row.outcome.in_((Outcome.TEMPORARY, Outcome.PERMANENT))
    ids = select(deliveries.c.id).where(same)
    refused = session.scalar(select(func.count(row.id)).where(row.delivery_id.in_(ids), known)) or 0
    return refused < (session.scalar(select(func.sum(deliveries.c.attempts)).where(same)) or 0)


def list_attempts(session: Session, delivery_id: int, *, limit: int = 100) -> tuple[AttemptRecord, ...]:
    """Return the attempts at a delivery, newest first."""
    row = delivery_attempts.c
    query = select(delivery_attempts).where(row.delivery_id == delivery_id).order_by(row.id.desc()).limit(limit)
    return tuple(
        AttemptRecord(
            at=found.at, outcome=Outcome(found.outcome), status=found.status, error=found.error, took_s=found.took_s
        )
        for found in session.execute(query)
    )


def find_delivery(session: Session, delivery_id: int) -> LoggedDelivery | None:
    """Return a delivery by its id."""
    found = logged(session, select_logged().where(deliveries.c.id == delivery_id).limit(1))
    return found[0] if found else None


def find_accepted(session: Session, channel_id: int, sequence: int) -> LoggedDelivery | None:
    """Return the delivery that was accepted on a channel under a number."""
    row = deliveries.c
    where = and_(row.channel_id == channel_id, row.sequence == sequence, row.state == DeliveryState.ACCEPTED)
    found = logged(session, select_logged().where(where).limit(1))
    return found[0] if found else None


def accepted_among(session: Session, channel_id: int, sequences: Sequence[int]) -> tuple[LoggedDelivery, ...]:
    """Return the deliveries that were accepted on a channel under these numbers, by number."""
    row = deliveries.c
    found: list[LoggedDelivery] = []
    for chunk in in_chunks(sequences):
        where = and_(row.channel_id == channel_id, row.sequence.in_(chunk), row.state == DeliveryState.ACCEPTED)
        found += logged(session, select_logged().where(where))
    return tuple(sorted(found, key=lambda one: one.delivery.sequence))


def load_body(session: Session, delivery_id: int) -> bytes | None:
    """Return the very bytes of a delivery; ``None`` where they are not kept any more."""
    return session.scalar(select(deliveries.c.body).where(deliveries.c.id == delivery_id))


def newest_accepted(session: Session, channel_id: int, guid: str, language: str) -> DeliveryRecord | None:
    """Return the last delivery of a text that was accepted on a channel."""
    return _first(session, _NEWEST_ACCEPTED, channel_id=channel_id, guid=guid, language=language)


def has_deliveries(session: Session, channel_id: int) -> bool:
    """Say whether anything was ever sent on a channel, or is about to be."""
    return (
        session.execute(select(deliveries.c.id).where(deliveries.c.channel_id == channel_id).limit(1)).first()
        is not None
    )


def has_left(session: Session, channel_id: int, guid: str, language: str) -> bool:
    """Say whether a text may have reached a partner on a channel: every attempt counts."""
    values = {"channel_id": channel_id, "guid": guid, "language": language}
    return session.execute(_LEFT, values).first() is not None


def texts_that_left(session: Session, channel_id: int, guids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return guid and language of those of these texts that may have reached a partner on a channel."""
    row = deliveries.c
    found: set[tuple[str, str]] = set()
    for chunk in in_chunks(list(guids)):
        where = and_(row.channel_id == channel_id, row.guid.in_(chunk), row.attempts > 0)
        found.update(
            (guid, tag) for guid, tag in session.execute(select(row.guid, row.language).where(where).distinct())
        )
    return frozenset(found)


def holders_of(session: Session, guids: Sequence[str]) -> tuple[tuple[str, int, str, datetime], ...]:
    """Return who may have some texts: guid, channel id, language, and when the last attempt was made."""
    found: list[tuple[str, int, str, datetime]] = []
    row = deliveries.c
    for chunk in in_chunks(guids):
        query = (
            select(row.guid, row.channel_id, row.language, func.max(func.coalesce(row.accepted_at, row.created_at)))
            .where(row.guid.in_(chunk), row.attempts > 0)
            .group_by(row.guid, row.channel_id, row.language)
        )
        found += [(guid, channel_id, language, at) for guid, channel_id, language, at in session.execute(query) if at]
    return tuple(found)


def list_accepted_after(
    session: Session, channel_id: int, sequence: int, *, limit: int = 100
) -> tuple[LoggedDelivery, ...]:
    """Return what was accepted on a channel after a number, in order."""
    row = deliveries.c
    where = and_(row.channel_id == channel_id, row.sequence > sequence, row.state == DeliveryState.ACCEPTED)
    return logged(session, select_logged().where(where).order_by(row.sequence).limit(limit))


def superseded_among(session: Session, channel_id: int, sequences: Sequence[int]) -> frozenset[int]:
    """Return those numbers whose text a later number of the same channel holds in a newer version."""
    newer = deliveries.alias("newer")
    row = deliveries.c
    later = and_(
        newer.c.channel_id == row.channel_id,
        newer.c.guid == row.guid,
        newer.c.language == row.language,
        newer.c.sequence > row.sequence,
        newer.c.state == DeliveryState.ACCEPTED,
    )
    found: set[int] = set()
    for chunk in in_chunks(list(sequences)):
        accepted = and_(row.channel_id == channel_id, row.sequence.in_(chunk), row.state == DeliveryState.ACCEPTED)
        found.update(session.scalars(select(row.sequence).where(accepted, select(newer.c.id).where(later).exists())))
    return frozenset(found)


def list_deliveries(
    session: Session,
    *,
    partner: str | None = None,
    channel_id: int | None = None,
    guid: str | None = None,
    sequence: int | None = None,
    before_id: int | None = None,
    limit: int = 100,
) -> tuple[LoggedDelivery, ...]:
    """Return deliveries, newest first, of a partner, a channel, a text or a number.

    ``before_id`` goes on from a page before.
    """
    query = select_logged().order_by(deliveries.c.id.desc()).limit(limit)
    if partner is not None:
        query = query.where(partners.c.slug == partner)
    if channel_id is not None:
        query = query.where(deliveries.c.channel_id == channel_id)
    if guid is not None:
        query = query.where(deliveries.c.guid == guid)
    if sequence is not None:
        query = query.where(deliveries.c.sequence == sequence)
    if before_id is not None:
        query = query.where(deliveries.c.id < before_id)
    return logged(session, query)


def texts_sent_since(
    session: Session, channel_id: int, sequence: int, *, limit: int = 10_000
) -> tuple[tuple[int, str, str], ...]:
    """Return blog, guid and language of every text that went out under this number or a later one, oldest first."""
    row = deliveries.c
    query = (
        select(row.blog_id, row.guid, row.language)
        .where(row.channel_id == channel_id, row.sequence >= sequence, row.state == DeliveryState.ACCEPTED)
        .group_by(row.blog_id, row.guid, row.language)
        .order_by(func.min(row.sequence))
        .limit(limit)
    )
    return tuple((blog_id, guid, language) for blog_id, guid, language in session.execute(query))


def forget_bodies(session: Session, *, before: datetime, limit: int = 1000) -> int:
    """Forget the bytes of old deliveries, some at a time; their hashes stay. Returns how many there were."""
    row = deliveries.c
    old = select(row.id).where(row.created_at < before, row.body.is_not(None), row.state != DeliveryState.SENDING)
    ids = list(session.scalars(old.limit(limit)))
    if ids:
        session.execute(update(deliveries).where(row.id.in_(ids)).values(body=None))
    return len(ids)


def select_logged() -> Select[Any]:
    """Return the query of :func:`logged`, to be narrowed."""
    return (
        select(
            *_COLUMNS,
            partners.c.slug.label("partner"),
            channels.c.name.label("channel"),
            channels.c.kind.label("channel_kind"),
            blogs.c.slug.label("blog"),
        )
        .join(channels, channels.c.id == deliveries.c.channel_id)
        .join(partners, partners.c.id == deliveries.c.partner_id)
        .join(blogs, blogs.c.id == deliveries.c.blog_id)
    )


def logged(session: Session, query: Select[Any]) -> tuple[LoggedDelivery, ...]:
    """Return the deliveries of a query that :func:`select_logged` has begun."""
    return tuple(
        LoggedDelivery(
            delivery=_record(row),
            partner=row.partner,
            channel=row.channel,
            channel_kind=row.channel_kind,
            blog=row.blog,
        )
        for row in session.execute(query)
    )


def _first(session: Session, query: Select[Any], **values: object) -> DeliveryRecord | None:
    row = session.execute(query, values).first()
    return None if row is None else _record(row)


def _record(row: Row[Any]) -> DeliveryRecord:
    values = {name: getattr(row, name) for name in DeliveryRecord.__slots__}
    return DeliveryRecord(**values | {"kind": Kind(row.kind), "state": DeliveryState(row.state)})
