"""Live blogs + output profile + now -> one document. Pure: no database, no network, no clock, no process locale.

The readable path through this package: :func:`feeds.select.select` chooses entries, :mod:`feeds.present` applies the
profile to each, a writer prints a fragment per item, and the document is head + fragments + tail. Pull, push, export
and preview all call :func:`render`.
"""

import hashlib
import uuid
from collections.abc import Container, Hashable, Iterable, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from feeds.asset_rights import WithheldMedia
from feeds.codec import encode
from feeds.errors import WriteError
from feeds.identity import written_as
from feeds.item import Feed, FeedLinks, Item, Site
from feeds.model import LiveBlog
from feeds.present import Presenter
from feeds.profile import Granularity, OutputProfile, Selection, Window
from feeds.select import Selected, select, select_all
from feeds.whole import whole_item
from feeds.withdrawn import head_as_shown
from feeds.writers import Writer, writer_for

TTL_MIN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """One printed item. It may be kept: the key it is stored under changes with everything it depends on."""

    item: Item
    body: bytes


FragmentStore = MutableMapping[Hashable, Fragment]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An entry that is not in a document, and why; the rest of it stands."""

    guid: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What leaves: ``body`` in UTF-8, and the ``items`` that are printed in it.

    ``valid_until`` is when the clock alone will change it, and ``turned_at`` when it last did; ``None`` for never.
    ``left_out`` are entries that cannot be printed, ``refused`` those that their rights keep from the partner.
    """

    body: bytes
    media_type: str
    updated_at: datetime
    turned_at: datetime | None
    valid_until: datetime | None
    left_out: tuple[LeftOut, ...] = ()
    refused: tuple[LeftOut, ...] = ()
    items: tuple[Item, ...] = ()

    @property
    def withheld_media(self) -> tuple[WithheldMedia, ...]:
        """The pictures, videos and sounds that their rights keep from the partner, in kept items too."""
        return tuple(one for item in self.items for one in item.withheld_media)


def render(
    blogs: Sequence[LiveBlog],
    profile: OutputProfile,
    *,
    now: datetime,
    site: Site,
    links: FeedLinks,
    partner: str = "public",
    fragments: FragmentStore | None = None,
) -> Document:
    """Print one or several live blogs of one language (the first one's) as ``profile`` says.

    With the page of its only live blog in ``links`` the document is the feed of that live blog, under its guid; with
    any other page it is a feed across live blogs, which has a name of its own even while there is only one.
    ``fragments`` may be kept between calls and shared between profiles. ``blogs`` must not be empty. Raises
    :exc:`~feeds.errors.UnknownFormat` and :exc:`~feeds.errors.UnknownVersion`; an entry that cannot be written is left
    out and reported.
    """
    presenter = Presenter(profile=profile, site=site, links=links, partner=partner)
    shown = tuple(map(head_as_shown, blogs))
    return _document(presenter, shown, select(shown, profile, now), {} if fragments is None else fragments)


def render_subscription(
    blog: LiveBlog,
    profile: OutputProfile,
    *,
    now: datetime,
    site: Site,
    links: FeedLinks,
    unarchived: Container[str],
    fragments: FragmentStore | None = None,
) -> Document:
    """Print the public feed of a live blog that has archive documents besides, for everybody.

    It holds what :func:`render` would print and the ``unarchived`` entries, which no archive document holds as they are
    now.
    """
    presenter = Presenter(profile=profile, site=site, links=links, partner="public")
    shown = head_as_shown(blog)
    chosen = select((shown,), profile, now, unarchived=unarchived)
    return _document(presenter, (shown,), chosen, {} if fragments is None else fragments)


def render_archive(blog: LiveBlog, profile: OutputProfile, *, site: Site, links: FeedLinks) -> Document:
    """Print exactly the entries of a live blog, in their order; ``links`` say which archive document that is.

    The same arguments give the same bytes for ever: no clock, window or selection has a say. Raises as :func:`render`.
    """
    presenter = Presenter(profile=profile, site=site, links=links, partner="public")
    shown = head_as_shown(blog)
    return _document(presenter, (shown,), select_all(shown), {})


def _document(presenter: Presenter, blogs: Sequence[LiveBlog], chosen: Selected, fragments: FragmentStore) -> Document:
    profile, writer = presenter.profile, writer_for(presenter.profile)
    printed, left_out = _fragments(writer, presenter, chosen, fragments)
    if profile.granularity is Granularity.LIVE_BLOG:
        printed, also_left_out = _whole_fragments(writer, presenter, blogs, printed, chosen)
        left_out += also_left_out
    feed = _feed(blogs, presenter, chosen, tuple(fragment.item for fragment in printed))
    return Document(
        body=_joined(writer, feed, printed),
        media_type=writer.media_type,
        updated_at=chosen.updated_at,
        turned_at=chosen.turned_at,
        valid_until=chosen.valid_until,
        left_out=left_out,
        refused=tuple(LeftOut(guid=guid, reason=reason) for guid, reason in chosen.refused),
        items=feed.items,
    )


def _fragments(
    writer: Writer, presenter: Presenter, chosen: Selected, store: FragmentStore
) -> tuple[list[Fragment], tuple[LeftOut, ...]]:
    printed: list[Fragment] = []
    left_out: list[LeftOut] = []
    styles: dict[str, str] = {}
    for blog, entry in chosen.pairs:
        if blog.guid not in styles:
            styles[blog.guid] = _style_key(presenter, blog)
        # What is held again until a time has one version, before that time and after it.
        key = (entry.guid, entry.version, entry.pub_status, entry.updated_at, styles[blog.guid])
        fragment = store.get(key)
        if fragment is None:
            try:
                item = presenter.item(blog, entry)
                fragment = Fragment(item=item, body=writer.fragment(item))
            except WriteError as problem:
                left_out.append(LeftOut(guid=entry.guid, reason=problem.reason))
                continue
            store[key] = fragment
        printed.append(fragment)
    return printed, tuple(left_out)


def _whole_fragments(
    writer: Writer,
    presenter: Presenter,
    blogs: Iterable[LiveBlog],
    entries: Iterable[Fragment],
    chosen: Selected,
) -> tuple[list[Fragment], tuple[LeftOut, ...]]:
    """Print each live blog as one item, of those of its entries that could be printed by themselves.

    Every change in a live blog is a change of that item, so there is nothing to keep.
    """
    items: dict[str, list[Item]] = {}
    for fragment in entries:
        items.setdefault(fragment.item.blog_guid, []).append(fragment.item)
    printed: list[Fragment] = []
    left_out: list[LeftOut] = []
    for blog in blogs:
        try:
            own = items.get(written_as(blog.guid, presenter.profile.id_scheme), [])
            item = whole_item(presenter, blog, own, turns=chosen.turns[blog.guid], newest_at=chosen.changed[blog.guid])
            printed.append(Fragment(item=item, body=writer.fragment(item)))
        except WriteError as problem:
            left_out.append(LeftOut(guid=problem.guid, reason=problem.reason))
    return printed, tuple(left_out)


def _joined(writer: Writer, feed: Feed, printed: Iterable[Fragment]) -> bytes:
    # In one go, since copying the bytes is most of the work on a document whose fragments are kept.
    separator = writer.separator()
    parts = [writer.head(feed)]
    for number, fragment in enumerate(printed):
        if separator and number:
            parts.append(separator)
        parts.append(fragment.body)
    parts.append(writer.tail(feed))
    return b"".join(parts)


def _style_key(presenter: Presenter, blog: LiveBlog) -> str:
    """Digest everything an item of this blog depends on besides its guid, version and time.

    A variant's version rises with every change of its text, but which of its texts is shown depends on the language
    rule; before anyone has begun with it, its version stays and its time follows its source. Selection and window
    decide about company only, so profiles that differ there share fragments.
    """
    profile = presenter.profile
    style = replace(profile, name="any", title=None, languages=(), selection=Selection(), window=Window())
    depends_on = (
        encode(style),
        profile.rule_for(blog.language),
        presenter.partner if "{partner}" in f"{profile.link_template}{''.join(profile.campaign.values())}" else "",
        presenter.site,
        presenter.links.sibling_pages,
        (blog.slug, blog.guid, blog.title, blog.language, blog.timezone, blog.byline, blog.rights),
        blog.translation.source_language if blog.translation else None,
    )
    return hashlib.sha256(repr(depends_on).encode()).hexdigest()


def _feed(blogs: Sequence[LiveBlog], presenter: Presenter, chosen: Selected, items: tuple[Item, ...]) -> Feed:
    first, profile, site = blogs[0], presenter.profile, presenter.site
    packages = tuple(
        presenter.package(blog, turns=chosen.turns.get(blog.guid, 0), newest_at=chosen.changed.get(blog.guid))
        for blog in blogs
    )
    zone = ZoneInfo(profile.timezone)
    # A feed across live blogs must not change its identity with the second one: it has an index for its page.
    alone = len(blogs) == 1 and presenter.links.page_url == site.page_url(first.slug, first.language)
    return Feed(
        guid=packages[0].guid if alone else _collection_guid(presenter, first.language),
        title=profile.title or (first.title if alone else site.name),
        subtitle=first.standfirst if alone else None,
        language=first.language,
        language_tag=packages[0].language_tag if alone else first.language,
        updated_at=chosen.updated_at.astimezone(zone),
        published_at=min(blog.published_at for blog in blogs).astimezone(zone),
        author=first.byline if alone and first.byline else site.provider,
        rights=presenter.rights(
            first.rights if alone else None,
            first.language,
            partial(presenter.blog_names, first) if alone else presenter.collection_names,
        ),
        subjects=first.subjects if alone else (),
        site=site,
        links=presenter.links,
        packages=packages,
        items=items,
        ttl_min=TTL_MIN,
        format_version=profile.format_version,
        without=profile.without,
    )


def _collection_guid(presenter: Presenter, language: str) -> str:
    """Name a feed across live blogs: the same partner, profile and language give the same name for ever."""
    name = f"{presenter.site.authority}/{presenter.partner}/{presenter.profile.name}/{language}"
    return uuid.uuid5(uuid.NAMESPACE_URL, name).urn
