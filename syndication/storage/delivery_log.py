"""Looking things up in the delivery log, and the figures it gives: what was accepted lately, and how fast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from syndication.delivery.model import DeliveryState, Kind, Outcome
from syndication.storage.deliveries import LoggedDelivery, logged, select_logged
from syndication.storage.delivery_tables import deliveries, delivery_attempts
from syndication.storage.tables import blogs, partners


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which deliveries are looked for; what is ``None`` or empty does not matter. ``blog`` is a slug."""

    partner: str = ""
    channel_id: int | None = None
    blog: str = ""
    guid: str = ""
    language: str = ""
    state: DeliveryState | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """That a channel accepted something: when, and how long it took from its first attempt on."""

    channel_id: int
    at: datetime
    after_s: float


def search_log(
    session: Session, wanted: LogFilter, *, before_id: int | None = None, limit: int = 100
) -> tuple[LoggedDelivery, ...]:
    """Return deliveries, newest first; ``before_id`` goes on from a page before."""
    conditions = list(_conditions(session, wanted))
    if before_id is not None:
        conditions.append(deliveries.c.id < before_id)
    return logged(session, select_logged().where(*conditions).order_by(deliveries.c.id.desc()).limit(limit))


def delivery_before(session: Session, logged_now: LoggedDelivery) -> LoggedDelivery | None:
    """Return the delivery of the same text on the same channel that was accepted last before this one."""
    this, row = logged_now.delivery, deliveries.c
    where = and_(
        row.channel_id == this.channel_id,
        row.guid == this.guid,
        row.language == this.language,
        row.state == DeliveryState.ACCEPTED,
        row.id < this.id,
    )
    found = logged(session, select_logged().where(where).order_by(row.id.desc()).limit(1))
    return found[0] if found else None


def accepted_lately(session: Session, *, since: datetime, limit: int = 5000) -> tuple[Accepted, ...]:
    """Return what was accepted since then among the newest deliveries, newest first."""
    row = deliveries.c
    newest = select(row.id, row.channel_id, row.created_at, row.accepted_at).order_by(row.id.desc()).limit(limit)
    found = newest.subquery().c
    query = select(found.channel_id, found.created_at, found.accepted_at).where(found.accepted_at >= since)
    return tuple(
        Accepted(channel_id=channel_id, at=accepted_at, after_s=max(0.0, (accepted_at - created_at).total_seconds()))
        for channel_id, created_at, accepted_at in session.execute(query.order_by(found.id.desc()))
    )


def outcomes_lately(session: Session, *, limit: int = 1000) -> Mapping[Outcome, int]:
    """Count how the newest attempts ended, on all channels."""
    newest = (
        select(delivery_attempts.c.outcome).order_by(delivery_attempts.c.id.desc()).limit(limit).subquery().c.outcome
    )
    counted = {
        Outcome(outcome): count for outcome, count in session.execute(select(newest, func.count()).group_by(newest))
    }
    return {outcome: counted.get(outcome, 0) for outcome in Outcome}


def _conditions(session: Session, wanted: LogFilter) -> list[ColumnElement[bool]]:
    row = deliveries.c
    found: list[ColumnElement[bool]] = []
    if wanted.partner:
        # By its id, since the index begins with that.
        partner_id = session.scalar(select(partners.c.id).where(partners.c.slug == wanted.partner))
        found.append(row.partner_id == (partner_id or 0))
    if wanted.channel_id is not None:
        found.append(row.channel_id == wanted.channel_id)
    if wanted.blog:
        found.append(row.blog_id == select(blogs.c.id).where(blogs.c.slug == wanted.blog).scalar_subquery())
    if wanted.guid:
        found.append(row.guid == wanted.guid)
    if wanted.language:
        found.append(row.language == wanted.language)
    if wanted.state is not None:
        found.append(row.state == wanted.state)
    if wanted.kind is not None:
        found.append(row.kind == wanted.kind)
    return found
