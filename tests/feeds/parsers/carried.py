"""What a format for agencies carries of a live blog: the rest is lost on the way out, as ``docs/formats`` says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime

from hypothesis.strategies import SearchStrategy

from feeds.body import BodyStyle, body_html, media_links
from feeds.digital_source import digital_source_type
from feeds.locales import labels_for
from feeds.model import (
    Block,
    Entry,
    Heading,
    ListBlock,
    LiveBlog,
    Media,
    MediaBlock,
    Paragraph,
    PubStatus,
    Quote,
    Rendition,
    Rights,
    Table,
    Translation,
)
from feeds.profile import HtmlSubset, MediaRule, NewsMLText, OutputProfile, Window
from feeds.reading.html_blocks import blocks_from_html
from feeds.render import render
from feeds.select import changed_at, select
from feeds.withdrawn import entry_as_shown
from tests.factories import make_links, make_site
from tests.strategies import clean_live_blogs

LONG_AFTER = datetime(2095, 1, 1, tzinfo=UTC)
_EVERYTHING = Window(max_entries=1000, withdrawn_shown_h=1_000_000)


def profile_for(format_name: str, **wishes: object) -> OutputProfile:
    """Make a profile that lets all of a live blog through."""
    return OutputProfile(name="p", format=format_name, window=_EVERYTHING, **wishes)


def printable_live_blogs(max_entries: int = 2) -> SearchStrategy[LiveBlog]:
    """Live blogs with times in whole seconds, as the service keeps them, and without entries that print as nothing."""
    return clean_live_blogs(max_entries).map(_printable)


def written(blog: LiveBlog, profile: OutputProfile, *others: LiveBlog) -> bytes:
    """Print a live blog, or several, long after everything in them has happened."""
    site = make_site()
    page_url = site.page_url(blog.slug, blog.language) if not others else site.base_url
    return render([blog, *others], profile, now=LONG_AFTER, site=site, links=make_links(page_url=page_url)).body


def carried(blog: LiveBlog, profile: OutputProfile) -> LiveBlog:
    """Return a live blog as it is read back from what was written."""
    chosen = select([blog], profile, LONG_AFTER)
    entries = tuple(_entry(blog, entry, profile) for _blog, entry in chosen.pairs)
    # A ninjs document is as new as its feed, which an entry that nobody ever saw makes newer too.
    newest = [chosen.updated_at] if profile.format == "ninjs" else [entry.updated_at for entry in entries]
    return replace(
        blog,
        version=0,
        revision=0,
        summary=(),
        body=(),
        timezone="UTC",
        rights=_rights(blog.rights),
        created_at=blog.published_at,
        updated_at=max([blog.updated_at, *newest]),
        entries=entries,
    )


def _printable(blog: LiveBlog) -> LiveBlog:
    whole = replace(blog, **_whole_seconds(blog))
    entries = (replace(entry, **_whole_seconds(entry)) for entry in blog.entries)
    return replace(whole, entries=tuple(entry for entry in entries if _says_something(blog, entry)))


def _whole_seconds(thing: LiveBlog | Entry) -> dict[str, datetime]:
    values = ((field.name, getattr(thing, field.name)) for field in fields(thing))
    return {name: value.replace(microsecond=0) for name, value in values if isinstance(value, datetime)}


def _says_something(blog: LiveBlog, entry: Entry) -> bool:
    blocks = _blocks(entry, entry.language or blog.language, profile_for("newsmlg2"))
    return entry.pub_status is not PubStatus.USABLE or bool(entry.headline) or any(True for _ in blocks)


def _entry(blog: LiveBlog, entry: Entry, profile: OutputProfile) -> Entry:
    shown = entry_as_shown(entry)
    is_usable = shown.pub_status is PubStatus.USABLE
    language = shown.language or blog.language
    rights = _rights(shown.rights or blog.rights)
    byline = shown.byline or blog.byline
    return replace(
        shown,
        blocks=_numbered(_blocks(shown, language, profile)),
        byline=byline if is_usable and byline != blog.byline else None,
        language=language if is_usable and language != blog.language else None,
        time_is_exact=True,
        updated_at=changed_at(entry),
        rights=rights if is_usable and rights != _rights(blog.rights) else None,
        translation=_translation(shown.translation) if is_usable else None,
    )


def _blocks(entry: Entry, language: str, profile: OutputProfile) -> Iterator[Block]:
    is_nitf = profile.format == "newsmlg2" and profile.newsml_text is NewsMLText.NITF
    rule = MediaRule()
    style = BodyStyle(html=HtmlSubset.FULL, media=rule, labels=labels_for(language))
    for block in entry.blocks:
        media = media_links(block.media, rule) if isinstance(block, MediaBlock) else None
        if media is not None and media.renditions:
            yield MediaBlock(media=_media(media, profile))
            continue
        printed = body_html([block], style)
        caption = re.search("<figcaption>(.*)</figcaption>", printed) if media is not None and is_nitf else None
        # NITF's media have a file; a caption without one is running text there.
        found = blocks_from_html(f"<p>{caption[1]}</p>" if caption else printed)
        yield from map(_in_nitf, found) if is_nitf else found


def _in_nitf(block: Block) -> Block:
    """Return a block as NITF has it: bold and italic stand for their stronger kin."""
    match block:
        case Paragraph() | Heading() | Quote():
            return replace(block, html=_bold_and_italic(block.html))
        case ListBlock():
            return replace(block, items=tuple(map(_bold_and_italic, block.items)))
        case Table():
            return replace(block, rows=tuple(tuple(map(_bold_and_italic, row)) for row in block.rows))
    return block


def _bold_and_italic(html: str) -> str:
    return re.sub(r"(</?)em>", r"\1i>", re.sub(r"(</?)strong>", r"\1b>", html))


def _numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(replace(block, id=f"b{number}") for number, block in enumerate(blocks, 1))


def _media(media: Media, profile: OutputProfile) -> Media:
    renditions = tuple(_rendition(rendition, profile) for rendition in media.renditions)
    return replace(media, rights=_rights(media.rights), renditions=renditions)


def _rendition(rendition: Rendition, profile: OutputProfile) -> Rendition:
    """Return a rendition with its role; what is for the web in NewsML-G2 is what any rendition without a role is."""
    role = (rendition.role or "").removeprefix("rnd:")
    return replace(rendition, role=None if role == "web" and profile.format == "newsmlg2" else role or None)


def _rights(rights: Rights | None) -> Rights | None:
    return None if rights == Rights() else rights


def _translation(note: Translation | None) -> Translation | None:
    """Return a note on a translation: that a machine had a part is told by the origin of a text or by an engine."""
    return replace(note, has_machine_text=digital_source_type(note) is not None) if note else None
