"""Kills, holds and corrections: who has been told, and who still has the text."""

from typing import Annotated, Self

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field

from feeds.dates import Time
from syndication.clock import utc_now
from syndication.delivery.model import Kind
from syndication.kills import KillReport, Wanted, exposure, list_kills, show_kill
from syndication.rights import Role
from syndication.storage.notices import Hindrance, Holder
from syndication.storage.recall_steps import RecallStep, StepHolder
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.describing import describe
from syndication.web.api.replies import reply
from syndication.web.authorisation import role_needed
from syndication.web.sessions import current_settings, read_session

blueprint = APIBlueprint("kills", __name__, tag="Partners", url_prefix="/kills")


class KillsQuery(BaseModel):
    """Which kills, holds and corrections are wanted."""

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[Kind | None, Field(description="kill, withhold (a hold) or correction.")] = None
    owed: Annotated[bool, Field(description="Only those that somebody is still to be told of.")] = False
    before: Annotated[Time | None, Field(description="Only those accepted before this time: the next page.")] = None
    limit: Annotated[int, Field(ge=1, le=200, description="How many at most.")] = 50


class KillView(BaseModel):
    """A step: the entries of a live blog that were killed, held or corrected together, mostly one.

    ``revision`` is the first of them and ``guid`` the first entry's. ``is_whole``: the live blog itself was killed.
    ``holders`` counts who had it, by feed or channel and language; the rest of ``told`` and ``owed`` was superseded.
    """

    blog: str
    revision: int
    kind: Kind
    at: Time
    guid: str | None
    entries: int
    is_whole: bool
    reason: str
    actor: str
    holders: int
    told: int
    owed: int
    is_overdue: bool

    @classmethod
    def of(cls, step: RecallStep) -> Self:
        """Show a step."""
        names = [name for name in RecallStep.__slots__ if name != "blog_id"]
        is_overdue = step.is_overdue(utc_now(), after_min=current_settings().kill_overdue_min)
        return cls(**{name: getattr(step, name) for name in names}, is_overdue=is_overdue)


class KillList(BaseModel):
    """Steps: overdue ones first, then the newest first."""

    kills: tuple[KillView, ...]


class KillHolder(BaseModel):
    """One who had the text, by a channel, a feed they fetch (pull) or a subscription at our hub, in one language.

    ``got_at`` is when they last got it; ``exposed_s`` for how long they had it after the step, until now where they are
    still to be told (``is_owed``). It is missing where something newer has taken the place of this notice.
    ``hindrance`` is what keeps them from being told until a person changes it.
    """

    holder: Holder
    language: str
    partner: str | None
    profile: str | None
    channel: str | None
    channel_kind: str | None
    callback: str | None
    entries: int
    is_owed: bool
    got_at: Time | None
    told_at: Time | None
    exposed_s: float | None
    hindrance: Hindrance | None


class KillLeftovers(BaseModel):
    """What is left of the text now: older deliveries that wait, wanted drafts, sentences on desks, archived copies."""

    deliveries: int
    drafts: int
    sentences: int
    archived: int


class KillDetail(KillView):
    """A step with whom it concerns, and the longest that anybody had the text after it, in seconds."""

    who: tuple[KillHolder, ...]
    exposed_s: float
    leftovers: KillLeftovers | None


@blueprint.get("")
@blueprint.input(KillsQuery, location="query", arg_name="query")
@describe(blueprint, "list_kills", KillList, problems=kinds.ON_READ)
@role_needed(Role.READER)
def list_all(query: KillsQuery) -> Response:
    """List kills, holds and corrections"""
    wanted = Wanted(kind=query.kind, only_owed=query.owed, before=query.before, limit=query.limit)
    with read_session() as session:
        found = list_kills(session, wanted, now=utc_now(), overdue_min=current_settings().kill_overdue_min)
    return reply(KillList(kills=tuple(map(KillView.of, found)))).response()


@blueprint.get("/<name:slug>/<row_id:revision>")
@describe(blueprint, "read_kill", KillDetail, problems=kinds.ON_READ)
@role_needed(Role.READER)
def show(slug: str, revision: int) -> Response:
    """Read who was told of a kill, hold or correction

    It is named by its live blog and the revision at which it was accepted.
    """
    with read_session() as session:
        report = show_kill(session, slug, revision)
    return reply(_detail(report)).response()


def _detail(report: KillReport) -> KillDetail:
    now = utc_now()
    left = report.leftovers
    return KillDetail(
        **KillView.of(report.step).model_dump(),
        who=tuple(_holder(holder, report.step) for holder in report.holders),
        exposed_s=max(exposure(report.holders, report.step, now), default=0.0),
        leftovers=None if left is None else KillLeftovers(**{name: getattr(left, name) for name in left.__slots__}),
    )


def _holder(holder: StepHolder, step: RecallStep) -> KillHolder:
    names = [name for name in KillHolder.model_fields if name not in {"is_owed", "exposed_s"}]
    values = {name: getattr(holder, name) for name in names}
    return KillHolder(**values, is_owed=holder.owed > 0, exposed_s=holder.exposed_s(step, utc_now()))
