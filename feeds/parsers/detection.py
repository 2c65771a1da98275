"""Tell an ingest format by its content; a file's name says nothing."""

import json

from feeds.errors import ParseError


def detect_format(data: bytes) -> str:
    """Name the parser for ``data``: ``canonical`` for a JSON object, ``plain_text`` for other text.

    Raises :exc:`~feeds.errors.ParseError` for markup, which no registered parser reads, and for an empty document.
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        raise ParseError(format_name="live blog", location="", reason="the document is empty")
    if start == b"<":
        raise ParseError(format_name="live blog", location="", reason="XML and HTML are not ingest formats yet")
    if start == b"{" and _is_json(data):
        return "canonical"
    return "plain_text"


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
