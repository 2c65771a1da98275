"""A newsItem as an entry of a live blog."""

from collections.abc import Iterable

from feeds.model import Block, Entry, Media, MediaBlock, PubStatus
from feeds.parsers.newsmlg2.body import read_body, unread_contents
from feeds.parsers.newsmlg2.elements import words_in
from feeds.parsers.newsmlg2.item import (
    Item,
    byline_of,
    descriptions_of,
    embargo_of,
    guid_of,
    headline_of,
    language_of,
    rights_of,
    status_of,
    subheadline_of,
    subjects_of,
    tags_of,
    time_of,
    version_of,
)
from feeds.parsers.newsmlg2.media import media_in_text, media_kind, read_media
from feeds.parsers.newsmlg2.notes import correction_note, kill_reason, kind_of, signals, translation_of
from feeds.reading.assembling import BrokenEntry, make_entry
from feeds.reading.attached_media import place_media
from feeds.reading.own_lines import without_own_lines
from feeds.reading.text_parts import whole_text, without_marks


def read_entry(item: Item, attached: Iterable[Media], *, base_url: str | None) -> Entry:
    """Return an item as an entry; ``attached`` are its pictures, videos and sounds that are items of their own.

    Raises :exc:`~feeds.reading.assembling.BrokenEntry`.
    """
    status, language = status_of(item), language_of(item)
    created = time_of(item, "firstCreated")
    published = time_of(item, *_publication_times(item))
    updated = time_of(item, "versionCreated", "contentModified")
    if status is PubStatus.CANCELED:
        return make_entry(
            published_at=published,
            updated_at=updated,
            created_at=created,
            guid=guid_of(item),
            version=version_of(item),
            kind=kind_of(item),
            language=language,
            embargoed_until=embargo_of(item),
            pub_status=status,
            kill_reason=kill_reason(item),
        )
    headline, blocks, byline = _content(item, language, tuple(attached), status, base_url=base_url)
    marks = signals(item)
    return make_entry(
        published_at=published,
        updated_at=updated,
        created_at=created,
        headline=headline,
        blocks=blocks,
        guid=guid_of(item),
        version=version_of(item),
        kind=kind_of(item),
        byline=byline_of(item, language, in_text=byline),
        language=language,
        pinned="pinned" in marks,
        highlighted="highlighted" in marks,
        subjects=subjects_of(item, language),
        tags=tags_of(item),
        pub_status=status,
        embargoed_until=embargo_of(item),
        correction_note=correction_note(item) if status is PubStatus.USABLE else None,
        rights=rights_of(item, language),
        translation=translation_of(item),
    )


def _content(
    item: Item, language: str | None, attached: tuple[Media, ...], status: PubStatus, *, base_url: str | None
) -> tuple[str | None, tuple[Block, ...], str | None]:
    """Return headline, blocks and the byline that stands in the text."""
    headline = headline_of(item, language)
    if not item.is_own:
        headline = without_marks(headline)
    kind = media_kind(item)
    if kind is not None:
        return headline, (MediaBlock(media=read_media(item, kind, base_url=base_url)),), None
    body = read_body(item, headline=headline, base_url=base_url)
    if body is None:
        raise BrokenEntry(f"it holds {unread_contents(item)}, which is not read here")
    if item.is_own:
        blocks = without_own_lines(body.blocks, correction=correction_note(item))
        # What is withheld is told by its status; the words of our notice are not the entry's.
        return headline, place_media(blocks, attached) if status is PubStatus.USABLE else (), None
    headline = headline or without_marks(body.headline or words_in(item.meta, "title"))
    blocks = whole_text(
        body,
        descriptions=descriptions_of(item, language).values(),
        dateline=words_in(item.content_meta, "dateline"),
        subheadline=subheadline_of(item, language),
    )
    return headline, place_media(blocks, [*attached, *media_in_text(item, base_url=base_url)]), body.byline


def _publication_times(item: Item) -> tuple[str, ...]:
    """Name what says when an item was published, the best first.

    We have a time of its own for that. What agencies call the creation of a content may be years ago, and of a
    photograph it is when it was taken.
    """
    if item.is_own:
        return "contentCreated", "firstCreated"
    is_media = media_kind(item) is not None
    return (
        "firstCreated",
        *(("versionCreated", "contentCreated") if is_media else ("contentCreated", "versionCreated")),
    )
