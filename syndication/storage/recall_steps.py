"""The steps in which kills, holds and corrections were made, with who was and is to be told of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.orm import Session

from feeds.model import PubStatus
from syndication.delivery.model import Kind
from syndication.storage.changes import LogKind
from syndication.storage.chunks import in_chunks
from syndication.storage.delivery_tables import notices, wanted_deliveries
from syndication.storage.jobs import DRAFT
from syndication.storage.json_text import read_entry
from syndication.storage.notices import RECALLS, Hindrance, Holder, hindrance_of, holder_name, holders_query
from syndication.storage.tables import archived_entries, blogs, changes, jobs, segments

_KIND_OF = {LogKind.KILL: Kind.KILL, LogKind.CORRECTION: Kind.CORRECTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallStep:
    """Kills, holds or corrections of a live blog that were accepted together; mostly it is one entry.

    ``guid`` is the first entry's, ``revision`` the first of them. ``is_whole``: the live blog itself was killed.
    ``holders`` counts what was owed of it at any time, ``told`` and ``owed`` what became of that; the rest was
    superseded.
    """

    blog: str
    blog_id: int
    kind: Kind
    at: datetime
    revision: int
    entries: int
    guid: str | None
    is_whole: bool
    reason: str
    actor: str
    holders: int = 0
    told: int = 0
    owed: int = 0

    def is_overdue(self, now: datetime, *, after_min: int) -> bool:
        """Say whether somebody has a killed or held entry for longer than they may."""
        return self.owed > 0 and self.kind in RECALLS and (now - self.at).total_seconds() > after_min * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHolder:
    """One who had what a step took back or repaired, in one language; over all ``entries`` of it that they had.

    ``told_at`` is set once they are told of all of them. ``callback`` is the host of a subscription's. ``hindrance`` is
    what keeps them from being told, of those who are still to be.
    """

    holder: Holder
    language: str
    partner: str | None
    partner_name: str | None
    profile: str | None
    channel_id: int | None
    channel: str | None
    channel_kind: str | None
    callback: str | None
    entries: int
    owed: int
    told: int
    got_at: datetime | None
    told_at: datetime | None
    hindrance: Hindrance | None

    def exposed_s(self, step: RecallStep, now: datetime) -> float | None:
        """Return for how long they had it after the step; ``None`` where something newer has taken its place."""
        if self.owed:
            return max((now - step.at).total_seconds(), 0.0)
        return None if self.told_at is None else max((self.told_at - step.at).total_seconds(), 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What is left anywhere of what a step took back: all of it is 0 after a kill."""

    deliveries: int
    drafts: int
    sentences: int
    archived: int


def list_steps(
    session: Session, *, kind: Kind | None = None, before: datetime | None = None, limit: int = 50
) -> tuple[RecallStep, ...]:
    """Return steps, newest first. A hold is one of them where somebody had the entry."""
    steps: list[RecallStep] = []
    if kind is not Kind.WITHHOLD:
        kinds = [logged for logged, meant in _KIND_OF.items() if kind in {None, meant}]
        query = _logged(changes.c.kind.in_(kinds))
        query = query if before is None else query.where(changes.c.at < before)
        steps += _read_logged(session, query.order_by(changes.c.at.desc()).limit(limit))
    if kind in {None, Kind.WITHHOLD}:
        query = _holds()
        query = query if before is None else query.where(notices.c.changed_at < before)
        steps += _read_holds(session, query.order_by(notices.c.changed_at.desc()).limit(limit))
    newest = sorted(steps, key=lambda step: (step.at, step.revision), reverse=True)[:limit]
    return _counted(session, newest)


def find_step(session: Session, slug: str, revision: int) -> RecallStep | None:
    """Return the step that a revision of a live blog belongs to."""
    of_revision = and_(blogs.c.slug == slug, changes.c.revision == revision, changes.c.language.is_(None))
    row = session.execute(
        select(changes.c.blog_id, changes.c.at, changes.c.kind)
        .join(blogs, blogs.c.id == changes.c.blog_id)
        .where(of_revision)
    ).first()
    if row is None:
        return None
    same = and_(changes.c.blog_id == row.blog_id, changes.c.at == row.at, changes.c.kind == row.kind)
    found = _read_logged(session, _logged(same)) if row.kind in _KIND_OF else []
    hold = and_(notices.c.blog_id == row.blog_id, notices.c.changed_at == row.at)
    found = found or _read_holds(session, _holds().where(hold))
    return next(iter(_counted(session, found)), None)


def list_step_holders(session: Session, step: RecallStep, *, limit: int = 1000) -> tuple[StepHolder, ...]:
    """Return who had what a step took back or repaired, those who are still to be told first."""
    row = notices.c
    owed = func.count(row.id).filter(row.told_at.is_(None), row.superseded_at.is_(None))
    counted = (
        func.count(row.id).label("entries"),
        owed.label("owed"),
        func.count(row.told_at).label("told"),
        func.max(row.got_at).label("got_at"),
        func.max(row.told_at).label("last_told_at"),
    )
    query = holders_query(*counted).where(_is_of(step))
    by_holder = query.group_by(*query.selected_columns[: -len(counted)])
    found = [_holder(one) for one in session.execute(by_holder.limit(limit))]
    return tuple(sorted(found, key=lambda one: (not one.owed, one.partner or "", one.channel or "", one.language)))


def count_leftovers(session: Session, step: RecallStep) -> Leftovers:
    """Count what is left in any queue, desk or archive of the texts of a step."""
    guids: Select[Any]
    if step.kind is Kind.WITHHOLD:
        guids = select(notices.c.guid).where(_is_of(step))
    else:
        same = and_(changes.c.blog_id == step.blog_id, changes.c.at == step.at, changes.c.language.is_(None))
        guids = select(changes.c.guid).where(same, changes.c.kind == _LOGGED_AS[step.kind])
    older = and_(wanted_deliveries.c.guid.in_(guids), wanted_deliveries.c.revision < step.revision)
    drafts = and_(jobs.c.kind == DRAFT, jobs.c.guid.in_(guids))

    def count(column: Any, where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count(column)).where(where)) or 0

    return Leftovers(
        deliveries=count(wanted_deliveries.c.id, older),
        drafts=count(jobs.c.id, drafts),
        sentences=count(segments.c.id, and_(segments.c.guid.in_(guids), segments.c.archived_at.is_(None))),
        archived=_count_archived(session, guids),
    )


def _count_archived(session: Session, guids: Select[Any]) -> int:
    """Count the texts in archive documents; what one of them holds may also be the notice that a text is withdrawn."""
    held = select(archived_entries.c.document).where(archived_entries.c.guid.in_(guids)).limit(10_000)
    return sum(read_entry(document).pub_status is PubStatus.USABLE for document in session.scalars(held))


_LOGGED_AS = {kind: logged for logged, kind in _KIND_OF.items()}


def _logged(where: ColumnElement[bool]) -> Select[Any]:
    is_entry = changes.c.guid != blogs.c.guid
    columns: list[Any] = [
        blogs.c.slug,
        changes.c.blog_id,
        changes.c.kind,
        changes.c.at,
        func.min(changes.c.revision).label("revision"),
        func.count(changes.c.id).filter(is_entry).label("entries"),
        func.count(changes.c.id).filter(~is_entry).label("heads"),
        func.min(case((is_entry, changes.c.guid))).label("guid"),
        func.max(changes.c.summary).label("reason"),
        func.max(changes.c.actor).label("actor"),
    ]
    return (
        select(*columns)
        .join(blogs, blogs.c.id == changes.c.blog_id)
        .where(changes.c.language.is_(None), where)
        .group_by(blogs.c.slug, changes.c.blog_id, changes.c.kind, changes.c.at)
    )


def _read_logged(session: Session, query: Select[Any]) -> list[RecallStep]:
    return [
        RecallStep(
            blog=row.slug,
            blog_id=row.blog_id,
            kind=_KIND_OF[row.kind],
            at=row.at,
            revision=row.revision,
            entries=row.entries,
            guid=row.guid,
            is_whole=row.heads > 0,
            reason=row.reason,
            actor=row.actor,
        )
        for row in session.execute(query)
    ]


def _holds() -> Select[Any]:
    made = and_(changes.c.blog_id == notices.c.blog_id, changes.c.revision == notices.c.revision)
    columns: list[Any] = [
        blogs.c.slug,
        notices.c.blog_id,
        notices.c.changed_at,
        func.min(notices.c.revision).label("revision"),
        func.count(notices.c.guid.distinct()).label("entries"),
        func.min(notices.c.guid).label("guid"),
        func.max(changes.c.actor).label("actor"),
    ]
    return (
        select(*columns)
        .select_from(notices)
        .join(blogs, blogs.c.id == notices.c.blog_id)
        .join(changes, made)
        .where(notices.c.kind == Kind.WITHHOLD)
        .group_by(blogs.c.slug, notices.c.blog_id, notices.c.changed_at)
    )


def _read_holds(session: Session, query: Select[Any]) -> list[RecallStep]:
    return [
        RecallStep(
            blog=row.slug,
            blog_id=row.blog_id,
            kind=Kind.WITHHOLD,
            at=row.changed_at,
            revision=row.revision,
            entries=row.entries,
            guid=row.guid,
            is_whole=False,
            reason="",
            actor=row.actor,
        )
        for row in session.execute(query)
    ]


def _counted(session: Session, steps: Iterable[RecallStep]) -> tuple[RecallStep, ...]:
    steps = tuple(steps)
    row = notices.c
    counts: dict[tuple[int, str, datetime], tuple[int, int, int]] = {}
    for chunk in in_chunks(sorted({step.at for step in steps})):
        owed = func.count(row.id).filter(row.told_at.is_(None), row.superseded_at.is_(None))
        query = (
            select(row.blog_id, row.kind, row.changed_at, func.count(row.id), func.count(row.told_at), owed)
            .where(row.changed_at.in_(chunk))
            .group_by(row.blog_id, row.kind, row.changed_at)
        )
        for blog_id, kind, at, holders, told, still in session.execute(query):
            counts[blog_id, kind, at] = (holders, told, still)
    return tuple(_with_counts(step, counts.get((step.blog_id, step.kind, step.at), (0, 0, 0))) for step in steps)


def _with_counts(step: RecallStep, counts: tuple[int, int, int]) -> RecallStep:
    holders, told, owed = counts
    return replace(step, holders=holders, told=told, owed=owed)


def _is_of(step: RecallStep) -> ColumnElement[bool]:
    row = notices.c
    return and_(row.blog_id == step.blog_id, row.kind == step.kind, row.changed_at == step.at)


def _holder(row: Row[Any]) -> StepHolder:
    made = {"callback", "told_at", "holder", "hindrance"}
    given: Sequence[str] = [name for name in StepHolder.__slots__ if name not in made]
    holder, is_disabled = Holder(row.holder), row.partner_disabled_at is not None
    return StepHolder(
        **{name: getattr(row, name) for name in given},
        holder=holder,
        callback=holder_name(row.callback_url),
        told_at=row.last_told_at if row.told and not row.owed else None,
        hindrance=hindrance_of(holder, row.channel_state, is_partner_disabled=is_disabled) if row.owed else None,
    )
