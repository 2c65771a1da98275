"""Which entries a profile lets through at a given time, and until when that answer holds."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from feeds.embargo import visibility, visible_since
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import OutputProfile
from feeds.territories import why_refused

__all__ = ["Selected", "changed_at", "is_never_told", "may_be_told", "select", "select_all", "visible_since"]

_Visible = Callable[[Entry], datetime]
"""When an entry may first be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """``pairs`` of blog and entry in feed order.

    ``valid_until`` is when another answer is due without any edit, ``turned_at`` when one last was.
    ``updated_at`` is the newest moment at which anything a reader of these blogs may know of has changed. ``turns``
    counts for each blog, by its guid, how often the clock alone has changed it since its last change, and ``changed``
    says when that was for a reader, who may have been told of entries that are not shown any more. ``refused`` are the
    guids of entries that would be there but for their rights, each with what these say.
    """

    pairs: tuple[tuple[LiveBlog, Entry], ...]
    updated_at: datetime
    turned_at: datetime | None
    valid_until: datetime | None
    turns: Mapping[str, int]
    changed: Mapping[str, datetime]
    refused: tuple[tuple[str, str], ...] = ()


def select(
    blogs: Iterable[LiveBlog], profile: OutputProfile, now: datetime, *, unarchived: Container[str] = ()
) -> Selected:
    """Choose and order the entries of some live blogs, newest first.

    Nothing leaves before its embargo or its publication time, and of a live blog that is withdrawn as a whole nothing
    but withdrawals. A withdrawn entry, killed or withheld, passes every selection and does not count against the
    window, for as long as the profile shows withdrawals; one that was withdrawn before anyone could see it stays
    unseen. ``unarchived`` are guids of entries that no archive document holds as they are now: neither the length of
    the window nor the end of the time for withdrawals keeps these out.
    """
    blogs, visible = tuple(blogs), visibility(profile)
    candidates = [(blog, entry) for blog in blogs for entry in blog.entries]
    seen = [pair for pair in candidates if visible(pair[1]) <= now]
    seen.sort(key=_published_at, reverse=True)
    refused: list[tuple[str, str]] = []
    pairs = list(_taken(seen, profile, now, unarchived, refused))
    if profile.window.pinned_first:
        pairs.sort(key=lambda pair: not (pair[1].pinned and pair[1].pub_status is PubStatus.USABLE))
    turns_of = {blog.guid: list(_turning_points(blog, profile, unarchived, visible)) for blog in blogs}
    turns = list(chain.from_iterable(turns_of.values()))
    return Selected(
        pairs=tuple(pairs),
        updated_at=max([blog.updated_at for blog in blogs] + [changed_at(entry, visible) for _, entry in seen]),
        turned_at=max((turn for turn in turns if turn <= now), default=None),
        valid_until=min((turn for turn in turns if turn > now), default=None),
        turns={blog.guid: _count_turns(blog, turns_of[blog.guid], now) for blog in blogs},
        changed={blog.guid: _newest_change(blog, now, visible) for blog in blogs},
        refused=tuple(refused),
    )


def select_all(blog: LiveBlog) -> Selected:
    """Return what a live blog holds, all of it in its own order and whatever the time: an archive document."""
    return Selected(
        pairs=tuple((blog, entry) for entry in blog.entries),
        updated_at=max([blog.updated_at, *map(changed_at, blog.entries)]),
        turned_at=None,
        valid_until=None,
        turns={},
        changed={},
    )


def may_be_told(blog: LiveBlog, entry: Entry, now: datetime) -> bool:
    """Say whether readers may know of an entry, be it by its text or by a notice of its withdrawal."""
    if entry.pub_status is PubStatus.USABLE:
        return blog.pub_status is PubStatus.USABLE and visible_since(entry) <= now
    return visible_since(entry) <= now and not is_never_told(entry)


def is_never_told(entry: Entry) -> bool:
    """Say whether an entry was withdrawn before anyone could see it, so that nobody needs to hear of it.

    Its source's version counts: a translation rises with every draft, whether its source was ever out or not.
    """
    version = entry.translation.source_version if entry.translation else entry.version
    return entry.pub_status is not PubStatus.USABLE and (version == 1 or visible_since(entry) > entry.updated_at)


def changed_at(entry: Entry, visible: _Visible = visible_since) -> datetime:
    """Return when an entry last changed for those who read it: with its last edit, or by appearing after that.

    ``visible`` says when it appears for them; :func:`~feeds.embargo.visibility` makes it for a profile.
    """
    return max(entry.updated_at, visible(entry))


def _published_at(pair: tuple[LiveBlog, Entry]) -> datetime:
    return pair[1].published_at


def _taken(
    seen: Iterable[tuple[LiveBlog, Entry]],
    profile: OutputProfile,
    now: datetime,
    unarchived: Container[str],
    refused: list[tuple[str, str]],
) -> Iterator[tuple[LiveBlog, Entry]]:
    """Yield what the profile takes of entries that may be seen, given newest first.

    Those that it would take but for their rights are added to ``refused``.
    """
    room = profile.window.max_entries
    for blog, entry in seen:
        is_due = entry.guid in unarchived
        if entry.pub_status is not PubStatus.USABLE:
            if not is_never_told(entry) and (is_due or _withdrawal_ends_at(entry, profile) > now):
                yield blog, entry
        elif (room or is_due) and blog.pub_status is PubStatus.USABLE and _is_wanted(entry, profile, now):
            if profile.territories and (reason := why_refused(entry.rights or blog.rights, profile.territories)):
                refused.append((entry.guid, reason))
                continue
            room = max(room - 1, 0)
            yield blog, entry


def _withdrawal_ends_at(entry: Entry, profile: OutputProfile) -> datetime:
    return entry.updated_at + timedelta(hours=profile.window.withdrawn_shown_h)


def _is_wanted(entry: Entry, profile: OutputProfile, now: datetime) -> bool:
    wanted, window = profile.selection, profile.window
    return not (
        (wanted.kinds and entry.kind not in wanted.kinds)
        or (wanted.subjects and not {s.qcode for s in entry.subjects} & set(wanted.subjects))
        or (wanted.tags and not _has_any(entry, wanted.tags))
        or (wanted.without_tags and _has_any(entry, wanted.without_tags))
        or (wanted.only_highlighted and not entry.highlighted)
        or (wanted.published_since and entry.published_at < wanted.published_since)
        or (window.max_age_h and entry.published_at <= now - timedelta(hours=window.max_age_h))
    )


def _has_any(entry: Entry, tags: tuple[str, ...]) -> bool:
    return bool({tag.casefold() for tag in entry.tags} & {tag.casefold() for tag in tags})


def _newest_change(blog: LiveBlog, now: datetime, visible: _Visible) -> datetime:
    told = (entry for entry in blog.entries if visible(entry) <= now and not is_never_told(entry))
    return max([blog.updated_at, *(changed_at(entry, visible) for entry in told)])


def _count_turns(blog: LiveBlog, turns: Iterable[datetime], now: datetime) -> int:
    changed_at = max([blog.updated_at, *(entry.updated_at for entry in blog.entries)])
    return sum(changed_at < turn <= now for turn in turns)


def _turning_points(
    blog: LiveBlog, profile: OutputProfile, unarchived: Container[str], visible: _Visible
) -> Iterator[datetime]:
    """Yield every moment at which an entry appears or disappears by the clock alone."""
    for entry in blog.entries:
        yield visible(entry)
        if entry.pub_status is not PubStatus.USABLE:
            if entry.guid not in unarchived:
                yield _withdrawal_ends_at(entry, profile)
        elif profile.window.max_age_h:
            yield entry.published_at + timedelta(hours=profile.window.max_age_h)
