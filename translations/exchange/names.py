"""Ids that XML allows, the same in every export."""

import hashlib
import re

_TAG = re.compile(r"</?([a-z]+)")


def group_id(field: str) -> str:
    """Return the id of a text field in its file."""
    return f"g{_sum(field, 12)}"


def file_id(guid: str) -> str:
    """Return the id of a text in a document."""
    return f"f{_sum(guid, 16)}"


def tag_of(native: str) -> str:
    """Return the name in a tag of ours."""
    found = _TAG.match(native)
    return found[1] if found else ""


def _sum(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
