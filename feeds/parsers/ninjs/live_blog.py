"""What a document says of the live blog itself: a collection does, of a list only what its items have in common."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from feeds.model import PubStatus
from feeds.parsers.ninjs.entry import headline_of, read_text
from feeds.parsers.ninjs.item import (
    Item,
    byline_of,
    descriptions_of,
    guid_of,
    language_of,
    reference,
    rights_of,
    status_of,
    subjects_of,
    time_of,
)
from feeds.parsers.ninjs.notes import translation_of
from feeds.parsers.ninjs.objects import named, optional_text, spelt
from feeds.reading.assembling import Head, Report
from feeds.reading.company import most_common, shared
from feeds.reading.identities import guid_from
from feeds.reading.json_values import JsonObject
from feeds.reading.parsed import ParseOptions
from feeds.reading.slugs import make_slug, slug_of_page


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBlog:
    """A live blog of ours as its entries refer to it."""

    id: str
    title: str
    slug: str | None


def head_of_collection(item: Item, items: Sequence[Item], *, base_url: str | None) -> Head:
    """Return what a collection says of itself; a text of its own is the background of the live blog."""
    headline = headline_of(item)
    descriptions = descriptions_of(item)
    is_own = item.is_own
    return Head(
        title=headline,
        guid=guid_of(item),
        slug=own_slug(item),
        standfirst=next((one.text for one in descriptions if one.role in {"", "summary", "text", "lead"}), None),
        body=() if is_own else read_text(item, headline=headline, base_url=base_url).blocks,
        language=language_of(item) or most_common(map(language_of, items)),
        byline=byline_of(item),
        published_at=time_of(item, *(("contentcreated",) if is_own else ()), "firstcreated", "versioncreated"),
        updated_at=time_of(item, "versioncreated"),
        pub_status=status_of(item),
        subjects=subjects_of(item),
        rights=rights_of(item),
    )


def head_of_list(items: Sequence[Item]) -> Head:
    """Return what items have in common: the live blog of ours that they name, else their slugline."""
    language = most_common(map(language_of, items))
    own = next(filter(None, map(own_blog, items)), None)
    if own is not None:
        return Head(title=own.title, guid=guid_from(own.id, scope=None), slug=own.slug, language=language)
    # One story in itself is called by its headline; several, or one that was withdrawn, by the label they share.
    is_headed = len(items) == 1 and status_of(items[0]) is not PubStatus.CANCELED
    sluglines = (optional_text(item.json, "slugline") for item in items)
    return Head(language=language, title=None if is_headed else shared(sluglines))


def entries_of_one(items: Iterable[Item], options: ParseOptions, report: Report) -> list[Item]:
    """Return the entries of the only live blog of ours that they name, of several the one whose slug was given.

    Raises :exc:`~feeds.errors.ParseError` if several are left to choose from.
    """
    named_by = [(item, own_blog(item)) for item in items]
    blogs = {blog.id: blog for _item, blog in named_by if blog is not None}
    if len(blogs) < 2:
        return [item for item, _blog in named_by]
    slugs = {blog.slug or make_slug(blog.title, on=options.now.date()): blog for blog in blogs.values()}
    chosen = slugs.get(options.slug or "")
    if chosen is None:
        known = ", ".join(list(slugs)[:20])
        raise report.failure(f"it holds {len(blogs):,} live blogs; name one with --slug: {known}")
    return [item for item, blog in named_by if blog is not None and blog.id == chosen.id]


def own_blog(item: Item) -> OwnBlog | None:
    """Return the live blog of ours that an entry names."""
    found = reference(item, "liveBlog")
    if found is None:
        return None
    return OwnBlog(id=found.text("uri") or "", title=found.text("title") or "", slug=own_slug(item))


def own_slug(item: Item) -> str | None:
    """Return the slug of a live blog of ours, from the address of its page.

    A translation has none of its own: it shares that of its source, which is another live blog where both are read.
    """
    if not item.is_own or translation_of(item) is not None:
        return None
    return next(filter(None, map(slug_of_page, _pages(item.json))), None)


def _pages(json_object: JsonObject) -> Iterator[str]:
    for name, value in named(json_object, "renditions"):
        if name == "web":
            yield spelt(value).text("href") or ""
