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

    Nothing leaves before its embargo or its publication time. A withdrawn entry passes every selection and does not
    count against the window, for as long as the profile shows withdrawals; an entry that was withdrawn before anyone
    could see it stays unseen. A withheld entry passes from its second version on, as an order to stop using it.
    """
    blogs = tuple(blogs)
    candidates = [(blog, entry) for blog in blogs for entry in blog.entries]
    seen = [(blog, entry) for blog, entry in candidates if _visible_since(entry) <= now]
    withdrawn = [pair for pair in seen if _is_withdrawal(pair[1]) and _withdrawal_ends_at(pair[1], profile) > now]
    usable = [pair for pair in seen if pair[1].pub_status is PubStatus.USABLE and _is_wanted(pair[1], profile, now)]
    usable.sort(key=_published_at, reverse=True)
    kept = usable[: profile.window.max_entries]
    pairs = sorted(kept + withdrawn, key=_published_at, reverse=True) if withdrawn else kept
    if profile.window.pinned_first:
        pairs.sort(key=lambda pair: not pair[1].pinned)
    turns = list(_turning_points(candidates, profile))
    return Selected(
        pairs=tuple(pairs),
        updated_at=max([blog.updated_at for blog in blogs] + [_changed_at(entry) for _, entry in seen]),
        turned_at=max((turn for turn in turns if turn <= now), default=None),
        valid_until=min((turn for turn in turns if turn > now), default=None),
    )


def _visible_since(entry: Entry) -> datetime:
    return max(entry.published_at, entry.embargoed_until or entry.published_at)


def _changed_at(entry: Entry) -> datetime:
    return max(entry.updated_at, entry.embargoed_until or entry.updated_at)


def _published_at(pair: tuple[LiveBlog, Entry]) -> datetime:
    return pair[1].published_at


def _is_withdrawal(entry: Entry) -> bool:
    if entry.pub_status is PubStatus.CANCELED:
        return _visible_since(entry) < entry.updated_at
    return entry.pub_status is PubStatus.WITHHELD and entry.version > 1


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
        yield _visible_since(entry)
        if entry.pub_status is not PubStatus.USABLE:
            yield _withdrawal_ends_at(entry, profile)
        elif profile.window.max_age_h:
            yield entry.published_at + timedelta(hours=profile.window.max_age_h)
