"""The place a reader of the change feed has come to, as an opaque text.

A cursor is not signed: it holds nothing but a live blog's slug and a revision, and making one up gives no more than
reading from there, which its maker may do anyway.
"""

import base64

from syndication.web.api import problem_kinds as kinds
from syndication.web.api.problems import Problem

_FORM = "1"


def write_cursor(slug: str, revision: int) -> str:
    """Return the cursor that stands behind ``revision``."""
    return base64.urlsafe_b64encode(f"{_FORM}:{revision}:{slug}".encode()).decode().rstrip("=")


def read_cursor(cursor: str, slug: str) -> int:
    """Return the revision that a cursor of this live blog stands behind; raises the problem of any other text."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        _, revision, of_slug = base64.urlsafe_b64decode(padded).decode().split(":", 2)
        after = int(revision)
    except ValueError as cause:
        raise _invalid("It was not given out by this service.") from cause
    # Decoders forgive much, and int() takes signs, blanks and digits of other scripts.
    if after < 0 or write_cursor(of_slug, after) != cursor:
        raise _invalid("It was not given out by this service.")
    if of_slug != slug:
        raise _invalid(f"It belongs to the live blog {of_slug!r}.")
    return after


def require_reached(revision: int, newest: int) -> None:
    """Refuse a cursor from the future, as after a restored backup: waiting there would miss what happens until then."""
    if revision > newest:
        raise _invalid("It stands after the newest change; the log has been set back since it was given out.")


def _invalid(reason: str) -> Problem:
    return Problem(kinds.INVALID_CURSOR, reason)
