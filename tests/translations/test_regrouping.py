"""Sentences that an edit cut in two, or joined."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.translations.factories import (
    ENGINE,
    PERSON,
    make_segment,
    make_source,
    make_sources,
    make_translation,
)
from translations.carry_over import Past, carry_over
from translations.model import Segment, SegmentState, SourceSegment
from translations.policy import is_reviewed
from translations.regrouping import DIVIDED, JOINED, OF_LONGER_SENTENCE, PARTLY_WRITTEN

TWO = ("Police closed two streets.", "They hugged in Hanoi.")
ONE = "Police closed two streets, and they hugged in Hanoi."


def carried(old: Sequence[Segment], *sentences: str) -> tuple[Segment, ...]:
    return carry_over(old, _in_a_row(*sentences), languages=("en", "vi"))


def _in_a_row(*sentences: str) -> tuple[SourceSegment, ...]:
    return tuple(replace(source, gap=" ") for source in make_sources(*sentences))


def a_text(*sentences: tuple[str, SegmentState, str]) -> list[Segment]:
    """Make the segments of one paragraph, each of a sentence, a state and a translation."""
    sources = _in_a_row(*(sentence for sentence, _, _ in sentences))
    return [
        make_segment(source, state, target, id=number)
        for number, (source, (_, state, target)) in enumerate(zip(sources, sentences, strict=True), 1)
    ]


def approved_pair() -> list[Segment]:
    return a_text(
        (TWO[0], SegmentState.APPROVED, "Cảnh sát đóng hai đường."),
        (TWO[1], SegmentState.APPROVED, "Họ ôm nhau ở Hà Nội."),
    )


def approved_one(target: str = "Cảnh sát đóng hai đường, và họ ôm nhau ở Hà Nội.", source: str = ONE) -> list[Segment]:
    return a_text((source, SegmentState.APPROVED, target))


def test_two_sentences_that_an_edit_made_one_are_stale_and_both_texts_stay_visible() -> None:
    (after,) = carried(approved_pair(), ONE)
    assert (after.id, after.state) == (1, SegmentState.STALE)
    assert after.current is not None
    assert after.current.text == "Cảnh sát đóng hai đường. Họ ôm nhau ở Hà Nội."
    assert after.current.approved_source_text == " ".join(TWO)
    assert JOINED in after.current.provenance.notes
    assert after.current.provenance.reviewer == "Linh"


def test_a_sentence_that_an_edit_cut_in_two_is_stale_and_offered_to_its_second_part() -> None:
    first, second = carried(approved_one(), *TWO)
    assert (first.id, first.state) == (1, SegmentState.STALE)
    assert (second.id, second.state, second.current) == (None, SegmentState.MISSING, None)
    assert first.current is not None
    assert first.current.text == "Cảnh sát đóng hai đường, và họ ôm nhau ở Hà Nội."
    assert second.suggestion == first.current
    assert OF_LONGER_SENTENCE in first.current.provenance.notes


def test_a_text_for_a_longer_sentence_is_not_taken_for_reviewed() -> None:
    first, _ = carried(approved_one(), *TWO)
    assert not is_reviewed(first)


def test_a_draft_of_a_sentence_that_was_cut_is_not_offered_twice() -> None:
    old = a_text((ONE, SegmentState.MACHINE, "Cảnh sát đóng hai đường, và họ ôm nhau."))
    first, second = carried(old, *TWO)
    assert (first.state, second.state) == (SegmentState.STALE, SegmentState.MISSING)
    assert second.suggestion is None


def test_a_rejected_draft_of_a_sentence_that_was_cut_is_forgotten() -> None:
    first, second = carried(a_text((ONE, SegmentState.REJECTED, "Không.")), *TWO)
    assert (first.state, first.current) == (second.state, second.current) == (SegmentState.MISSING, None)


def test_an_approval_comes_back_when_a_cut_sentence_is_whole_again() -> None:
    old = approved_one()
    (back,) = carried(carried(old, *TWO), ONE)
    assert back == replace(old[0], version=old[0].version + 2)


def test_full_stops_that_became_a_semicolon_keep_the_approval_of_both() -> None:
    (after,) = carried(approved_pair(), "Police closed two streets; they hugged in Hanoi.")
    assert (after.id, after.state) == (1, SegmentState.APPROVED)
    assert after.current is not None
    assert after.current.text == "Cảnh sát đóng hai đường. Họ ôm nhau ở Hà Nội."
    assert after.current.approved_source_text == after.source.text


def test_a_semicolon_that_became_a_full_stop_keeps_the_approval_if_the_translation_has_two_sentences() -> None:
    old = approved_one("Cảnh sát đóng hai đường. Họ ôm nhau.", "Police closed two streets; they hugged.")
    first, second = carried(old, "Police closed two streets.", "They hugged.")
    assert (first.state, second.state) == (SegmentState.APPROVED, SegmentState.APPROVED)
    assert [one.current.text for one in (first, second) if one.current] == ["Cảnh sát đóng hai đường.", "Họ ôm nhau."]
    assert second.current is not None
    assert second.current.approved_source_text == "They hugged."
    assert DIVIDED in second.current.provenance.notes


IN_DOUBT = [
    ("Cảnh sát đóng hai đường; họ ôm nhau.", "one sentence"),
    ("Cảnh sát. Đóng hai đường. Họ ôm nhau.", "three sentences"),
    ("Cảnh sát đóng hai đường. Họ ôm nhau?", "a question"),
    ("Cảnh sát đóng 2 đường. Họ ôm nhau.", "another number"),
]


@pytest.mark.parametrize("target", [target for target, _ in IN_DOUBT], ids=[why for _, why in IN_DOUBT])
def test_a_translation_that_does_not_surely_fall_in_two_is_stale(target: str) -> None:
    old = approved_one(target, "Police closed two streets; they hugged.")
    first, second = carried(old, "Police closed two streets.", "They hugged.")
    assert (first.state, second.state) == (SegmentState.STALE, SegmentState.MISSING)


def test_a_number_in_another_part_of_the_translation_leaves_it_stale() -> None:
    old = approved_one("Có người bị thương. 12 đường bị đóng.", "12 were injured; streets were closed.")
    first, second = carried(old, "12 were injured.", "Streets were closed.")
    assert (first.state, second.state) == (SegmentState.STALE, SegmentState.MISSING)


def test_a_question_mark_is_no_full_stop() -> None:
    old = a_text(("He left?", SegmentState.APPROVED, "Ông đi?"), ("They hugged.", SegmentState.APPROVED, "Họ ôm nhau."))
    (after,) = carried(old, "He left; they hugged.")
    assert after.state is SegmentState.STALE


STATES = [
    (SegmentState.APPROVED, SegmentState.APPROVED, SegmentState.APPROVED),
    (SegmentState.APPROVED, SegmentState.EDITED, SegmentState.EDITED),
    (SegmentState.EDITED, SegmentState.EDITED, SegmentState.EDITED),
    (SegmentState.APPROVED, SegmentState.MACHINE, SegmentState.MACHINE),
    (SegmentState.EDITED, SegmentState.MACHINE, SegmentState.MACHINE),
    (SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.MACHINE),
    (SegmentState.MEMORY, SegmentState.MEMORY, SegmentState.MEMORY),
    (SegmentState.APPROVED, SegmentState.MISSING, SegmentState.STALE),
    (SegmentState.APPROVED, SegmentState.REJECTED, SegmentState.STALE),
    (SegmentState.APPROVED, SegmentState.STALE, SegmentState.STALE),
    (SegmentState.MISSING, SegmentState.MISSING, SegmentState.MISSING),
    (SegmentState.MISSING, SegmentState.REJECTED, SegmentState.MISSING),
]


@pytest.mark.parametrize(("one", "other", "joined"), STATES)
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_joined_sentence_stands_as_its_least_part(
    one: SegmentState, other: SegmentState, joined: SegmentState, is_turned: bool
) -> None:
    first, second = (other, one) if is_turned else (one, other)
    old = a_text(("He left.", first, "Ông đi."), ("They hugged.", second, "Họ ôm."))
    (after,) = carried(old, "He left; they hugged.")
    assert after.state is joined
    assert after.version == old[0].version + 1


def test_a_persons_part_of_a_joined_draft_is_not_replaced_by_the_next_draft() -> None:
    old = a_text(("He left.", SegmentState.EDITED, "Ông đi."), ("They hugged.", SegmentState.MACHINE, "Họ ôm."))
    (after,) = carried(old, "He left; they hugged.")
    assert after.current is not None
    assert after.current.provenance.engine == ENGINE.engine
    assert PARTLY_WRITTEN in after.current.provenance.notes


def test_three_sentences_can_become_one_and_one_three() -> None:
    sentences = ("Police closed streets.", "They hugged.", "Markets fell.")
    old = a_text(*((text, SegmentState.APPROVED, f"Câu {number}.") for number, text in enumerate(sentences, 1)))
    (one,) = carried(old, "Police closed streets; they hugged; markets fell.")
    assert one.state is SegmentState.APPROVED
    assert one.current is not None
    assert one.current.text == "Câu 1. Câu 2. Câu 3."
    source = _in_a_row("Police closed streets, they hugged and markets fell.")
    whole = carry_over(approved_one("Một câu.", source[0].text), _in_a_row(*sentences), languages=("en", "vi"))
    assert [segment.state for segment in whole] == [SegmentState.STALE, SegmentState.MISSING, SegmentState.MISSING]
    assert [segment.suggestion is not None for segment in whole] == [False, True, True]


def test_a_link_over_two_sentences_is_one_link_when_they_are_joined() -> None:
    link = '<a href="https://a.example/">{}</a>'
    sources = tuple(replace(one, gap=" ") for one in make_sources(link.format("He left."), link.format("They hugged.")))
    old = [
        make_segment(sources[0], SegmentState.APPROVED, link.format("Ông đi."), id=1),
        make_segment(sources[1], SegmentState.APPROVED, link.format("Họ ôm."), id=2),
    ]
    (after,) = carried(old, link.format("He left. They hugged."))
    assert after.state is SegmentState.APPROVED
    assert after.current is not None
    assert [(mark.start, mark.end) for mark in after.current.marks] == [(0, len("Ông đi. Họ ôm."))]


def test_sentences_that_merely_follow_an_edited_one_are_not_joined_to_it() -> None:
    old = a_text(
        ("12 were injured in the blast.", SegmentState.APPROVED, "12 người bị thương."),
        ("Trump arrived in Hanoi.", SegmentState.APPROVED, "Ông Trump đến Hà Nội."),
    )
    first, *_ = carried(old, "14 were injured in the blast.")
    assert first.current == old[0].current


def test_a_change_around_a_cut_does_not_disturb_other_sentences() -> None:
    before = make_source("Markets fell.", field="b0.html")
    old = [make_segment(before, SegmentState.APPROVED, "Thị trường giảm.", id=9), *approved_one()]
    after = carry_over(old, [*_in_a_row(*TWO), before], languages=("en", "vi"))
    assert after[2] == old[0]


def test_what_was_joined_and_cut_again_has_the_approvals_it_had() -> None:
    old = approved_pair()
    (joined,) = carried(old, ONE)
    # A store gives back the archived second sentence, and what the first one said when it was approved.
    first_hash = old[0].source.source_hash
    assert old[0].current is not None
    past = Past(archived=(old[1],), standing={(1, first_hash): old[0].current})
    back = carry_over([joined], _in_a_row(*TWO), languages=("en", "vi"), past=past)
    assert [(one.id, one.state, one.current) for one in back] == [(one.id, one.state, one.current) for one in old]


def test_material_changes_are_told_of_joined_sentences() -> None:
    (after,) = carried(approved_pair(), "Police closed ten streets, and Moon did not hug in Hanoi.")
    assert after.state is SegmentState.STALE
    assert {"negation", "names"} <= set(after.material)


def test_a_person_is_named_as_author_of_what_two_people_wrote() -> None:
    sources = _in_a_row("He left.", "They hugged.")
    old = [
        Segment(
            source=source,
            state=SegmentState.EDITED,
            current=make_translation(f"Câu {name}.", source, author=name, provenance=PERSON),
            id=number,
        )
        for number, (source, name) in enumerate(zip(sources, ("Linh", "Minh"), strict=True), 1)
    ]
    (after,) = carried(old, "He left; they hugged.")
    assert after.current is not None
    assert after.current.author == "Linh, Minh"
