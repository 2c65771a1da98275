"""A live blog's work in one language, or an entry's, as a file for a translator's own tool."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog, PubStatus
from syndication import __version__
from syndication.errors import UnknownBlog, UnknownEntry, UnknownLanguage
from syndication.storage.blogs import find_blog, load_head
from syndication.storage.comments import Comment, load_open_comments
from syndication.storage.entries import find_entry, load_all_entries
from syndication.storage.revisions import blog_languages
from syndication.storage.work import load_text_works
from translations.exchange import Exchange, find_exchange
from translations.exchange.work import Note, WorkFile, WorkText, needing_work
from translations.model import Segment, TextWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which work is wanted, and how.

    ``guid`` takes one entry, or the head by the live blog's guid. ``needs_work`` leaves out what is approved.
    ``is_source_in_target`` puts the source where translations belong, as OmegaT's own filter wants it.
    """

    format_name: str
    language: str
    guid: str | None = None
    needs_work: bool = False
    is_source_in_target: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedWork:
    """A file of work. ``left_out`` are texts written in another language than the live blog, where a format cannot say
    that of each."""

    body: bytes
    media_type: str
    file_name: str
    texts: int
    segments: int
    left_out: int


def export_work(session: Session, slug: str, wanted: Wanted, *, now: datetime) -> ExportedWork:
    """Write a live blog's work, its head first, then its entries, newest first; withdrawn ones are left out.

    Raises :exc:`~syndication.errors.UnknownBlog`, :exc:`~syndication.errors.UnknownLanguage`,
    :exc:`~syndication.errors.UnknownEntry` and :exc:`~feeds.errors.UnknownFormat`.
    """
    exchange = find_exchange(wanted.format_name)
    head = load_head(session, slug)
    if head is None:
        raise UnknownBlog(slug)
    targets = target_languages(session, slug)
    if wanted.language not in targets:
        raise UnknownLanguage(f"{slug!r} to translate into", wanted.language, targets)
    texts = _texts(session, head, wanted)
    kept = [text for text in texts if exchange.has_languages_of_texts or text.source_language == head.language]
    body = exchange.write(
        WorkFile(
            blog_guid=head.guid,
            title=head.title,
            source_language=head.language,
            target_language=wanted.language,
            tool_version=__version__,
            created_at=now,
            texts=tuple(kept),
            is_source_in_target=wanted.is_source_in_target,
        )
    )
    return ExportedWork(
        body=body,
        media_type=exchange.media_type,
        file_name=_file_name(slug, wanted, exchange),
        texts=len(kept),
        segments=sum(len(text.segments) for text in kept),
        left_out=len(texts) - len(kept),
    )


def target_languages(session: Session, slug: str) -> tuple[str, ...]:
    """Return the languages that a live blog is translated into; raises :exc:`~syndication.errors.UnknownBlog`."""
    blog = find_blog(session, slug)
    if blog is None:
        raise UnknownBlog(slug)
    return tuple(tag for tag in blog_languages(session, slug) if tag != blog.language)


def _texts(session: Session, head: LiveBlog, wanted: Wanted) -> list[WorkText]:
    sources: list[Entry | LiveBlog] = [
        source for source in _sources(session, head, wanted.guid) if source.pub_status is not PubStatus.CANCELED
    ]
    works = {
        work.guid: work
        for work in load_text_works(session, [source.guid for source in sources], language=wanted.language)
    }
    chosen = [(source, _segments(works[source.guid], wanted)) for source in sources if source.guid in works]
    comments = load_open_comments(
        session, [segment.id for _, segments in chosen for segment in segments if segment.id is not None]
    )
    return [
        WorkText(
            guid=source.guid,
            title=_title(source),
            source_language=source.language or head.language,
            segments=segments,
            notes=_notes(segments, comments),
        )
        for source, segments in chosen
        if segments
    ]


def _sources(session: Session, head: LiveBlog, guid: str | None) -> list[Entry | LiveBlog]:
    if guid == head.guid:
        return [head]
    blog = find_blog(session, head.slug)
    if blog is None:
        raise UnknownBlog(head.slug)
    if guid is None:
        return [head, *load_all_entries(session, blog.id)]
    record = find_entry(session, guid)
    if record is None or record.blog_slug != head.slug:
        raise UnknownEntry(guid)
    return [record.entry]


def _segments(work: TextWork, wanted: Wanted) -> tuple[Segment, ...]:
    return needing_work(work) if wanted.needs_work else work.segments


def _title(source: Entry | LiveBlog) -> str:
    return source.title if isinstance(source, LiveBlog) else source.headline or ""


def _notes(segments: Iterable[Segment], comments: Mapping[int, tuple[Comment, ...]]) -> Mapping[int, tuple[Note, ...]]:
    return {
        segment.id: tuple(Note(author=comment.actor, text=comment.text) for comment in comments[segment.id])
        for segment in segments
        if segment.id is not None and segment.id in comments
    }


def _file_name(slug: str, wanted: Wanted, exchange: Exchange) -> str:
    return f"{slug}.{wanted.language}.{exchange.extension}"
