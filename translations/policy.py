"""Whether a translated text may be published: one decision per text, from its segments and a partner's language rule.

The table in ``docs/translation.md`` says the same in words. A text is published as a whole or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from feeds.model import TranslationState
from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from translations.marks import LINK_MOVED
from translations.model import Origin, Segment, SegmentState, TextWork, unreviewed_state

CUT = "cut"
"""The note on a draft whose end may be missing."""

BLOCKING_NOTES = frozenset({LINK_MOVED, CUT})
"""Notes that stop a draft from being published until a person has looked at it."""


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
    """

    show: Show
    reason: Reason
    state: TranslationState = TranslationState.UNTRANSLATED
    is_stale: bool = False
    has_machine_text: bool = False
    segments: tuple[Segment, ...] = ()


def decide(work: TextWork | None, rule: LanguageRule) -> Decision:
    """Decide what a reader with this rule gets of a text; ``None`` stands for a text nobody has begun with."""
    if work is None:
        off = rule.policy is PublishPolicy.OFF
        return Decision(show=Show.NOTHING, reason=Reason.LANGUAGE_OFF) if off else _without(rule, Reason.MISSING)
    return decide_on(work.segments, rule)


def decide_on(segments: tuple[Segment, ...], rule: LanguageRule) -> Decision:
    """Decide what a reader with this rule gets of a text with these segments, all of them."""
    if rule.policy is PublishPolicy.OFF:
        return Decision(show=Show.NOTHING, reason=Reason.LANGUAGE_OFF)
    if not segments:
        return Decision(show=Show.TRANSLATION, reason=Reason.NO_TEXT)
    if rule.policy is PublishPolicy.MACHINE:
        return _decide_on_drafts(segments, rule)
    return _decide_on_reviewed(segments, rule)


def is_reviewed(segment: Segment) -> bool:
    """Say whether a person approved the current text, if only against an older source."""
    if segment.state is SegmentState.STALE:
        return segment.current is not None and segment.current.approved_source_text is not None
    return segment.state is SegmentState.APPROVED


def _decide_on_drafts(segments: tuple[Segment, ...], rule: LanguageRule) -> Decision:
    is_stale, reason = _has_stale(segments), Reason.DRAFTED
    if is_stale:
        match rule.when_stale:
            case WhenStale.HOLD:
                return Decision(show=Show.NOTHING, reason=Reason.STALE)
            case WhenStale.MACHINE if all(segment.suggestion for segment in segments if _is_stale(segment)):
                segments, is_stale, reason = tuple(map(_redrafted, segments)), False, Reason.REDRAFTED
            case WhenStale.PUBLISH_WITH_NOTE:
                reason = Reason.STALE
            case _:
                return Decision(show=Show.SOURCE, reason=Reason.STALE)
    if any(segment.current is None or segment.state is SegmentState.REJECTED for segment in segments):
        return _without(rule, Reason.MISSING)
    if any(map(_is_blocked, segments)):
        return _without(rule, Reason.BLOCKED)
    if all(segment.state is SegmentState.APPROVED for segment in segments):
        reason = Reason.REVIEWED
    return _translation(segments, reason, is_stale=is_stale)


def _decide_on_reviewed(segments: tuple[Segment, ...], rule: LanguageRule) -> Decision:
    takes_source = rule.policy is PublishPolicy.REVIEWED_OR_SOURCE
    otherwise = Show.SOURCE if takes_source else Show.NOTHING
    if not all(map(is_reviewed, segments)):
        return Decision(show=otherwise, reason=Reason.NOT_REVIEWED)
    if not _has_stale(segments):
        return _translation(segments, Reason.REVIEWED, is_stale=False)
    match rule.when_stale:
        case WhenStale.HOLD:
            return Decision(show=Show.NOTHING, reason=Reason.STALE)
        case WhenStale.SOURCE:
            return Decision(show=Show.SOURCE, reason=Reason.STALE)
        case WhenStale.PUBLISH_WITH_NOTE:
            return _translation(segments, Reason.STALE, is_stale=True)
        case WhenStale.MACHINE:
            # A draft is what this reader does not take, so the text is as good as not reviewed.
            return Decision(show=otherwise, reason=Reason.STALE)


def _without(rule: LanguageRule, reason: Reason) -> Decision:
    """Decide on a text that cannot be shown in the target language."""
    if rule.policy is PublishPolicy.REVIEWED:
        return Decision(show=Show.NOTHING, reason=reason)
    if rule.policy is PublishPolicy.REVIEWED_OR_SOURCE or rule.when_missing is WhenMissing.SOURCE:
        return Decision(show=Show.SOURCE, reason=reason)
    return Decision(show=Show.NOTHING, reason=reason)


def _translation(segments: tuple[Segment, ...], reason: Reason, *, is_stale: bool) -> Decision:
    return Decision(
        show=Show.TRANSLATION,
        reason=reason,
        state=_state(segments),
        is_stale=is_stale,
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


def _is_blocked(segment: Segment) -> bool:
    notes = segment.current.provenance.notes if segment.current else ()
    return not is_reviewed(segment) and not BLOCKING_NOTES.isdisjoint(notes)


def _redrafted(segment: Segment) -> Segment:
    """Put the draft of the new source in the place of a stale translation."""
    if not _is_stale(segment) or segment.suggestion is None:
        return segment
    return replace(segment, state=unreviewed_state(segment.suggestion), current=segment.suggestion, suggestion=None)


def _origin(segment: Segment) -> Origin | None:
    return segment.current.provenance.origin if segment.current else None


def _has_stale(segments: Sequence[Segment]) -> bool:
    return any(map(_is_stale, segments))


def _is_stale(segment: Segment) -> bool:
    return segment.state is SegmentState.STALE
