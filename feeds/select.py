"""Which entries a profile lets through at a given time, and until when that answer holds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import OutputProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """``pairs`` of blog and entry in feed order.

    ``valid_until`` is when another answer is due without any edit, ``turned_at`` when one last was.
    ``updated_at`` is the newest moment at which anything a reader of these blogs may know of has changed.
    """

    pairs: tuple[tuple[LiveBlog, Entry], ...]
    updated_at: datetime
    turned_at: datetime | None
    valid_until: datetime | None


def select(blogs: Iterable[LiveBlog], profile: OutputProfile, now: datetime) -> Selected:
    """Choose and order the entries of some live blogs, newest first.

    Nothing leaves before its embargo or its publication time, and of a live blog that is withdrawn as a whole nothing
    but withdrawals. A withdrawn entry, killed or withheld, passes every selection and does not count against the
    window, for as long as the profile shows withdrawals; one that was withdrawn before anyone could see it stays
    unseen.
    """
    blogs = tuple(blogs)
    candidates = [(blog, entry) for blog in blogs for entry in blog.entries]
    seen = [pair for pair in candidates if visible_since(pair[1]) <= now]
    seen.sort(key=_published_at, reverse=True)
    pairs = list(_taken(seen, profile, now))
    if profile.window.pinned_first:
        pairs.sort(key=lambda pair: not (pair[1].pinned and pair[1].pub_status is PubStatus.USABLE))
    turns = list(_turning_points(candidates, profile))
    return Selected(
        pairs=tuple(pairs),
        updated_at=max([blog.updated_at for blog in blogs] + [changed_at(entry) for _, entry in seen]),
        turned_at=max((turn for turn in turns if turn <= now), default=None),
        valid_until=min((turn for turn in turns if turn > now), default=None),
    )


def visible_since(entry: Entry) -> datetime:
    """Return when anyone may first see an entry: at its publication time, or when its embargo ends if that is later."""
    # A feed asks this of each of its thousand entries three times over; max() takes three times as long.
    embargo = entry.embargoed_until
    return entry.published_at if embargo is None or embargo < entry.published_at else embargo


def changed_at(entry: Entry) -> datetime:
    """Return when an entry last changed for those who read it: with its last edit, or by appearing after that."""
    return max(entry.updated_at, visible_since(entry))


def _published_at(pair: tuple[LiveBlog, Entry]) -> datetime:
    return pair[1].published_at


def _taken(
    seen: Iterable[tuple[LiveBlog, Entry]], profile: OutputProfile, now: datetime
) -> Iterator[tuple[LiveBlog, Entry]]:
    """Yield what the profile takes of entries that may be seen, given newest first."""
    room = profile.window.max_entries
    for blog, entry in seen:
        if entry.pub_status is not PubStatus.USABLE:
            if _was_out(entry) and _withdrawal_ends_at(entry, profile) > now:
                yield blog, entry
        elif room and blog.pub_status is PubStatus.USABLE and _is_wanted(entry, profile, now):
            room -= 1
            yield blog, entry


def _was_out(entry: Entry) -> bool:
    """Say whether readers may have seen an entry before it was withdrawn.

    Its source's version counts: a translation rises with every draft, whether its source was ever out or not.
    """
    version = entry.translation.source_version if entry.translation else entry.version
    return version > 1 and visible_since(entry) <= entry.updated_at


def _withdrawal_ends_at(entry: Entry, profile: OutputProfile) -> datetime:
    return entry.updated_at + timedelta(hours=profile.window.withdrawn_shown_h)


def _is_wanted(entry: Entry, profile: OutputProfile, now: datetime) -> bool:
    wanted, window = profile.selection, profile.window
    return not (
        (wanted.kinds and entry.kind not in wanted.kinds)
        or (wanted.subjects and not {s.qcode for s in entry.subjects} & set(wanted.subjects))
        or (wanted.only_highlighted and not entry.highlighted)
        or (wanted.published_since and entry.published_at < wanted.published_since)
        or (window.max_age_h and entry.published_at <= now - timedelta(hours=window.max_age_h))
    )


def _turning_points(candidates: Iterable[tuple[LiveBlog, Entry]], profile: OutputProfile) -> Iterator[datetime]:
    """Yield every moment at which an entry appears or disappears by the clock alone."""
    for _, entry in candidates:
        yield visible_since(entry)
        if entry.pub_status is not PubStatus.USABLE:
            yield _withdrawal_ends_at(entry, profile)
        elif profile.window.max_age_h:
            yield entry.published_at + timedelta(hours=profile.window.max_age_h)
