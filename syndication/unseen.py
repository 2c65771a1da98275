"""Kills and holds of entries that are under an embargo: told of to those who had the entry, and to nobody else.

An entry that was out and whose embargo or publication is moved ahead is shown as a hold until then.

A tombstone has no embargo, since whoever has an entry must hear of its kill at once; that of an entry nobody has seen
keeps it, so that nobody hears of it either. A hold keeps the embargo that the desk has set, for when it ends, and its
notice is shown without. Whether an entry was ever out is in its history alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from sqlalchemy.orm import Session

from feeds.embargo import visibility
from feeds.identity import source_guid
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import OutputProfile
from feeds.select import visible_since
from feeds.withdrawn import held_again
from syndication.storage.entries import load_versions
from syndication.storage.recalls import load_histories

_Visible = Callable[[Entry], datetime]


def with_embargoes(session: Session, entries: Sequence[Entry]) -> Mapping[str, Entry]:
    """Return those of some new versions that are kills of entries nobody has seen, by guid, with their embargoes."""
    kills = [entry for entry in entries if entry.pub_status is PubStatus.CANCELED and entry.version > 1]
    before = load_versions(session, [(entry.guid, entry.version - 1) for entry in kills])
    embargoes = {old.guid: old.embargoed_until for old in before}
    found = {}
    for kill in kills:
        embargo = embargoes.get(kill.guid)
        if embargo is not None and embargo > kill.updated_at and not _was_out(session, kill):
            found[kill.guid] = replace(kill, embargoed_until=embargo)
    return found


def with_told_holds(session: Session, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return entries as documents show them: one that was out and is withheld until after an embargo, as a hold now."""
    return tuple(_as_told(session, entry) if _is_hidden_hold(entry) else entry for entry in entries)


def with_holds_until(
    session: Session, blogs: Sequence[LiveBlog], profile: OutputProfile, *, now: datetime
) -> tuple[tuple[LiveBlog, ...], datetime | None]:
    """Return live blogs as documents of a profile show them now: with a hold of each entry that is to come again.

    The second is when the first of these may be seen; ``None`` where there is none.
    """
    visible = visibility(profile)
    waiting = [entry for blog in blogs for entry in blog.entries if _may_come_again(entry, visible, now)]
    if not waiting:
        return tuple(blogs), None
    histories = load_histories(session, [source_guid(entry.guid) for entry in waiting])
    were_out = {guid for guid, history in histories.items() if _was_out_before([one.entry for one in history], visible)}
    held = [entry for entry in waiting if source_guid(entry.guid) in were_out]
    holds = {entry.guid: held_again(entry) for entry in held}
    shown = tuple(replace(blog, entries=tuple(holds.get(one.guid, one) for one in blog.entries)) for blog in blogs)
    return shown, min(map(visible, held), default=None)


def _may_come_again(entry: Entry, visible: _Visible, now: datetime) -> bool:
    version = entry.translation.source_version if entry.translation else entry.version
    return entry.pub_status is PubStatus.USABLE and version > 1 and visible(entry) > now


def _was_out_before(history: Sequence[Entry], visible: _Visible) -> bool:
    """Say whether an older version than the last could be seen before the next one took its place."""
    return any(
        one.pub_status is PubStatus.USABLE and visible(one) <= following.updated_at
        for one, following in pairwise(history)
    )


def _is_hidden_hold(entry: Entry) -> bool:
    return entry.pub_status is PubStatus.WITHHELD and entry.version > 1 and visible_since(entry) > entry.updated_at


def _as_told(session: Session, hold: Entry) -> Entry:
    out = _last_out(session, hold)
    return hold if out is None else replace(hold, embargoed_until=None, published_at=out.published_at)


def _was_out(session: Session, kill: Entry) -> bool:
    return _last_out(session, kill) is not None


def _last_out(session: Session, entry: Entry) -> Entry | None:
    """Return the last version before this one that could be seen before the next one took its place."""
    history = load_versions(session, [(entry.guid, version) for version in range(1, entry.version)])
    versions = [*sorted(history, key=lambda one: one.version), entry]
    out = (
        one
        for one, following in pairwise(versions)
        if one.pub_status is PubStatus.USABLE and visible_since(one) <= following.updated_at
    )
    return max(out, key=lambda one: one.version, default=None)
