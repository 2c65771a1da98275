"""What becomes of a unit: a table of cases. Here is what was exported, what the file says, and what is here now."""

from dataclasses import replace
from typing import Any

import pytest

from tests.translations.exchange.work_files import SOURCE, TARGET
from tests.translations.factories import make_segment, make_source, make_suggestion
from translations.exchange.codes import Code, Coded, CodeKind
from translations.exchange.judging import ConflictKind, Judgement, Outcome, judge
from translations.exchange.work import Unit, seen_of
from translations.exchange.xliff import coded_source, coded_target
from translations.model import Segment, SegmentState

OTHER = "Hai bên gặp nhau."
DRAFT = "Hai nhà lãnh đạo gặp nhau."


def unit_of(exported: Segment, target: str | Coded | None, **changes: Any) -> Unit:
    """Make a unit as it comes back from an export of ``exported``."""
    unit = Unit(
        location="line 7",
        id="s1",
        guid="tag:x",
        segment_id=exported.id,
        source=coded_source(exported.source),
        target=(target,) if isinstance(target, str) else target,
        seen=seen_of(exported),
    )
    return replace(unit, **changes)


def verdict(exported: Segment, target: str | None, now: Segment | None = None, **changes: Any) -> Judgement:
    approve = changes.pop("approve", False)
    return judge(now or exported, unit_of(exported, target, **changes), approve=approve)


@pytest.mark.parametrize("state", [state for state in SegmentState if state is not SegmentState.REJECTED])
@pytest.mark.parametrize("target", [None, "", "  \n"])
def test_no_translation_in_the_file_changes_nothing(state: SegmentState, target: str | None) -> None:
    assert verdict(make_segment(state=state), target).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("state", list(SegmentState))
def test_another_wording_of_what_is_as_it_was_is_taken(state: SegmentState) -> None:
    judged = verdict(make_segment(state=state), OTHER)
    assert (judged.outcome, judged.is_edit, judged.is_approval) == (Outcome.TAKEN, True, False)
    assert judged.text_html == OTHER


@pytest.mark.parametrize("state", [SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.EDITED, SegmentState.STALE])
def test_the_same_wording_called_final_is_an_approval_only_where_asked_for(state: SegmentState) -> None:
    segment = make_segment(state=state)
    assert verdict(segment, DRAFT, is_final=True).outcome is Outcome.UNCHANGED
    judged = verdict(segment, DRAFT, is_final=True, approve=True)
    assert (judged.outcome, judged.is_edit, judged.is_approval) == (Outcome.TAKEN, False, True)
    assert verdict(segment, DRAFT, approve=True).outcome is Outcome.UNCHANGED


def test_an_approved_sentence_that_comes_back_final_is_unchanged() -> None:
    segment = make_segment(state=SegmentState.APPROVED)
    assert verdict(segment, DRAFT, is_final=True, approve=True).outcome is Outcome.UNCHANGED


def changed_here(state: SegmentState, target: str = "Đã sửa.", **changes: Any) -> Segment:
    return replace(make_segment(state=state, target=target), version=5, **changes)


@pytest.mark.parametrize("state", [SegmentState.EDITED, SegmentState.APPROVED])
def test_a_person_s_work_since_is_a_conflict(state: SegmentState) -> None:
    judged = verdict(make_segment(), OTHER, changed_here(state))
    assert (judged.outcome, judged.conflict) == (Outcome.CONFLICT, ConflictKind.TARGET_CHANGED)
    assert judged.text_html == OTHER


@pytest.mark.parametrize("state", [SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.REJECTED])
def test_what_is_nobody_s_work_gives_way(state: SegmentState) -> None:
    assert verdict(make_segment(state=SegmentState.MISSING), OTHER, changed_here(state)).outcome is Outcome.TAKEN


def test_what_was_changed_here_alone_stays() -> None:
    judged = verdict(make_segment(), DRAFT, changed_here(SegmentState.EDITED))
    assert judged.outcome is Outcome.UNCHANGED
    assert "changed here since" in judged.reason


def test_an_approval_of_what_was_replaced_since_is_a_conflict() -> None:
    judged = verdict(make_segment(), DRAFT, changed_here(SegmentState.EDITED), is_final=True, approve=True)
    assert judged.conflict is ConflictKind.TARGET_CHANGED


def test_an_approval_of_what_was_rejected_since_is_a_conflict() -> None:
    rejected = make_segment(state=SegmentState.REJECTED)
    judged = verdict(make_segment(), DRAFT, rejected, is_final=True, approve=True)
    assert judged.conflict is ConflictKind.TARGET_CHANGED


def test_a_change_here_that_the_file_has_too_is_none() -> None:
    assert verdict(make_segment(), "Đã sửa.", changed_here(SegmentState.EDITED)).outcome is Outcome.UNCHANGED


def stale(now: str = "The 12 leaders met.", state: SegmentState = SegmentState.STALE) -> Segment:
    return replace(make_segment(make_source(now), state), version=5)


def test_a_source_that_changed_is_a_conflict_even_if_the_translation_was_not_touched_here() -> None:
    judged = verdict(make_segment(), OTHER, stale())
    assert (judged.outcome, judged.conflict) == (Outcome.CONFLICT, ConflictKind.SOURCE_CHANGED)


def test_a_source_that_changed_makes_no_conflict_of_what_comes_back_as_it_left() -> None:
    assert verdict(make_segment(), DRAFT, stale()).outcome is Outcome.UNCHANGED


def test_an_approval_of_an_older_source_is_a_conflict() -> None:
    judged = verdict(make_segment(), DRAFT, stale(), is_final=True, approve=True)
    assert judged.conflict is ConflictKind.SOURCE_CHANGED


def test_an_older_approval_that_was_exported_as_one_is_no_conflict() -> None:
    exported = make_segment(state=SegmentState.APPROVED)
    assert verdict(exported, DRAFT, stale(), is_final=True, approve=True).outcome is Outcome.UNCHANGED


def test_formatting_does_not_hide_that_a_translation_came_back_as_it_left() -> None:
    exported = make_segment(make_source(SOURCE), target=TARGET)
    now = make_segment(make_source("Something else."), SegmentState.STALE, target="Khác.")
    unit = unit_of(exported, None)
    target = tuple(replace(p, native=p.native) if isinstance(p, Code) else p for p in coded(exported))
    assert judge(now, replace(unit, target=target), approve=False).outcome is Outcome.UNCHANGED


def coded(segment: Segment) -> Coded:
    assert segment.current is not None
    return coded_target(segment.source, segment.current)


def test_a_tool_that_changed_the_source_in_the_file_makes_a_conflict() -> None:
    judged = verdict(make_segment(), OTHER, source=("The leaders met again.",))
    assert judged.conflict is ConflictKind.SOURCE_CHANGED


def test_white_space_and_normal_forms_are_no_change() -> None:
    segment = make_segment("Điện Biên.", target="Một  hai.")
    judged = verdict(segment, "Một hai.", source=(" Đie\u0302\u0323n  Biên.\n",))
    assert judged.outcome is Outcome.UNCHANGED


def test_the_source_in_the_place_of_a_translation_that_nobody_made_is_none() -> None:
    segment = make_segment(state=SegmentState.MISSING)
    assert verdict(segment, "The leaders met.", is_untranslated=True).outcome is Outcome.UNCHANGED
    assert verdict(segment, "The leaders met.").outcome is Outcome.TAKEN


def test_the_source_in_the_place_of_a_translation_is_none_when_the_source_has_changed_too() -> None:
    judged = verdict(make_segment(), "The leaders met.", stale(), is_untranslated=True)
    assert judged.outcome is Outcome.UNCHANGED


def test_without_an_account_a_person_s_work_is_never_overwritten() -> None:
    for state in (SegmentState.EDITED, SegmentState.APPROVED):
        judged = verdict(make_segment(state=state), OTHER, seen=None)
        assert judged.conflict is ConflictKind.TARGET_CHANGED
    for state in (SegmentState.MISSING, SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.STALE):
        assert verdict(make_segment(state=state), OTHER, seen=None).outcome is Outcome.TAKEN


def test_codes_that_are_wrong_are_a_problem_even_around_the_same_words() -> None:
    segment = make_segment(make_source("They <b>met</b>."), target="Họ <b>gặp</b>.")
    judged = verdict(segment, "Họ gặp.")
    assert (judged.outcome, judged.reason) == (Outcome.PROBLEM, "code 1 of the source is missing")


def test_formatting_that_a_draft_had_dropped_need_not_come_back() -> None:
    segment = make_segment(make_source("They <b>met</b>."), target="Họ gặp.")
    assert verdict(segment, "Họ gặp nhau.").outcome is Outcome.TAKEN


def test_a_link_must_come_back_whatever_a_draft_had() -> None:
    source = make_source('They <a href="https://example.org/">met</a>.')
    judged = verdict(make_segment(source, target="Họ gặp."), "Họ gặp nhau.")
    assert judged.outcome is Outcome.PROBLEM


def test_a_headline_takes_no_formatting() -> None:
    segment = make_segment(make_source("Leaders meet", field="headline"))
    bold = (Code(CodeKind.OPEN, "9", "<b>"), "Gặp", Code(CodeKind.CLOSE, "9"))
    judged = judge(segment, unit_of(segment, bold), approve=False)
    assert (judged.outcome, judged.reason) == (Outcome.PROBLEM, "this text cannot have formatting")


def test_a_suggestion_beside_an_outdated_text_may_be_what_the_translator_chose() -> None:
    segment = replace(make_segment(state=SegmentState.STALE), suggestion=make_suggestion(make_source()))
    assert verdict(segment, "Bản nháp mới.").outcome is Outcome.TAKEN
