"""What becomes of translations when their source changes: the newest source takes over what is still true of it.

1. A sentence that is the same, wherever it stands now, keeps everything. So does one that returns to the text its stale
   translation was made from: an approval comes back.
2. One that differs in quotation marks, dashes or spaces only keeps its approval, and its provenance says so.
3. One that was edited is recognised by its words and becomes stale: the old translation stays at hand, and nothing
   that was approved goes on as approved.
4. Any other sentence is new and has no translation yet.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from translations.alignment import Sentence, align
from translations.model import Segment, SegmentState, SegmentTranslation, SourceSegment, unreviewed_state

TYPOGRAPHY_CHANGED = "kept over a change of quotation marks, dashes or spaces"

_Pairs = dict[int, Segment]


def carry_over(old: Sequence[Segment], new_source: Sequence[SourceSegment]) -> tuple[Segment, ...]:
    """Return a segment for each sentence of the new source, with what it takes over from the old ones.

    Both in reading order. A segment keeps its ``id``; its ``version`` rises when a reviewer would see another text or
    state, not when it only moved.
    """
    pairs = _pair(old, new_source)
    return tuple(pairs.get(place) or Segment(source=source) for place, source in enumerate(new_source))


def removed(old: Iterable[Segment], new: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the stored segments of ``old`` whose sentence is gone in ``new``, what :func:`carry_over` gave."""
    kept = {segment.id for segment in new}
    return tuple(segment for segment in old if segment.id is not None and segment.id not in kept)


def _pair(old: Sequence[Segment], new_source: Sequence[SourceSegment]) -> _Pairs:
    """Return, by place in the new source, the segments that were carried over."""
    pairs: _Pairs = {}
    rest, waiting = list(old), dict(enumerate(new_source))
    for same in _SAME:
        found = _paired(rest, waiting, same)
        pairs |= {place: same.carry(segment, waiting.pop(place)) for place, segment in found.items()}
        taken = {id(segment) for segment in found.values()}
        rest = [segment for segment in rest if id(segment) not in taken]
    places = list(waiting)
    edits = align(
        [Sentence(segment.source.text, segment.source.field) for segment in rest],
        [Sentence(source.text, source.field) for source in waiting.values()],
    )
    return pairs | {places[after]: _outdated(rest[before], waiting[places[after]]) for before, after in edits}


@dataclass(frozen=True, slots=True)
class _Sameness:
    """One way to be the same sentence: what must agree, and what then becomes of the segment."""

    old_key: Callable[[Segment], str | None]
    new_key: Callable[[SourceSegment], str]
    carry: Callable[[Segment, SourceSegment], Segment]


def _paired(old: Iterable[Segment], new: Mapping[int, SourceSegment], same: _Sameness) -> _Pairs:
    """Pair what has the same key; among repeated sentences first those that stayed in their place, then in order."""
    in_place = {(same.new_key(source), source.field, source.index): place for place, source in new.items()}
    found: _Pairs = {}
    moved: defaultdict[str, deque[Segment]] = defaultdict(deque)
    for segment in old:
        key = same.old_key(segment)
        if key is None:
            continue
        place = in_place.get((key, segment.source.field, segment.source.index))
        if place is not None and place not in found:
            found[place] = segment
        else:
            moved[key].append(segment)
    for place, source in new.items():
        candidates = moved.get(same.new_key(source))
        if place not in found and candidates:
            found[place] = candidates.popleft()
    return found


def _moved(segment: Segment, source: SourceSegment) -> Segment:
    return replace(segment, source=source)


def _returned(segment: Segment, source: SourceSegment) -> Segment:
    """Give a stale segment whose source is again what the translation was made from the state it had then."""
    return replace(
        segment, source=source, state=_state_of(segment.current), suggestion=None, version=segment.version + 1
    )


def _folded(segment: Segment, source: SourceSegment) -> Segment:
    """Keep what only differs in typography; a stale translation stays stale against what it was made from."""
    is_stale = segment.state is SegmentState.STALE
    return replace(
        segment,
        source=source,
        current=segment.current if is_stale else _made_from(segment.current, source),
        suggestion=_made_from(segment.suggestion, source),
        version=segment.version + 1,
    )


def _outdated(segment: Segment, source: SourceSegment) -> Segment:
    """Mark a translation whose source was edited. A draft that was thrown away is no translation: it is forgotten."""
    if segment.current is None or segment.state is SegmentState.REJECTED:
        state, current = SegmentState.MISSING, None
    else:
        state, current = SegmentState.STALE, segment.current
    return replace(segment, source=source, state=state, current=current, suggestion=None, version=segment.version + 1)


def _made_from(translation: SegmentTranslation | None, source: SourceSegment) -> SegmentTranslation | None:
    if translation is None:
        return None
    notes = tuple(dict.fromkeys((*translation.provenance.notes, TYPOGRAPHY_CHANGED)))
    return replace(
        translation,
        source_hash=source.source_hash,
        source_text=source.text,
        approved_source_text=None if translation.approved_source_text is None else source.text,
        provenance=replace(translation.provenance, notes=notes),
    )


def _state_of(translation: SegmentTranslation | None) -> SegmentState:
    """Return the state of a translation that its source agrees with."""
    if translation is None:
        return SegmentState.MISSING
    if translation.approved_source_text is not None:
        return SegmentState.APPROVED
    return unreviewed_state(translation)


def _stale_source_hash(segment: Segment) -> str | None:
    """Return the sum of the sentence that a stale translation was made from."""
    return segment.current.source_hash if segment.state is SegmentState.STALE and segment.current else None


_SAME = (
    _Sameness(lambda old: old.source.source_hash, lambda new: new.source_hash, _moved),
    _Sameness(_stale_source_hash, lambda new: new.source_hash, _returned),
    _Sameness(lambda old: old.source.fold_hash, lambda new: new.fold_hash, _folded),
)
"""The ways to be the same sentence, surest first."""
