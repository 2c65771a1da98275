"""A partner's key at the door of its feeds: whose it is, whether it may come in now, and that it was used.

A disabled partner gets no feed; its page and the log of its channels stay open to it, so that it hears of what is
withdrawn. A partner that asks more often than it may is told when to come again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import structlog
from flask import Flask, Response, current_app, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import WWWAuthenticate

from syndication.auth import Caller, check_token, is_token_use_worth_noting, note_token_use
from syndication.request_limits import RequestLimits
from syndication.storage.database import DATABASE_AWAY
from syndication.web.answers import text_answer
from syndication.web.sessions import current_site, database

_EXTENSION = "request_limits"
_WANTED = "This feed needs the partner's key: as a password, a Bearer token or ?key=."
_CHALLENGES = (
    WWWAuthenticate("basic", {"realm": "feeds", "charset": "UTF-8"}),
    WWWAuthenticate("bearer", {"realm": "feeds"}),
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has sent a partner's key, with the key itself."""

    caller: Caller
    secret: str


def prepare_limits(app: Flask) -> None:
    """Give an app its own count of how often partners ask."""
    app.extensions[_EXTENSION] = RequestLimits()


def refusal_of(session: Session, partner: str, now: datetime) -> Response | None:
    """Return the answer to a caller who gets none of this partner's feeds now; ``None`` for one who does.

    It does not tell whether the partner exists.
    """
    found = find_holder(session, partner, now, sent=secrets_sent(), told=_WANTED)
    if isinstance(found, Response):
        return found
    if found.caller.is_partner_disabled:
        page = f"{current_site().base_url}{url_for('partner_own.overview', partner=partner)}"
        return text_answer(
            f"These feeds are switched off; ask the newsroom. What is withdrawn is listed at {page}", status=403
        )
    return busy_answer(found.caller)


def find_holder(session: Session, partner: str, now: datetime, *, sent: list[str], told: str) -> Holder | Response:
    """Return who has sent a key of this partner, and note it; or the answer to somebody who has not: ``told``."""
    callers = [(caller, secret) for secret in sent if (caller := check_token(session, secret, now=now))]
    for caller, secret in callers:
        if caller.partner == partner:
            note_key_use(caller, now)
            return Holder(caller, secret)
    if callers:
        return text_answer("This key opens other feeds, not these.", status=403)
    response = text_answer(told, status=401)
    for challenge in _CHALLENGES:
        response.headers.add("WWW-Authenticate", challenge.to_header())
    return response


def busy_answer(caller: Caller) -> Response | None:
    """Count a request of a partner; return the answer to one that comes too often."""
    if caller.requests_per_min is None or caller.partner_id is None:
        return None
    limits = cast("RequestLimits", current_app.extensions[_EXTENSION])
    wait_s = limits.take(caller.partner_id, caller.requests_per_min)
    if wait_s is None:
        return None
    told = f"More than {caller.requests_per_min} requests a minute: ask again in {wait_s} s."
    response = text_answer(told, status=429)
    response.headers["Retry-After"] = str(wait_s)
    return response


def secrets_sent(*, in_address: bool = True) -> list[str]:
    """Return what might be the key: feed readers differ in which of their fields a person has to put it into."""
    given = request.authorization
    if given is not None and given.type == "basic":
        sent = [given.password, given.username]
    elif given is not None and given.type == "bearer":
        sent = [given.token]
    else:
        sent = [request.args.get("key") if in_address else None]
    return [secret for secret in sent if secret]


def note_key_use(caller: Caller, now: datetime) -> None:
    """Note that a key was used, once in some minutes, unless somebody else writes: no poll waits for it."""
    if not is_token_use_worth_noting(caller, now=now):
        return
    try:
        with database().writing_at_once() as session:
            note_token_use(session, caller, now=now)
    except DATABASE_AWAY:
        structlog.get_logger().info("key_use_not_noted")
