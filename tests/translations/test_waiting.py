"""How long a text has waited for its review, and what a timer that runs out changes."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.profile import LanguageRule, PublishPolicy
from tests.translations.factories import NOW, make_finding, make_segment, make_source, make_suggestion
from tests.translations.strategies import RULES, TEXTS
from translations.model import Segment, SegmentState
from translations.policy import decide_on
from translations.waiting import (
    NOT_WAITING,
    Waiting,
    can_be_seen,
    due_at,
    is_material,
    next_due,
    run_out,
    waiting_after,
)

MINUTE = timedelta(minutes=1)
APPROVED = make_segment(state=SegmentState.APPROVED)
MACHINE = make_segment(state=SegmentState.MACHINE)
MISSING = make_segment(state=SegmentState.MISSING)
STALE = make_segment(state=SegmentState.STALE)
WAITING = Waiting(since=NOW - 5 * MINUTE, minutes=3)


@pytest.mark.parametrize("state", [state for state in SegmentState if state is not SegmentState.APPROVED])
def test_a_text_waits_from_its_first_sentence_that_nobody_has_approved(state: SegmentState) -> None:
    after = waiting_after(NOT_WAITING, [APPROVED, make_segment(state=state)], now=NOW)
    assert after == Waiting(since=NOW, minutes=0)


@pytest.mark.parametrize("segments", [[APPROVED, APPROVED], []], ids=["all approved", "no sentence, as after a kill"])
def test_it_waits_for_nothing_once_all_is_approved_or_gone(segments: list[Segment]) -> None:
    assert waiting_after(WAITING, segments, now=NOW) == NOT_WAITING


def test_its_time_goes_on_while_sentences_are_added_drafted_or_approved() -> None:
    for segments in ([MISSING, MACHINE], [APPROVED, MACHINE], [STALE]):
        assert waiting_after(WAITING, segments, now=NOW) == WAITING


def test_its_time_begins_anew_with_a_material_change() -> None:
    assert waiting_after(WAITING, [STALE], now=NOW, starts_anew=True) == Waiting(since=NOW, minutes=0)


def test_a_change_is_material_where_it_touched_what_a_translation_says() -> None:
    old = make_segment(make_source("12 injured."))
    edited = replace(old, source=make_source("14 injured."), state=SegmentState.STALE)
    assert is_material([old], [replace(edited, material=("numbers",))])
    assert not is_material([old], [edited])
    assert not is_material([], [MISSING])


def test_a_sentence_that_had_changed_before_makes_no_later_change_material() -> None:
    changed = replace(STALE, material=("numbers",))
    assert not is_material([changed], [changed, MISSING])


def test_a_timer_runs_out_on_the_microsecond_and_not_before() -> None:
    waiting = Waiting(since=NOW)
    due = NOW + 10 * MINUTE
    assert run_out(waiting, (10, 30), now=due - timedelta(microseconds=1)) == waiting
    assert run_out(waiting, (10, 30), now=due) == Waiting(since=NOW, minutes=10)


def test_the_longest_timer_that_has_run_out_counts_and_none_is_taken_back() -> None:
    late = NOW + 45 * MINUTE
    assert run_out(Waiting(since=NOW), (10, 30, 60), now=late).minutes == 30
    assert run_out(Waiting(since=NOW, minutes=60), (10,), now=late).minutes == 60
    assert run_out(NOT_WAITING, (10,), now=late) == NOT_WAITING


def test_the_next_timer_is_the_shortest_that_has_not_run_out() -> None:
    waiting = Waiting(since=NOW, minutes=10)
    assert next_due(waiting, (5, 10, 30, 60)) == NOW + 30 * MINUTE
    assert next_due(waiting, (5, 10)) is None
    assert next_due(NOT_WAITING, (5,)) is None
    assert due_at(NOT_WAITING, 5) is None


CHANGES = [
    ((MACHINE,), True),
    ((APPROVED, MACHINE), True),
    ((APPROVED,), False),
    ((), False),
    ((MISSING,), False),
    ((MACHINE, MISSING), False),
    ((replace(MACHINE, findings=(make_finding(),)),), False),
    ((replace(STALE, suggestion=make_suggestion(STALE.source)),), True),
]


@pytest.mark.parametrize(("segments", "is_seen"), CHANGES)
def test_it_is_seen_only_where_there_is_something_to_let_out(segments: tuple[Segment, ...], is_seen: bool) -> None:
    assert can_be_seen(segments, Waiting(since=NOW), Waiting(since=NOW, minutes=10)) is is_seen


@given(TEXTS, RULES, st.sampled_from([0, 1, 9]), st.sampled_from([1, 10, 30, 60]))
def test_what_cannot_be_seen_is_the_same_by_every_rule(
    segments: tuple[Segment, ...], rule: LanguageRule, before: int, after: int
) -> None:
    if after <= before or can_be_seen(segments, Waiting(since=NOW, minutes=before), Waiting(since=NOW, minutes=after)):
        return
    one, other = (decide_on(segments, rule, waited_min=minutes) for minutes in (before, after))
    assert (one.show, one.state, one.segments) == (other.show, other.state, other.segments)


def test_no_rule_without_a_timer_sees_time_pass() -> None:
    for policy in set(PublishPolicy) - {PublishPolicy.REVIEWED_OR_MACHINE_AFTER}:
        rule = LanguageRule(tag="vi", policy=policy)
        assert decide_on((MACHINE,), rule) == decide_on((MACHINE,), rule, waited_min=10_080)
