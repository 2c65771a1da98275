"""What may still be told of entries and live blogs that must not be used: that it is so, nothing of what they said."""

from dataclasses import replace

from feeds.locales import labels_for
from feeds.model import Entry, LiveBlog, PubStatus, Translation, TranslationState
from feeds.xml import clean_text


def head_as_shown(blog: LiveBlog) -> LiveBlog:
    """Return a live blog with the texts of its head as readers may see them: of a withdrawn one, that it is."""
    if blog.pub_status is PubStatus.USABLE:
        return blog
    labels = labels_for(blog.language)
    return replace(
        blog,
        title=labels.withdrawn if blog.pub_status is PubStatus.CANCELED else labels.withheld,
        standfirst=None,
        summary=(),
        body=(),
        byline=None,
        subjects=(),
        rights=None,
        translation=_without_makers(blog.translation),
    )


def entry_as_shown(entry: Entry) -> Entry:
    """Return an entry as readers may see it: of a killed or withheld one which it is, since when, and the reason.

    All other entries come back as they are.
    """
    if entry.pub_status is PubStatus.USABLE:
        return entry
    is_killed = entry.pub_status is PubStatus.CANCELED
    # A kill that cannot be printed would never be heard of, so its reason is made printable again.
    reason = clean_text(entry.kill_reason) if is_killed and entry.kill_reason else None
    return Entry(
        guid=entry.guid,
        version=entry.version,
        kind=entry.kind,
        published_at=entry.published_at,
        created_at=entry.created_at,
        updated_at=entry.updated_at,
        embargoed_until=entry.embargoed_until,
        pub_status=entry.pub_status,
        kill_reason=reason,
        translation=_without_makers(entry.translation),
    )


def held_again(entry: Entry) -> Entry:
    """Return an entry that was out and may not be seen now, although it is usable, as one that is withheld.

    What is withdrawn before it could be seen is never told of, so the hold must seem to have been out by then.
    """
    out_at = min(entry.published_at, entry.updated_at)
    return replace(entry, pub_status=PubStatus.WITHHELD, published_at=out_at, embargoed_until=None)


def _without_makers(note: Translation | None) -> Translation | None:
    """Return what ties a notice to its source; it was not translated by anyone."""
    if note is None:
        return None
    return Translation(
        source_guid=note.source_guid,
        source_version=note.source_version,
        source_language=note.source_language,
        state=TranslationState.UNTRANSLATED,
    )
