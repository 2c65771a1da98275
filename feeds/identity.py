"""Permanent identifiers: minted once, the same whatever host, partner, slug or order (RFC 4151, RFC 9562)."""

import hashlib
import re
import uuid
from datetime import date
from enum import StrEnum

_LANGUAGE_MARK = ";lang="
_VARIANT = re.compile(rf"{_LANGUAGE_MARK}[A-Za-z0-9-]+\Z")


class IdScheme(StrEnum):
    """How a partner wants the same permanent identifiers written."""

    TAG = "tag"
    UUID = "uuid"


def mint_blog_guid(*, authority: str, on: date) -> str:
    """Mint the guid of a live blog, such as ``tag:example.org,2019-02-27:blog/4f0c…``.

    ``authority`` is a domain name that the newsroom held on that day (RFC 4151 §2.1).
    """
    return f"tag:{authority},{on.isoformat()}:blog/{uuid.uuid4().hex}"


def mint_entry_guid(blog_guid: str) -> str:
    """Mint the guid of an entry under its live blog's."""
    return f"{blog_guid}/entry/{uuid.uuid4().hex}"


def variant_guid(guid: str, language: str) -> str:
    """Derive the permanent guid of a language variant from its source's guid."""
    return f"{guid}{_LANGUAGE_MARK}{language}"


def whole_guid(blog_guid: str) -> str:
    """Return the permanent guid of a live blog, or of a variant of one, where it is a single item of a feed."""
    bare = source_guid(blog_guid)
    return f"{bare}/whole{blog_guid.removeprefix(bare)}"


def archive_guid(blog_guid: str, number: int) -> str:
    """Return the permanent guid of what an archive document holds of a live blog, or of a variant of one."""
    bare = source_guid(blog_guid)
    return f"{bare}/archive/{number}{blog_guid.removeprefix(bare)}"


def source_guid(guid: str) -> str:
    """Return the guid a variant was derived from; a source's own guid comes back as it is."""
    return _VARIANT.sub("", guid)


def media_guid(entry_guid: str, position: int) -> str:
    """Return the permanent guid of a picture, video or sound, in the scheme of its entry's guid.

    It is derived from the entry's guid and the place in it (from 1), so that it is the same for every partner and
    rendition.
    """
    scheme = IdScheme.UUID if entry_guid.startswith("urn:uuid:") else IdScheme.TAG
    return written_as(f"{entry_guid}/media/{position}", scheme)


def anchor(guid: str) -> str:
    """Return an entry's fragment identifier on a page, the same in every language: ``entry-`` and 12 hex digits."""
    return f"entry-{hashlib.sha256(source_guid(guid).encode()).hexdigest()[:12]}"


def written_as(guid: str, scheme: IdScheme) -> str:
    """Write a guid in the partner's scheme; ``uuid`` is the version 5 UUID of the guid in the URL namespace."""
    if scheme is IdScheme.UUID:
        return uuid.uuid5(uuid.NAMESPACE_URL, guid).urn
    return guid
