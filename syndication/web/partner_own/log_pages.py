"""The delivery log as pages, and the very bytes of a delivery, checked against their hash.

What was killed since is not handed out a second time: its bytes answer 410 with the reason.
"""

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import urlencode

import structlog
from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import InternalServerError, NotFound

from syndication.delivery.model import DeliveryState, Kind, Outcome
from syndication.storage.channels import ChannelRecord, list_channels
from syndication.storage.deliveries import (
    DeliveryRecord,
    LoggedDelivery,
    find_delivery,
    list_attempts,
    list_deliveries,
    load_body,
    newest_accepted,
    superseded_among,
)
from syndication.storage.withdrawn_deliveries import Withdrawal, sent_headlines, withdrawn_among
from syndication.web.answers import attachment, text_answer
from syndication.web.partner_own.door import Visitor
from syndication.web.partner_own.frame import argument, own_page, whole
from syndication.web.sessions import read_session

_ON_A_PAGE = 50
_STATES = {
    DeliveryState.SENDING: "under way",
    DeliveryState.ACCEPTED: "accepted",
    DeliveryState.REFUSED: "refused",
    DeliveryState.SUPERSEDED: "superseded before it was accepted",
}
_OUTCOMES = {
    Outcome.ACCEPTED: "accepted",
    Outcome.TEMPORARY: "not accepted, to be tried again",
    Outcome.PERMANENT: "refused",
    Outcome.UNKNOWN: "no answer; it may have arrived",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """A delivery in the list. ``headline`` is of the version that was sent; a withdrawn one has none."""

    logged: LoggedDelivery
    headline: str
    state: str
    withdrawal: Withdrawal | None


def log_page(visitor: Visitor) -> Response:
    """Show deliveries, newest first, of all channels or one, of one text or under one number."""
    asked = {name: argument(name) for name in ("channel", "guid", "number")}
    number, before = whole(asked["number"], least=1), whole(argument("before"), least=1)
    problem = "A number is a whole number from 1 on." if asked["number"] and number is None else ""
    with read_session() as session:
        channels = list_channels(session, visitor.partner.slug)
        chosen = next((one for one in channels if one.name == asked["channel"]), None)
        if asked["channel"] and chosen is None:
            problem = f"There is no channel {asked['channel']!r}."
        found = () if problem else _find(session, visitor, chosen, asked["guid"], number, before)
        lines = _lines(session, found[:_ON_A_PAGE])
    filters = {name: value for name, value in asked.items() if value}
    older = filters | {"before": str(lines[-1].logged.delivery.id)} if len(found) > _ON_A_PAGE else None
    return own_page(
        visitor,
        "log.html",
        status=422 if problem else 200,
        lines=lines,
        channels=channels,
        asked=asked,
        problem=problem,
        is_filtered=bool(filters),
        newest_path=f"{request.path}?{urlencode(filters)}" if before else "",
        older_path=f"{request.path}?{urlencode(older)}" if older else "",
    )


def delivery_page(visitor: Visitor, delivery_id: int) -> Response:
    """Show one delivery with every attempt at it."""
    with read_session() as session:
        logged = _require(session, visitor, delivery_id)
        record = logged.delivery
        (line,) = _lines(session, (logged,))
        attempts = list_attempts(session, record.id)
        is_accepted = record.state is DeliveryState.ACCEPTED
        is_superseded = is_accepted and bool(superseded_among(session, record.channel_id, [record.sequence]))
        has_bytes = load_body(session, record.id) is not None
    return own_page(
        visitor,
        "delivery.html",
        line=line,
        record=record,
        attempts=[(one, _OUTCOMES[one.outcome]) for one in attempts],
        is_superseded=is_superseded,
        has_bytes=has_bytes,
        same_text=f"{url_for('.log', partner=visitor.partner.slug)}?{urlencode({'guid': record.guid})}",
    )


def bytes_answer(visitor: Visitor, delivery_id: int) -> Response:
    """Send the very bytes of a delivery; their hash is checked before they leave."""
    with read_session() as session:
        record = _require(session, visitor, delivery_id).delivery
        withdrawal = withdrawn_among(session, [record]).get(record.id) or _taken_back(session, record)
        body = None if withdrawal else load_body(session, record.id)
    if withdrawal is not None:
        return text_answer(withdrawal_words(withdrawal), status=410)
    if body is None:
        return text_answer("These bytes are no longer kept; their hash is.", status=410)
    if hashlib.sha256(body).hexdigest() != record.body_hash:
        structlog.get_logger().error("delivery_damaged", delivery_id=record.id)
        raise InternalServerError(
            "What is kept of this delivery is damaged: it does not have the hash of what was sent."
        )
    name = f"{record.sequence}-{record.file_name}" if record.file_name else f"{record.sequence}"
    response = attachment(body, media_type=record.media_type, file_name=name.rpartition("/")[2])
    response.headers["Content-Digest"] = f"sha-256=:{_base64_of(record.body_hash)}:"
    return response


def withdrawal_words(withdrawal: Withdrawal) -> str:
    """Say why bytes are not shown."""
    if not withdrawal.is_final:
        return "It is held back for now; do not use it."
    return f"It was killed since; do not use it. Reason: {withdrawal.reason or 'none was given'}"


def _taken_back(session: Session, record: DeliveryRecord) -> Withdrawal | None:
    """Say whether the partner was told on this channel to take the text down: an embargo may have come back."""
    newest = newest_accepted(session, record.channel_id, record.guid, record.language)
    if newest is None or record.kind is Kind.WITHHOLD or newest.kind is not Kind.WITHHOLD:
        return None
    return Withdrawal(is_final=False, reason="")


def _base64_of(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def _find(
    session: Session, visitor: Visitor, channel: ChannelRecord | None, guid: str, number: int | None, before: int | None
) -> tuple[LoggedDelivery, ...]:
    return list_deliveries(
        session,
        partner=visitor.partner.slug,
        channel_id=channel.id if channel else None,
        guid=guid or None,
        sequence=number,
        before_id=before,
        limit=_ON_A_PAGE + 1,
    )


def _lines(session: Session, found: tuple[LoggedDelivery, ...]) -> tuple[LogLine, ...]:
    records = [one.delivery for one in found]
    withdrawn, headlines = withdrawn_among(session, records), sent_headlines(session, records)
    return tuple(
        LogLine(
            logged=one,
            headline="" if one.delivery.id in withdrawn else headlines.get(one.delivery.id, ""),
            state=_STATES[one.delivery.state],
            withdrawal=withdrawn.get(one.delivery.id),
        )
        for one in found
    )


def _require(session: Session, visitor: Visitor, delivery_id: int) -> LoggedDelivery:
    logged = find_delivery(session, delivery_id)
    # Of another partner's deliveries nobody is told that they are there.
    if logged is None or logged.delivery.partner_id != visitor.partner.id:
        raise NotFound(f"There is no delivery {delivery_id}.")
    return logged
