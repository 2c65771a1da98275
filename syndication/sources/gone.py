"""What is gone upstream, and what is only out of sight. Pure; docs/decisions has the reasons.

A document that lacks an entry may have lost it to an editor there, to the window it shows, to a cache that is behind,
or to a fault. A kill cannot be taken back, so an entry is killed only where nothing but an editor explains it:

1. The document still reaches beyond it: it holds entries that are older, by publication and by update. One such entry
   will not do, unless the document has become shorter: an opening entry may be kept in a window it is too old for.
2. Two readings in a row say so.
3. The document is not in doubt: it is no older than one read before, has not lost half of its entries at once, and
   none of its entries has become unreadable.

Everything else that is missing is out of view, and stays.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_DOUBTED_FOR = timedelta(hours=1)
# Removing the newest entry makes a document look older that has no time of its own; so does a cache, but not for long.
_BARELY_DOUBTED_FOR = timedelta(minutes=5)
# Of ten entries one may stand out of line, since it is pinned or was moved to the top; but for two nothing is asked.
_OUT_OF_LINE = 10
_ALWAYS_OUT_OF_LINE = 2
_OLDER_THAN_WINDOW = 2


class Presence(StrEnum):
    """Where an entry stands with its source.

    ``present``: the last document had it. ``suspect``: the last one did not, although it should have. ``out_of_view``:
    it left the document in a way that says nothing, and will not be missed again until it is back.
    """

    PRESENT = "present"
    SUSPECT = "suspect"
    OUT_OF_VIEW = "out_of_view"


class Doubt(StrEnum):
    """Why a document says nothing about what is missing from it.

    ``older``: it is an older copy than one that was read before. ``shrunk``: more than half was gone at once.
    ``unreadable``: more of its entries could not be read than before.
    """

    OLDER = "older"
    SHRUNK = "shrunk"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An entry as its source last had it; ``published_at`` is ``None`` where its time was only guessed."""

    guid: str
    presence: Presence
    published_at: datetime | None
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as the document has it, by the guid it has here. Pinned ones say nothing about the window."""

    guid: str
    published_at: datetime | None
    updated_at: datetime
    is_pinned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A document: its entries that are not withdrawn, in its own order, and how many of it could not be read.

    ``updated_at`` is what it says of itself, or, unless ``says_when``, the newest time that its entries have;
    ``modified_at`` is what its server says (``Last-Modified``).
    """

    entries: tuple[Seen, ...]
    updated_at: datetime
    says_when: bool = True
    modified_at: datetime | None = None
    unreadable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered of the last document without a doubt, and since when there has been which doubt."""

    updated_at: datetime | None = None
    modified_at: datetime | None = None
    unreadable: int = 0
    doubt: Doubt | None = None
    doubted_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a reading says of the entries known before it, by guid; those not named are where they were."""

    killed: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    out_of_view: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    doubt: Doubt | None = None


def is_older_copy(sighting: Sighting, memory: Memory, *, now: datetime) -> bool:
    """Say whether a document is an older copy of one read before, from a cache that is behind.

    What its server says of it counts before what it says itself. If it stays like that it is taken for what its source
    has now: after an hour, or after five minutes if only its entries make it look older.
    """
    if sighting.modified_at is not None and memory.modified_at is not None:
        is_older, lasts = sighting.modified_at < memory.modified_at, _DOUBTED_FOR
    else:
        is_older = _is_before(sighting.updated_at, memory.updated_at)
        lasts = _DOUBTED_FOR if sighting.says_when else _BARELY_DOUBTED_FOR
    return is_older and not _is_lasting(Doubt.OLDER, memory, now, lasts=lasts)


def judge(known: Sequence[Known], sighting: Sighting, memory: Memory, *, now: datetime) -> Verdict:
    """Say what has become of the entries that a source had."""
    held = {seen.guid for seen in sighting.entries}
    back = tuple(one.guid for one in known if one.guid in held and one.presence is not Presence.PRESENT)
    expected = [one for one in known if one.presence is not Presence.OUT_OF_VIEW]
    missing = [one for one in expected if one.guid not in held]
    if not missing:
        is_older = is_older_copy(sighting, memory, now=now)
        return Verdict(back=back, doubt=Doubt.OLDER if is_older else None)
    conclusive = _conclusively_missing(known, missing, sighting)
    # Many leave a window when many arrive; but then nothing is missing from its middle.
    lost = len(missing) if conclusive else 0
    doubt = _doubt(sighting, memory, lost=lost, expected=len(expected), now=now)
    if doubt is Doubt.SHRUNK and _is_lasting(doubt, memory, now):
        return Verdict(out_of_view=tuple(one.guid for one in missing), back=back)
    if doubt is not None:
        return Verdict(back=back, doubt=doubt)
    return Verdict(
        killed=tuple(one.guid for one in missing if one.presence is Presence.SUSPECT and one.guid in conclusive),
        suspects=tuple(one.guid for one in missing if one.presence is Presence.PRESENT and one.guid in conclusive),
        out_of_view=tuple(one.guid for one in missing if one.guid not in conclusive),
        back=back,
    )


def judge_unchanged(known: Sequence[Known]) -> Verdict:
    """Say the same of a document that its server says has not changed: what was suspected has been seen twice."""
    return Verdict(killed=tuple(one.guid for one in known if one.presence is Presence.SUSPECT))


def _doubt(sighting: Sighting, memory: Memory, *, lost: int, expected: int, now: datetime) -> Doubt | None:
    if is_older_copy(sighting, memory, now=now):
        return Doubt.OLDER
    if lost * 2 > expected or len(sighting.entries) * 2 < expected:
        return Doubt.SHRUNK
    return Doubt.UNREADABLE if sighting.unreadable > memory.unreadable else None


def _is_lasting(doubt: Doubt, memory: Memory, now: datetime, *, lasts: timedelta = _DOUBTED_FOR) -> bool:
    return memory.doubt is doubt and memory.doubted_since is not None and now - memory.doubted_since >= lasts


def _is_before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def _conclusively_missing(known: Sequence[Known], missing: Sequence[Known], sighting: Sighting) -> frozenset[str]:
    """Return what only an editor can have taken out of a document that still reaches beyond it."""
    presence = {one.guid: one.presence for one in known}
    arrived = sum(presence.get(seen.guid, Presence.OUT_OF_VIEW) is Presence.OUT_OF_VIEW for seen in sighting.entries)
    # A window of so many entries lets one go for each that arrives; it does not become shorter.
    is_shorter = sum(one.presence is Presence.PRESENT for one in missing) > arrived
    reach = _Reach(_in_line(sighting.entries))
    # What was found missing before has been compared with the document that it was missing from first.
    needed = {one.guid: 1 if is_shorter or one.presence is Presence.SUSPECT else _OLDER_THAN_WINDOW for one in missing}
    return frozenset(one.guid for one in missing if reach.older_than(one) >= needed[one.guid])


class _Reach:
    """How far back a document goes, asked for many entries: 20,000 times 20,000 comparisons would take minutes."""

    def __init__(self, line: Sequence[Seen]) -> None:
        dated = sorted((seen.published_at, seen.updated_at) for seen in line if seen.published_at is not None)
        self._times = [published_at for published_at, _updated_at in dated]
        # The earliest updates among the first so many entries; no more of them are asked for.
        self._earliest: list[tuple[datetime, ...]] = [()]
        for _published_at, updated_at in dated:
            self._earliest.append(tuple(sorted([*self._earliest[-1], updated_at])[:_OLDER_THAN_WINDOW]))

    def older_than(self, one: Known) -> int:
        """Return how many entries are older by publication and by update; more than two count as two."""
        if one.published_at is None:
            return 0
        before = bisect_left(self._times, one.published_at)
        return sum(updated_at < one.updated_at for updated_at in self._earliest[before])


def _in_line(entries: Sequence[Seen]) -> list[Seen]:
    """Return the entries that stand where their times put them; none if the document goes by something else."""
    dated = [(seen.published_at, seen) for seen in entries if seen.published_at is not None and not seen.is_pinned]
    line = max(_longest_rising(dated), _longest_rising(dated[::-1]), key=len)
    out_of_line = len(dated) - len(line)
    return line if out_of_line <= max(_ALWAYS_OUT_OF_LINE, len(dated) // _OUT_OF_LINE) else []


def _longest_rising(entries: Sequence[tuple[datetime, Seen]]) -> list[Seen]:
    """Return the longest run, gaps allowed, whose times do not fall."""
    # Of all runs of each length so far, the one that ends earliest: its last time, and where that stands.
    ends: list[datetime] = []
    places: list[int] = []
    before: list[int | None] = []
    for place, (at, _seen) in enumerate(entries):
        length = bisect_right(ends, at)
        before.append(places[length - 1] if length else None)
        if length == len(ends):
            ends.append(at)
            places.append(place)
        else:
            ends[length], places[length] = at, place
    run: list[Seen] = []
    current = places[-1] if places else None
    while current is not None:
        run.append(entries[current][1])
        current = before[current]
    return run
