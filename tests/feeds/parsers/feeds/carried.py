"""What RSS, Atom and JSON Feed carry of a live blog: the rest is lost on the way out, as ``docs/formats`` says."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from feeds.body import BodyStyle, body_html, media_links, split_renditions
from feeds.html import plain_text
from feeds.locales import labels_for
from feeds.model import (
    Block,
    Entry,
    LiveBlog,
    Media,
    MediaBlock,
    MediaKind,
    PubStatus,
    Quote,
    Rendition,
    Rights,
    Subject,
    Table,
)
from feeds.profile import HtmlSubset, MediaRule, OutputProfile
from feeds.reading.headlines import headline_of
from feeds.reading.html_blocks import blocks_from_html
from feeds.reading.media_files import THUMBNAIL
from feeds.render import render
from feeds.select import changed_at, select
from feeds.withdrawn import entry_as_shown
from feeds.writers.feedgen_elements import rights_text, subject_category, without_mail_address
from tests.factories import make_links, make_site
from tests.feeds.parsers.carried import LONG_AFTER, profile_for

FULL_RIGHTS = frozenset({"json"})


def written(blog: LiveBlog, profile: OutputProfile) -> bytes:
    """Print a live blog under its own address, long after everything in it has happened."""
    page = make_site().page_url(blog.slug, blog.language)
    links = make_links(page_url=page, feed_url=f"{page}feed.{profile.format}")
    return render([blog], profile, now=LONG_AFTER, site=make_site(), links=links).body


def carried(blog: LiveBlog, format_name: str) -> LiveBlog:
    """Return a live blog as it is read back from what :func:`written` gives."""
    chosen = select([blog], profile_for(format_name), LONG_AFTER)
    head = replace(
        blog,
        guid="" if format_name == "rss" else blog.guid,
        version=0,
        revision=0,
        standfirst=blog.standfirst if blog.standfirst != blog.title else None,
        summary=(),
        body=(),
        timezone="UTC",
        byline=_byline(blog.byline, format_name) or make_site().provider,
        subjects=_subjects(blog.subjects, format_name),
        rights=_rights(blog.rights, format_name),
    )
    entries = tuple(_entry(blog, head, entry, format_name) for _blog, entry in chosen.pairs)
    published_at = min([entry.published_at for entry in entries], default=LONG_AFTER)
    return replace(
        head,
        published_at=published_at,
        created_at=published_at,
        updated_at=max(published_at, chosen.updated_at),
        entries=entries,
    )


def is_carried(entry: Entry) -> bool:
    """Say whether an entry has nothing that is printed as something else: no quotation and no cell without words."""
    quotes = (block.html for block in entry.blocks if isinstance(block, Quote))
    cells = (cell for block in entry.blocks if isinstance(block, Table) for row in block.rows for cell in row)
    return all(re.search(r"\w", plain_text(html)) for html in (*quotes, *cells))


def _entry(blog: LiveBlog, head: LiveBlog, entry: Entry, format_name: str) -> Entry:
    shown = entry_as_shown(entry)
    is_usable = shown.pub_status is PubStatus.USABLE
    language = shown.language or blog.language
    byline = _byline(shown.byline or blog.byline, format_name)
    rights = _rights(shown.rights or blog.rights, format_name)
    blocks = tuple(replace(block, id=f"b{n}") for n, block in enumerate(_blocks(shown, language, format_name), 1))
    headline = shown.headline
    if format_name != "json":
        # A headline that is the text's own beginning cannot be told from a title that was made of it.
        headline = headline_of(headline, blocks, blog_title=blog.title, language=language, is_own=True)
    return replace(
        shown,
        headline=headline,
        blocks=blocks,
        byline=byline if byline != head.byline else None,
        language=language if is_usable and language != blog.language else None,
        time_is_exact=True,
        created_at=shown.published_at,
        updated_at=changed_at(entry),
        subjects=_subjects(shown.subjects, format_name),
        rights=rights if is_usable and rights != head.rights else None,
    )


def _blocks(entry: Entry, language: str, format_name: str) -> Iterator[Block]:
    rule = MediaRule()
    style = BodyStyle(html=HtmlSubset.FULL, media=rule, labels=labels_for(language))
    for block in entry.blocks:
        media = media_links(block.media, rule) if isinstance(block, MediaBlock) else None
        if media is None or not media.renditions:
            yield from blocks_from_html(body_html([block], style))
        elif format_name in FULL_RIGHTS:
            yield MediaBlock(media=replace(media, rights=_rights(media.rights, format_name)))
        else:
            # The alternative text is in the HTML, where it is the caption if there is none.
            is_said = media.kind is MediaKind.PICTURE and media.alt != media.caption
            yield MediaBlock(
                media=replace(
                    media,
                    alt=media.alt if is_said else None,
                    renditions=_renditions(media),
                    rights=_rights(media.rights, format_name),
                )
            )


def _renditions(media: Media) -> tuple[Rendition, ...]:
    """Return what Media RSS has of them: no role but that of a thumbnail, of which it tells address and size only."""
    contents, thumbnails = split_renditions(media)
    return (
        *(replace(rendition, role=None) for rendition in contents),
        *(replace(rendition, role=THUMBNAIL, mimetype=None, bytes=None) for rendition in thumbnails),
    )


def _byline(byline: str | None, format_name: str) -> str | None:
    return byline if format_name == "json" else without_mail_address(byline or "") or None


def _rights(rights: Rights | None, format_name: str) -> Rights | None:
    if rights is not None and format_name not in FULL_RIGHTS:
        rights = replace(rights, holder=None, notice=rights_text(rights), usage_terms=None)
    return None if rights == Rights() else rights


def _subjects(subjects: Iterable[Subject], format_name: str) -> tuple[Subject, ...]:
    read = [_by_name(subject) if format_name == "rss" else subject for subject in subjects]
    named = [replace(subject, name=subject.name if subject.name != subject.qcode else None) for subject in read]
    return tuple({subject.qcode: subject for subject in reversed(named)}[code] for code in dict.fromkeys(_codes(named)))


def _codes(subjects: Iterable[Subject]) -> Iterator[str]:
    return (subject.qcode for subject in subjects)


def _by_name(subject: Subject) -> Subject:
    """Return a subject as a category of RSS has it: a name in the place of its code."""
    return subject if subject.name is None else Subject(qcode=subject_category(subject)["label"])
