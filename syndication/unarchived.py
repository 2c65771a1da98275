"""What a public feed holds besides the newest entries: what no archive document holds as it is now (decision 10)."""

from collections.abc import Iterable, Set
from dataclasses import replace

from sqlalchemy.orm import Session

from feeds.identity import source_guid
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import LanguageRule
from syndication.errors import UnknownBlog
from syndication.publish import NEWEST_ENTRIES, variant_of
from syndication.storage.archives import list_unarchived
from syndication.storage.blogs import find_blog, load_head
from syndication.storage.entries import load_entries

# Some two hundred wait, and a few more that nobody may see yet. Of a live blog that was long before there were archive
# documents everything does, until its next change or the next start of a worker.
_MOST_UNARCHIVED = 1000


def add_unarchived(
    session: Session, blog: LiveBlog, rule: LanguageRule, *, has_archives: bool
) -> tuple[LiveBlog, Set[str]]:
    """Return a variant, read with its newest entries, with those that are unarchived, and the guids of the latter.

    Without archive documents withdrawals are not among them: readers hear of those for as long as the profile says.
    """
    if not has_archives and len(blog.entries) < NEWEST_ENTRIES:
        return blog, {entry.guid for entry in blog.entries if entry.pub_status is PubStatus.USABLE}
    record = find_blog(session, blog.slug)
    if record is None:
        raise UnknownBlog(blog.slug)
    wanted = set(list_unarchived(session, record, rule.tag, limit=_MOST_UNARCHIVED))
    missing = wanted - {source_guid(entry.guid) for entry in blog.entries}
    if missing:
        blog = replace(blog, entries=(*blog.entries, *_read(session, blog.slug, missing, rule)))
    return blog, {entry.guid for entry in blog.entries if source_guid(entry.guid) in wanted}


def _read(session: Session, slug: str, guids: Iterable[str], rule: LanguageRule) -> tuple[Entry, ...]:
    head = load_head(session, slug)
    if head is None:
        raise UnknownBlog(slug)
    variant = variant_of(session, replace(head, entries=load_entries(session, sorted(guids))), rule.tag, rule)
    return variant.entries if variant else ()
