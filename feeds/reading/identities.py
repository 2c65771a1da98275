"""Guids for entries that have an identifier of another system: kept where it can be one, else derived from it."""

import uuid

from feeds.identity import source_guid
from feeds.uris import is_uri
from feeds.xml import clean_text

_MOST_CHARACTERS = 500


def guid_from(identifier: str | None, *, scope: str | None) -> str:
    """Return the guid of what another system calls ``identifier``; empty if it has none.

    A URI is kept, since it is as permanent there as a guid is here (RFC 4287 §4.2.6). Anything else, such as ``4711``,
    becomes the version 5 UUID of ``scope`` (the document's own id or address) and the identifier, the same at every
    reading. A guid of a language variant becomes a UUID too: here only its source could give rise to it.
    """
    text = clean_text(identifier or "").strip()
    if not text:
        return ""
    if not is_uri(text):
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{scope or ''}\n{text}").urn
    is_usable = len(text) <= _MOST_CHARACTERS and source_guid(text) == text
    return text if is_usable else uuid.uuid5(uuid.NAMESPACE_URL, text).urn
