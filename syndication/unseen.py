"""Kills of entries that nobody has seen: they keep the embargo they were under, so that nobody hears of them either.

A tombstone has no embargo, since whoever has an entry must hear of its kill at once. Whether an entry that is under an
embargo when it is killed was ever out before is in its history alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from sqlalchemy.orm import Session

from feeds.model import Entry, PubStatus
from feeds.select import visible_since
from syndication.storage.entries import load_versions


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


def _was_out(session: Session, kill: Entry) -> bool:
    """Say whether any version before the kill could be seen before the next one took its place."""
    history = load_versions(session, [(kill.guid, version) for version in range(1, kill.version)])
    versions = [*sorted(history, key=lambda entry: entry.version), kill]
    return any(
        one.pub_status is PubStatus.USABLE and visible_since(one) <= following.updated_at
        for one, following in pairwise(versions)
    )
