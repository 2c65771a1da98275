"""Deliveries on the desk: every channel and how it is doing, dead letters, the log, one delivery with its bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from syndication.channels import pause_channel, require_channel, resume_channel
from syndication.clock import utc_now
from syndication.delivery import CHANNELS
from syndication.delivery.model import ChannelState, DeliveryState, Kind
from syndication.delivery.recording import parcel_of
from syndication.delivery.webhook import WEBHOOK, headers_of
from syndication.delivery_errors import InvalidChannel
from syndication.errors import NotFound as Missing
from syndication.partners import list_partners
from syndication.rights import Role
from syndication.storage.channels import ChannelRecord, list_channels, load_channel
from syndication.storage.deliveries import LoggedDelivery, find_delivery, list_attempts, load_body
from syndication.storage.delivery_log import LogFilter, accepted_lately, delivery_before, search_log
from syndication.storage.wanted_deliveries import (
    QueueCounts,
    count_waiting,
    discard_wanted,
    list_waiting,
    retry_wanted,
)
from syndication.web.answers import see_other
from syndication.web.api.deliveries import bytes_answer
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.delivery_documents import Shown, difference, shown
from syndication.web.delivery_words import (
    CHANNEL_STATES,
    DELIVERY_STATES,
    HOUR,
    KINDS,
    OUTCOMES,
    Flow,
    advice_of,
    flows,
    span,
    trouble_of,
)
from syndication.web.form_fields import form_field
from syndication.web.html_answers import private_page, sentence_of
from syndication.web.sessions import read_session, write_session

blueprint = APIBlueprint("delivery_pages", __name__, enable_openapi=False, url_prefix="/desk/deliveries")

E = TypeVar("E", bound=StrEnum)

_SHOWN_DEAD = 50
_SHOWN_LOG = 20
_PAGE = 50
_WORDS: dict[str, Any] = {
    "channel_states": CHANNEL_STATES,
    "delivery_states": DELIVERY_STATES,
    "kinds": KINDS,
    "outcomes": OUTCOMES,
    "advice_of": advice_of,
    "span": span,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRow:
    """A channel on the page; ``trouble`` is what keeps it from sending, ``advice`` what to do about it."""

    channel: ChannelRecord
    queue: QueueCounts
    flow: Flow
    trouble: str
    advice: str

    @property
    def is_bad(self) -> bool:
        """Whether a person should look at it."""
        return bool(self.queue.dead or (self.trouble and self.channel.state is not ChannelState.PAUSED))


@blueprint.get("/")
@role_needed(Role.READER)
def overview() -> Response:
    """Show every channel, dead letters, and what was sent last."""
    return _overview()


@blueprint.get("/add")
@role_needed(Role.ADMIN)
def choose() -> Response:
    """Lead to the form of a new channel of the chosen kind for the chosen partner."""
    partner, kind = request.args.get("partner", ""), request.args.get("kind", "")
    where = url_for("channel_pages.ask_new", partner=partner or "-", kind=kind)
    return see_other(where)


@blueprint.post("/pause")
@role_needed(Role.EDITOR)
def pause() -> Response:
    """Pause a channel."""

    def work(session: Session) -> None:
        pause_channel(session, form_field("partner"), form_field("channel"), actor=current_actor().name, now=utc_now())

    return _do(work)


@blueprint.post("/resume")
@role_needed(Role.EDITOR)
def resume() -> Response:
    """Resume a channel."""

    def work(session: Session) -> None:
        resume_channel(session, form_field("partner"), form_field("channel"), now=utc_now())

    return _do(work)


@blueprint.post("/retry")
@role_needed(Role.EDITOR)
def retry_all() -> Response:
    """Try all dead letters of a channel again."""

    def work(session: Session) -> None:
        channel = require_channel(session, form_field("partner"), form_field("channel"))
        retry_wanted(session, channel_id=channel.id, now=utc_now())

    return _do(work)


@blueprint.post("/dead-letters/<row_id:letter>/retry")
@role_needed(Role.EDITOR)
def retry_one(letter: int) -> Response:
    """Try one dead letter again."""
    return _do(lambda session: _ignore(retry_wanted(session, wanted_id=letter, now=utc_now())))


@blueprint.post("/dead-letters/<row_id:letter>/discard")
@role_needed(Role.EDITOR)
def discard(letter: int) -> Response:
    """Discard one dead letter."""
    return _do(lambda session: _ignore(discard_wanted(session, letter)))


@blueprint.get("/log")
@role_needed(Role.READER)
def log() -> Response:
    """Show the delivery log page by page, as it was searched."""
    given = {name: request.args.get(name, "").replace("\0", "") for name in ("partner", "channel", "blog", "guid")}
    state, kind = _chosen(DeliveryState, "state"), _chosen(Kind, "kind")
    before = request.args.get("before", 0, type=int)
    with read_session() as session:
        channels = list_channels(session)
        channel = next((one for one in channels if given["channel"] == one.full_name), None)
        wanted = LogFilter(
            partner=given["partner"],
            channel_id=channel.id if channel else None,
            blog=given["blog"],
            guid=given["guid"],
            state=state,
            kind=kind,
        )
        found = search_log(session, wanted, before_id=before if before > 0 else None, limit=_PAGE + 1)
    rows = found[:_PAGE]
    chosen = given | {"state": state or "", "kind": kind or ""}
    searched: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    older = rows[-1].delivery.id if len(found) > _PAGE else None
    return private_page(
        "desk/delivery_log.html",
        who=signed_in(),
        rows=rows,
        channels=channels,
        chosen=chosen,
        is_searched=bool(searched),
        older=url_for("delivery_pages.log", **searched, before=older) if older else "",
        **_WORDS,
    )


@blueprint.get("/<row_id:delivery>")
@role_needed(Role.READER)
def show(delivery: int) -> Response:
    """Show one delivery: its attempts, what was sent, and what differs from the one before."""
    may_read = current_actor().role.allows(Role.EDITOR)
    with read_session() as session:
        found = _require(session, delivery)
        attempts = list_attempts(session, delivery)
        channel = load_channel(session, found.delivery.channel_id)
        before = delivery_before(session, found)
        body = load_body(session, delivery) if may_read else None
        body_before = load_body(session, before.delivery.id) if before and may_read else None
    document = shown(body, found.delivery.media_type) if body is not None else None
    return private_page(
        "desk/delivery.html",
        who=signed_in(),
        logged=found,
        attempts=attempts,
        headers=_headers(found, channel, attempts[0].at if attempts else found.delivery.created_at),
        before=before,
        document=document,
        parts=_difference(document, before, body_before),
        may_read=may_read,
        **_WORDS,
    )


@blueprint.get("/<row_id:delivery>/body")
@role_needed(Role.EDITOR)
def body(delivery: int) -> Response:
    """Send the very bytes, to be saved."""
    with read_session() as session:
        found = _require(session, delivery)
        content = load_body(session, delivery)
    if content is None:
        raise NotFound("The bytes of this delivery are not kept any more.")
    return bytes_answer(found, content)


def channel_rows(session: Session, *, now: datetime) -> tuple[ChannelRow, ...]:
    """Return every channel as the page shows it, those that need a person first."""
    counts = count_waiting(session)
    flow_of = flows(accepted_lately(session, since=now - HOUR), now=now)
    rows = [_row(channel, counts, flow_of, now) for channel in list_channels(session)]
    return tuple(sorted(rows, key=lambda row: (row.channel.state is ChannelState.RETIRED, not row.is_bad)))


def _row(
    channel: ChannelRecord, counts: Mapping[int, QueueCounts], flow_of: Mapping[int, Flow], now: datetime
) -> ChannelRow:
    trouble = trouble_of(channel, now=now)
    queue = counts.get(channel.id, QueueCounts())
    return ChannelRow(
        channel=channel,
        queue=queue,
        flow=flow_of.get(channel.id, Flow(accepted=0, columns=())),
        trouble=trouble,
        advice=advice_of(channel.last_error) if channel.failures else "",
    )


def _overview(*, status: int = 200, problem: str = "") -> Response:
    now = utc_now()
    with read_session() as session:
        rows = channel_rows(session, now=now)
        dead = list_waiting(session, only_dead=True, limit=_SHOWN_DEAD)
        newest = search_log(session, LogFilter(), limit=_SHOWN_LOG)
        partners = [one for one in list_partners(session) if one.profiles]
    role = current_actor().role
    return private_page(
        "desk/deliveries.html",
        status=status,
        who=signed_in(),
        rows=rows,
        dead=dead,
        dead_count=sum(row.queue.dead for row in rows),
        newest=newest,
        partners=partners,
        channel_kinds=tuple(CHANNELS.values()),
        now=now,
        problem=problem,
        may_act=role.allows(Role.EDITOR),
        may_set_up=role.allows(Role.ADMIN),
        **_WORDS,
    )


def _do(work: Callable[[Session], None]) -> Response:
    """Do what a button wants and go back to the page, so that loading it again does nothing twice."""
    try:
        with write_session() as session:
            work(session)
    except (InvalidChannel, Missing) as problem:
        return _overview(status=HTTPStatus.UNPROCESSABLE_ENTITY, problem=sentence_of(problem))
    where = url_for("delivery_pages.overview", _anchor=form_field("at") or None)
    return see_other(where)


def _ignore(_: object) -> None:
    """Somebody else was faster: what is gone needs nothing more."""


def _require(session: Session, delivery: int) -> LoggedDelivery:
    found = find_delivery(session, delivery)
    if found is None:
        raise NotFound("There is no such delivery.")
    return found


def _headers(logged: LoggedDelivery, channel: ChannelRecord | None, sent_at: datetime) -> tuple[tuple[str, str], ...]:
    """Return the headers that went with a delivery, but for its signature, which is kept nowhere."""
    if logged.channel_kind != WEBHOOK.name or channel is None:
        return ()
    parcel = parcel_of(logged.delivery, channel, slug=logged.blog, body=b"", sent_at=sent_at)
    headers = headers_of(parcel, b"", {}) | {"Webhook-Signature": "v1,… (is kept nowhere)"}
    return tuple(headers.items())


def _difference(
    document: Shown | None, before: LoggedDelivery | None, body_before: bytes | None
) -> tuple[object, ...] | None:
    if document is None or before is None or body_before is None or document.is_cut:
        return None
    old = shown(body_before, before.delivery.media_type)
    return None if old.is_cut else difference(old.text, document.text)


def _chosen(of: type[E], name: str) -> E | None:
    given = request.args.get(name, "")
    return of(given) if given in set(of) else None
