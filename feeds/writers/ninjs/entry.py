"""An entry as a text object, with its media and its source associated."""

from collections.abc import Iterator
from urllib.parse import quote

from feeds.attachments import attachments
from feeds.dates import rfc3339
from feeds.item import Item
from feeds.json import Table, filled
from feeds.model import PubStatus, Translation
from feeds.writers.ninjs import vocabulary
from feeds.writers.ninjs.any_object import page, plain, provider, rights_table, subjects_table
from feeds.writers.ninjs.media import media_object
from feeds.writers.ninjs.translation import makers, source, source_type, states


def entry_object(item: Item) -> Table:
    """Make the object of an entry, named as a member of its live blog's; ``associations`` come last."""
    return filled(
        {
            "name": "entry",
            "rel": vocabulary.ENTRY,
            "uri": item.guid,
            "type": "text",
            "version": str(item.version),
            "firstCreated": rfc3339(item.created_at),
            "versionCreated": rfc3339(item.updated_at),
            "contentCreated": rfc3339(item.published_at),
            "embargoedUntil": rfc3339(item.embargoed_until) if item.embargoed_until else None,
            "pubStatus": item.pub_status.value,
            **rights_table(item.rights, item.guid),
            "edNote": _editorial_note(item),
            "language": item.language_tag,
            "title": item.title,
            "headlines": plain("main" if item.has_own_title else "generated", item.title),
            "genres": list(_genres(item)),
            "subjects": [*subjects_table(item.subjects), *map(_tag, item.tags)],
            **(_content(item) if item.pub_status is PubStatus.USABLE else {"infoSources": [provider(item.site)]}),
            "renditions": [page(item.url)],
            "associations": [
                _live_blog(item),
                *source(
                    item.translation,
                    guid=item.translation_source_guid,
                    relation=item.translation_relation,
                    kind="text",
                    version=_version_of_source(item.translation),
                ),
                *(media_object(item, attachment) for attachment in attachments(item)),
            ],
        }
    )


def _content(item: Item) -> Table:
    """Return what may be said of a text that may be used: what it says, and who made it."""
    return {
        "by": item.credit_line or item.byline,
        "descriptions": plain("summary", item.summary),
        "bodies": list(_bodies(item)),
        "infoSources": [provider(item.site), *makers(item.translation)],
        "digitalSourceType": source_type(item.translation),
    }


def _bodies(item: Item) -> Iterator[Table]:
    """Yield the body as HTML and as plain text.

    Counts are to exclude captions, which cannot be told apart in every HTML subset, so a body with media has none.
    """
    if item.body_html:
        yield {"role": "html", "contentType": "text/html", "value": item.body_html}
    if item.body_text:
        counts = {} if item.media else {"charCount": len(item.body_text), "wordCount": len(item.body_text.split())}
        yield {"role": "text", "contentType": "text/plain", **counts, "value": item.body_text}


def _editorial_note(item: Item) -> str | None:
    """Return what the receiving editors must know; an order without a reason still says what to do."""
    match item.pub_status:
        case PubStatus.CANCELED:
            return item.kill_reason or item.body_text
        case PubStatus.WITHHELD:
            return item.body_text
        case PubStatus.USABLE:
            return item.correction_note


def _genres(item: Item) -> Iterator[Table]:
    """Yield kind, marks and translation state: there is no property for signals."""
    yield _genre(vocabulary.KINDS, item.kind.value)
    if item.pinned:
        yield _genre(vocabulary.MARKS, "pinned")
    if item.highlighted:
        yield _genre(vocabulary.MARKS, "highlighted")
    if item.pub_status is PubStatus.USABLE:
        yield from states(item.translation)


def _tag(tag: str) -> Table:
    """Say what an entry is filed under: ninjs has no keywords, and a subject needs no scheme of IPTC's."""
    return {"name": tag, "uri": vocabulary.TAGS + quote(tag, safe="")}


def _genre(scheme: str, code: str) -> Table:
    return {"name": code.replace("_", " "), "uri": scheme + code, "literal": code}


def _live_blog(item: Item) -> Table:
    """Say what the entry belongs to, for whoever takes it out of the document."""
    return {
        "name": "liveBlog",
        "rel": vocabulary.LIVE_BLOG,
        "uri": item.blog_guid,
        "type": "composite",
        "representationType": "partial",
        "title": item.blog_title,
    }


def _version_of_source(note: Translation | None) -> str | None:
    version = note.known_source_version if note else None
    return None if version is None else str(version)
