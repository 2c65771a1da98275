"""Conditional requests: has the client got this already? (RFC 9110 §13)"""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

_QUOTED = re.compile('"([^"]*)"')
_HTTP_DATE_MAX = 64


@lru_cache(maxsize=1024)
def http_date(moment: datetime) -> str:
    """Format an aware time as an HTTP date, such as ``Wed, 27 Feb 2019 11:33:00 GMT``."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_not_modified(
    *, etag: str, last_modified_at: datetime, if_none_match: str | None, if_modified_since: str | None
) -> bool:
    """Say whether a GET or HEAD is answered by 304. ``etag`` is without its quotes.

    Where ``If-None-Match`` is sent it alone decides (§13.1.3). It compares weakly: a proxy may have weakened the tag.
    """
    if if_none_match is not None:
        return matches(if_none_match, etag)
    if if_modified_since is not None:
        return _is_unchanged_since(if_modified_since, last_modified_at)
    return False


def matches(header: str, etag: str) -> bool:
    """Say whether a list of entity tags, or ``*``, names ``etag``."""
    # Pollers send back what they were given, but some lose the quotes on the way.
    bare = (part.strip().removeprefix("W/") for part in header.split(","))
    return header.strip() == "*" or etag in _QUOTED.findall(header) or etag in bare


def _is_unchanged_since(header: str, last_modified_at: datetime) -> bool:
    try:
        since = parsedate_to_datetime(header[:_HTTP_DATE_MAX])
    except (ValueError, OverflowError):
        return False
    # A date with the zone -0000 is read as a naive one.
    since = since.replace(tzinfo=UTC) if since.tzinfo is None else since
    return last_modified_at.replace(microsecond=0) <= since
