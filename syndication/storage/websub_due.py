"""What is to be sent to subscribers of our WebSub hub: one wish per subscription, however often its feed changes.

A subscription is leased while its document is on the way, as a job of the outbox is: a worker that is killed loses
nothing. Statements that change many rows take them in the order of their ids, since changes of several live blogs may
meet on the subscriptions of feeds that span them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Update, and_, bindparam, case, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from syndication.storage.delivery_tables import notices
from syndication.storage.delivery_tables import websub_subscriptions as subscriptions
from syndication.storage.notices import RECALLS, HeldBy, Holder, cancel_notices, tell
from syndication.storage.settings import get_setting, set_setting
from syndication.storage.tables import profiles, settings
from syndication.storage.websub import (
    IS_ACTIVE,
    MOST_SUBSCRIPTIONS,
    SubscriptionRecord,
    SubscriptionState,
    load_subscriptions,
    on_host,
)
from syndication.storage.websub_requests import drop_pings


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A subscription with something to send, as much as is needed to choose it."""

    id: int
    callback: str
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What a subscriber has now.

    ``generation`` is that of the wish it was made for, ``valid_until`` when the clock changes the document.
    ``revisions`` are those of the live blogs in it, by their ids. ``is_sent`` is false where the subscriber had these
    very bytes already.
    """

    revision: int
    etag: str
    generation: int
    valid_until: datetime | None
    revisions: Mapping[int, int]
    is_sent: bool


_AT = bindparam("at", type_=subscriptions.c.due_at.type)
_OF_BLOG = or_(subscriptions.c.blog_id == bindparam("blog"), subscriptions.c.blog_id.is_(None))
_HUBS = "websub_hubs"
# Asked with every change.
_WHO_IS_TOLD = select(
    exists().where(IS_ACTIVE, _OF_BLOG).label("has_subscriptions"),
    select(settings.c.value).where(settings.c.key == _HUBS).scalar_subquery().label("hubs"),
)
_WANTED = (
    select(subscriptions.c.id)
    .where(IS_ACTIVE, _OF_BLOG, subscriptions.c.language.in_(bindparam("languages", expanding=True)))
    .order_by(subscriptions.c.id)
    .with_for_update(key_share=True)
    .scalar_subquery()
)
_IN_TROUBLE = and_(subscriptions.c.failures > 0, subscriptions.c.due_at.is_not(None))


def _want_with(due_at: Any) -> Update:
    # What is newest of a feed across live blogs no single number says: its generation does.
    spans = subscriptions.c.blog_id.is_(None)
    newest = case((spans, subscriptions.c.wanted_revision + 1), else_=bindparam("newest"))
    values = {"wanted_revision": newest, "generation": subscriptions.c.generation + 1, "due_at": due_at}
    return update(subscriptions).where(subscriptions.c.id.in_(_WANTED)).values(values)


_WANT = _want_with(case((_IN_TROUBLE, subscriptions.c.due_at), else_=_AT))
_WANT_AT_ONCE = _want_with(_AT)


def who_is_told(session: Session, blog_id: int) -> tuple[bool, tuple[str, ...]]:
    """Return whether anybody is subscribed to what a live blog is in, and the hubs of others that are told of it."""
    has_subscriptions, hubs = session.execute(_WHO_IS_TOLD, {"blog": blog_id}).one()
    return bool(has_subscriptions), tuple((hubs or "").split())


def remember_hubs(session: Session, hubs: Sequence[str]) -> None:
    """Keep the hubs of others where every change sees them; those that are named no more are told nothing more."""
    told = " ".join(hubs)
    if (get_setting(session, _HUBS) or "") != told:
        set_setting(session, _HUBS, told)
        drop_pings(session, but=hubs)


def want_documents(
    session: Session, blog_id: int, languages: Sequence[str], revision: int, *, is_recall: bool, now: datetime
) -> None:
    """Want the newest documents of a live blog sent in these languages.

    Whoever did not accept the last one is asked no sooner for the next, unless something is taken back.
    """
    values = {"blog": blog_id, "languages": list(languages), "newest": revision, "at": now}
    session.execute(_WANT_AT_ONCE if is_recall else _WANT, values)


def list_due(session: Session, *, now: datetime) -> Iterator[Due]:
    """Yield the subscriptions with something to send, those first who are owed a kill, then the longest due."""
    owed = exists().where(
        notices.c.subscription_id == subscriptions.c.id,
        notices.c.holder == Holder.WEBSUB,
        notices.c.told_at.is_(None),
        notices.c.superseded_at.is_(None),
        notices.c.kind.in_(RECALLS),
    )
    query = (
        select(subscriptions.c.id, subscriptions.c.callback, subscriptions.c.failures)
        .where(_is_due(now))
        .order_by(owed.desc(), subscriptions.c.due_at, subscriptions.c.id)
        .limit(MOST_SUBSCRIPTIONS)
    )
    for row_id, callback, failures in session.execute(query):
        yield Due(id=row_id, callback=callback, failures=failures)


def claim_subscriptions(
    session: Session, ids: Sequence[int], *, claim: str, now: datetime, until: datetime
) -> tuple[SubscriptionRecord, ...]:
    """Lease those of these subscriptions that are still due and nobody else's."""
    free = (
        select(subscriptions.c.id)
        .where(subscriptions.c.id.in_(ids), _is_due(now))
        .order_by(subscriptions.c.id)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    leased = update(subscriptions).where(subscriptions.c.id.in_(free)).values(claimed_by=claim, claimed_until=until)
    taken = set(session.scalars(leased.returning(subscriptions.c.id)))
    return load_subscriptions(session, [wanted for wanted in ids if wanted in taken])


def note_delivered(
    session: Session, subscription: SubscriptionRecord, delivered: Delivered, *, claim: str, now: datetime
) -> None:
    """Keep what a subscriber has now; what was wanted meanwhile waits on.

    Kills, holds and corrections that it is thereby told of are settled.
    """
    unchanged = subscriptions.c.generation == delivered.generation
    values: dict[str, Any] = {
        "delivered_revision": delivered.revision,
        "delivered_etag": delivered.etag,
        "failures": 0,
        "last_error": None,
        "due_at": case((unchanged, delivered.valid_until), else_=subscriptions.c.due_at),
        "claimed_by": None,
        "claimed_until": None,
        "updated_at": now,
    }
    if delivered.is_sent:
        values["last_delivered_at"] = now
    mine = and_(subscriptions.c.id == subscription.id, subscriptions.c.claimed_by == claim)
    kept = update(subscriptions).where(mine).values(values).returning(subscriptions.c.id)
    if session.execute(kept).first() is None:
        return
    for blog_id, revision in delivered.revisions.items():
        holder = HeldBy(blog_id=blog_id, language=subscription.language, subscription_id=subscription.id)
        tell(session, holder, revision=revision, at=now)


def note_failed(
    session: Session, subscription_id: int, *, claim: str, error: str, retry_at: datetime, now: datetime
) -> None:
    """Let a subscription wait after its document was not accepted."""
    mine = and_(subscriptions.c.id == subscription_id, subscriptions.c.claimed_by == claim)
    session.execute(
        update(subscriptions)
        .where(mine)
        .values(
            failures=subscriptions.c.failures + 1,
            last_error=error,
            due_at=retry_at,
            claimed_by=None,
            claimed_until=None,
            updated_at=now,
        )
    )


def postpone_host(session: Session, host: str, *, error: str, retry_at: datetime, now: datetime) -> int:
    """Let everything that is due at a host wait, whose silence is its own and not one callback's; return how much."""
    waiting = (
        select(subscriptions.c.id)
        .where(_is_due(now), on_host(subscriptions.c.callback, host))
        .order_by(subscriptions.c.id)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    later = {"failures": subscriptions.c.failures + 1, "last_error": error, "due_at": retry_at, "updated_at": now}
    postponed = update(subscriptions).where(subscriptions.c.id.in_(waiting)).values(later)
    return len(session.scalars(postponed.returning(subscriptions.c.id)).all())


def release_subscription(session: Session, subscription_id: int, *, claim: str) -> None:
    """Give a subscription back as if it had not been tried."""
    mine = and_(subscriptions.c.id == subscription_id, subscriptions.c.claimed_by == claim)
    session.execute(update(subscriptions).where(mine).values(claimed_by=None, claimed_until=None))


def want_changed_profiles(session: Session, *, now: datetime) -> None:
    """Want the documents of partners' feeds whose profile has changed since they were last looked at."""
    changed = exists().where(
        profiles.c.id == subscriptions.c.profile_id, profiles.c.updated_at > subscriptions.c.updated_at
    )
    of_partners = (
        select(subscriptions.c.id)
        .where(IS_ACTIVE, subscriptions.c.profile_id.is_not(None), subscriptions.c.due_at.is_(None), changed)
        .order_by(subscriptions.c.id)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    anew = {"generation": subscriptions.c.generation + 1, "due_at": now, "updated_at": now}
    session.execute(update(subscriptions).where(subscriptions.c.id.in_(of_partners)).values(anew))


def end_leases(session: Session, *, now: datetime) -> int:
    """End the subscriptions whose lease is over, and return how many those were."""
    over = (
        select(subscriptions.c.id)
        .where(IS_ACTIVE, subscriptions.c.lease_until <= now)
        .order_by(subscriptions.c.id)
        .with_for_update(skip_locked=True, key_share=True)
        .scalar_subquery()
    )
    values = {"state": SubscriptionState.LAPSED, "secret": None, "due_at": None, "updated_at": now}
    ended = update(subscriptions).where(subscriptions.c.id.in_(over)).values(values)
    ids = session.scalars(ended.returning(subscriptions.c.id)).all()
    cancel_notices(session, ids, now=now)
    return len(ids)


def forget_ended(session: Session, *, before: datetime) -> None:
    """Delete subscriptions that ended before a time."""
    session.execute(delete(subscriptions).where(~IS_ACTIVE, subscriptions.c.updated_at < before))


def _is_due(now: datetime) -> Any:
    return and_(
        IS_ACTIVE,
        subscriptions.c.due_at <= now,
        subscriptions.c.lease_until > now,
        or_(subscriptions.c.claimed_until.is_(None), subscriptions.c.claimed_until < now),
    )
