"""The texts that went out on a channel, as they stand today: what sending something again needs to know."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from feeds.model import PubStatus
from syndication.delivery.model import ChannelState, DeliveryState
from syndication.storage.chunks import in_chunks
from syndication.storage.delivery_tables import channels, deliveries, wanted_deliveries
from syndication.storage.tables import blogs, entries


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelText:
    """A text that may have reached a partner on a channel."""

    channel_id: int
    blog_id: int
    guid: str
    language: str


SentText = tuple[int, str, str]
"""Blog id, guid and language of a text."""

_MOST = 10_000


def texts_under(session: Session, channel_id: int, sequences: Sequence[int]) -> tuple[SentText, ...]:
    """Return the texts that went out under these numbers, each once, in the order of their first numbers."""
    row, found = deliveries.c, []
    for chunk in in_chunks(sequences):
        query = (
            select(row.blog_id, row.guid, row.language)
            .where(row.channel_id == channel_id, row.sequence.in_(chunk), row.state == DeliveryState.ACCEPTED)
            .order_by(row.sequence)
        )
        found += [(blog_id, guid, language) for blog_id, guid, language in session.execute(query)]
    return tuple(dict.fromkeys(found))


def texts_of_profile(session: Session, profile_id: int) -> tuple[ChannelText, ...]:
    """Return the texts that may have reached a partner on the channels of a profile, but those that are retired."""
    row = deliveries.c
    query = (
        select(row.channel_id, row.blog_id, row.guid, row.language)
        .join(channels, channels.c.id == row.channel_id)
        .where(channels.c.profile_id == profile_id, channels.c.state != ChannelState.RETIRED, row.attempts > 0)
        .distinct()
    )
    return tuple(ChannelText(**found._mapping) for found in session.execute(query))


def standings_of(session: Session, guids: Iterable[str]) -> Mapping[str, PubStatus]:
    """Return whether texts may be used today: entries, and live blogs that go out as a whole."""
    found: dict[str, PubStatus] = {}
    for chunk in in_chunks(sorted(set(guids))):
        for table in (blogs, entries):
            query = select(table.c.guid, table.c.pub_status).where(table.c.guid.in_(chunk))
            found |= {guid: PubStatus(status) for guid, status in session.execute(query)}
    return found


def revisions_of(session: Session, blog_ids: Iterable[int]) -> Mapping[int, int]:
    """Return the newest revision of live blogs, by their ids."""
    found: dict[int, int] = {}
    for chunk in in_chunks(sorted(set(blog_ids))):
        query = select(blogs.c.id, blogs.c.revision).where(blogs.c.id.in_(chunk))
        found |= {row.id: row.revision for row in session.execute(query)}
    return found


def waiting_texts(session: Session, channel_id: int, *, limit: int = _MOST) -> frozenset[tuple[str, str]]:
    """Return guid and language of what waits for a channel already, dead letters aside."""
    row = wanted_deliveries.c
    query = select(row.guid, row.language).where(row.channel_id == channel_id, row.dead_at.is_(None)).limit(limit)
    return frozenset((guid, language) for guid, language in session.execute(query))
