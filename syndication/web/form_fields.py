"""What forms of pages send, read from the request at hand."""

from flask import request
from pydantic import BeforeValidator


def form_field(name: str) -> str:
    """Return a field of the form at hand, trimmed. A database takes no U+0000, not even to look for it."""
    return request.form.get(name, "").replace("\0", "").strip()


def _blank_is_none(given: object) -> object:
    return given or None


BLANK_IS_NONE = BeforeValidator(_blank_is_none)
"""For queries that a form sends: an empty choice is none."""
