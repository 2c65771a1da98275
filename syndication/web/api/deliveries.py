"""The delivery log, what waits, and dead letters."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from syndication.auth import Role
from syndication.channel_views import (
    AttemptView,
    DeliveryView,
    WaitingView,
    view_attempt,
    view_delivery,
    view_waiting,
)
from syndication.channels import require_channel
from syndication.clock import utc_now
from syndication.delivery.model import DeliveryState, Kind
from syndication.delivery_errors import UnknownDelivery
from syndication.storage.deliveries import LoggedDelivery, find_delivery, list_attempts, load_body
from syndication.storage.delivery_log import LogFilter, search_log
from syndication.storage.wanted_deliveries import (
    WaitingDelivery,
    discard_wanted,
    find_waiting,
    list_waiting,
    retry_wanted,
)
from syndication.web.answers import NOSNIFF
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import FileOf, describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import invalid_field
from syndication.web.api.queries import Limit, PageQuery
from syndication.web.api.replies import Reply, reply
from syndication.web.authorisation import role_needed
from syndication.web.sessions import read_session

blueprint = APIBlueprint("deliveries", __name__, tag="Deliveries", url_prefix="/deliveries")


class LogQuery(BaseModel):
    """Which deliveries are wanted."""

    model_config = ConfigDict(extra="forbid")

    partner: Annotated[str, Field(description="Only this partner's, by slug.")] = ""
    channel: Annotated[str, Field(description="Only on this channel of the partner.")] = ""
    blog: Annotated[str, Field(description="Only of this live blog, by slug.")] = ""
    guid: Annotated[str, Field(description="Only of this entry.")] = ""
    language: Annotated[str, Field(description="Only in this language.")] = ""
    state: Annotated[DeliveryState | None, Field(description="Only in this state.")] = None
    kind: Annotated[Kind | None, Field(description="Only of this kind.")] = None
    before: Annotated[
        int | None, Field(ge=1, le=2**63 - 1, description="Only those with a lower id: next of before.")
    ] = None
    limit: Limit = 100


class WaitingQuery(PageQuery):
    """Of whom what waits is wanted."""

    partner: Annotated[str, Field(description="Only this partner's, by slug.")] = ""
    channel: Annotated[str, Field(description="Only for this channel of the partner.")] = ""


class DeliveryList(BaseModel):
    """Deliveries, newest first. ``next`` is ``before`` of the next page; missing on the last one."""

    deliveries: tuple[DeliveryView, ...]
    next: int | None = None


class DeliveryDetail(DeliveryView):
    """A delivery with its attempts, newest first."""

    tries: tuple[AttemptView, ...]


class WaitingList(BaseModel):
    """What waits: dead letters first, then in the order in which it will be sent."""

    waiting: tuple[WaitingView, ...]


class RetryBody(BaseModel, extra="forbid"):
    """Whose dead letters are to be tried again."""

    partner: str
    channel: str


class Retried(BaseModel):
    """How many are tried again."""

    retried: int


@blueprint.get("")
@blueprint.input(LogQuery, location="query", arg_name="query")
@describe(blueprint, "list_deliveries", DeliveryList, problems=kinds.ON_READ)
@role_needed(Role.READER)
def list_all(query: LogQuery) -> Response:
    """Read the delivery log

    Newest first. What has only been wanted and not been tried is not in it.
    """
    with read_session() as session:
        wanted = LogFilter(
            partner=query.partner,
            channel_id=_channel_id(session, query.partner, query.channel),
            blog=query.blog,
            guid=query.guid,
            language=query.language,
            state=query.state,
            kind=query.kind,
        )
        found = search_log(session, wanted, before_id=query.before, limit=query.limit + 1)
    shown = found[: query.limit]
    last = shown[-1].delivery.id if len(found) > query.limit else None
    return reply(DeliveryList(deliveries=tuple(map(view_delivery, shown)), next=last)).response()


@blueprint.get("/<row_id:delivery>")
@describe(blueprint, "read_delivery", DeliveryDetail, problems=(kinds.NOT_FOUND,))
@role_needed(Role.READER)
def show(delivery: int) -> Response:
    """Read a delivery

    With the newest hundred attempts at it.
    """
    with read_session() as session:
        found = _require(session, delivery)
        tries = list_attempts(session, delivery)
    return reply(DeliveryDetail(**view_delivery(found).model_dump(), tries=tuple(map(view_attempt, tries)))).response()


@blueprint.get("/<row_id:delivery>/body")
@describe(blueprint, "read_delivery_body", FileOf(("application/octet-stream",)), problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def body(delivery: int) -> Response:
    """Download what was sent

    The very bytes, under their media type; not found once they are not kept any more (SYNDICATION_KEEP_BYTES_DAYS).
    """
    with read_session() as session:
        found = _require(session, delivery)
        content = load_body(session, delivery)
    if content is None:
        raise UnknownDelivery(f"{delivery} whose bytes are still kept")
    return bytes_answer(found, content)


@blueprint.get("/waiting")
@blueprint.input(WaitingQuery, location="query", arg_name="query")
@describe(blueprint, "list_waiting_deliveries", WaitingList, problems=kinds.ON_READ)
@role_needed(Role.READER)
def waiting(query: WaitingQuery) -> Response:
    """List what waits

    One line for each text and language of a channel, however often it has changed meanwhile.
    """
    return _waiting_reply(query, only_dead=False)


@blueprint.get("/dead-letters")
@blueprint.input(WaitingQuery, location="query", arg_name="query")
@describe(blueprint, "list_dead_letters", WaitingList, problems=kinds.ON_READ)
@role_needed(Role.READER)
def dead_letters(query: WaitingQuery) -> Response:
    """List dead letters

    They are not tried any more, unless a person says so or their text changes.
    """
    return _waiting_reply(query, only_dead=True)


@blueprint.post("/dead-letters/retry")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "retry_dead_letters", Retried, body=RetryBody, problems=kinds.ON_ADD)
@role_needed(Role.EDITOR)
def retry_all(headers: OnceHeaders) -> Response:
    """Try all dead letters of a channel again

    What waits for another try goes at once, too.
    """
    data = json_body()
    wanted = parse_body(RetryBody, data)

    def work(session: Session) -> Reply:
        channel = require_channel(session, wanted.partner, wanted.channel)
        return reply(Retried(retried=retry_wanted(session, channel_id=channel.id, now=utc_now())))

    return do_once(headers, data, work)


@blueprint.post("/dead-letters/<row_id:letter>/retry")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "retry_dead_letter", WaitingView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def retry_one(letter: int, headers: OnceHeaders) -> Response:
    """Try a dead letter again

    The newest version of its text is sent, as always.
    """

    def work(session: Session) -> Reply:
        retry_wanted(session, wanted_id=letter, now=utc_now())
        return reply(view_waiting(_require_waiting(session, letter)))

    return do_once(headers, json_body_if_any(), work)


@blueprint.delete("/dead-letters/<row_id:letter>")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(blueprint, "discard_dead_letter", WaitingView, problems=(kinds.NOT_FOUND,))
@role_needed(Role.EDITOR)
def discard(letter: int, headers: OnceHeaders) -> Response:
    """Discard a dead letter

    The partner stays without this version; the next one of the text is sent. The answer is the letter as it was.
    """

    def work(session: Session) -> Reply:
        found = _require_waiting(session, letter)
        if not discard_wanted(session, letter):
            raise UnknownDelivery(f"{letter} that is a dead letter")
        return reply(view_waiting(found))

    return do_once(headers, json_body_if_any(), work)


def bytes_answer(logged: LoggedDelivery, content: bytes) -> Response:
    """Answer with the bytes of a delivery, to be saved: nothing of them is to run here."""
    delivery = logged.delivery
    response = Response(content, content_type=delivery.media_type)
    name = f"{logged.partner}-{logged.channel}-{delivery.sequence}-{delivery.id}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{_suffix(delivery.media_type)}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers[NOSNIFF[0]] = NOSNIFF[1]
    response.headers["Cache-Control"] = "no-store"
    return response


def _suffix(media_type: str) -> str:
    essence = media_type.partition(";")[0].strip()
    return next((f".{suffix}" for suffix in ("json", "xml") if essence.endswith(suffix)), "")


def _waiting_reply(query: WaitingQuery, *, only_dead: bool) -> Response:
    with read_session() as session:
        found = list_waiting(
            session,
            channel_id=_channel_id(session, query.partner, query.channel),
            partner=query.partner or None,
            only_dead=only_dead,
            limit=query.limit,
            offset=query.offset,
        )
    return reply(WaitingList(waiting=tuple(map(view_waiting, found)))).response()


def _channel_id(session: Session, partner: str, channel: str) -> int | None:
    if not channel:
        return None
    if not partner:
        raise invalid_field("partner", "a channel is named together with its partner")
    return require_channel(session, partner, channel).id


def _require(session: Session, delivery: int) -> LoggedDelivery:
    found = find_delivery(session, delivery)
    if found is None:
        raise UnknownDelivery(str(delivery))
    return found


def _require_waiting(session: Session, letter: int) -> WaitingDelivery:
    found = find_waiting(session, letter)
    if found is None:
        raise UnknownDelivery(f"{letter} that waits")
    return found
