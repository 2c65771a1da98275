"""What of an export is the live blog: the one its plug-in keeps, or else all that the site has published."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from feeds.model import Entry, PubStatus
from feeds.parsers.wxr.attachments import Attachments
from feeds.parsers.wxr.export import Item, read_export
from feeds.parsers.wxr.liveblog import Update, read_update, read_update_post, update_posts, updates_of
from feeds.parsers.wxr.posts import Reading, read_post, state_of
from feeds.reading.assembling import Head, Report, assemble, given_zone
from feeds.reading.html_tree import plain_words
from feeds.reading.identities import guid_from
from feeds.reading.parsed import Parsed, ParseOptions

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MOST_CHARACTERS = 128


def parse_wxr(data: bytes, options: ParseOptions) -> Parsed:
    """Read one live blog of an export.

    That is a published post with entries of the Liveblog plug-in: the one whose name is ``options.slug``, else the one
    with the newest entry. In an export without any, every published post is an entry of a live blog that has the name
    of the site. What is not out (drafts, private and protected posts, scheduled ones) is remarked on and left out.
    Raises :exc:`~feeds.errors.ParseError`.
    """
    report = Report("wxr")
    zone = ZoneInfo(given_zone(options, report))
    export = read_export(data, report)
    reading = Reading(export=export, attachments=Attachments(export.items), zone=zone, report=report)
    try:
        kept = _chosen(_live_blogs(reading), reading, options)
        head = _site_head(reading) if kept is None else _post_head(kept.post, reading)
    except ValueError as cause:
        raise report.failure(str(cause)) from cause
    entries = _site_entries(reading) if kept is None else _updates(kept, reading)
    return assemble(head, entries, options, report)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A live blog as the plug-in keeps it: its post, and its entries, be they comments or posts."""

    post: Item
    updates: tuple[Update | Item, ...]

    @property
    def newest(self) -> str:
        """When the newest entry is from, in WordPress's spelling, which can be compared."""
        return max(
            one.newest.text("wp:comment_date_gmt") if isinstance(one, Update) else one.text("wp:post_date_gmt")
            for one in self.updates
        )


def _live_blogs(reading: Reading) -> list[_Kept]:
    posts = update_posts(reading.export.items)
    found = ((item, (*updates_of(item), *posts.get(item.id, ()))) for item in reading.export.items)
    return [_Kept(post=item, updates=updates) for item, updates in found if updates]


def _chosen(found: Sequence[_Kept], reading: Reading, options: ParseOptions) -> _Kept | None:
    """Return the live blog that is meant, if the export has one."""
    out: list[_Kept] = []
    for kept in found:
        state = state_of(kept.post)
        if state is PubStatus.USABLE:
            out.append(kept)
        else:
            reading.report.add(kept.post.place, f"a live blog was left out: {state}")
    if found and not out:
        raise ValueError("none of its live blogs is published")
    named = [kept for kept in out if options.slug and kept.post.text("wp:post_name") == options.slug]
    chosen = max(named or out, key=lambda kept: kept.newest, default=None)
    if len(out) > 1 and chosen is not None and not named:
        names = ", ".join(sorted(kept.post.text("wp:post_name") for kept in out if kept is not chosen))
        reason = f"the export holds {len(out):,} live blogs; the others can be had with --slug"
        reading.report.add(chosen.post.place, reason, names)
    return chosen


def _post_head(post: Item, reading: Reading) -> Head:
    name = post.text("wp:post_name")
    is_usable = len(name) <= _MOST_CHARACTERS and bool(_SLUG.fullmatch(name))
    return Head(
        title=plain_words(post.text("title")),
        guid=guid_from(post.text("link") or post.text("guid"), scope=None),
        slug=name if is_usable else None,
        standfirst=plain_words(post.text("excerpt:encoded")) or None,
        body=reading.body(post) if post.text("content:encoded") else (),
        language=reading.export.site.text("language"),
        byline=reading.byline(post),
        published_at=post.time("wp:post_date", zone=reading.zone),
        updated_at=post.time("wp:post_modified", zone=reading.zone),
    )


def _updates(kept: _Kept, reading: Reading) -> tuple[Entry, ...]:
    def read(one: Update | Item) -> Entry | None:
        if isinstance(one, Update):
            return read_update(one, kept.post, reading)
        return read_update_post(one, kept.post, reading)

    return reading.report.read_each(kept.updates, read=read, place=lambda _number, one: _place(one))


def _place(one: Update | Item) -> str:
    return one.newest.place if isinstance(one, Update) else one.place


def _site_head(reading: Reading) -> Head:
    site = reading.export.site
    return Head(
        title=plain_words(site.text("title")),
        guid=guid_from(site.text("wp:base_blog_url") or site.text("link"), scope=None),
        standfirst=plain_words(site.text("description")) or None,
        language=site.text("language"),
    )


def _site_entries(reading: Reading) -> tuple[Entry, ...]:
    posts = [item for item in reading.export.items if item.kind == "post"]
    others = len(reading.export.items) - len(posts)
    if others:
        reading.report.add("", f"{others:,} items are no posts, such as pages and files, and are no entries")
    return reading.report.read_each(
        posts, read=lambda post: read_post(post, reading), place=lambda _number, post: post.place
    )
