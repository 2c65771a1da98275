"""What becomes of translations when their source changes."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.translations.factories import (
    EARLIER,
    PERSON,
    make_segment,
    make_source,
    make_sources,
    make_suggestion,
    make_translation,
)
from translations.carry_over import NO_PAST, TYPOGRAPHY_CHANGED, Past, removed
from translations.carry_over import carry_over as carry_over_in
from translations.model import Segment, SegmentState, SourceSegment

REVIEWED = make_segment("Trump has resigned.", SegmentState.APPROVED, "Ông Trump đã từ chức.")


def carry_over(
    old: Sequence[Segment], new_source: Sequence[SourceSegment], past: Past = NO_PAST
) -> tuple[Segment, ...]:
    return carry_over_in(old, new_source, languages=("en", "vi"), past=past)


def carried(old: Segment, *sentences: str) -> Segment:
    """Carry one segment over to a text of these sentences, the first of which is looked at."""
    return carry_over([old], make_sources(*sentences))[0]


@pytest.mark.parametrize("state", SegmentState)
def test_an_unchanged_sentence_keeps_everything(state: SegmentState) -> None:
    old = make_segment("Trump has resigned.", state, suggestion=make_suggestion(make_source("Trump has resigned.")))
    assert carried(old, "Trump has resigned.") == old


def test_a_sentence_that_moved_keeps_everything_but_its_place() -> None:
    (_, moved) = carry_over([REVIEWED], [*make_sources("New."), make_source("Trump has resigned.", field="b2.html")])
    assert moved == replace(REVIEWED, source=make_source("Trump has resigned.", field="b2.html"))


def test_a_change_of_blanks_is_no_change() -> None:
    assert carried(REVIEWED, "Trump  has\nresigned.").state is SegmentState.APPROVED


IMPORTANT = [
    ("12 injured in the blast", "14 injured in the blast"),
    ("He has resigned.", "He has not resigned."),
    ("He shot the officer.", "He allegedly shot the officer."),
    ("Kim met Trump.", "Kim met Trumpp."),
    ("He left.", "He left?"),
    ("See <b>this</b> report.", "See this report."),
    ('See <a href="https://a.example/">it</a>.', 'See <a href="https://b.example/">it</a>.'),
]


@pytest.mark.parametrize(("old", "new"), IMPORTANT)
def test_the_smallest_edit_of_an_approved_sentence_makes_it_stale(old: str, new: str) -> None:
    segment = make_segment(old, SegmentState.APPROVED, "Bản dịch.")
    after = carried(segment, new)
    assert after.state is SegmentState.STALE
    assert after.current == segment.current
    assert after.current is not None
    assert after.current.approved_source_text == make_source(old).text


@pytest.mark.parametrize("state", [SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.EDITED])
def test_a_draft_whose_sentence_was_edited_becomes_stale_and_says_nobody_approved_it(state: SegmentState) -> None:
    after = carried(make_segment("12 injured", state), "14 injured")
    assert after.state is SegmentState.STALE
    assert after.current is not None
    assert after.current.approved_source_text is None


TYPOGRAPHY = [
    ('Trump said: "We\'ll see."', "Trump said: “We’ll see.”"),
    ("Talks - at last", "Talks – at last"),
    ("North Korea came.", "North\u00a0Korea came."),
]


@pytest.mark.parametrize(("old", "new"), TYPOGRAPHY)
def test_a_change_of_typography_keeps_the_approval_and_is_noted(old: str, new: str) -> None:
    segment = make_segment(old, SegmentState.APPROVED, "Bản dịch.")
    after = carried(segment, new)
    assert (after.state, after.version) == (SegmentState.APPROVED, segment.version + 1)
    assert after.current is not None
    assert after.current.text == "Bản dịch."
    assert after.current.source_hash == make_source(new).source_hash
    assert after.current.approved_source_text == new
    assert TYPOGRAPHY_CHANGED in after.current.provenance.notes


def test_a_stale_sentence_stays_stale_over_a_change_of_typography() -> None:
    stale = carried(REVIEWED, 'Trump has "resigned".')
    after = carried(stale, "Trump has “resigned”.")
    assert (after.state, after.current) == (SegmentState.STALE, REVIEWED.current)


def test_an_approval_comes_back_when_the_source_returns_to_the_approved_text() -> None:
    stale = replace(carried(REVIEWED, "Trump has not resigned."), suggestion=make_suggestion(make_source("x")))
    back = carried(stale, "Trump has resigned.")
    assert back == replace(REVIEWED, version=REVIEWED.version + 2)


def test_an_edit_comes_back_unapproved_when_its_source_returns() -> None:
    source = make_source("Trump has resigned.")
    edited = make_segment(source, SegmentState.EDITED, "Ông Trump từ chức.")
    back = carried(carried(edited, "Trump has not resigned."), "Trump has resigned.")
    assert (back.state, back.current) == (SegmentState.EDITED, edited.current)


def test_an_approval_does_not_come_back_to_a_sentence_with_another_link() -> None:
    segment = make_segment('See <a href="https://a.example/">it</a>.', SegmentState.APPROVED)
    stale = carried(segment, 'See <a href="https://b.example/">it</a> now.')
    assert carried(stale, 'See <a href="https://b.example/">it</a>.').state is SegmentState.STALE


def test_the_draft_of_an_older_source_is_no_suggestion_any_more() -> None:
    stale = carried(REVIEWED, "Trump has not resigned.")
    stale = replace(stale, suggestion=make_suggestion(stale.source))
    assert carried(stale, "Trump has never resigned.").suggestion is None


def test_an_edited_sentence_without_a_translation_is_still_missing() -> None:
    after = carried(make_segment("12 injured", SegmentState.MISSING), "14 injured")
    assert (after.state, after.id) == (SegmentState.MISSING, 1)


def test_a_rejected_draft_is_forgotten_when_its_sentence_is_edited() -> None:
    after = carried(make_segment("12 injured", SegmentState.REJECTED), "14 injured")
    assert (after.state, after.current) == (SegmentState.MISSING, None)


def test_a_new_sentence_has_no_translation() -> None:
    first, second = carry_over([REVIEWED], make_sources("Trump has resigned.", "Markets fell."))
    assert first == REVIEWED
    assert second == Segment(source=make_source("Markets fell.", index=1))


def test_repeated_sentences_keep_their_own_translations_in_place() -> None:
    sources = make_sources("No.", "No.", "Yes.")
    old = [
        make_segment(sources[0], SegmentState.APPROVED, "Không.", id=1),
        make_segment(sources[1], SegmentState.APPROVED, "Chưa.", id=2),
        make_segment(sources[2], SegmentState.APPROVED, "Có.", id=3),
    ]
    assert [segment.id for segment in carry_over(old, sources)] == [1, 2, 3]
    assert [segment.id for segment in carry_over(old, make_sources("Yes.", "No.", "No."))] == [3, 2, 1]
    assert [segment.id for segment in carry_over(old, make_sources("No.", "No.", "No."))] == [1, 2, None]


def test_a_sentence_is_never_carried_over_twice() -> None:
    first, second = carry_over([REVIEWED], make_sources("Trump has resigned.", "Trump has not resigned."))
    assert (first.id, second.id) == (1, None)


def test_segments_whose_sentence_is_gone_are_removed() -> None:
    gone = make_segment("Markets fell.", SegmentState.APPROVED, id=2)
    old = [REVIEWED, gone, make_segment("Never stored.", id=None)]
    assert removed(old, carry_over(old, make_sources("Trump has resigned."))) == (gone,)


def test_a_person_keeps_the_text_that_was_written_against_an_older_source() -> None:
    source = make_source("12 injured")
    current = make_translation("12 người bị thương", source, author="Linh", provenance=PERSON, created_at=EARLIER)
    old = Segment(source=source, state=SegmentState.EDITED, current=current, id=4, version=2)
    after = carried(old, "14 injured")
    assert (after.current, after.version, after.id) == (current, 3, 4)


sentences = st.lists(
    st.sampled_from(("No.", "Yes.", "12 injured", "14 injured", 'He said "no".', "He said “no”.", "Trump won.")),
    max_size=8,
)


@given(sentences, sentences)
def test_any_change_gives_each_new_sentence_a_segment_and_no_old_one_twice(old: list[str], new: list[str]) -> None:
    before = [
        make_segment(source, SegmentState.APPROVED, f"Bản dịch {number}.", id=number)
        for number, source in enumerate(make_sources(*old), 1)
    ]
    sources = make_sources(*new)
    after = carry_over(before, sources)
    assert tuple(segment.source for segment in after) == sources
    ids = [segment.id for segment in after if segment.id is not None]
    assert len(ids) == len(set(ids))
    assert {segment.id for segment in removed(before, after)} == {segment.id for segment in before} - set(ids)
    assert all(_is_honest(segment) for segment in after)


@given(sentences)
def test_a_source_that_did_not_change_changes_nothing(texts: list[str]) -> None:
    before = tuple(
        make_segment(source, SegmentState.APPROVED, id=number) for number, source in enumerate(make_sources(*texts), 1)
    )
    assert carry_over(before, make_sources(*texts)) == before


def _is_honest(segment: Segment) -> bool:
    """An approved text was approved against this very sentence; anything else with a text is stale."""
    current, source = segment.current, segment.source
    if segment.state is SegmentState.APPROVED and current is not None:
        return current.source_hash == source.source_hash and current.approved_source_text == source.text
    return segment.state in {SegmentState.STALE, SegmentState.MISSING}
