"""Who comes to a partner's own page: by a key that was typed in once, by Basic or Bearer, or from the desk.

Typing in a key gives the browser a sealed cookie that says which key it was, never the key: for two hours, for this
partner's addresses alone, sent by no other site's links (SameSite=Strict) and read by no script. It ends with the key.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Response, current_app, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import Forbidden

from syndication.auth import Caller, check_partner_token, check_token
from syndication.delivery_errors import SecretUnreadable
from syndication.partners import PartnerRecord, find_partner
from syndication.rights import Role
from syndication.sealing import Sealer, sealer_of
from syndication.throttle import Attempt
from syndication.web.authorisation import CSRF_FIELD, current_actor, signed_in
from syndication.web.client_address import client_address
from syndication.web.partner_access import note_key_use, secrets_sent
from syndication.web.sessions import current_settings, current_site, read_session, write_session

COOKIE = "syndication_partner"
LASTS = timedelta(hours=2)
"""How long a key that was typed in need not be typed in again."""

_EXTENSION = "partner_door_sealer"
_FORM = b"form of a partner's own page"
_MOST_KEY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody at a partner's own page. ``csrf`` is what the page's forms must repeat; ``actor`` goes into the log.

    ``key_id`` is the key that opened the page; ``None`` for people of the desk.
    """

    partner: PartnerRecord
    actor: str
    csrf: str
    key_id: int | None = None
    is_disabled: bool = False
    may_send_again: bool = True
    may_change_keys: bool = True

    @property
    def is_desk(self) -> bool:
        """Whether the page is seen from the desk."""
        return self.key_id is None

    def require(self, is_allowed: bool, what: str) -> None:
        """Raise :exc:`~werkzeug.exceptions.Forbidden` unless the visitor may do that."""
        if not is_allowed:
            raise Forbidden(f"You may look at this page, but not {what}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """What the cookie holds: which key opened the page, until when, and what forms must repeat."""

    partner_id: int
    token_id: int
    csrf: str
    until: datetime


def find_visitor(session: Session, partner: str, *, now: datetime) -> Visitor | None:
    """Return who comes with a key of this partner; a key that is sent decides alone, whatever the cookie says."""
    found = _by_header(session, now) if "Authorization" in request.headers else _by_cookie(session, now)
    record = find_partner(session, partner) if found and found[0].partner == partner else None
    if record is None or found is None:
        return None
    caller, csrf = found
    note_key_use(caller, now)
    return Visitor(
        partner=record,
        actor=f"{partner}: {caller.name.removeprefix(f'{partner}/')}",
        csrf=csrf,
        key_id=caller.token_id,
        is_disabled=caller.is_partner_disabled,
        may_send_again=not caller.is_partner_disabled,
        may_change_keys=not caller.is_partner_disabled,
    )


def desk_visitor(session: Session, partner: str) -> Visitor | None:
    """Return a person of the desk as a visitor; only for views that ask for a role."""
    record = find_partner(session, partner)
    if record is None:
        return None
    actor, person = current_actor(), signed_in()
    return Visitor(
        partner=record,
        actor=actor.name,
        csrf=person.csrf_secret if person else "",
        may_send_again=actor.role.allows(Role.EDITOR),
        may_change_keys=actor.role.allows(Role.ADMIN),
    )


def check_form(visitor: Visitor) -> None:
    """Require the proof that a form of the page itself sent this; raises :exc:`~werkzeug.exceptions.Forbidden`."""
    sent = request.form.get(CSRF_FIELD, "")
    if not hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), visitor.csrf.encode()):
        raise Forbidden("This form is of another visit; open the page again.")


def open_with(partner: str, key: str, *, now: datetime) -> Ticket | None:
    """Return the ticket for a key of this partner, or ``None`` for anything else.

    Raises :exc:`~syndication.errors.SignInThrottled` where too many wrong ones were typed in.
    """
    with write_session() as session:
        attempt = Attempt(session, name=f"partner:{partner}"[:_MOST_KEY], address=client_address(), now=now)
    with read_session() as session:
        caller = check_token(session, key.strip()[:_MOST_KEY], now=now)
    if caller is None or caller.partner != partner or caller.partner_id is None:
        return None
    with write_session() as session:
        attempt.succeed(session)
    return new_ticket(caller.partner_id, caller.token_id, now=now)


def new_ticket(partner_id: int, token_id: int, *, now: datetime) -> Ticket:
    """Return a ticket for a key that was just proven to be there."""
    return Ticket(partner_id=partner_id, token_id=token_id, csrf=secrets.token_urlsafe(32), until=now + LASTS)


def hand_out(response: Response, partner: str, ticket: Ticket) -> Response:
    """Give the browser a ticket."""
    told = {
        "partner": ticket.partner_id,
        "key": ticket.token_id,
        "csrf": ticket.csrf,
        "until": ticket.until.timestamp(),
    }
    sealed = _sealer().seal(json.dumps(told))
    response.set_cookie(COOKIE, sealed, max_age=LASTS, **_attributes(partner))
    return response


def take_back(response: Response, partner: str) -> Response:
    """Let the browser forget its ticket."""
    response.delete_cookie(COOKIE, **_attributes(partner))
    return response


def with_new_key(visitor: Visitor, ticket: Ticket) -> Visitor:
    """Return the visitor as one who comes with another key from now on."""
    return replace(visitor, key_id=ticket.token_id, csrf=ticket.csrf)


def has_ticket() -> bool:
    """Say whether the request at hand comes with a cookie rather than with the key itself."""
    return "Authorization" not in request.headers and COOKIE in request.cookies


def _by_header(session: Session, now: datetime) -> tuple[Caller, str] | None:
    for secret in secrets_sent(in_address=False):
        caller = check_token(session, secret, now=now)
        if caller is not None and caller.partner is not None:
            # A browser repeats Basic credentials whoever makes it ask, so forms need their proof all the same.
            return caller, hmac.new(secret.encode("utf-8", "surrogatepass"), _FORM, hashlib.sha256).hexdigest()
    return None


def _by_cookie(session: Session, now: datetime) -> tuple[Caller, str] | None:
    ticket = _read_ticket(request.cookies.get(COOKIE, ""))
    if ticket is None or ticket.until <= now:
        return None
    caller = check_partner_token(session, ticket.partner_id, ticket.token_id, now=now)
    return (caller, ticket.csrf) if caller else None


def _read_ticket(sealed: str) -> Ticket | None:
    if not sealed or not sealed.isascii():
        return None
    try:
        told: dict[str, Any] = json.loads(_sealer().open(sealed))
    except SecretUnreadable:
        return None
    until = datetime.fromtimestamp(told["until"], tz=UTC)
    return Ticket(partner_id=told["partner"], token_id=told["key"], csrf=told["csrf"], until=until)


def _attributes(partner: str) -> dict[str, Any]:
    is_secure = request.is_secure or current_site().base_url.startswith("https:")
    path = url_for("partner_own.overview", partner=partner)
    return {"path": path, "secure": is_secure, "httponly": True, "samesite": "Strict"}


def _sealer() -> Sealer:
    kept = current_app.extensions
    if _EXTENSION not in kept:
        kept[_EXTENSION] = sealer_of(current_settings())
    return cast("Sealer", kept[_EXTENSION])
