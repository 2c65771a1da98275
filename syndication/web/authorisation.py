"""Who may call what: every view says so itself, and one check before each request enforces what it says.

A view is marked by exactly one of :func:`public`, :func:`role_needed` and :func:`checked_by_view`, put directly above
its ``def``. A view without a mark answers 500 rather than to everybody.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, current_app, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from syndication.auth import Role, SignedIn, check_session, check_token, is_use_worth_noting, note_use
from syndication.clock import utc_now
from syndication.rights import ALL_LANGUAGES, may_translate, told_languages
from syndication.storage.database import DATABASE_AWAY
from syndication.web.partner_access import note_key_use, secrets_sent
from syndication.web.sessions import read_session, write_session

View = TypeVar("View", bound=Callable[..., Any])

SESSION_COOKIE = "syndication_session"
"""The cookie that holds the secret of a signed-in web session."""

CSRF_HEADER = "X-CSRF-Token"
"""The header, for scripts, that repeats the session's CSRF secret; forms send it as the field ``csrf_token``."""

CSRF_FIELD = "csrf_token"

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MARK = "declared_access"
_OWN_MARK = "is_open_to_its_partner"


class Unguarded(StrEnum):
    """Why no role is checked: everybody may call, or the view looks at its caller itself."""

    PUBLIC = "public"
    CHECKED_BY_VIEW = "checked by the view"


Access = Role | Unguarded
"""What a view asks of its caller: at least this role, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who makes a request. ``name`` goes into the change log; ``id`` tells a user from a token of the same name."""

    id: str
    name: str
    role: Role
    languages: tuple[str, ...] = ALL_LANGUAGES

    def may_translate(self, language: str) -> bool:
        """Say whether they may decide on translations into a language."""
        return may_translate(self.role, self.languages, language)


def public(view: View) -> View:
    """Declare that a view answers everybody."""
    return _mark(view, Unguarded.PUBLIC)


def role_needed(role: Role) -> Callable[[View], View]:
    """Declare that a view answers callers with this role or a higher one, by API token or as a signed-in user."""

    def declare(view: View) -> View:
        return _mark(view, role)

    return declare


def role_or_partner(role: Role) -> Callable[[View], View]:
    """Declare that a view answers callers with this role, and the partner of its address by one of its keys."""

    def declare(view: View) -> View:
        setattr(view, _OWN_MARK, True)
        return _mark(view, role)

    return declare


def checked_by_view(view: View) -> View:
    """Declare that a view checks its caller itself, since its address says who may call it (a partner's feed)."""
    return _mark(view, Unguarded.CHECKED_BY_VIEW)


def declare_public(app: Flask, *endpoints: str) -> None:
    """Declare views public that are not ours to mark, such as Flask's own ``static``."""
    for endpoint in endpoints:
        app.view_functions[endpoint] = public(app.view_functions[endpoint])


def declared_access(view: Callable[..., Any]) -> Access | None:
    """Return what a view declares, or ``None`` where somebody forgot to."""
    return cast("Access | None", getattr(view, _MARK, None))


def guard_routes(app: Flask) -> None:
    """Enforce before each request of ``app`` what its view declares."""
    app.before_request(_check_request)


def current_actor() -> Actor:
    """Return who makes the request at hand; only for views that are marked with :func:`role_needed`."""
    return cast("Actor", g.actor)


def require_language(language: str) -> None:
    """Raise :exc:`~werkzeug.exceptions.Forbidden` unless the caller may decide on translations into a language."""
    actor = current_actor()
    if not actor.may_translate(language):
        allowed = told_languages(actor.languages) if actor.role.allows(Role.TRANSLATOR) else told_languages(())
        raise Forbidden(f"{actor.name} may translate into {allowed}, not into {language}.")


def current_person() -> SignedIn:
    """Return the web session that makes the request at hand, for pages that belong to a person.

    Only for views that are marked with :func:`role_needed`; raises :exc:`~werkzeug.exceptions.Forbidden` for a token.
    """
    session = signed_in()
    if session is None or current_actor().id != _person_id(session):
        raise Forbidden("This page belongs to a person who is signed in; an API token has no account.")
    return session


def session_secret() -> str:
    """Return the secret of the web session of the request at hand, or nothing."""
    return request.cookies.get(SESSION_COOKIE, "")


def signed_in() -> SignedIn | None:
    """Return the web session of the request at hand, or ``None`` if its cookie is missing, forged or out of date."""
    if "signed_in" not in g:
        g.signed_in = _find_session(session_secret())
    return cast("SignedIn | None", g.signed_in)


def _mark(view: View, access: Access) -> View:
    setattr(view, _MARK, access)
    return view


def _check_request() -> None:
    # Without an endpoint the address or method is unknown; Flask answers 404 or 405 by itself.
    if request.endpoint is None:
        return
    access = declared_access(current_app.view_functions[request.endpoint])
    if access is None:
        raise RuntimeError(f"the view {request.endpoint} does not declare who may call it")
    if isinstance(access, Role):
        is_own = getattr(current_app.view_functions[request.endpoint], _OWN_MARK, False)
        partner = _partner_of_address() if is_own else None
        if partner is not None:
            g.actor = partner
            return
        actor = _identify()
        if not actor.role.allows(access):
            raise Forbidden(f"This needs the role {access}; {actor.name} has the role {actor.role}.")
        g.actor = actor


def _identify() -> Actor:
    """Say who calls. A token that is sent decides alone: a wrong one is not made up for by a cookie."""
    if "Authorization" in request.headers:
        return _token_holder()
    session = signed_in()
    if session is None:
        raise Unauthorized("Send an API token as Authorization: Bearer.", www_authenticate=_challenge())
    if request.method not in _SAFE_METHODS:
        _check_csrf(session)
    return Actor(id=_person_id(session), name=session.user, role=session.role, languages=session.languages)


def _partner_of_address() -> Actor | None:
    """Return the partner that the address names, if it sends a key of its own; what it may is up to the view."""
    now = utc_now()
    with read_session() as session:
        for secret in secrets_sent(in_address=False):
            caller = check_token(session, secret, now=now)
            if caller is not None and caller.partner == (request.view_args or {}).get("partner"):
                note_key_use(caller, now)
                if caller.is_partner_disabled:
                    raise Forbidden("This partner is switched off; ask the newsroom.")
                name = f"{caller.partner}: {caller.name.removeprefix(f'{caller.partner}/')}"
                return Actor(id=f"token:{caller.token_id}", name=name, role=Role.READER, languages=())
    return None


def _token_holder() -> Actor:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthorized("Authorization must be of the kind Bearer.", www_authenticate=_challenge())
    with read_session() as session:
        caller = check_token(session, given.token, now=utc_now())
    if caller is None:
        challenge = _challenge(error="invalid_token")
        raise Unauthorized("This API token is unknown, expired or revoked.", www_authenticate=challenge)
    if caller.role is None:
        raise Forbidden("A partner's key opens that partner's feeds, nothing else.")
    return Actor(id=f"token:{caller.token_id}", name=caller.name, role=caller.role, languages=caller.languages)


def _challenge(**parameters: str) -> WWWAuthenticate:
    """Say how to authenticate (RFC 6750 §3)."""
    return WWWAuthenticate("bearer", {"realm": "api", **parameters})


def _person_id(session: SignedIn) -> str:
    return f"user:{session.user}"


def _find_session(secret: str) -> SignedIn | None:
    if not secret:
        return None
    now = utc_now()
    with read_session() as session:
        found = check_session(session, secret, now=now)
    if found is not None and is_use_worth_noting(found, now=now):
        _note_use(secret, now)
    return found


def _note_use(secret: str, now: datetime) -> None:
    try:
        with write_session() as session:
            note_use(session, secret, now=now)
    except DATABASE_AWAY:
        # Whoever only reads must not fail because somebody else writes; the next request notes it.
        structlog.get_logger().warning("session_use_not_noted")


def _check_csrf(session: SignedIn) -> None:
    """Require the proof that a page of ours sent this, since a browser adds the cookie to anybody's request."""
    sent = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD) or ""
    if not hmac.compare_digest(sent.encode(), session.csrf_secret.encode()):
        raise Forbidden(f"A signed-in browser must send its CSRF token as {CSRF_HEADER}.")
