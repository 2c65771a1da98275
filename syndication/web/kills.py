"""Kills, holds and corrections on the desk: who has been told of them, and who still has the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest, NotFound

from syndication.clock import utc_now
from syndication.delivery.model import Kind
from syndication.delivery_errors import UnknownKill
from syndication.kills import Wanted, exposure, list_kills, show_kill
from syndication.rights import Role
from syndication.storage.notices import Hindrance, Holder, count_owed
from syndication.storage.recall_steps import RecallStep, StepHolder
from syndication.web.authorisation import role_needed, signed_in
from syndication.web.exposure_plot import ExposurePlot, plot_exposure
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import current_settings, read_session

blueprint = APIBlueprint("kills", __name__, enable_openapi=False, url_prefix="/desk/kills")

_SHOWN = 50
_KINDS = {Kind.KILL: "Kills", Kind.WITHHOLD: "Holds", Kind.CORRECTION: "Corrections"}
_WORDS = {Kind.KILL: "Kill", Kind.WITHHOLD: "Hold", Kind.CORRECTION: "Correction"}


_HINDERED = {
    Hindrance.CHANNEL_RETIRED: "cannot be told: channel retired",
    Hindrance.CHANNEL_PAUSED: "not told: channel paused",
    Hindrance.CHANNEL_STOPPED: "not told: channel stopped by the partner",
    Hindrance.PARTNER_DISABLED: "cannot be told: partner switched off",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A step on the list."""

    step: RecallStep
    word: str
    path: str
    is_overdue: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRow:
    """One who had the text. ``minutes`` they had it after the step, counting on while ``is_owed``.

    ``hindered`` says why they are not told, where somebody has to do something about it.
    """

    name: str
    by: str
    how: str
    language: str
    got_at: datetime | None
    told_at: datetime | None
    is_owed: bool
    is_overdue: bool
    is_superseded: bool
    minutes: str
    hindered: str


@blueprint.get("/")
@role_needed(Role.READER)
def overview() -> Response:
    """List them, overdue ones first."""
    now, after_min = utc_now(), current_settings().kill_overdue_min
    wanted = Wanted(kind=_kind(), only_owed="owed" in request.args, before=_before(), limit=_SHOWN)
    with read_session() as session:
        steps = list_kills(session, wanted, now=now, overdue_min=after_min)
        counts = count_owed(session, now=now, overdue_min=after_min)
    return private_page(
        "desk/kills.html",
        who=signed_in(),
        rows=[_step_row(step, now, after_min) for step in steps],
        counts=counts,
        kinds=_KINDS,
        wanted=wanted,
        after_min=after_min,
        older=steps[-1].at.isoformat() if len(steps) >= _SHOWN else None,
    )


@blueprint.get("/<slug>/<int:revision>")
@role_needed(Role.READER)
def one(slug: str, revision: int) -> Response:
    """Show whom one concerns."""
    now, after_min = utc_now(), current_settings().kill_overdue_min
    with read_session() as session:
        try:
            report = show_kill(session, slug, revision)
        except UnknownKill as problem:
            raise NotFound(sentence_of(problem)) from problem
    step = report.step
    return private_page(
        "desk/kill.html",
        who=signed_in(),
        row=_step_row(step, now, after_min),
        holders=[_holder_row(holder, step, now, after_min) for holder in report.holders],
        leftovers=report.leftovers,
        has_channels=any(holder.channel_id is not None for holder in report.holders),
        plot=(plot := _plot(report.holders, step, now, after_min)),
        span=_minutes(60 * plot.minutes) if plot else "",
        longest=_minutes(max(exposure(report.holders, step, now), default=0.0)),
        after_min=after_min,
    )


def overdue_words(session: Session) -> str | None:
    """Return a sentence on kills and holds that are owed for too long; ``None`` where there are none."""
    after_min = current_settings().kill_overdue_min
    late = count_owed(session, now=utc_now(), overdue_min=after_min).overdue
    if not late:
        return None
    what = "kill or hold has" if late == 1 else "kills and holds have"
    return f"{late} {what} not reached a partner within {after_min} minutes."


def _plot(holders: Sequence[StepHolder], step: RecallStep, now: datetime, after_min: int) -> ExposurePlot | None:
    told = exposure([holder for holder in holders if not holder.owed], step, now)
    owed = sum(holder.owed > 0 for holder in holders)
    seen_s = max((now - step.at).total_seconds(), 0.0)
    return plot_exposure(told, still=owed, seen_s=seen_s, late_s=after_min * 60.0) if told or owed else None


def _step_row(step: RecallStep, now: datetime, after_min: int) -> StepRow:
    return StepRow(
        step=step,
        word=_WORDS[step.kind],
        path=url_for("kills.one", slug=step.blog, revision=step.revision),
        is_overdue=step.is_overdue(now, after_min=after_min),
    )


def _holder_row(holder: StepHolder, step: RecallStep, now: datetime, after_min: int) -> HolderRow:
    exposed_s = holder.exposed_s(step, now)
    how = {Holder.PULL: "fetches the feed", Holder.WEBSUB: "WebSub"}
    return HolderRow(
        name=holder.partner_name or "Everybody’s feed",
        by=holder.channel or holder.profile or holder.callback or "",
        how=how.get(holder.holder) or holder.channel_kind or "",
        language=holder.language,
        got_at=holder.got_at,
        told_at=holder.told_at,
        is_owed=holder.owed > 0,
        is_overdue=holder.owed > 0 and step.is_overdue(now, after_min=after_min),
        is_superseded=exposed_s is None,
        minutes="" if exposed_s is None else _minutes(exposed_s),
        hindered=_HINDERED[holder.hindrance] if holder.hindrance else "",
    )


def _minutes(seconds: float) -> str:
    """Write a duration as people time a kill: seconds at first, then minutes, then hours."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 2 * 3600:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h"


def _kind() -> Kind | None:
    given = request.args.get("kind")
    if given and given not in _KINDS:
        raise BadRequest("There are kills (kill), holds (withhold) and corrections (correction).")
    return Kind(given) if given else None


def _before() -> datetime | None:
    given = request.args.get("before")
    try:
        return datetime.fromisoformat(given) if given else None
    except ValueError as problem:
        raise BadRequest("“before” is not a time.") from problem
