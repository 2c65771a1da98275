"""What a reader gets of a text, by the states of its sentences and the reader's rule."""

from dataclasses import replace

import pytest

from feeds.model import TranslationState
from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from tests.translations.factories import ENGINE, make_segment, make_suggestion, make_work
from translations.marks import FORMATTING_DROPPED, LINK_MOVED
from translations.model import Origin, Provenance, Segment, SegmentState
from translations.policy import BLOCKING_NOTES, CUT, Reason, Show, decide

APPROVED = make_segment(state=SegmentState.APPROVED)
MACHINE = make_segment(state=SegmentState.MACHINE)
MEMORY = make_segment(state=SegmentState.MEMORY)
EDITED = make_segment(state=SegmentState.EDITED)
MISSING = make_segment(state=SegmentState.MISSING)
REJECTED = make_segment(state=SegmentState.REJECTED)
STALE = make_segment(state=SegmentState.STALE)
STALE_WITH_DRAFT = replace(STALE, suggestion=make_suggestion(STALE.source))
STALE_DRAFT = replace(MACHINE, state=SegmentState.STALE)

T, S, N = Show.TRANSLATION, Show.SOURCE, Show.NOTHING


def rule(policy: PublishPolicy, **changes: object) -> LanguageRule:
    return replace(LanguageRule(tag="vi", policy=policy), **changes)


DRAFTS_TAKEN = [
    # segments, when_missing=hold, when_missing=source, reason
    ([MACHINE], T, T, Reason.DRAFTED),
    ([MEMORY], T, T, Reason.DRAFTED),
    ([EDITED, MACHINE], T, T, Reason.DRAFTED),
    ([APPROVED, MACHINE], T, T, Reason.DRAFTED),
    ([APPROVED, APPROVED], T, T, Reason.REVIEWED),
    ([APPROVED, MISSING], N, S, Reason.MISSING),
    ([MISSING], N, S, Reason.MISSING),
    ([MACHINE, REJECTED], N, S, Reason.MISSING),
]


@pytest.mark.parametrize(("segments", "hold", "source", "reason"), DRAFTS_TAKEN)
def test_a_reader_of_drafts_gets_a_whole_translation_or_what_stands_for_a_missing_one(
    segments: list[Segment], hold: Show, source: Show, reason: Reason
) -> None:
    for when_missing, shown in ((WhenMissing.HOLD, hold), (WhenMissing.SOURCE, source)):
        decision = decide(make_work(*segments), rule(PublishPolicy.MACHINE, when_missing=when_missing))
        assert (decision.show, decision.reason) == (shown, reason)


STALE_TO_READERS_OF_DRAFTS = [
    # segments, hold, publish_with_note, source, machine
    ([STALE], N, T, S, S),
    ([STALE, APPROVED], N, T, S, S),
    ([STALE_WITH_DRAFT, MACHINE], N, T, S, T),
    ([STALE_WITH_DRAFT, STALE], N, T, S, S),
    ([STALE_DRAFT], N, T, S, S),
    # The missing sentence is held by when_missing, unless the source text is shown anyway.
    ([STALE_WITH_DRAFT, MISSING], N, N, S, N),
]


@pytest.mark.parametrize(("segments", "hold", "note", "source", "machine"), STALE_TO_READERS_OF_DRAFTS)
def test_a_reader_of_drafts_gets_stale_text_only_as_the_rule_says(
    segments: list[Segment], hold: Show, note: Show, source: Show, machine: Show
) -> None:
    shown = {WhenStale.HOLD: hold, WhenStale.PUBLISH_WITH_NOTE: note, WhenStale.SOURCE: source}
    for when_stale, show in (shown | {WhenStale.MACHINE: machine}).items():
        stale_rule = rule(PublishPolicy.MACHINE, when_stale=when_stale, when_missing=WhenMissing.HOLD)
        assert decide(make_work(*segments), stale_rule).show is show, when_stale


TO_READERS_OF_REVIEWED_TEXT = [
    # segments, when_stale, reviewed, reviewed_or_source
    ([APPROVED], WhenStale.SOURCE, T, T),
    ([APPROVED, MACHINE], WhenStale.SOURCE, N, S),
    ([APPROVED, MEMORY], WhenStale.SOURCE, N, S),
    ([APPROVED, EDITED], WhenStale.SOURCE, N, S),
    ([APPROVED, MISSING], WhenStale.SOURCE, N, S),
    ([REJECTED], WhenStale.SOURCE, N, S),
    ([STALE, APPROVED], WhenStale.HOLD, N, N),
    ([STALE, APPROVED], WhenStale.SOURCE, S, S),
    ([STALE, APPROVED], WhenStale.PUBLISH_WITH_NOTE, T, T),
    ([STALE_WITH_DRAFT, APPROVED], WhenStale.MACHINE, N, S),
    # A stale draft was never reviewed.
    ([STALE_DRAFT, APPROVED], WhenStale.PUBLISH_WITH_NOTE, N, S),
    ([STALE, MACHINE], WhenStale.PUBLISH_WITH_NOTE, N, S),
]


@pytest.mark.parametrize(("segments", "when_stale", "reviewed", "or_source"), TO_READERS_OF_REVIEWED_TEXT)
def test_a_reader_of_reviewed_text_never_gets_a_sentence_nobody_approved(
    segments: list[Segment], when_stale: WhenStale, reviewed: Show, or_source: Show
) -> None:
    work = make_work(*segments)
    assert decide(work, rule(PublishPolicy.REVIEWED, when_stale=when_stale)).show is reviewed
    assert decide(work, rule(PublishPolicy.REVIEWED_OR_SOURCE, when_stale=when_stale)).show is or_source


@pytest.mark.parametrize("work", [None, make_work(), make_work(APPROVED), make_work(MISSING)])
def test_a_language_that_is_off_shows_nothing(work: None) -> None:
    assert decide(work, rule(PublishPolicy.OFF)).show is Show.NOTHING


NOT_BEGUN = [
    (PublishPolicy.MACHINE, WhenMissing.SOURCE, S),
    (PublishPolicy.MACHINE, WhenMissing.HOLD, N),
    (PublishPolicy.REVIEWED, WhenMissing.SOURCE, N),
    (PublishPolicy.REVIEWED_OR_SOURCE, WhenMissing.HOLD, S),
]


@pytest.mark.parametrize(("policy", "when_missing", "shown"), NOT_BEGUN)
def test_a_text_nobody_has_begun_with_is_missing(policy: PublishPolicy, when_missing: WhenMissing, shown: Show) -> None:
    assert decide(None, rule(policy, when_missing=when_missing)).show is shown


@pytest.mark.parametrize("policy", [PublishPolicy.MACHINE, PublishPolicy.REVIEWED, PublishPolicy.REVIEWED_OR_SOURCE])
def test_a_text_without_a_word_needs_no_translation(policy: PublishPolicy) -> None:
    decision = decide(make_work(), rule(policy, when_missing=WhenMissing.HOLD))
    assert (decision.show, decision.reason, decision.state) == (
        Show.TRANSLATION,
        Reason.NO_TEXT,
        TranslationState.UNTRANSLATED,
    )


def test_the_notes_that_block_are_a_moved_link_and_a_cut_draft() -> None:
    assert {LINK_MOVED, CUT} == BLOCKING_NOTES


def noted(segment: Segment, note: str) -> Segment:
    assert segment.current is not None
    current = replace(segment.current, provenance=replace(segment.current.provenance, notes=(note,)))
    return replace(segment, current=current)


@pytest.mark.parametrize("note", sorted(BLOCKING_NOTES))
def test_a_draft_with_a_blocking_note_is_not_published_until_a_person_approved_it(note: str) -> None:
    machine = rule(PublishPolicy.MACHINE)
    decision = decide(make_work(APPROVED, noted(MACHINE, note)), machine)
    assert (decision.show, decision.reason) == (Show.SOURCE, Reason.BLOCKED)
    assert decide(make_work(APPROVED, noted(APPROVED, note)), machine).show is Show.TRANSLATION


def test_a_suggestion_with_a_blocking_note_is_not_published_either() -> None:
    segment = replace(STALE, suggestion=make_suggestion(STALE.source, provenance=replace(ENGINE, notes=(CUT,))))
    decision = decide(make_work(segment), rule(PublishPolicy.MACHINE, when_stale=WhenStale.MACHINE))
    assert (decision.show, decision.reason) == (Show.SOURCE, Reason.BLOCKED)


def test_dropped_formatting_does_not_block() -> None:
    decision = decide(make_work(noted(MACHINE, FORMATTING_DROPPED)), rule(PublishPolicy.MACHINE))
    assert decision.show is Show.TRANSLATION


STATES = [
    # segments, state, has_machine_text
    ([MACHINE, MEMORY], TranslationState.MACHINE, True),
    ([MEMORY, MEMORY], TranslationState.MEMORY, False),
    ([APPROVED, MACHINE], TranslationState.MIXED, True),
    ([APPROVED, MEMORY], TranslationState.MIXED, False),
    ([EDITED], TranslationState.MIXED, False),
    ([EDITED, MACHINE], TranslationState.MIXED, True),
    ([APPROVED], TranslationState.REVIEWED, False),
]


@pytest.mark.parametrize(("segments", "state", "has_machine_text"), STATES)
def test_a_translation_says_how_far_people_stand_behind_it(
    segments: list[Segment], state: TranslationState, has_machine_text: bool
) -> None:
    decision = decide(make_work(*segments), rule(PublishPolicy.MACHINE))
    assert (decision.state, decision.has_machine_text, decision.is_stale) == (state, has_machine_text, False)


def test_stale_text_that_is_published_says_so() -> None:
    with_note = rule(PublishPolicy.MACHINE, when_stale=WhenStale.PUBLISH_WITH_NOTE)
    decision = decide(make_work(STALE, APPROVED), with_note)
    assert (decision.is_stale, decision.state, decision.reason) == (True, TranslationState.REVIEWED, Reason.STALE)


def test_fresh_drafts_in_the_place_of_stale_text_are_machine_text_and_not_stale() -> None:
    machine = rule(PublishPolicy.MACHINE, when_stale=WhenStale.MACHINE)
    decision = decide(make_work(STALE_WITH_DRAFT, APPROVED), machine)
    assert (decision.is_stale, decision.state, decision.has_machine_text) == (False, TranslationState.MIXED, True)
    assert decision.segments[0].current == STALE_WITH_DRAFT.suggestion


def test_a_suggestion_from_the_memory_is_no_machine_text() -> None:
    memory = Provenance(origin=Origin.MEMORY, memory="sample")
    segment = replace(STALE, suggestion=make_suggestion(STALE.source, provenance=memory))
    decision = decide(make_work(segment), rule(PublishPolicy.MACHINE, when_stale=WhenStale.MACHINE))
    assert (decision.state, decision.has_machine_text) == (TranslationState.MEMORY, False)


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    assert reason.sentence.endswith(".")
