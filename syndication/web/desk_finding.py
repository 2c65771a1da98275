"""What the live desk's pages are about, by their addresses."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feeds.model import Entry, LiveBlog, PubStatus
from syndication.rights import Role
from syndication.storage.blogs import BlogRecord, find_blog, load_head
from syndication.storage.stream import find_in_stream
from syndication.web.authorisation import current_actor


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBlog:
    """A live blog: its row and its head."""

    record: BlogRecord
    head: LiveBlog

    @property
    def zone(self) -> ZoneInfo:
        """The live blog's own clock."""
        return ZoneInfo(self.head.timezone)

    @property
    def is_killed(self) -> bool:
        """Say whether it takes no more changes."""
        return self.record.pub_status is PubStatus.CANCELED


def require_blog(session: Session, slug: str) -> DeskBlog:
    """Return a live blog, or answer that there is none."""
    record, head = find_blog(session, slug), load_head(session, slug)
    if record is None or head is None:
        raise NotFound(f"There is no live blog “{slug}” here.")
    return DeskBlog(record=record, head=head)


def require_entry(session: Session, blog: DeskBlog, entry_id: int) -> Entry:
    """Return an entry of a live blog, or answer that there is none."""
    entry = find_in_stream(session, blog.record.id, entry_id)
    if entry is None:
        raise NotFound(f"“{blog.head.title}” has no entry {entry_id}.")
    return entry


def may_write() -> bool:
    """Say whether whoever asks may change entries."""
    return current_actor().role.allows(Role.EDITOR)
