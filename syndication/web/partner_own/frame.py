"""The frame of a partner's own page, the same for the partner and for the desk, and the form for those outside."""

from collections.abc import Callable
from typing import Any

from flask import Response, request
from werkzeug.exceptions import NotFound

from syndication.clock import utc_now
from syndication.rights import Role
from syndication.web.authorisation import checked_by_view, role_needed, signed_in
from syndication.web.form_fields import form_field
from syndication.web.html_answers import private_page
from syndication.web.numbers import told_duration
from syndication.web.partner_own.door import Visitor, check_form, desk_visitor, find_visitor, has_ticket
from syndication.web.sessions import read_session

PARTS = (
    ("overview", "Feeds and channels"),
    ("log", "Delivery log"),
    ("numbers", "Numbers"),
    ("keys", "Keys"),
    ("statistics", "Statistics"),
)
"""The endpoints of the pages and what they are called."""


def own_page(visitor: Visitor, template: str, *, status: int = 200, **shown: object) -> Response:
    """Render one of the pages."""
    return private_page(
        f"partner_own/{template}",
        status=status,
        layout="partner_own/desk_frame.html" if visitor.is_desk else "partner_own/partner_frame.html",
        visitor=visitor,
        parts=PARTS,
        has_ticket=has_ticket(),
        who=signed_in() if visitor.is_desk else None,
        duration=told_duration,
        **shown,
    )


def for_partner(show: Callable[..., Response]) -> Callable[..., Response]:
    """Make a page the view for its partner: the form that asks for the key to all who come without one.

    A form of the page proves that it is one.
    """

    @checked_by_view
    def view(partner: str, **named: Any) -> Response:
        with read_session() as session:
            visitor = find_visitor(session, partner, now=utc_now())
        if visitor is None:
            return key_form(partner, status=401, next_path=request.path if request.method == "GET" else "")
        if request.method == "POST":
            check_form(visitor)
        return show(visitor, **named)

    return view


def for_desk(show: Callable[..., Response], role: Role) -> Callable[..., Response]:
    """Make a page the view for people of the desk with a role; 404 for a partner there is not."""

    @role_needed(role)
    def view(partner: str, **named: Any) -> Response:
        with read_session() as session:
            visitor = desk_visitor(session, partner)
        if visitor is None:
            raise NotFound(f"There is no partner {partner!r}.")
        return show(visitor, **named)

    return view


def key_form(partner: str, *, status: int, problem: str = "", next_path: str = "") -> Response:
    """Ask for the key. Nothing tells whether the partner exists."""
    response = private_page(
        "partner_own/sign_in.html", status=status, partner=partner, problem=problem, next_path=next_path
    )
    if status == 401:
        # Basic would make browsers open a box of their own before anybody has seen the form.
        response.headers["WWW-Authenticate"] = 'Bearer realm="partner"'
    return response


def field(name: str, *, most: int = 2000) -> str:
    """Return a field of the form at hand, trimmed and no longer than that."""
    return form_field(name)[:most]


def argument(name: str, *, most: int = 1000) -> str:
    """Return a parameter of the address at hand, trimmed."""
    return request.args.get(name, "").replace("\0", "").strip()[:most]


def whole(text: str, *, least: int = 0) -> int | None:
    """Read a whole number as far as databases count; ``None`` for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return None
    return int(text) if int(text) >= least else None
