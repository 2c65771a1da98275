"""Forms of the live desk that are sent: done once however often they are sent, refusals told in words.

Each form brings a key of its own. The answer to the first time it is sent is kept with the work it reports, in one
transaction (:mod:`syndication.web.api.idempotency`), so that a double click and a second try after a lost answer post
one entry.
"""

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request
from sqlalchemy.orm import Session

from feeds.errors import FieldProblem, InvalidDocument
from syndication.desk.fields import Fields
from syndication.desk.pieces import ENTRY_FIELDS, HEAD_FIELDS
from syndication.errors import BlogKilled, EntryKilled, GuidTaken, SlugTaken, TooLarge
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.problems import Problem
from syndication.web.api.replies import Reply
from syndication.web.authorisation import CSRF_FIELD
from syndication.web.html_answers import sentence_of

REFUSALS = (InvalidDocument, TooLarge, BlogKilled, EntryKilled, GuidTaken, SlugTaken)
"""What a change that somebody typed may be refused for."""

KEY = "key"
"""The field that names one sending of a form."""

# What a preview shows is no part of what is saved.
_NOT_TYPED = frozenset({CSRF_FIELD, KEY, "preview_language", "preview_profile"})
_KEY = re.compile(r"[ -~]{1,255}")
_BLOCK = re.compile(r"(?:(summary|body|blocks)\[(\d+)\])")
_NAMES = ENTRY_FIELDS | HEAD_FIELDS | {"slug": "Name in addresses", "reason": "Reason"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why something was not done: ``field`` is what it is about, in words, or nothing."""

    field: str
    reason: str


class AlreadySent(Exception):
    """The form was sent before with other words; those were taken, these were not."""


class OnItsWay(Exception):
    """The form is being dealt with at this moment."""


def form_fields() -> Fields:
    """Return what was typed and chosen in the form at hand."""
    return {name: request.form.getlist(name) for name in request.form if name not in _NOT_TYPED}


def new_key() -> str:
    """Return a key for one sending of a form."""
    return secrets.token_urlsafe(18)


def submit_once(work: Callable[[Session], str]) -> Response:
    """Do what a form asks for, in one transaction, and lead to the path that ``work`` returns.

    Raises what ``work`` does, and :exc:`AlreadySent` and :exc:`OnItsWay`.
    """
    given = request.form.get(KEY, "")
    headers = OnceHeaders(idempotency_key=given if _KEY.fullmatch(given) else None)
    # Lone surrogates can be typed by scripts only; as JSON escapes they are told apart like everything else.
    body = json.dumps(sorted(form_fields().items())).encode()

    def done(session: Session) -> Reply:
        return Reply(body=b"", status=303, headers=(("Location", work(session)),))

    try:
        response = do_once(headers, body, done)
    except Problem as problem:
        if problem.kind is kinds.KEY_REUSED:
            raise AlreadySent from problem
        if problem.kind is kinds.IN_PROGRESS:
            raise OnItsWay from problem
        raise
    response.headers["Cache-Control"] = "no-store"
    return response


def troubles_of(problem: Exception) -> tuple[Trouble, ...]:
    """Return why something was refused."""
    if isinstance(problem, InvalidDocument):
        return told(problem.problems)
    return (Trouble(field="", reason=sentence_of(problem)),)


def told(problems: tuple[FieldProblem, ...]) -> tuple[Trouble, ...]:
    """Return what is wrong with fields, each under the name that the form has for it."""
    return tuple(
        Trouble(field=_name(one.path), reason=f"{one.reason[:1].upper()}{one.reason[1:]}.") for one in problems
    )


def _name(path: str) -> str:
    block = _BLOCK.match(path)
    if block:
        of = {"summary": "summary", "body": "background"}.get(block.group(1), "text")
        return f"Part {int(block.group(2)) + 1} of the {of}"
    return _NAMES.get(path.partition(".")[0].partition("[")[0], "The text" if path == "blocks" else "")
