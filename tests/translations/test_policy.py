"""What a reader gets of a text, by the states of its sentences and the reader's rule."""

from dataclasses import replace

import pytest

from feeds.model import TranslationState
from feeds.profile import LanguageRule, PublishPolicy, WhenMissing, WhenStale
from tests.translations.factories import ENGINE, NOW, make_finding, make_segment, make_suggestion, make_work
from translations.findings import Dismissal, Severity
from translations.marks import FORMATTING_DROPPED, LINK_MOVED
from translations.model import Origin, Provenance, Segment, SegmentState
from translations.policy import BLOCKING_NOTES, CUT, Reason, Show, decide
from translations.regrouping import OF_LONGER_SENTENCE

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
    timer = {"after_min": 10} if policy is PublishPolicy.REVIEWED_OR_MACHINE_AFTER else {}
    return LanguageRule(tag="vi", policy=policy, **(timer | changes))


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
    # The strictest counts: the missing sentence is held by when_missing, whatever becomes of the stale one.
    ([STALE_WITH_DRAFT, MISSING], N, N, N, N),
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
    (PublishPolicy.REVIEWED_OR_MACHINE_AFTER, WhenMissing.SOURCE, S),
    (PublishPolicy.REVIEWED_OR_MACHINE_AFTER, WhenMissing.HOLD, N),
]


@pytest.mark.parametrize(("policy", "when_missing", "shown"), NOT_BEGUN)
def test_a_text_nobody_has_begun_with_is_missing(policy: PublishPolicy, when_missing: WhenMissing, shown: Show) -> None:
    assert decide(None, rule(policy, when_missing=when_missing)).show is shown


@pytest.mark.parametrize("policy", [policy for policy in PublishPolicy if policy is not PublishPolicy.OFF])
def test_a_text_without_a_word_needs_no_translation(policy: PublishPolicy) -> None:
    decision = decide(make_work(), rule(policy, when_missing=WhenMissing.HOLD))
    assert (decision.show, decision.reason, decision.state) == (
        Show.TRANSLATION,
        Reason.NO_TEXT,
        TranslationState.UNTRANSLATED,
    )


def test_the_notes_that_block_are_a_moved_link_a_cut_draft_and_a_text_for_more_than_its_sentence() -> None:
    assert {LINK_MOVED: "link_moved", CUT: "cut", OF_LONGER_SENTENCE: "longer_sentence"} == BLOCKING_NOTES


def noted(segment: Segment, note: str) -> Segment:
    assert segment.current is not None
    current = replace(segment.current, provenance=replace(segment.current.provenance, notes=(note,)))
    return replace(segment, current=current)


@pytest.mark.parametrize("note", sorted(BLOCKING_NOTES))
def test_a_draft_with_a_blocking_note_is_not_published_until_a_person_approved_it(note: str) -> None:
    machine = rule(PublishPolicy.MACHINE)
    decision = decide(make_work(APPROVED, noted(MACHINE, note)), machine)
    assert (decision.show, decision.reason, decision.blocking) == (S, Reason.BLOCKED, (BLOCKING_NOTES[note],))
    assert decide(make_work(APPROVED, noted(APPROVED, note)), machine).show is Show.TRANSLATION


def test_a_suggestion_with_a_blocking_note_is_not_published_either() -> None:
    segment = replace(STALE, suggestion=make_suggestion(STALE.source, provenance=replace(ENGINE, notes=(CUT,))))
    decision = decide(make_work(segment), rule(PublishPolicy.MACHINE, when_stale=WhenStale.MACHINE))
    assert (decision.show, decision.reason) == (Show.SOURCE, Reason.BLOCKED)


def test_dropped_formatting_does_not_block() -> None:
    decision = decide(make_work(noted(MACHINE, FORMATTING_DROPPED)), rule(PublishPolicy.MACHINE))
    assert decision.show is Show.TRANSLATION


DISMISSAL = Dismissal(reason="the desk writes it so", actor="Linh", at=NOW)


def test_a_draft_with_an_open_finding_that_blocks_is_not_published() -> None:
    found = replace(MACHINE, findings=(make_finding("numbers"), make_finding("urls"), make_finding("numbers")))
    decision = decide(make_work(APPROVED, found), rule(PublishPolicy.MACHINE, when_missing=WhenMissing.HOLD))
    assert (decision.show, decision.reason, decision.blocking) == (N, Reason.BLOCKED, ("numbers", "urls"))


@pytest.mark.parametrize("state", [SegmentState.MEMORY, SegmentState.EDITED])
def test_what_a_memory_or_a_person_wrote_is_blocked_as_well_until_it_is_approved(state: SegmentState) -> None:
    found = make_segment(state=state, findings=(make_finding(),))
    assert decide(make_work(found), rule(PublishPolicy.MACHINE)).reason is Reason.BLOCKED


def test_a_finding_that_warns_informs_or_was_dismissed_does_not_block() -> None:
    findings = (
        make_finding(severity=Severity.WARN),
        make_finding(severity=Severity.INFO),
        make_finding(dismissal=DISMISSAL),
    )
    decision = decide(make_work(replace(MACHINE, findings=findings)), rule(PublishPolicy.MACHINE))
    assert (decision.show, decision.blocking) == (T, ())


@pytest.mark.parametrize("segment", [APPROVED, STALE], ids=["approved", "approved against an older source"])
def test_findings_on_approved_text_never_block(segment: Segment) -> None:
    found = replace(segment, findings=(make_finding(),))
    with_note = rule(PublishPolicy.MACHINE, when_stale=WhenStale.PUBLISH_WITH_NOTE)
    assert decide(make_work(found, MACHINE), with_note).show is T


def test_a_draft_in_the_place_of_stale_text_is_judged_by_its_own_findings() -> None:
    machine = rule(PublishPolicy.MACHINE, when_stale=WhenStale.MACHINE)
    of_the_old = replace(STALE_WITH_DRAFT, findings=(make_finding(),))
    of_the_draft = replace(STALE_WITH_DRAFT, suggestion_findings=(make_finding(),))
    assert decide(make_work(of_the_old), machine).reason is Reason.REDRAFTED
    assert decide(make_work(of_the_draft), machine).blocking == ("numbers",)
    # Where the old translation is shown with a note, nobody sees the draft.
    with_note = rule(PublishPolicy.MACHINE, when_stale=WhenStale.PUBLISH_WITH_NOTE)
    assert decide(make_work(of_the_draft), with_note).show is T


PIVOT = replace(ENGINE, pivot="en")


def pivoted(**changes: object) -> Segment:
    assert MACHINE.current is not None
    return replace(MACHINE, current=replace(MACHINE.current, provenance=PIVOT), **changes)


def test_what_came_by_way_of_a_third_language_is_not_published_by_itself() -> None:
    decision = decide(make_work(pivoted()), rule(PublishPolicy.MACHINE))
    assert (decision.show, decision.reason, decision.blocking) == (S, Reason.BLOCKED, ("pivoted",))
    informed = pivoted(findings=(make_finding("pivoted", Severity.INFO),))
    assert decide(make_work(informed), rule(PublishPolicy.MACHINE)).blocking == ("pivoted",)


def test_a_person_lets_it_out_by_dismissing_the_finding_or_approving_the_text() -> None:
    dismissed = pivoted(findings=(make_finding("pivoted", Severity.INFO, dismissal=DISMISSAL),))
    approved = replace(pivoted(), state=SegmentState.APPROVED)
    for segment in (dismissed, approved):
        assert decide(make_work(segment), rule(PublishPolicy.MACHINE)).show is T


@pytest.mark.parametrize(("waited_min", "shown", "reason"), [(9, S, Reason.WAITING), (10, T, Reason.DRAFTED)])
def test_a_draft_is_out_once_its_text_has_waited_long_enough(waited_min: int, shown: Show, reason: Reason) -> None:
    decision = decide(make_work(MACHINE, waited_min=waited_min), rule(PublishPolicy.REVIEWED_OR_MACHINE_AFTER))
    assert (decision.show, decision.reason) == (shown, reason)


def test_a_text_that_waits_names_what_its_drafts_would_be_held_for() -> None:
    work = make_work(replace(MACHINE, findings=(make_finding(),)))
    decision = decide(work, rule(PublishPolicy.REVIEWED_OR_MACHINE_AFTER))
    assert (decision.reason, decision.blocking) == (Reason.WAITING, ("numbers",))
    assert decide(work, rule(PublishPolicy.REVIEWED)).blocking == ()


def test_a_stale_draft_is_as_good_as_none_to_readers_of_reviewed_text() -> None:
    work = make_work(STALE_DRAFT)
    assert decide(work, rule(PublishPolicy.REVIEWED_OR_SOURCE, when_stale=WhenStale.HOLD)).show is S
    assert decide(work, rule(PublishPolicy.REVIEWED_OR_MACHINE_AFTER, when_stale=WhenStale.HOLD)).show is N


@pytest.mark.parametrize("policy", PublishPolicy)
def test_a_withdrawn_text_is_shown_to_nobody(policy: PublishPolicy) -> None:
    for work in (None, make_work(), make_work(APPROVED)):
        decision = decide(work, rule(policy), is_withdrawn=True)
        assert (decision.show, decision.reason) == (N, Reason.WITHDRAWN)


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
