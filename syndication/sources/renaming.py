"""Entries that their source has begun to call otherwise. Pure.

A site that moves, say from http to https, often changes the guids of everything it has. Taken at their word, all
entries would be new, and partners would have each of them twice. So an unknown entry that says to the letter what one
says that is missing, and was published at the same moment, is that one; from then on it is known by both names.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from feeds.model import Entry, PubStatus
from feeds.wording import fingerprint
from syndication.preparing import Placed
from syndication.sources.gone import Presence
from syndication.storage.sources import FollowedEntry


def under_own_names(
    placed: Sequence[Placed], rows: Mapping[str, FollowedEntry], *, alive: Collection[str], known: Collection[str]
) -> tuple[tuple[Placed, ...], Mapping[str, str]]:
    """Return a document's entries under the guids they have here, and by those what the source calls them.

    ``rows`` are what the source last said, whose ``base`` has the guid it used; ``alive`` the entries that are not
    killed, ``known`` all entries of the live blog.
    """
    there = {entry.guid for _place, entry in placed}
    names = {row.base.guid: guid for guid, row in rows.items() if row.base.guid != guid and guid not in there}
    found = there | {names[guid] for guid in there if guid in names}
    names |= _found_anew(placed, rows, expected=alive, known={*known, *names}, there=found)
    renamed = tuple((place, replace(entry, guid=names.get(entry.guid, entry.guid))) for place, entry in placed)
    return renamed, {names[guid]: guid for guid in names if guid in there}


def _found_anew(
    placed: Sequence[Placed],
    rows: Mapping[str, FollowedEntry],
    *,
    expected: Collection[str],
    known: Collection[str],
    there: Collection[str],
) -> dict[str, str]:
    """Return the new names of entries that are missing under those they had, with the guids they have here."""
    missing = [
        (guid, row.base)
        for guid, row in rows.items()
        if guid in expected and guid not in there and row.presence is not Presence.OUT_OF_VIEW
    ]
    if not missing:
        return {}
    unknown = [
        (entry.guid, entry)
        for _place, entry in placed
        if entry.guid and entry.guid not in known and entry.pub_status is not PubStatus.CANCELED
    ]
    old, new = _by_wording(missing), _by_wording(unknown)
    return {new[wording][0]: old[wording][0] for wording in old if len(old[wording]) == len(new[wording]) == 1}


def _by_wording(entries: Iterable[tuple[str, Entry]]) -> Mapping[tuple[str, datetime], list[str]]:
    found: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for guid, entry in entries:
        found[fingerprint(entry), entry.published_at].append(guid)
    return found
