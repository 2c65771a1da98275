"""First translations of the sentences that have none: from the memory, else from an engine.

Everything that waits goes to the engine in one call, since large batches are what makes it fast. A draft never replaces
what a person has written or approved: beside a reviewed text whose source has changed it is a suggestion.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from feeds.xml import clean_text
from translations.engines.engine import Engine, EngineDraft, EngineFailure, EngineInfo
from translations.engines.errors import EngineAway, EngineError, PairNotServed
from translations.inline import addresses
from translations.marks import project
from translations.memory import MatchKind, MemoryMatch
from translations.model import (
    Origin,
    Provenance,
    Segment,
    SegmentState,
    SegmentTranslation,
    SourceSegment,
    TextWork,
    unreviewed_state,
)
from translations.policy import CUT
from translations.regrouping import is_persons
from translations.typography import house_style

_LINE_ENDS = re.compile(r"[\t\n\r\f\v\x1c-\x1e\x85\u2028\u2029]")


class Recall(Protocol):
    """Looks sentences up in the translation memory, all of one language pair."""

    def __call__(self, sources: Sequence[SourceSegment]) -> Sequence[Sequence[MemoryMatch]]:
        """Return for each sentence its matches, best first, as :func:`translations.memory.lookup` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFailure:
    """A sentence that still has no draft although it was asked for; ``reason`` is for logs and the desk.

    ``retry_after_s`` is set where the engine is away and may be back by then, whatever the sentence.
    """

    guid: str
    field: str
    index: int
    reason: str
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftResult:
    """The works that were given, in order, with the drafts that could be made; one without a new draft is unchanged.

    ``failures`` are the sentences that the engine could not translate. A sentence that nobody could be asked about,
    because there is no engine for the pair, is no failure: it waits.
    """

    works: tuple[TextWork, ...]
    failures: tuple[DraftFailure, ...] = ()


def plan(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Return the segments that need a draft.

    Those without a translation, stale ones without a fresh suggestion, and those a person asked the engine about again.
    """
    return tuple(segment for segment in segments if _needs_draft(segment))


def from_memory(source: SourceSegment, match: MemoryMatch, *, language: str, now: datetime) -> SegmentTranslation:
    """Make a draft in ``language`` of a memory match that is one (:attr:`MemoryMatch.is_draft`).

    Marks are the unit's own where its sentence had the same ones, else they are put onto the text anew. Where the
    sentences differ in typography the draft gets the house's quotation marks and dashes.
    """
    unit = match.unit
    text = house_style(unit.target_text, language) if match.kind is MatchKind.FOLDED else unit.target_text
    has_same_marks = match.kind is MatchKind.EXACT and addresses(unit.target_marks) == addresses(source.marks)
    marks, notes = (unit.target_marks, ()) if has_same_marks else project(source, text)
    return SegmentTranslation(
        text=text,
        marks=marks,
        source_hash=source.source_hash,
        source_text=source.text,
        author=unit.creator or unit.memory,
        provenance=Provenance(origin=Origin.MEMORY, memory=unit.memory, match=match.score, notes=notes),
        created_at=now,
    )


def from_engine(source: SourceSegment, draft: EngineDraft, info: EngineInfo, now: datetime) -> SegmentTranslation:
    """Make a draft of what an engine answered, with the marks of the source put onto it and its provenance."""
    text = clean_text(draft.text)
    marks, notes = project(source, text, draft.links if text == draft.text else ())
    return SegmentTranslation(
        text=text,
        marks=marks,
        source_hash=source.source_hash,
        source_text=source.text,
        author=info.name,
        provenance=Provenance(
            origin=Origin.ENGINE,
            engine=info.name,
            package=f"{info.package} {info.version}".strip(),
            package_sha256=info.sha256 or None,
            options=info.options,
            mean_log_probability=draft.mean_log_probability,
            notes=((CUT,) if draft.is_cut else ()) + notes,
        ),
        created_at=now,
    )


def apply_draft(segment: Segment, draft: SegmentTranslation) -> Segment:
    """Give a segment a draft, if it still needs one and the draft was made from its source as it is now.

    Beside a text that a person wrote or approved the draft becomes the suggestion; a stale draft is replaced. A person
    who asked the engine again gets what it says, and not what the memory knows.
    """
    if draft.source_hash != segment.source.source_hash or not _needs_draft(segment):
        return segment
    if segment.is_redraft_wanted and draft.provenance.origin is not Origin.ENGINE:
        return segment
    drafted = replace(segment, is_redraft_wanted=False, version=segment.version + 1)
    if segment.current is not None and is_persons(segment.current):
        return replace(drafted, suggestion=draft)
    return replace(drafted, state=unreviewed_state(draft), current=draft, suggestion=None, material=())


def draft_texts(works: Sequence[TextWork], *, memory: Recall, engine: Engine | None, now: datetime) -> DraftResult:
    """Draft everything that waits in some texts, all of one language pair: the memory first, then one engine call.

    Where a person asked the engine again the memory is passed over. The texts' own versions are left to whoever stores
    them. An engine that cannot work at all fails every sentence it was asked about, and what the memory gave is kept.
    Raises :exc:`ValueError` for works in several languages.
    """
    if len({work.language for work in works}) > 1:
        raise ValueError("texts in several languages cannot be drafted together")
    waiting = [segment for work in works for segment in plan(work.segments)]
    if not waiting:
        return DraftResult(works=tuple(works))
    again = {segment.source.source_hash: segment.source for segment in waiting if segment.is_redraft_wanted}
    first = {segment.source.source_hash: segment.source for segment in waiting if not segment.is_redraft_wanted}
    recalled = _recalled(list(first.values()), memory, language=works[0].language, now=now)
    rest = [
        source for source_hash, source in (first | again).items() if source_hash in again or source_hash not in recalled
    ]
    drafts: dict[str, SegmentTranslation] = {}
    failed: dict[str, EngineFailure] = {}
    for source, outcome in _asked(rest, engine, now):
        if isinstance(outcome, EngineFailure):
            failed[source.source_hash] = outcome
        else:
            drafts[source.source_hash] = outcome
    drafted = tuple(_drafted(_drafted(work, recalled), drafts) for work in works)
    return DraftResult(works=drafted, failures=tuple(_failures(drafted, failed)))


def _needs_draft(segment: Segment) -> bool:
    if segment.is_redraft_wanted:
        return True
    if segment.state is SegmentState.STALE:
        return segment.suggestion is None
    return segment.state is SegmentState.MISSING


def _recalled(
    sources: Sequence[SourceSegment], memory: Recall, *, language: str, now: datetime
) -> dict[str, SegmentTranslation]:
    return {
        source.source_hash: from_memory(source, matches[0], language=language, now=now)
        for source, matches in zip(sources, memory(sources), strict=True)
        if matches and matches[0].is_draft
    }


def _asked(
    sources: Sequence[SourceSegment], engine: Engine | None, now: datetime
) -> Iterator[tuple[SourceSegment, SegmentTranslation | EngineFailure]]:
    if engine is None or not sources:
        return
    try:
        # A line end in the source is only a blank to readers; engines would take it for the end of the sentence.
        answers = engine.translate([_LINE_ENDS.sub(" ", source.text) for source in sources])
    except PairNotServed:
        return
    except EngineAway as problem:
        answers = [EngineFailure(str(problem), problem.retry_after_s)] * len(sources)
    except EngineError as problem:
        answers = [EngineFailure(str(problem))] * len(sources)
    for source, answer in zip(sources, answers, strict=True):
        if isinstance(answer, EngineFailure):
            yield source, answer
        elif not answer.text.strip():
            yield source, EngineFailure("the engine gave an empty translation")
        else:
            yield source, from_engine(source, answer, answer.made_by or engine.info, now)


def _drafted(work: TextWork, drafts: Mapping[str, SegmentTranslation]) -> TextWork:
    segments = tuple(
        apply_draft(segment, drafts[segment.source.source_hash]) if segment.source.source_hash in drafts else segment
        for segment in work.segments
    )
    return work if segments == work.segments else replace(work, segments=segments)


def _failures(works: Sequence[TextWork], failed: Mapping[str, EngineFailure]) -> Iterator[DraftFailure]:
    for work in works:
        for segment in plan(work.segments):
            source = segment.source
            if source.source_hash in failed:
                failure = failed[source.source_hash]
                yield DraftFailure(
                    guid=work.guid,
                    field=source.field,
                    index=source.index,
                    reason=failure.reason,
                    retry_after_s=failure.retry_after_s,
                )
