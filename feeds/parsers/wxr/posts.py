"""Posts of an export as entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from feeds.model import Block, Embed, Entry, MediaBlock, PubStatus
from feeds.parsers.wxr.attachments import Attachments
from feeds.parsers.wxr.export import Export, Item, Record
from feeds.reading.assembling import Report, make_entry
from feeds.reading.html_tree import plain_words
from feeds.reading.identities import guid_from
from feeds.reading.people import byline_of
from feeds.reading.wordpress import blocks_from_wordpress

_OUT = "publish"
_TRASH = "trash"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What every entry of an export is read with; ``zone`` is the site's clock, for times that are in no other."""

    export: Export
    attachments: Attachments
    zone: tzinfo
    report: Report

    def blocks(self, record: Record, text: str, *, post: Item) -> tuple[Block, ...]:
        """Return a stored text of ``record``; ``post`` is what its pictures were uploaded to."""
        return blocks_from_wordpress(
            text,
            base_url=post.text("link") or None,
            attached=lambda ids: self.attachments.find(ids) if ids else self.attachments.pictures_of(post.id),
            remark=lambda reason: self.report.add(record.place, reason),
        )

    def body(self, post: Item) -> tuple[Block, ...]:
        """Return the text of a post, its featured picture first unless the text shows it."""
        text = self.blocks(post, post.text("content:encoded") or post.text("excerpt:encoded"), post=post)
        featured = self.attachments.find([post.meta.get("_thumbnail_id", "").strip()])
        shown = {href for block in text for href in _addresses(block)}
        return (
            *(MediaBlock(media=media) for media in featured if not {r.href for r in media.renditions} & shown),
            *text,
        )

    def byline(self, post: Item) -> str | None:
        """Return the display name of a post's author."""
        login = post.text("dc:creator")
        return byline_of([self.export.authors.get(login, login)])


def state_of(post: Item) -> PubStatus | str:
    """Say whether a post is out or was withdrawn, or, in words, why it is neither."""
    status = post.text("wp:status") or _OUT
    if status == _TRASH and post.meta.get("_wp_trash_meta_status", "").strip() == _OUT:
        return PubStatus.CANCELED
    if status == "future":
        return "it is scheduled for later"
    if status != _OUT:
        return f"it is not published; its status is {status}"
    return "it is protected by a password" if post.text("wp:post_password") else PubStatus.USABLE


def read_post(post: Item, reading: Reading, *, guid: str = "") -> Entry | None:
    """Return a post as an entry; ``None`` for one that is not out, which is remarked on."""
    state = state_of(post)
    if not isinstance(state, PubStatus):
        reading.report.add(post.place, f"left out: {state}")
        return None
    return make_entry(
        guid=guid or guid_from(post.text("guid") or post.id, scope=reading.export.site.text("wp:base_blog_url")),
        headline=plain_words(post.text("title")),
        blocks=() if state is PubStatus.CANCELED else reading.body(post),
        byline=reading.byline(post),
        pinned=post.text("wp:is_sticky") == "1",
        pub_status=state,
        published_at=post.time("wp:post_date", zone=reading.zone),
        updated_at=post.time("wp:post_modified", zone=reading.zone),
    )


def _addresses(block: Block) -> Iterator[str]:
    if isinstance(block, MediaBlock):
        yield from (rendition.href for rendition in block.media.renditions if rendition.href)
    elif isinstance(block, Embed):
        yield block.href
