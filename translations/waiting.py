"""How long a text has waited for its review: what begins, ends and restarts its time (docs/translation.md, Timers).

The time itself is kept as facts that a worker writes down: when a text began to wait, and the longest timer that has
run out since. Nothing here asks the clock.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from translations.model import Segment, SegmentState, TextWork
from translations.policy import Decision, decide_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """``since`` is ``None`` where no sentence waits; ``minutes`` is the longest timer that has run out since."""

    since: datetime | None = None
    minutes: int = 0


NOT_WAITING = Waiting()


def waiting_of(work: TextWork) -> Waiting:
    """Return how long a text has waited so far."""
    return Waiting(since=work.waiting_since, minutes=work.waited_min)


def with_waiting(work: TextWork, waiting: Waiting) -> TextWork:
    """Return a text that has waited so long."""
    return replace(work, waiting_since=waiting.since, waited_min=waiting.minutes)


def waiting_after(before: Waiting, segments: Iterable[Segment], *, now: datetime, starts_anew: bool = False) -> Waiting:
    """Return the waiting of a text whose segments are these now.

    It begins with the first sentence that nobody has approved and ends with the last; ``starts_anew`` where it begins
    again (:func:`is_material`).
    """
    if all(segment.state is SegmentState.APPROVED for segment in segments):
        return NOT_WAITING
    if before.since is None or starts_anew:
        return Waiting(since=now)
    return before


def is_material(old: Iterable[Segment], new: Iterable[Segment]) -> bool:
    """Say whether a change of the source touched what a translation says, given the segments before and after it."""
    known = {segment.source.source_hash for segment in old}
    return any(segment.material and segment.source.source_hash not in known for segment in new)


def run_out(waiting: Waiting, timers: Sequence[int], *, now: datetime) -> Waiting:
    """Return the waiting with the longest of these timers, in minutes, that has run out by now; never one too early."""
    over = [minutes for minutes in timers if (due := due_at(waiting, minutes)) is not None and due <= now]
    return replace(waiting, minutes=max(waiting.minutes, *over)) if over else waiting


def next_due(waiting: Waiting, timers: Sequence[int]) -> datetime | None:
    """Return when the next of these timers runs out; ``None`` where there is none, or nothing waits."""
    left = [minutes for minutes in timers if minutes > waiting.minutes]
    return due_at(waiting, min(left)) if left else None


def due_at(waiting: Waiting, minutes: int) -> datetime | None:
    """Return when a timer runs out; ``None`` where nothing waits."""
    return None if waiting.since is None else waiting.since + timedelta(minutes=minutes)


def can_be_seen(segments: tuple[Segment, ...], before: Waiting, after: Waiting) -> bool:
    """Say whether any rule there could be shows another thing of a text once it has waited longer.

    It does not ask which rules are in use: a profile that is added in the same moment must not be missed.
    """
    return after.minutes > before.minutes and any(
        _shown(decide_on(segments, rule, waited_min=before.minutes))
        != _shown(decide_on(segments, rule, waited_min=after.minutes))
        for rule in _timed_rules(after.minutes)
    )


def _timed_rules(minutes: int) -> Iterable[LanguageRule]:
    for when_missing in WhenMissing:
        for when_stale in WhenStale:
            yield LanguageRule(
                tag="und",
                policy=PublishPolicy.REVIEWED_OR_MACHINE_AFTER,
                when_missing=when_missing,
                when_stale=when_stale,
                after_min=minutes,
            )


def _shown(decision: Decision) -> tuple[object, ...]:
    return decision.show, decision.state, decision.is_stale, decision.segments
