"""Whether a translated text may be published: one decision per text, from its segments and a partner's language rule.

The table in ``docs/translation.md`` has every case, and the tests read it. A text is published as a whole or not at
all. Where several things stand in its way, the strictest counts; so nothing that is approved ever hides more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from feeds.model import TranslationState
from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from translations.marks import LINK_MOVED
from translations.model import Origin, Segment, SegmentState, TextWork, unreviewed_state
from translations.regrouping import OF_LONGER_SENTENCE

CUT = "cut"
"""The note on a draft whose end may be missing."""

BLOCKING_NOTES = {LINK_MOVED: "link_moved", CUT: "cut", OF_LONGER_SENTENCE: "longer_sentence"}
"""Notes that stop a text from being published until a person has approved it, and the code each is told by."""

PIVOTED = "pivoted"
"""The code of what was translated by way of a third language; dismissing the finding of this code lets it out."""


class Show(StrEnum):
    """What a reader gets: the translation, the source text under a note, or nothing."""

    TRANSLATION = "translation"
    SOURCE = "source"
    NOTHING = "nothing"


class Reason(StrEnum):
    """Why a text is shown as it is; stable codes for the API and the desk."""

    NO_TEXT = "no_text"
    LANGUAGE_OFF = "language_off"
    REVIEWED = "reviewed"
    NOT_REVIEWED = "not_reviewed"
    WAITING = "waiting"
    DRAFTED = "drafted"
    MISSING = "missing"
    BLOCKED = "blocked"
    STALE = "stale"
    REDRAFTED = "redrafted"
    WITHDRAWN = "withdrawn"

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return _SENTENCES[self]


_SENTENCES = {
    Reason.NO_TEXT: "There is nothing to translate.",
    Reason.LANGUAGE_OFF: "This language is switched off for this reader.",
    Reason.REVIEWED: "Every sentence has been approved.",
    Reason.NOT_REVIEWED: "Not every sentence has been approved, and this reader takes reviewed text only.",
    Reason.WAITING: "Not every sentence has been approved; this reader takes drafts once the time for that is over.",
    Reason.DRAFTED: "Every sentence has a translation, not all of them approved.",
    Reason.MISSING: "A sentence has no translation yet, or its draft was rejected.",
    Reason.BLOCKED: "A draft is not fit to be published before a person has looked at it.",
    Reason.STALE: "The source has changed since the translation was made.",
    Reason.REDRAFTED: "The source has changed; drafts of the new sentences are shown.",
    Reason.WITHDRAWN: "The source has been withdrawn.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to show of a text, and what to say about it.

    ``state``, ``is_stale`` and ``has_machine_text`` describe the text that is shown; source text is ``untranslated``.
    ``segments`` are those to print if the translation is shown, each ``current`` being the wording that was chosen.
    ``blocking`` are codes of findings and notes, each once, that stop the drafts of this text: those it is held back
    for, and of a text that waits for its review those it would be held back for when the time is over.
    """

    show: Show
    reason: Reason
    state: TranslationState = TranslationState.UNTRANSLATED
    is_stale: bool = False
    has_machine_text: bool = False
    segments: tuple[Segment, ...] = ()
    blocking: tuple[str, ...] = ()


def decide(work: TextWork | None, rule: LanguageRule, *, is_withdrawn: bool = False) -> Decision:
    """Decide what a reader with this rule gets of a text; ``None`` stands for a text nobody has begun with.

    ``is_withdrawn``: its source is not to be read any more, or not for now.
    """
    if work is None and not is_withdrawn and rule.policy is not PublishPolicy.OFF:
        return Decision(show=_otherwise(rule), reason=Reason.MISSING)
    segments, waited_min = (work.segments, work.waited_min) if work else ((), 0)
    return decide_on(segments, rule, waited_min=waited_min, is_withdrawn=is_withdrawn)


def decide_on(
    segments: tuple[Segment, ...], rule: LanguageRule, *, waited_min: int = 0, is_withdrawn: bool = False
) -> Decision:
    """Decide what a reader with this rule gets of a text with these segments, all of them.

    ``waited_min`` is a stored fact, not the time: the clock alone never changes what is shown (decision 14).
    """
    if is_withdrawn:
        return Decision(show=Show.NOTHING, reason=Reason.WITHDRAWN)
    if rule.policy is PublishPolicy.OFF:
        return Decision(show=Show.NOTHING, reason=Reason.LANGUAGE_OFF)
    if not segments:
        return Decision(show=Show.TRANSLATION, reason=Reason.NO_TEXT)
    if all(segment.state is SegmentState.APPROVED for segment in segments):
        return _translation(segments, Reason.REVIEWED)
    match rule.policy:
        case PublishPolicy.MACHINE:
            return _decide_on_drafts(segments, rule)
        case PublishPolicy.REVIEWED_OR_MACHINE_AFTER:
            return _decide_on_drafts(segments, rule) if _is_over(rule, waited_min) else _decide_on_wait(segments, rule)
        case _:
            return _decide_on_reviewed(segments, rule)


def is_reviewed(segment: Segment) -> bool:
    """Say whether a person approved the current text, if only against an older source.

    What was approved for a longer sentence than this one is now was not approved for it.
    """
    if segment.state is SegmentState.STALE:
        current = segment.current
        is_approved = current is not None and current.approved_source_text is not None
        return is_approved and current is not None and OF_LONGER_SENTENCE not in current.provenance.notes
    return segment.state is SegmentState.APPROVED


def rule_text(rule: LanguageRule) -> str:
    """Write what counts of a rule as one line, so that rules of the same text decide the same of every text."""
    stale, missing = f"stale={rule.when_stale}", f"missing={rule.when_missing}"
    match rule.policy:
        case PublishPolicy.OFF:
            return str(rule.policy)
        case PublishPolicy.REVIEWED | PublishPolicy.REVIEWED_OR_SOURCE:
            return f"{rule.policy} {stale}"
        case PublishPolicy.REVIEWED_OR_MACHINE_AFTER:
            return f"{rule.policy}={rule.after_min} {stale} {missing}"
        case _:
            return f"{rule.policy} {stale} {missing}"


def blocking_codes(segment: Segment) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of what stops the translation, and the draft beside a stale one, from being published unseen."""
    redrafted = _redrafted(segment)
    of_draft = tuple(_blocking([redrafted])) if redrafted is not segment else ()
    return tuple(_blocking([segment])), of_draft


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """One thing that keeps a translation from being shown, and what is shown instead."""

    show: Show
    reason: Reason


_STRICTEST_FIRST = (Show.NOTHING, Show.SOURCE)


def _decide_on_drafts(segments: tuple[Segment, ...], rule: LanguageRule) -> Decision:
    chosen = tuple(map(_redrafted, segments)) if rule.when_stale is WhenStale.MACHINE else segments
    is_stale, blocking = any(map(_is_stale, chosen)), tuple(dict.fromkeys(_blocking(chosen)))
    obstacles = []
    if is_stale and rule.when_stale is not WhenStale.PUBLISH_WITH_NOTE:
        is_held = rule.when_stale is WhenStale.HOLD
        obstacles.append(_Obstacle(Show.NOTHING if is_held else Show.SOURCE, Reason.STALE))
    if any(segment.current is None or segment.state is SegmentState.REJECTED for segment in chosen):
        obstacles.append(_Obstacle(_otherwise(rule), Reason.MISSING))
    if blocking:
        obstacles.append(_Obstacle(_otherwise(rule), Reason.BLOCKED))
    if obstacles:
        return replace(_strictest(obstacles), blocking=blocking)
    was_stale = any(map(_is_stale, segments))
    reason = Reason.STALE if is_stale else Reason.REDRAFTED if was_stale else Reason.DRAFTED
    return _translation(chosen, reason)


def _decide_on_wait(segments: tuple[Segment, ...], rule: LanguageRule) -> Decision:
    """Decide while the time for a review still runs; what is stale stands back as it will when that is over."""
    obstacles = []
    if any(map(_is_stale, segments)) and rule.when_stale in {WhenStale.HOLD, WhenStale.SOURCE}:
        is_held = rule.when_stale is WhenStale.HOLD
        obstacles.append(_Obstacle(Show.NOTHING if is_held else Show.SOURCE, Reason.STALE))
    if rule.when_stale is WhenStale.MACHINE or not all(map(is_reviewed, segments)):
        obstacles.append(_Obstacle(_otherwise(rule), Reason.WAITING))
    if obstacles:
        return replace(_strictest(obstacles), blocking=_decide_on_drafts(segments, rule).blocking)
    return _translation(segments, Reason.STALE)


def _decide_on_reviewed(segments: tuple[Segment, ...], rule: LanguageRule) -> Decision:
    otherwise = _otherwise(rule)
    obstacles = []
    if not all(map(is_reviewed, segments)):
        obstacles.append(_Obstacle(otherwise, Reason.NOT_REVIEWED))
    # A stale draft was never shown to this reader: it is as good as none.
    if any(_is_stale(segment) and is_reviewed(segment) for segment in segments):
        match rule.when_stale:
            case WhenStale.HOLD:
                obstacles.append(_Obstacle(Show.NOTHING, Reason.STALE))
            case WhenStale.SOURCE:
                obstacles.append(_Obstacle(Show.SOURCE, Reason.STALE))
            case WhenStale.MACHINE:
                # A draft is what this reader does not take, so the text is as good as not reviewed.
                obstacles.append(_Obstacle(otherwise, Reason.STALE))
    return _strictest(obstacles) if obstacles else _translation(segments, Reason.STALE)


def _is_over(rule: LanguageRule, waited_min: int) -> bool:
    return rule.after_min is not None and waited_min >= rule.after_min


def _strictest(obstacles: Sequence[_Obstacle]) -> Decision:
    """Decide by the obstacle that leaves the least, the first of several alike."""
    counts = min(obstacles, key=lambda obstacle: _STRICTEST_FIRST.index(obstacle.show))
    return Decision(show=counts.show, reason=counts.reason)


def _otherwise(rule: LanguageRule) -> Show:
    """Return what stands for a text that cannot be shown in the target language."""
    match rule.policy:
        case PublishPolicy.REVIEWED:
            return Show.NOTHING
        case PublishPolicy.REVIEWED_OR_SOURCE:
            return Show.SOURCE
        case _:
            return Show.SOURCE if rule.when_missing is WhenMissing.SOURCE else Show.NOTHING


def _translation(segments: tuple[Segment, ...], reason: Reason) -> Decision:
    return Decision(
        show=Show.TRANSLATION,
        reason=reason,
        state=_state(segments),
        is_stale=any(map(_is_stale, segments)),
        has_machine_text=any(_is_machine_text(segment) for segment in segments),
        segments=segments,
    )


def _state(segments: Sequence[Segment]) -> TranslationState:
    """Say how far people stand behind a text; an edit that waits for approval is part of a review, so it is mixed."""
    if all(map(is_reviewed, segments)):
        return TranslationState.REVIEWED
    if any(is_reviewed(segment) or _origin(segment) is Origin.PERSON for segment in segments):
        return TranslationState.MIXED
    if any(_origin(segment) is Origin.ENGINE for segment in segments):
        return TranslationState.MACHINE
    return TranslationState.MEMORY


def _is_machine_text(segment: Segment) -> bool:
    return _origin(segment) is Origin.ENGINE and not is_reviewed(segment)


def _blocking(segments: Sequence[Segment]) -> Iterator[str]:
    """Yield the codes of what stops these wordings from being published unseen; nothing stops what was approved."""
    for segment in segments:
        if segment.current is None or is_reviewed(segment) or segment.state is SegmentState.REJECTED:
            continue
        provenance = segment.current.provenance
        yield from (code for note, code in BLOCKING_NOTES.items() if note in provenance.notes)
        yield from (finding.code for finding in segment.findings if finding.is_blocking)
        is_let_out = any(finding.code == PIVOTED and not finding.is_open for finding in segment.findings)
        if provenance.pivot is not None and not is_let_out:
            yield PIVOTED


def _redrafted(segment: Segment) -> Segment:
    """Put the draft of the new source, with what was found about it, in the place of a stale translation."""
    if not _is_stale(segment) or segment.suggestion is None:
        return segment
    return replace(
        segment,
        state=unreviewed_state(segment.suggestion),
        current=segment.suggestion,
        findings=segment.suggestion_findings,
        suggestion=None,
        suggestion_findings=(),
    )


def _origin(segment: Segment) -> Origin | None:
    return segment.current.provenance.origin if segment.current else None


def _is_stale(segment: Segment) -> bool:
    return segment.state is SegmentState.STALE
