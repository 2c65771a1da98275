"""``If-Match``: change a thing only if it is still as the client read it (RFC 9110 §13.1.1)."""

from typing import Annotated

from pydantic import Field
from werkzeug.http import parse_etags

from syndication.errors import VersionConflict
from syndication.web.api.idempotency import OnceHeaders


class ChangeHeaders(OnceHeaders):
    """The headers of a request that changes something which is there already."""

    if_match: Annotated[
        str | None,
        Field(description="The ETag of what you changed; 412 if it is another one by now. Left out: change it anyway."),
    ] = None


def expected_version(headers: ChangeHeaders, *, guid: str, current: int) -> int | None:
    """Return the version to insist on, ``None`` where the client does not care.

    Raises :exc:`~syndication.errors.VersionConflict` unless the current version is among those the client names;
    a weak tag names none, since ``If-Match`` compares strongly.
    """
    if headers.if_match is None:
        return None
    named = parse_etags(headers.if_match)
    if not named.contains(str(current)):
        raise VersionConflict(guid, current)
    return current
