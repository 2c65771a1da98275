"""What a reviewer may do with a sentence."""

from dataclasses import replace

import pytest

from tests.translations.factories import EARLIER, ENGINE, NOW, PERSON, make_segment, make_source, make_suggestion
from translations.errors import EmptyTranslation, LinksDiffer, NothingToReview, ReviewConflict
from translations.hashes import target_hash
from translations.inline import write_inline
from translations.model import Segment, SegmentState, SegmentTranslation
from translations.review import ReviewAction, Reviewed, ReviewRecord, approve, edit, reject

LINKED = 'See <a href="https://a.example/">this</a>.'


def approved(segment: Segment, **seen: str) -> Reviewed:
    given = {"source_hash_seen": segment.source.source_hash, "target_hash_seen": target_hash(segment.current)}
    return approve(segment, **(given | seen), reviewer="Linh", now=NOW)


def rejected(segment: Segment, **seen: str) -> Reviewed:
    given = {"source_hash_seen": segment.source.source_hash, "target_hash_seen": target_hash(segment.current)}
    return reject(segment, **(given | seen), reviewer="Linh", now=NOW)


def edited(segment: Segment, html: str) -> Reviewed:
    return edit(segment, html, version_seen=segment.version, editor="Minh", now=NOW)


def current_of(outcome: Reviewed) -> SegmentTranslation:
    assert outcome.segment.current is not None
    return outcome.segment.current


def text_of(outcome: Reviewed) -> str:
    current = current_of(outcome)
    return write_inline(current.text, current.marks)


UNREVIEWED = [SegmentState.MACHINE, SegmentState.MEMORY, SegmentState.EDITED, SegmentState.REJECTED]


@pytest.mark.parametrize("state", UNREVIEWED)
def test_approving_keeps_who_made_the_text_and_says_against_what_it_was_approved(state: SegmentState) -> None:
    segment = make_segment("The leaders met.", state)
    assert segment.current is not None
    outcome = approved(segment)
    assert outcome.segment.state is SegmentState.APPROVED
    assert current_of(outcome) == replace(
        segment.current,
        approved_source_text="The leaders met.",
        provenance=replace(segment.current.provenance, reviewer="Linh"),
    )


def test_an_approval_is_recorded() -> None:
    segment = make_segment()
    outcome = approved(segment)
    assert outcome.record == ReviewRecord(
        action=ReviewAction.APPROVE,
        actor="Linh",
        at=NOW,
        version=2,
        source_hash=segment.source.source_hash,
        state_before=SegmentState.MACHINE,
        state_after=SegmentState.APPROVED,
        before=segment.current,
        after=outcome.segment.current,
    )
    assert outcome.segment.version == 2


def test_a_stale_text_that_is_still_right_is_approved_against_the_new_source() -> None:
    segment = make_segment("The leaders met again.", SegmentState.STALE, suggestion=make_suggestion(make_source()))
    current = current_of(approved(segment))
    assert segment.current is not None
    assert current.text == segment.current.text
    assert (current.source_text, current.approved_source_text) == ("The leaders met again.", "The leaders met again.")
    assert current.source_hash == segment.source.source_hash
    assert approved(segment).segment.suggestion is None


def test_the_suggestion_beside_a_stale_text_can_be_approved_as_it_was_seen() -> None:
    source = make_source("The leaders met again.")
    suggestion = make_suggestion(source, "Họ lại gặp nhau.")
    segment = make_segment(source, SegmentState.STALE, suggestion=suggestion)
    outcome = approved(segment, target_hash_seen=target_hash(suggestion))
    assert (text_of(outcome), outcome.segment.suggestion) == ("Họ lại gặp nhau.", None)
    assert current_of(outcome).provenance == replace(ENGINE, reviewer="Linh")


def test_pressing_the_key_twice_changes_nothing() -> None:
    once = approved(make_segment()).segment
    assert approved(once) == Reviewed(segment=once, record=None)


def test_approving_another_source_than_was_seen_is_a_conflict() -> None:
    segment = make_segment()
    seen = make_source("An older sentence.").source_hash
    with pytest.raises(ReviewConflict) as caught:
        approved(segment, source_hash_seen=seen)
    assert (caught.value.segment, caught.value.source_hash_seen) == (segment, seen)


def test_approving_another_translation_than_was_seen_is_a_conflict() -> None:
    segment = make_segment(target="Họ gặp nhau.")
    seen = target_hash(make_segment(target="Họ không gặp nhau.").current)
    with pytest.raises(ReviewConflict) as caught:
        approved(segment, target_hash_seen=seen)
    assert caught.value.target_hash_seen == seen


def test_an_approved_sentence_that_was_edited_meanwhile_is_a_conflict_too() -> None:
    segment = make_segment(state=SegmentState.APPROVED)
    with pytest.raises(ReviewConflict):
        approved(edited(segment, "Họ đã gặp.").segment, target_hash_seen=target_hash(segment.current))


def test_a_missing_translation_cannot_be_approved_or_rejected() -> None:
    segment = make_segment(state=SegmentState.MISSING)
    with pytest.raises(NothingToReview):
        approved(segment)
    with pytest.raises(NothingToReview):
        rejected(segment)


def test_a_text_whose_links_are_not_those_of_the_source_cannot_be_approved() -> None:
    segment = make_segment(make_source(LINKED), SegmentState.STALE, 'Xem <a href="https://b.example/">đây</a>.')
    with pytest.raises(LinksDiffer) as caught:
        approved(segment)
    assert (caught.value.lost, caught.value.added) == (("https://a.example/",), ("https://b.example/",))


def test_a_draft_that_had_no_word_left_for_a_link_cannot_be_approved() -> None:
    with pytest.raises(LinksDiffer):
        approved(make_segment(make_source(LINKED), target='…<a href="https://a.example/"></a>'))


def test_an_edit_is_a_persons_text_that_waits_for_approval() -> None:
    segment = make_segment("The leaders met.", SegmentState.APPROVED)
    outcome = edited(segment, "Họ <b>đã gặp</b> nhau.")
    assert (outcome.segment.state, outcome.segment.version) == (SegmentState.EDITED, 2)
    assert text_of(outcome) == "Họ <b>đã gặp</b> nhau."
    current = current_of(outcome)
    assert (current.author, current.provenance, current.created_at) == ("Minh", PERSON, NOW)
    assert (current.source_text, current.approved_source_text) == ("The leaders met.", None)
    assert outcome.record is not None
    assert (outcome.record.action, outcome.record.before) == (ReviewAction.EDIT, segment.current)


def test_an_edit_against_a_new_source_ends_its_being_stale() -> None:
    segment = make_segment(state=SegmentState.STALE, suggestion=make_suggestion(make_source()))
    assert segment.current is not None
    outcome = edited(segment, segment.current.text)
    assert (outcome.segment.state, outcome.segment.suggestion) == (SegmentState.EDITED, None)


CLEANED = [
    ("Họ\n  gặp&nbsp;nhau. ", "Họ gặp\u00a0nhau."),
    ("Họ<br>gặp nhau.", "Họ gặp nhau."),
    ("<p onclick=x>Họ</p><script>x</script> gặp &lt;nhau&gt; &amp; đi", "Họ gặp &lt;nhau&gt; &amp; đi"),
    ("Vie\u0323\u0302t Nam\x00", "Việt Nam"),
]


@pytest.mark.parametrize(("html", "expected"), CLEANED)
def test_what_a_reviewer_types_is_made_safe(html: str, expected: str) -> None:
    assert text_of(edited(make_segment(), html)) == expected


def test_a_plain_text_field_takes_no_marks() -> None:
    segment = make_segment(make_source("Leaders meet", field="headline"))
    assert text_of(edited(segment, "Hai <b>nhà</b> lãnh đạo &amp; cuộc gặp")) == "Hai nhà lãnh đạo &amp; cuộc gặp"


def test_saving_the_same_text_changes_nothing() -> None:
    segment = make_segment(target="Họ <b>gặp</b> nhau.")
    assert edited(segment, "Họ  <b>gặp</b> nhau.") == Reviewed(segment=segment, record=None)


def test_a_rejected_text_that_is_saved_again_is_an_edit() -> None:
    assert edited(make_segment(state=SegmentState.REJECTED), "Hai nhà lãnh đạo gặp nhau.").segment.state is (
        SegmentState.EDITED
    )


def test_an_edit_of_what_has_changed_is_a_conflict_and_keeps_the_typed_text() -> None:
    segment = make_segment(version=5)
    with pytest.raises(ReviewConflict) as caught:
        edit(segment, "Họ gặp.", version_seen=4, editor="Minh", now=NOW)
    assert (caught.value.segment, caught.value.version_seen, caught.value.text_html) == (segment, 4, "Họ gặp.")


@pytest.mark.parametrize("html", ["", "  \n", "<b> </b>", "<br>", "<script>x</script>"])
def test_an_edit_to_nothing_is_refused(html: str) -> None:
    with pytest.raises(EmptyTranslation):
        edited(make_segment(), html)


LINKS = [
    ("Xem đây.", ("https://a.example/",), ()),
    ('Xem <a href="https://b.example/">đây</a>.', ("https://a.example/",), ("https://b.example/",)),
    (
        'Xem <a href="https://a.example/">đây</a> và <a href="https://a.example/">đó</a>.',
        (),
        ("https://a.example/",),
    ),
    ('Xem <a href="javascript:x">đây</a>.', ("https://a.example/",), ()),
]


@pytest.mark.parametrize(("html", "lost", "added"), LINKS)
def test_an_edit_must_keep_every_link_once(html: str, lost: tuple[str, ...], added: tuple[str, ...]) -> None:
    with pytest.raises(LinksDiffer) as caught:
        edited(make_segment(make_source(LINKED)), html)
    assert (caught.value.lost, caught.value.added) == (lost, added)
    assert all(address in str(caught.value) for address in (*lost, *added))


def test_an_edit_may_move_a_link() -> None:
    html = '<a href="https://a.example/">Đây</a>, xem <i>nhé</i>.'
    assert text_of(edited(make_segment(make_source(LINKED)), html)) == html


def test_a_rejected_draft_stays_to_be_seen() -> None:
    segment = make_segment()
    outcome = rejected(segment)
    assert outcome.segment == replace(segment, state=SegmentState.REJECTED, version=2)
    assert outcome.record is not None
    assert outcome.record.action is ReviewAction.REJECT


def test_when_a_stale_text_is_rejected_the_suggestion_takes_its_place() -> None:
    source = make_source("The leaders met again.")
    suggestion = make_suggestion(source, created_at=EARLIER)
    outcome = rejected(make_segment(source, SegmentState.STALE, suggestion=suggestion))
    assert (outcome.segment.state, outcome.segment.current, outcome.segment.suggestion) == (
        SegmentState.MACHINE,
        suggestion,
        None,
    )


def test_rejecting_twice_changes_nothing() -> None:
    once = rejected(make_segment()).segment
    assert rejected(once) == Reviewed(segment=once, record=None)


def test_rejecting_another_text_than_was_seen_is_a_conflict() -> None:
    with pytest.raises(ReviewConflict):
        rejected(make_segment(), target_hash_seen="0" * 64)
    suggestion = make_suggestion(make_source())
    with pytest.raises(ReviewConflict):
        rejected(
            make_segment(state=SegmentState.STALE, suggestion=suggestion), target_hash_seen=target_hash(suggestion)
        )


def test_the_suggestion_beside_an_approved_text_can_be_approved_instead() -> None:
    approved = make_segment("The leaders met.", SegmentState.APPROVED)
    segment = replace(approved, suggestion=make_suggestion(approved.source))
    outcome = approve(
        segment,
        source_hash_seen=segment.source.source_hash,
        target_hash_seen=target_hash(segment.suggestion),
        reviewer="Linh",
        now=NOW,
    )
    assert outcome.segment.current is not None
    assert outcome.segment.current.text == "Bản nháp mới."
    assert outcome.segment.suggestion is None
    assert outcome.record is not None


def test_to_approve_an_approved_text_again_puts_the_suggestion_beside_it_away() -> None:
    approved = make_segment("The leaders met.", SegmentState.APPROVED)
    segment = replace(approved, suggestion=make_suggestion(approved.source))
    outcome = approve(
        segment,
        source_hash_seen=segment.source.source_hash,
        target_hash_seen=target_hash(segment.current),
        reviewer="Linh",
        now=NOW,
    )
    assert outcome.segment.suggestion is None
    assert outcome.segment.current is not None
    assert approved.current is not None
    assert outcome.segment.current.text == approved.current.text
