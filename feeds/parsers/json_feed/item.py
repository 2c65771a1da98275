"""One item of a JSON Feed as an entry."""

from datetime import datetime

from feeds.model import Block, Entry, PubStatus
from feeds.parsers.json_feed.attached import with_attachments
from feeds.parsers.json_feed.feed import byline_in, text_line
from feeds.parsers.json_feed.own_objects import line, read_kind, read_marks, read_own_notes, read_rights
from feeds.reading.assembling import BrokenEntry, bounded
from feeds.reading.feed_facts import EntryFacts, FeedFacts, Marks
from feeds.reading.html_blocks import blocks_from_html, text_blocks
from feeds.reading.json_values import JsonItem, JsonObject
from feeds.reading.listed import Listed
from feeds.reading.loose_text import loose_blocks
from feeds.reading.subjects import read_subject, unique_subjects
from feeds.reading.values import absolute_url, read_language
from feeds.sanitise import one_line


def look_at(item: JsonItem, feed: FeedFacts) -> Listed[JsonItem]:
    """Return what tells an item from the others; of one that is broken nothing, until it is read."""
    try:
        values = item.object()
        updated_at = _time(values, "date_modified", feed)
        return Listed(
            source=item,
            place=item.path,
            identifier=values.text("id") or "",
            link=absolute_url(values.text("url"), feed.base_url),
            published_at=_time(values, "date_published", feed) or updated_at,
            updated_at=updated_at,
            stated_time=values.text("date_published") or "",
        )
    except BrokenEntry:
        return Listed(source=item, place=item.path)


def read_item(item: Listed[JsonItem], feed: FeedFacts) -> Entry:
    """Return an item as an entry; raises :exc:`~feeds.reading.assembling.BrokenEntry`."""
    values = item.source.object()
    notes, own, base_url = read_own_notes(values), values.object("_syndication"), item.link or feed.base_url
    if own is not None and notes.status is not PubStatus.USABLE:
        reason = own.value("kill_reason").value
        return feed.withdrawn(
            item, notes, kind=read_kind(own), reason=one_line(reason) or None if isinstance(reason, str) else None
        )
    title = text_line(values, "title", is_own=notes.is_own)
    printed = notes.without_lines(_text(values, base_url, title, is_own=notes.is_own))
    blocks = with_attachments(printed, values, base_url=base_url, is_own=notes.is_own)
    language = read_language(values.text("language"))
    if own is None:
        marks = Marks(subjects=unique_subjects(map(read_subject, values.texts("tags"))))
        byline = byline_in(values, is_own=False)
        facts = EntryFacts(notes=notes, marks=marks, title=title, blocks=blocks, byline=byline, language=language)
        return feed.entry(item, facts)
    facts = EntryFacts(
        notes=notes,
        marks=read_marks(own),
        title=title,
        has_own_title=own.flag("has_own_title"),
        blocks=blocks,
        byline=line(own, "byline"),
        language=language,
        rights=read_rights(own),
    )
    return feed.entry(item, facts)


def _text(values: JsonObject, base_url: str | None, title: str | None, *, is_own: bool) -> tuple[Block, ...]:
    """Return the body: in HTML, or else as text, or else the summary.

    An item must have a content (JSON Feed 1.1, "Items"), so where a partner takes no bodies it is the summary or the
    title in our documents.
    """
    html = values.text("content_html")
    if html:
        return blocks_from_html(bounded(html), base_url=base_url)
    text, summary = bounded(values.text("content_text") or ""), values.text("summary")
    if is_own:
        return () if text in {title, summary} else text_blocks(text)
    return text_blocks(text) or loose_blocks(bounded(summary or ""), base_url=base_url)


def _time(values: JsonObject, name: str, feed: FeedFacts) -> datetime | None:
    """Return a time, or ``None`` for what is none: that is no reason to lose an entry."""
    try:
        return values.time(name, zone=feed.zone)
    except BrokenEntry:
        return None
