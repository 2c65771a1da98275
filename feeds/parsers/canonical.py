"""Canonical JSON as an ingest format: what ``export --format canonical`` and the API write, read back without loss."""

import json

from feeds.codec import decode_blog
from feeds.errors import InvalidDocument, ParseError
from feeds.parsers.sample import Sample
from feeds.reading.parsed import Parsed, ParseOptions

_ENTRIES_OF_A_TITLE = frozenset({"title", "entries"})


def is_canonical(sample: Sample) -> bool:
    """Say whether a document is a JSON object with names that only ours have: others have titles or entries too."""
    return "slug" in sample.json_keys or sample.json_keys >= _ENTRIES_OF_A_TITLE


def parse_canonical(data: bytes, options: ParseOptions) -> Parsed:
    """Read one live blog. Slug, time zone and language of the options stand in where the document has none.

    Raises :exc:`~feeds.errors.ParseError` naming the first problem and counting the rest.
    """
    try:
        return Parsed(blog=decode_blog(_with_defaults(data, options), now=options.now))
    except InvalidDocument as cause:
        first, more = cause.problems[0], len(cause.problems) - 1
        reason = first.reason + (f" (and {more} more)" if more else "")
        raise ParseError(format_name="canonical", location=first.path, reason=reason) from cause


def _with_defaults(data: bytes, options: ParseOptions) -> bytes:
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if not isinstance(raw, dict):
        return data
    given = {"slug": options.slug, "timezone": options.timezone, "language": options.language}
    return json.dumps({key: value for key, value in given.items() if value} | raw).encode()
