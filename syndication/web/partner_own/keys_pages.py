"""A partner's keys: made, changed with an overlap, revoked. A new key is shown on the page that answers, once."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.errors import InvalidName, NameTaken, UnknownToken
from syndication.partner_keys import OVERLAPS_H, USUAL_OVERLAP_H, NewKey, TooManyKeys, list_keys, make_key
from syndication.partner_keys import revoke_key as end_key
from syndication.partner_keys import rotate_key as change_key
from syndication.storage.tokens import list_partner_tokens
from syndication.web.html_answers import sentence_of
from syndication.web.partner_own.door import Ticket, Visitor, hand_out, has_ticket, new_ticket, take_back, with_new_key
from syndication.web.partner_own.frame import field, key_form, own_page, whole
from syndication.web.sessions import read_session, write_session

_REFUSALS = (InvalidName, NameTaken, TooManyKeys, UnknownToken)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Done:
    said: str
    key: NewKey | None = None


def keys_page(visitor: Visitor) -> Response:
    """Show the keys."""
    return _page(visitor)


def make_new_key(visitor: Visitor) -> Response:
    """Make another key."""

    def work(session: Session) -> _Done:
        key = make_key(session, visitor.partner, field("name", most=200), now=utc_now())
        return _Done(said=f"The key “{key.name}” is made.", key=key)

    return _do(visitor, work)


def rotate_key(visitor: Visitor) -> Response:
    """Make a key in place of another one. Whoever came with that one comes with the new one from now on."""
    key_id, overlap_h = _key_id(), whole(field("overlap_h"))
    if overlap_h not in OVERLAPS_H:
        return _page(visitor, status=422, problem="Choose how long the old key goes on working.")

    def work(session: Session) -> _Done:
        key = change_key(session, visitor.partner, key_id, overlap_h=overlap_h, now=utc_now())
        old = "is revoked" if overlap_h == 0 else f"works for {_hours(overlap_h)} more"
        return _Done(said=f"The key “{key.name}” is made; the one before it {old}.", key=key)

    return _do(visitor, work, replaces=key_id)


def revoke_key(visitor: Visitor) -> Response:
    """End a key at once."""
    key_id = _key_id()

    def work(session: Session) -> _Done:
        return _Done(said=f"The key “{end_key(session, visitor.partner, key_id, now=utc_now())}” is revoked.")

    response = _do(visitor, work)
    if key_id == visitor.key_id and response.status_code == 200:
        said = "You have revoked the key that had opened this page. Enter another one."
        return take_back(key_form(visitor.partner.slug, status=401, problem=said), visitor.partner.slug)
    return response


def _do(visitor: Visitor, work: Callable[[Session], _Done], *, replaces: int | None = None) -> Response:
    visitor.require(visitor.may_change_keys, "change keys")
    try:
        with write_session() as session:
            done = work(session)
            newest = list_partner_tokens(session, visitor.partner.id, limit=1)
    except _REFUSALS as problem:
        return _page(visitor, status=422, problem=sentence_of(problem))
    if replaces is None or replaces != visitor.key_id or not has_ticket():
        return _page(visitor, done=done)
    ticket: Ticket = new_ticket(visitor.partner.id, newest[0].id, now=utc_now())
    return hand_out(_page(with_new_key(visitor, ticket), done=done), visitor.partner.slug, ticket)


def _page(visitor: Visitor, *, status: int = 200, done: _Done | None = None, problem: str = "") -> Response:
    with read_session() as session:
        keys = list_keys(session, visitor.partner, now=utc_now())
    return own_page(
        visitor,
        "keys.html",
        status=status,
        keys=keys,
        done=done,
        problem=problem,
        overlaps=[(hours, "at once" if hours == 0 else f"in {_hours(hours)}") for hours in OVERLAPS_H],
        usual_overlap=USUAL_OVERLAP_H,
        typed_name=field("name", most=200) if problem else "",
    )


def _key_id() -> int:
    return whole(field("key")) or 0


def _hours(hours: int) -> str:
    return "1 hour" if hours == 1 else f"{hours} hours"
