"""Entries of the Liveblog plug-in in an export: comments of a type of their own, or posts below the live blog's.

As comments every edit is one more, which says what it replaces; a deletion is an edit without text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from feeds.model import Entry, EntryKind, PubStatus
from feeds.parsers.wxr.export import Item, Record
from feeds.parsers.wxr.posts import Reading, read_post
from feeds.reading.assembling import make_entry
from feeds.reading.identities import guid_from
from feeds.reading.people import byline_of

_KIND = "liveblog"
_APPROVED = frozenset({"liveblog", "1", "approve", "approved", ""})
_TRASH = frozenset({"trash", "post-trashed"})
_POST_KINDS = frozenset({"post", "liveblog"})
_USER_ID = re.compile(r'i:[0-9]+;(?:i:([0-9]+);|s:[0-9]+:"([0-9]+)";)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """An entry of the plug-in: its number, what it was first, and its newest edit; a post has neither."""

    id: str
    original: Record
    newest: Record


def update_posts(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Return the entries that are posts by the number of the post they are entries of; others have no parent."""
    found: dict[str, list[Item]] = {}
    for item in items:
        parent = item.text("wp:post_parent")
        if item.kind in _POST_KINDS and parent not in {"", "0", item.id}:
            found.setdefault(parent, []).append(item)
    return found


def updates_of(post: Item) -> tuple[Update, ...]:
    """Return the entries that are comments of a post, each with its newest edit."""
    comments = [comment for comment in post.comments if comment.text("wp:comment_type") == _KIND]
    by_number = {comment.text("wp:comment_id"): comment for comment in comments}
    newest: dict[str, Record] = {}
    for comment in sorted(comments, key=_age):
        newest[_replaced(comment) or comment.text("wp:comment_id")] = comment
    return tuple(
        Update(id=number, original=by_number.get(number, comment), newest=comment) for number, comment in newest.items()
    )


def read_update(update: Update, post: Item, reading: Reading) -> Entry | None:
    """Return an entry that is a comment; ``None`` for one that was never approved, which is remarked on."""
    original, newest = update.original, update.newest
    approved = original.text("wp:comment_approved").lower()
    text = newest.text("wp:comment_content")
    is_deleted = approved in _TRASH or (bool(_replaced(newest)) and not text)
    if approved not in _APPROVED and not is_deleted:
        reading.report.add(original.place, f"left out: it is not approved; its status is {approved}")
        return None
    is_key_event = any(one.meta.get("liveblog_key_entry", "") == "true" for one in (original, newest))
    return make_entry(
        guid=entry_guid(update.id, post),
        blocks=() if is_deleted else reading.blocks(newest, text, post=post),
        kind=EntryKind.KEY_EVENT if is_key_event else EntryKind.UPDATE,
        byline=byline_of(_names(original, reading)),
        pub_status=PubStatus.CANCELED if is_deleted else PubStatus.USABLE,
        published_at=original.time("wp:comment_date", zone=reading.zone),
        updated_at=newest.time("wp:comment_date", zone=reading.zone),
    )


def read_update_post(item: Item, post: Item, reading: Reading) -> Entry | None:
    """Return an entry that is a post; ``None`` for one that is not out, which is remarked on."""
    return read_post(item, reading, guid=entry_guid(item.id, post))


def entry_guid(number: str, post: Item) -> str:
    """Return the address at which the plug-in shows an entry, which its REST API names too."""
    return guid_from(f"{post.text('link')}#{number}" if post.text("link") else number, scope=post.text("guid"))


def _age(comment: Record) -> tuple[str, int]:
    number = comment.text("wp:comment_id")
    return comment.text("wp:comment_date_gmt"), int(number) if number.isascii() and number.isdigit() else 0


def _replaced(comment: Record) -> str:
    return comment.meta.get("liveblog_replaces", "").strip()


def _names(comment: Record, reading: Reading) -> Iterator[str]:
    if comment.meta.get("liveblog_hide_authors", "").strip() not in {"", "0"}:
        return
    yield comment.text("wp:comment_author")
    for number, text in _USER_ID.findall(comment.meta.get("liveblog_contributors", "")):
        yield reading.export.author_ids.get(number or text, "")
