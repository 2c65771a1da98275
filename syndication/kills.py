"""Kills, holds and corrections as a person follows them: who has been told, who still has the text, for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from syndication.delivery.model import Kind
from syndication.delivery_errors import UnknownKill
from syndication.storage.notices import list_overdue
from syndication.storage.recall_steps import (
    Leftovers,
    RecallStep,
    StepHolder,
    count_leftovers,
    find_step,
    list_step_holders,
    list_steps,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KillReport:
    """One step with whom it concerns, and what is left of the text anywhere; the latter not of a correction."""

    step: RecallStep
    holders: tuple[StepHolder, ...]
    leftovers: Leftovers | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which steps are wanted."""

    kind: Kind | None = None
    only_owed: bool = False
    before: datetime | None = None
    limit: int = 50


def list_kills(session: Session, wanted: Wanted, *, now: datetime, overdue_min: int) -> tuple[RecallStep, ...]:
    """Return steps, those first that somebody should have been told of long ago, then the newest first."""
    found = list_steps(session, kind=wanted.kind, before=wanted.before, limit=wanted.limit)
    late = _overdue_steps(session, now=now, overdue_min=overdue_min) if wanted.before is None else ()
    steps = dict.fromkeys((*(step for step in late if wanted.kind in {None, step.kind}), *found))
    return tuple(
        sorted(
            (step for step in steps if step.owed or not wanted.only_owed),
            key=lambda step: not step.is_overdue(now, after_min=overdue_min),
        )
    )


def show_kill(session: Session, slug: str, revision: int) -> KillReport:
    """Return one step in full; raises :exc:`~syndication.errors.UnknownKill`."""
    step = find_step(session, slug, revision)
    if step is None:
        raise UnknownKill(slug, revision)
    leftovers = None if step.kind is Kind.CORRECTION else count_leftovers(session, step)
    return KillReport(step=step, holders=list_step_holders(session, step), leftovers=leftovers)


def exposure(holders: Sequence[StepHolder], step: RecallStep, now: datetime) -> tuple[float, ...]:
    """Return for how many seconds each had the text after the step, those left out who were not told of this one."""
    return tuple(found for holder in holders if (found := holder.exposed_s(step, now)) is not None)


def _overdue_steps(session: Session, *, now: datetime, overdue_min: int) -> tuple[RecallStep, ...]:
    late = list_overdue(session, now=now, overdue_min=overdue_min)
    places = dict.fromkeys((notice.blog, notice.revision) for notice in late)
    return tuple(dict.fromkeys(step for place in places if (step := find_step(session, *place))))
