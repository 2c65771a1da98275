"""Sources as people and programs may see them, over the API and on the command line. No secret is among it."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from pydantic import BaseModel

from syndication.sources.gone import Doubt, Presence
from syndication.storage.sources import FollowedEntry, SourceRecord, SourceState


class SourceView(BaseModel):
    """A live blog of others that is followed. ``name`` is its live blog's slug; ``doubt`` is explained in the guide."""

    name: str
    state: SourceState
    url: str
    moved_to: str | None
    format: str | None
    timezone: str | None
    language: str | None
    title: str | None
    added_by: str
    added_at: datetime
    interval_s: int
    pause_s: int
    next_poll_at: datetime | None
    last_poll_at: datetime | None
    last_success_at: datetime | None
    last_status: int | None
    last_error: str | None
    failures: int
    doubt: Doubt | None
    doubted_since: datetime | None


class NotableEntry(BaseModel):
    """An entry that stands otherwise here than at its source."""

    published_at: datetime
    headline: str | None
    presence: Presence
    missing_since: datetime | None
    conflict_since: datetime | None
    guid: str


def view_source(source: SourceRecord) -> SourceView:
    """Return what may be seen of a source."""
    return SourceView(
        name=source.slug,
        state=source.state,
        url=shown_url(source.url),
        moved_to=source.moved_to,
        format=source.format,
        timezone=source.timezone,
        language=source.language,
        title=source.title,
        added_by=source.added_by,
        added_at=source.created_at,
        interval_s=source.interval_s,
        pause_s=source.pause_s,
        next_poll_at=source.next_poll_at if source.state is SourceState.ACTIVE else None,
        last_poll_at=source.last_poll_at,
        last_success_at=source.last_success_at,
        last_status=source.last_status,
        last_error=source.last_error,
        failures=source.failures,
        doubt=source.doubt,
        doubted_since=source.doubted_since,
    )


def view_notable(followed: Mapping[str, FollowedEntry]) -> tuple[NotableEntry, ...]:
    """Return the entries that stand otherwise here than at their source, newest first."""
    found = [
        NotableEntry(
            published_at=one.base.published_at,
            headline=one.base.headline,
            presence=one.presence,
            missing_since=one.missing_since,
            conflict_since=one.conflict_since,
            guid=guid,
        )
        for guid, one in followed.items()
        if one.conflict_since or one.presence is not Presence.PRESENT
    ]
    return tuple(sorted(found, key=lambda entry: (entry.published_at, entry.guid), reverse=True))


def shown_url(url: str) -> str:
    """Return an address without its password."""
    parts = urlsplit(url)
    if parts.password is None:
        return url
    _user_and_password, _, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{parts.username}:***@{host}").geturl()
