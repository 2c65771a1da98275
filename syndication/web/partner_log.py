"""The delivery log of a channel for its partner's programs: in pages, with a long poll, and as server-sent events.

Every kind of channel has it. Both ways give the same numbers in the same order, each once, from the one on that the
reader has last; a reader that comes back with its last number has lost nothing.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request
from sqlalchemy.orm import Session

from syndication.auth import Caller, check_partner_token
from syndication.clock import utc_now
from syndication.delivery_log import LogItem, read_log
from syndication.storage.channels import ChannelRecord, find_channel
from syndication.storage.database import Database
from syndication.web.answers import NOSNIFF, text_answer
from syndication.web.api.waiting import MAX_WAIT_S, sleep_until_commit
from syndication.web.authorisation import checked_by_view
from syndication.web.partner_access import busy_answer, find_holder, secrets_sent
from syndication.web.sessions import database, read_session, stopping
from syndication.web.waiting_partners import Full, waiting_partners

blueprint = APIBlueprint(
    "partner_log", __name__, enable_openapi=False, url_prefix="/partners/<partner>/channels/<channel>"
)

_USUAL, _MOST = 50, 100
_LONGEST_S = 300.0
_SIGN_OF_LIFE_EVERY_S = 5.0
# A key may be revoked, or its time be over, without a commit of anybody.
_LOOK_ANYHOW_EVERY_S = 2.0
_WANTED = "This needs the partner's key: as a password or a Bearer token."
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    caller: Caller
    channel: ChannelRecord


@blueprint.get("/deliveries")
@checked_by_view
def page(partner: str, channel: str) -> Response:
    """Give the numbers after ``after``, oldest first, and wait for the first of them up to ``wait`` seconds."""
    asked = _numbers(after=(0, 10**_MOST_DIGITS), limit=(_USUAL, _MOST), wait=(0, MAX_WAIT_S))
    if isinstance(asked, Response):
        return asked
    reader = _admit(partner, channel, after=asked["after"])
    if isinstance(reader, Response):
        return reader
    found = _read(database(), reader.channel.id, asked["after"], asked["limit"] + 1)
    if not found and asked["wait"]:
        waited = _wait(reader, asked)
        if isinstance(waited, Response):
            return waited
        found = waited
    shown = found[: asked["limit"]]
    last = shown[-1].sequence if shown else asked["after"]
    told = {
        "deliveries": [item.as_json() for item in shown],
        "last": last,
        "newest": max(reader.channel.sequence, last),
        "has_more": len(found) > len(shown),
    }
    response = Response(json.dumps(told, ensure_ascii=False), content_type="application/json")
    response.headers.extend([("Cache-Control", "no-store"), NOSNIFF])
    return response


@blueprint.get("/events")
@checked_by_view
def events(partner: str, channel: str) -> Response:
    """Send the numbers after ``Last-Event-ID``, or ``after``, and go on as there are more."""
    asked = _numbers(after=(0, 10**_MOST_DIGITS))
    if isinstance(asked, Response):
        return asked
    after = _last_event_id(asked["after"])
    reader = _admit(partner, channel, after=after)
    if isinstance(reader, Response):
        return reader
    give_back = _place(reader.caller)
    if isinstance(give_back, Response):
        return give_back
    stream = _stream(database(), reader, after, stopping())
    response = Response(stream, content_type="text/event-stream; charset=utf-8")
    # Called whether the stream was begun or not; a generator that was never begun would not clean up after itself.
    response.call_on_close(give_back)
    response.headers.extend([("Cache-Control", "no-store"), ("X-Accel-Buffering", "no"), NOSNIFF])
    return response


def _admit(partner: str, channel: str, *, after: int) -> _Reader | Response:
    now = utc_now()
    with read_session() as session:
        holder = find_holder(session, partner, now, sent=secrets_sent(in_address=False), told=_WANTED)
        if isinstance(holder, Response):
            return holder
        busy = busy_answer(holder.caller)
        if busy is not None:
            return busy
        found = find_channel(session, partner, channel)
    if found is None:
        return text_answer(f"There is no channel {channel!r}.", status=404)
    if after > found.sequence:
        return text_answer(f"The number {after} was never used here; the last one is {found.sequence}.", status=409)
    return _Reader(caller=holder.caller, channel=found)


def _place(caller: Caller) -> Callable[[], None] | Response:
    taken = waiting_partners().take(caller.partner_id or 0)
    if not isinstance(taken, Full):
        return taken
    if taken is Full.PARTNER:
        response = text_answer("Too many of your programs wait here already; close one, or ask later.", status=429)
    else:
        response = text_answer("Too many wait here already; ask again later.", status=503)
    response.headers["Retry-After"] = str(int(_SIGN_OF_LIFE_EVERY_S))
    return response


def _wait(reader: _Reader, asked: dict[str, int]) -> tuple[LogItem, ...] | Response:
    give_back = _place(reader.caller)
    if isinstance(give_back, Response):
        return give_back
    kept, is_stopping = database(), stopping()
    deadline = time.monotonic() + asked["wait"]
    found: tuple[LogItem, ...] = ()
    try:
        while not found and time.monotonic() < deadline and not is_stopping():
            seen = kept.data_version()
            found = _read(kept, reader.channel.id, asked["after"], asked["limit"] + 1)
            if not found:
                sleep_until_commit(kept, seen, deadline, is_stopping)
    finally:
        give_back()
    return found


def _stream(database: Database, reader: _Reader, after: int, is_stopping: Callable[[], bool]) -> Iterator[bytes]:
    yield b"retry: 2000\n\n"
    ends_at, told_at = time.monotonic() + _LONGEST_S, time.monotonic()
    while time.monotonic() < ends_at and not is_stopping():
        seen = database.data_version()
        with database.reading() as session:
            is_welcome = _is_still_welcome(session, reader.caller)
            items = read_log(session, reader.channel.id, after, limit=_USUAL) if is_welcome else ()
        if not is_welcome:
            yield b'event: closed\ndata: {"reason": "this key works no more"}\n\n'
            return
        for item in items:
            yield _event(item)
            after = item.sequence
        if items:
            told_at = time.monotonic()
            continue
        if time.monotonic() - told_at > _SIGN_OF_LIFE_EVERY_S:
            yield b": alive\n\n"
            told_at = time.monotonic()
        sleep_until_commit(database, seen, time.monotonic() + _LOOK_ANYHOW_EVERY_S, is_stopping)


def _event(item: LogItem) -> bytes:
    data = json.dumps(item.as_json(), ensure_ascii=False)
    return f"id: {item.sequence}\nevent: {item.event}\ndata: {data}\n\n".encode()


def _read(database: Database, channel_id: int, after: int, limit: int) -> tuple[LogItem, ...]:
    with database.reading() as session:
        return read_log(session, channel_id, after, limit=limit)


def _is_still_welcome(session: Session, caller: Caller) -> bool:
    partner_id = caller.partner_id or 0
    return check_partner_token(session, partner_id, caller.token_id, now=utc_now()) is not None


def _last_event_id(after: int) -> int:
    """Return where a reader that comes back goes on: what its program has seen last counts more than the address."""
    said = request.headers.get("Last-Event-ID", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS else after


def _numbers(**known: tuple[int, int]) -> dict[str, int] | Response:
    """Read parameters that are whole numbers, each with its default and the most it may be."""
    found: dict[str, Any] = {}
    for name, (default, most) in known.items():
        said = request.args.get(name, str(default))
        if not (said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS and int(said) <= most):
            return text_answer(f"{name} must be a whole number up to {most}.", status=400)
        found[name] = int(said)
    if unknown := set(request.args) - set(known):
        return text_answer(f"There is no parameter {min(unknown)!r}; there is: {', '.join(known)}.", status=400)
    return found
