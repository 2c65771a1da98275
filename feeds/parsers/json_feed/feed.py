"""What a JSON Feed says of the live blog as a whole; the members that its items have too."""

from collections.abc import Iterator

from feeds.parsers.json_feed.own_objects import (
    line,
    read_rights,
    read_status,
    read_subjects,
    read_translation,
    read_version,
)
from feeds.reading.feed_facts import FeedFacts, Notes
from feeds.reading.identities import guid_from
from feeds.reading.json_values import JsonObject
from feeds.reading.loose_text import loose_line
from feeds.reading.parsed import ParseOptions
from feeds.reading.people import byline_of
from feeds.reading.values import absolute_url, own_zone, read_language


def read_feed(values: JsonObject, options: ParseOptions) -> FeedFacts:
    """Read a feed without its items; raises :exc:`~feeds.reading.assembling.BrokenEntry` for values of wrong types.

    Other people's feeds have no identifier but the address they are served at, which may change; so theirs have none.
    """
    own = values.object("_syndication")
    is_own = own is not None
    feed_url = absolute_url(values.text("feed_url"), options.base_url)
    page = absolute_url(values.text("home_page_url"), options.base_url or feed_url)
    return FeedFacts(
        notes=_notes(values, own),
        zone=own_zone(options),
        title=text_line(values, "title", is_own=is_own) or "",
        guid=guid_from(own.text("id"), scope=None) if own else "",
        page=page,
        base_url=options.base_url or page or feed_url,
        scope=values.text("feed_url", "home_page_url") or options.base_url,
        standfirst=text_line(values, "description", is_own=is_own),
        language=read_language(values.text("language")),
        byline=byline_in(values, is_own=is_own),
        subjects=read_subjects(own) if own else (),
        rights=read_rights(own) if own else None,
        updated_at=own.time("updated") if own else None,
    )


def text_line(values: JsonObject, name: str, *, is_own: bool) -> str | None:
    """Return a plain text on one line. Much of what writes JSON Feed puts HTML's entities there all the same."""
    return line(values, name) if is_own else loose_line(values.text(name) or "") or None


def byline_in(values: JsonObject, *, is_own: bool) -> str | None:
    """Return the names of the authors, of version 1.1, or of the one that version 1 has.

    In our documents that is a byline as it stands; in others addresses of people are taken off.
    """
    if is_own:
        return next(filter(None, _names(values, "authors")), None)
    return byline_of(_names(values, "authors")) or byline_of(_names(values, "author"))


def _notes(values: JsonObject, own: JsonObject | None) -> Notes:
    """Return our notes on the live blog in the feed; on a feed across several there are none."""
    blogs = own.objects("blogs") if own else ()
    if own is None or len(blogs) != 1:
        return Notes(is_own=own is not None)
    return Notes(
        is_own=True,
        version=read_version(blogs[0]),
        status=read_status(blogs[0]),
        translation=read_translation(values),
    )


def _names(values: JsonObject, member: str) -> Iterator[str | None]:
    """Yield the names of authors; a lone text in place of an author is a name too."""
    if isinstance(values.value(member).value, str):
        yield line(values, member)
        return
    for author in values.objects(member):
        yield line(author, "name")
