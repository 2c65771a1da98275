"""What becomes of translations when their source changes: the newest source takes over what is still true of it.

1. A sentence that is the same, wherever it stands now, keeps everything. So does one that returns to the text its stale
   translation was made from: an approval comes back. So does one that had been removed and is there again.
2. One that differs in quotation marks, dashes or spaces only keeps its approval, and its provenance says so.
3. One that was cut in two, and two that became one, are recognised (:mod:`translations.regrouping`).
4. One that was edited is recognised by its words and becomes stale: the old translation stays at hand, and nothing
   that was approved goes on as approved.
5. One that a person translated before, in an earlier version of this text, gets that translation back.
6. Any other sentence is new and has no translation yet.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from translations.alignment import Sentence, align
from translations.cuts import Regrouped, find_same_words, widen
from translations.material import material_changes
from translations.model import Segment, SegmentState, SegmentTranslation, SourceSegment, unreviewed_state
from translations.regrouping import OF_LONGER_SENTENCE, divided, is_persons, merged, without_notes

TYPOGRAPHY_CHANGED = "kept over a change of quotation marks, dashes or spaces"

_Pairs = dict[int, Segment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a text in one target language has been before.

    ``archived`` are the segments of removed sentences, in reading order. ``standing`` has, by segment id and the sum of
    a sentence, the translation that the segment had when it last was that sentence, unless it was thrown away; later
    ones come later.
    """

    archived: tuple[Segment, ...] = ()
    standing: Mapping[tuple[int, str], SegmentTranslation] = field(default_factory=lambda: MappingProxyType({}))


NO_PAST = Past()


def carry_over(
    old: Sequence[Segment],
    new_source: Sequence[SourceSegment],
    *,
    languages: tuple[str, str],
    past: Past = NO_PAST,
) -> tuple[Segment, ...]:
    """Return a segment for each sentence of the new source, with what it takes over from the old ones.

    Both in reading order; ``languages`` are those of source and target. A segment keeps its ``id``; its ``version``
    rises when a reviewer would see another text or state, not when it only moved. One without an ``id`` is new, but may
    have a translation.
    """
    work = _Work(list(old), dict(enumerate(new_source)))
    work.settle(work.old, _EXACT)
    work.settle(work.old, _RETURNED)
    work.settle(past.archived, _EXACT)
    work.settle(work.old, _FOLDED)
    work.settle(past.archived, _FOLDED)
    settled = set(work.pairs)
    _regroup(work, language=languages[1])
    brought_back = _Standing(past.standing)
    return tuple(
        work.pairs[place]
        if place in settled
        else with_material(brought_back(work.pairs.get(place) or Segment(source=source)), languages[0])
        for place, source in enumerate(new_source)
    )


def removed(old: Iterable[Segment], new: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return the stored segments of ``old`` whose sentence is gone in ``new``, what :func:`carry_over` gave."""
    kept = {segment.id for segment in new}
    return tuple(segment for segment in old if segment.id is not None and segment.id not in kept)


@dataclass(frozen=True, slots=True)
class _Sameness:
    """One way to be the same sentence: what must agree, and what then becomes of the segment."""

    old_key: Callable[[Segment], str | None]
    new_key: Callable[[SourceSegment], str]
    carry: Callable[[Segment, SourceSegment], Segment]


class _Work:
    """Which segments and sentences still have to find each other, and the pairs so far, by place in the new source."""

    def __init__(self, old: list[Segment], waiting: dict[int, SourceSegment]) -> None:
        self._old = old
        self._used: set[int] = set()
        self.waiting = waiting
        self.pairs: _Pairs = {}

    @property
    def old(self) -> list[Segment]:
        """The segments that are not paired yet."""
        return [segment for segment in self._old if id(segment) not in self._used]

    def settle(self, candidates: Sequence[Segment], same: _Sameness) -> None:
        """Pair all candidates that are the same as a waiting sentence."""
        candidates = [segment for segment in candidates if id(segment) not in self._used]
        for place, segment in _paired(candidates, self.waiting, same).items():
            self.take([segment], {place: same.carry(segment, self.waiting[place])})

    def take(self, segments: Iterable[Segment], pairs: _Pairs) -> None:
        """Let segments become those of the new source; they and their sentences wait no longer."""
        self.pairs |= pairs
        for place in pairs:
            del self.waiting[place]
        self._used.update(id(segment) for segment in segments)


def _regroup(work: _Work, *, language: str) -> None:
    """Pair sentences that were cut, joined or edited: first those that kept all their words, then by likeness."""
    for find in (find_same_words, _find_edited):
        old, places = work.old, list(work.waiting)
        for group in find([segment.source for segment in old], list(work.waiting.values())):
            segments = [old[place] for place in group.old]
            sources = [work.waiting[places[place]] for place in group.new]
            carried = _carried(segments, sources, group, language=language)
            work.take(segments, dict(zip([places[place] for place in group.new], carried, strict=True)))


def _find_edited(old: Sequence[SourceSegment], new: Sequence[SourceSegment]) -> list[Regrouped]:
    sentences = ([Sentence(source.text, source.field) for source in side] for side in (old, new))
    return widen(align(*sentences), old, new)


def _carried(
    segments: Sequence[Segment], sources: Sequence[SourceSegment], group: Regrouped, *, language: str
) -> tuple[Segment, ...]:
    if len(segments) > 1:
        return (merged(segments, sources[0], has_same_words=group.has_same_words),)
    if len(sources) > 1:
        return divided(segments[0], sources, has_same_words=group.has_same_words, language=language)
    return (_outdated(segments[0], sources[0]),)


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


class _Standing:
    """Brings back what a person once wrote or approved for a sentence, as it stood when the sentence was last there."""

    def __init__(self, standing: Mapping[tuple[int, str], SegmentTranslation]) -> None:
        self._own = standing
        self._any = {source_hash: made for (_, source_hash), made in standing.items()}

    def __call__(self, segment: Segment) -> Segment:
        source_hash = segment.source.source_hash
        own = self._own.get((segment.id, source_hash)) if segment.id is not None else None
        if own is None or not is_persons(own):
            other = self._any.get(source_hash)
            own = other if other is not None and is_persons(other) else own
        if own is None or segment.state not in {SegmentState.STALE, SegmentState.MISSING}:
            return segment
        # An engine's draft does not push aside what a person wrote.
        if not is_persons(own) and segment.current is not None and is_persons(segment.current):
            return segment
        return replace(segment, current=own, state=_state_of(own), suggestion=None, material=())


def with_material(segment: Segment, source_language: str) -> Segment:
    """Return a segment that says, where its text is stale, what the change of its source has touched."""
    current = segment.current
    if segment.state is not SegmentState.STALE or current is None:
        return segment
    made_from = current.approved_source_text or current.source_text
    return replace(segment, material=material_changes(made_from, segment.source.text, source_language))


def _moved(segment: Segment, source: SourceSegment) -> Segment:
    return replace(segment, source=source)


def _returned(segment: Segment, source: SourceSegment) -> Segment:
    """Give a stale segment whose source is again what the translation was made from the state it had then."""
    current = segment.current and without_notes(segment.current, OF_LONGER_SENTENCE)
    return replace(
        segment,
        source=source,
        state=_state_of(current),
        current=current,
        suggestion=None,
        suggestion_findings=(),
        material=(),
        version=segment.version + 1,
    )


def _folded(segment: Segment, source: SourceSegment) -> Segment:
    """Keep what only differs in typography; a stale translation stays stale against what it was made from."""
    is_stale = segment.state is SegmentState.STALE
    is_offer = segment.suggestion is not None and segment.suggestion.source_hash != segment.source.source_hash
    return replace(
        segment,
        source=source,
        current=segment.current if is_stale else _made_from(segment.current, source),
        suggestion=segment.suggestion if is_offer else _made_from(segment.suggestion, source),
        version=segment.version + 1,
    )


def _outdated(segment: Segment, source: SourceSegment) -> Segment:
    """Mark a translation whose source was edited. A draft that was thrown away is no translation: it is forgotten."""
    after = replace(segment, source=source, suggestion=None, suggestion_findings=(), version=segment.version + 1)
    if segment.current is None or segment.state is SegmentState.REJECTED:
        return replace(after, state=SegmentState.MISSING, current=None, findings=(), material=())
    return replace(after, state=SegmentState.STALE)


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


_EXACT = _Sameness(lambda old: old.source.source_hash, lambda new: new.source_hash, _moved)
_RETURNED = _Sameness(_stale_source_hash, lambda new: new.source_hash, _returned)
_FOLDED = _Sameness(lambda old: old.source.fold_hash, lambda new: new.fold_hash, _folded)
