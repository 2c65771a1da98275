"""Which sentence of a live blog each unit of a file is about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from syndication.storage.segments import StoredSegment
from translations.exchange.codes import plain
from translations.exchange.sums import collapsed
from translations.exchange.work import Unit, UnitProblem

TextSegments = Mapping[str, tuple[StoredSegment, ...]]
"""Segments in one language by the guid of their text."""


@dataclass(slots=True, kw_only=True)
class Assigned:
    """Units by the guid of the text they are about, in the order of the file, each with its segment's id.

    The id is ``None`` where the sentence is no longer in its text. ``unmatched`` counts units that name no text and
    whose source no sentence has.
    """

    by_text: dict[str, list[tuple[Unit, int | None]]] = field(default_factory=dict)
    problems: list[UnitProblem] = field(default_factory=list)
    unmatched: int = 0


def assign(units: Sequence[Unit], texts: TextSegments, *, guids: frozenset[str]) -> Assigned:
    """Find the sentence of each unit: by its id, or by its words where another tool has dropped or changed the id.

    ``texts`` are the segments of the live blog's texts, ``guids`` all its texts, translated or not. A unit without a
    text of its own, as in the memories of other tools, is about every sentence with its words.
    """
    assigned = Assigned()
    everywhere = _by_words([stored for segments in texts.values() for stored in segments])
    ids = {stored.segment.id: stored for segments in texts.values() for stored in segments}
    for unit in units:
        if unit.guid is None:
            _assign_by_words(unit, ids, everywhere, assigned)
        elif unit.guid not in guids:
            problem = UnitProblem(
                location=unit.location, unit_id=unit.id, reason="it is about a text that is not in this live blog"
            )
            assigned.problems.append(problem)
        else:
            segment_id = _in_text(unit, texts.get(unit.guid, ()))
            assigned.by_text.setdefault(unit.guid, []).append((unit, segment_id))
    return assigned


def _in_text(unit: Unit, segments: Sequence[StoredSegment]) -> int | None:
    for stored in segments:
        if stored.segment.id == unit.segment_id:
            return stored.segment.id
    same = _by_words(segments).get(plain(unit.source), [])
    return same[0].segment.id if same else None


def _assign_by_words(
    unit: Unit, ids: Mapping[int | None, StoredSegment], everywhere: Mapping[str, list[StoredSegment]], to: Assigned
) -> None:
    words = plain(unit.source)
    own = ids.get(unit.segment_id) if unit.segment_id is not None else None
    found = [own] if own is not None and collapsed(own.segment.source.text) == words else everywhere.get(words, [])
    for stored in found:
        to.by_text.setdefault(stored.guid, []).append((unit, stored.segment.id))
    to.unmatched += not found


def _by_words(segments: Sequence[StoredSegment]) -> Mapping[str, list[StoredSegment]]:
    found: defaultdict[str, list[StoredSegment]] = defaultdict(list)
    for stored in segments:
        found[collapsed(stored.segment.source.text)].append(stored)
    return found
