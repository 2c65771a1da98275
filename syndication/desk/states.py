"""How an entry stands, as the desk marks it. Pure."""

from datetime import datetime
from enum import StrEnum

from feeds.model import Entry, PubStatus


class EntryState(StrEnum):
    """A mark of an entry; it may have several. The value is its name in addresses."""

    PINNED = "pinned"
    HIGHLIGHTED = "highlighted"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    HELD = "held"
    CORRECTED = "corrected"
    KILLED = "killed"


def states_of(entry: Entry, now: datetime) -> tuple[EntryState, ...]:
    """Return the marks of an entry at a time, those that keep it from readers first; a killed one has no other."""
    if entry.pub_status is PubStatus.CANCELED:
        return (EntryState.KILLED,)
    marks = {
        EntryState.HELD: entry.pub_status is PubStatus.WITHHELD,
        EntryState.EMBARGOED: entry.embargoed_until is not None and entry.embargoed_until > now,
        EntryState.SCHEDULED: entry.published_at > now,
        EntryState.PINNED: entry.pinned,
        EntryState.HIGHLIGHTED: entry.highlighted,
        EntryState.CORRECTED: entry.correction_note is not None,
    }
    return tuple(state for state, is_so in marks.items() if is_so)


def next_turn(entry: Entry, now: datetime) -> datetime | None:
    """Return when the clock alone next changes how an entry stands."""
    turns = (entry.published_at, entry.embargoed_until)
    return min((turn for turn in turns if turn is not None and turn > now), default=None)
