from datetime import timedelta

import pytest

from feeds.changes import ChangeKind, decide
from feeds.model import Paragraph, PubStatus
from tests.factories import make_blog, make_entry, make_translation


def test_a_thing_nobody_had_is_new() -> None:
    assert decide(None, make_entry()) is ChangeKind.NEW
    assert decide(None, make_blog()) is ChangeKind.NEW


def test_a_thing_that_arrives_killed_is_new() -> None:
    assert decide(None, make_entry(pub_status=PubStatus.CANCELED)) is ChangeKind.NEW


def test_what_the_service_counts_and_stamps_is_no_change() -> None:
    old = make_entry()
    later = old.updated_at + timedelta(hours=1)
    new = make_entry(guid="tag:example.org,2019:other", version=7, created_at=later, updated_at=later)
    assert decide(old, new) is ChangeKind.NONE
    assert decide(old, make_entry(translation=make_translation())) is ChangeKind.NONE


@pytest.mark.parametrize(
    "change",
    [
        {"headline": None},
        {"blocks": ()},
        {"blocks": (Paragraph(id="b2", html="The two leaders <b>shook hands</b> before dinner."),)},
        {"pinned": True},
        {"pub_status": PubStatus.WITHHELD},
        {"published_at": make_entry().published_at + timedelta(seconds=1)},
        {"time_is_exact": False},
    ],
)
def test_anything_a_reader_or_a_feed_can_see_is_an_update(change: dict[str, object]) -> None:
    assert decide(make_entry(), make_entry(**change)) is ChangeKind.UPDATE


def test_a_new_correction_note_makes_a_correction() -> None:
    noted = make_entry(correction_note="The dinner was on Wednesday.")
    assert decide(make_entry(), noted) is ChangeKind.CORRECTION


def test_an_edit_under_an_old_correction_note_is_an_update() -> None:
    noted = make_entry(correction_note="The dinner was on Wednesday.")
    edited = make_entry(correction_note="The dinner was on Wednesday.", headline="Dinner")
    assert decide(noted, edited) is ChangeKind.UPDATE


def test_another_correction_note_is_another_correction() -> None:
    noted = make_entry(correction_note="The dinner was on Wednesday.")
    assert decide(noted, make_entry(correction_note="It was in Hanoi.")) is ChangeKind.CORRECTION


def test_taking_a_correction_note_away_is_an_update() -> None:
    noted = make_entry(correction_note="The dinner was on Wednesday.")
    assert decide(noted, make_entry()) is ChangeKind.UPDATE


def test_a_cancellation_is_a_kill_whatever_else_changed() -> None:
    canceled = make_entry(pub_status=PubStatus.CANCELED, headline=None, correction_note="Wrong.")
    assert decide(make_entry(), canceled) is ChangeKind.KILL


def test_nothing_follows_a_kill() -> None:
    killed = make_entry(pub_status=PubStatus.CANCELED)
    assert decide(killed, make_entry()) is ChangeKind.NONE


def test_a_head_changes_by_its_own_texts_not_by_its_entries() -> None:
    assert decide(make_blog(), make_blog(entries=(), revision=9)) is ChangeKind.NONE
    assert decide(make_blog(), make_blog(title="Leaders leave Hanoi")) is ChangeKind.UPDATE
    assert decide(make_blog(), make_blog(pub_status=PubStatus.CANCELED)) is ChangeKind.KILL
