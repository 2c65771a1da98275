"""A source's copy of what is kept here, where a person here may have changed it. Pure.

Three texts are compared: what the source said last, what is kept, and what the source says now. Fields that only one
side has changed are taken from that side. Where both have changed one, what is kept stays, and it is a conflict.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TypeVar

from feeds.codec import content_hash
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.settling import said_now, settle_head
from feeds.wording import fingerprint
from syndication.importing import Happened

Text = TypeVar("Text", Entry, LiveBlog)

# What the service says, not the newsroom; and the entries of a live blog, which are merged one by one.
_OWN = frozenset({"guid", "version", "revision", "created_at", "updated_at", "translation", "entries"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """Chooses for each entry what is kept from now on (:data:`syndication.importing.Choose`).

    ``bases`` are what the source last said, by guid. In an older copy nothing is an edit. With ``source_wins`` every
    entry becomes what the source says.
    """

    bases: Mapping[str, Entry]
    is_older_copy: bool = False
    source_wins: bool = False

    def __call__(self, kept: Entry, copy: Entry, next_version: Entry) -> Entry | Happened:
        """Return the next version of ``kept``, or why it stays."""
        base = self.bases.get(kept.guid)
        if copy.pub_status is PubStatus.CANCELED:
            # It may withdraw what it has given us, whatever has been made of that here; and nothing else.
            return Happened.CONFLICT if base is None else copy
        if self.source_wins or says_same(kept, next_version):
            return next_version
        if self.is_older_copy:
            return Happened.OLDER_COPY
        if base is None:
            return Happened.CONFLICT
        if says_same(base, kept):
            return next_version
        said = said_now(base, copy)
        if says_same(base, said):
            return Happened.CHANGED_HERE
        return merge(base, kept, said) or Happened.CONFLICT


def merge_head(base: LiveBlog | None, kept: LiveBlog, copy: LiveBlog, *, source_wins: bool) -> LiveBlog:
    """Return the head of a live blog as it is to be from now on: ``kept`` where a person's changes are in the way."""
    said = copy if copy.guid else settle_head(kept, copy)
    if source_wins:
        return said
    if base is None:
        return kept
    return said if says_same(base, kept) else (merge(base, kept, said) or kept)


def merge(base: Text, kept: Text, said: Text) -> Text | None:
    """Return ``kept`` with what ``said`` has changed since ``base``; ``None`` if both have changed the same field."""
    changed = {}
    for one in fields(kept):
        before, ours, theirs = (getattr(text, one.name) for text in (base, kept, said))
        if one.name in _OWN or theirs in (before, ours):
            continue
        if ours != before:
            return None
        changed[one.name] = theirs
    return replace(kept, **changed)


def says_same(one: Entry | LiveBlog, other: Entry | LiveBlog) -> bool:
    """Say whether readers could not tell two texts from each other."""
    return content_hash(one) == content_hash(other)


def has_other_words(base: Entry, kept: Entry) -> bool:
    """Say whether a person has changed what an entry says; a pin or a flag is no such change."""
    return fingerprint(base) != fingerprint(kept)
