"""What is missing from a document, and why: an editor's removal, a window, a cache, a fault."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count, pairwise
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.sources.gone import (
    Doubt,
    Known,
    Memory,
    Presence,
    Seen,
    Sighting,
    Verdict,
    is_older_copy,
    judge,
    judge_unchanged,
)
from tests.factories import NOW

HOUR = timedelta(hours=1)


def at(minute: int) -> datetime:
    return NOW - HOUR + timedelta(minutes=minute)


def seen(minute: int, *, updated: int | None = None, **changes) -> Seen:
    """An entry named after the minute of its publication."""
    later = at(minute if updated is None else updated)
    return Seen(**{"guid": f"e{minute}", "published_at": at(minute), "updated_at": later} | changes)


def known(minute: int, presence: Presence = Presence.PRESENT, *, updated: int | None = None, **changes) -> Known:
    one = seen(minute, updated=updated, **changes)
    return Known(guid=one.guid, presence=presence, published_at=one.published_at, updated_at=one.updated_at)


def sighting(*entries: int | Seen, **changes) -> Sighting:
    """A document with these entries, in this order."""
    found = tuple(one if isinstance(one, Seen) else seen(one) for one in entries)
    return Sighting(entries=found, **{"updated_at": NOW} | changes)


def verdict(before: Sequence[int | Known], now_there: Sighting, memory: Memory | None = None) -> Verdict:
    rows = [one if isinstance(one, Known) else known(one) for one in before]
    return judge(rows, now_there, memory or Memory(), now=NOW)


SUSPECT, OUT_OF_VIEW = Presence.SUSPECT, Presence.OUT_OF_VIEW


def test_nothing_missing_says_nothing():
    assert verdict([3, 2, 1], sighting(4, 3, 2, 1)) == Verdict()


def test_an_entry_missing_from_the_middle_is_suspect_first():
    assert verdict([5, 4, 3, 2, 1], sighting(5, 4, 2, 1)) == Verdict(suspects=("e3",))


def test_a_suspect_that_is_missing_again_is_killed():
    assert verdict([5, 4, known(3, SUSPECT), 2, 1], sighting(5, 4, 2, 1)).killed == ("e3",)


def test_a_suspect_is_killed_too_where_the_document_has_grown_meanwhile():
    assert verdict([5, 4, known(3, SUSPECT), 2, 1], sighting(7, 6, 5, 4, 2, 1)).killed == ("e3",)


def test_a_suspect_is_killed_where_the_server_says_that_nothing_has_changed():
    assert judge_unchanged([known(3, SUSPECT), known(2), known(1, OUT_OF_VIEW)]).killed == ("e3",)


def test_a_suspect_that_is_back_is_no_suspect_any_more():
    assert verdict([5, 4, known(3, SUSPECT), 2, 1], sighting(5, 4, 3, 2, 1)) == Verdict(back=("e3",))


def test_a_suspect_whose_place_the_window_has_left_is_not_killed():
    assert verdict([5, 4, known(3, SUSPECT), 2, 1], sighting(7, 6, 5, 4)).killed == ()


def test_the_newest_entry_may_go_as_well():
    assert verdict([3, 2, 1], sighting(2, 1)).suspects == ("e3",)


def test_an_order_of_oldest_first_is_an_order_by_time_too():
    assert verdict([5, 4, 3, 2, 1], sighting(1, 2, 4, 5)).suspects == ("e3",)


def test_an_entry_older_than_all_that_are_there_has_left_the_window():
    assert verdict([4, 3, 2, 1], sighting(5, 4, 3, 2)) == Verdict(out_of_view=("e1",))


def test_what_is_out_of_view_is_not_missed_whatever_the_document_holds_later():
    assert verdict([4, 3, known(2, OUT_OF_VIEW)], sighting(4, 3, 1, 0)) == Verdict()


def test_what_was_out_of_view_can_come_back():
    assert verdict([4, 3, known(2, OUT_OF_VIEW)], sighting(4, 3, 2)) == Verdict(back=("e2",))


def test_an_opening_entry_that_is_kept_does_not_make_the_window_reach_back_to_it():
    assert verdict([5, 4, 3, 2, 0], sighting(6, 5, 4, 3, 0)) == Verdict(out_of_view=("e2",))


def test_one_older_entry_is_enough_where_the_document_has_become_shorter():
    assert verdict([5, 4, 3, 2, 0], sighting(5, 4, 3, 0)) == Verdict(suspects=("e2",))


def test_two_older_entries_are_enough_where_it_has_not():
    assert verdict([5, 4, 3, 2, 1], sighting(6, 5, 4, 2, 1)) == Verdict(suspects=("e3",))


def test_a_pinned_entry_is_no_sign_of_how_far_the_window_reaches():
    pins = [seen(0, is_pinned=True), seen(1, is_pinned=True)]
    assert verdict([9, 8, 7, 6, 1, 0], sighting(*pins, 9, 8, 7)) == Verdict(out_of_view=("e6",))


def test_entries_on_top_that_are_older_than_those_below_are_none_either():
    assert verdict([9, 8, 7, 6, 1, 0], sighting(1, 0, 9, 8, 7)) == Verdict(out_of_view=("e6",))


def test_a_document_in_order_of_update_says_nothing():
    shuffled = [seen(minute, updated=30 - place) for place, minute in enumerate([3, 9, 1, 7, 2, 8, 4])]
    assert verdict([9, 8, 7, 6, 4, 3, 2, 1], sighting(*shuffled)) == Verdict(out_of_view=("e6",))


def test_a_window_of_what_was_updated_last_says_nothing_though_it_shows_it_by_time():
    window = sighting(9, 8, seen(2, updated=9), seen(1, updated=9))
    assert verdict([9, 8, 7, 2, 1], window) == Verdict(out_of_view=("e7",))


def test_an_entry_whose_time_was_guessed_is_never_killed_for_being_missing():
    assert verdict([5, 4, known(3, published_at=None), 2, 1], sighting(5, 4, 2, 1)).out_of_view == ("e3",)


def test_guessed_times_are_no_sign_of_how_far_the_document_reaches():
    guessed = [seen(minute, published_at=None) for minute in (2, 1)]
    assert verdict([5, 4, 3, 2, 1], sighting(5, 4, *guessed)).suspects == ()


def test_an_empty_document_says_nothing():
    assert verdict([3, known(2, SUSPECT), 1], sighting()) == Verdict(doubt=Doubt.SHRUNK)


def test_a_document_that_has_lost_more_than_half_says_nothing():
    assert verdict([6, 5, 4, 3, 2, 1], sighting(6, 1)).doubt is Doubt.SHRUNK
    assert verdict([6, 5, 4, 3, 2, 1], sighting(8, 7, 6, 2)).suspects == ()


def test_half_of_a_document_may_go():
    assert verdict([4, 3, 2, 1], sighting(2, 1)).suspects == ("e4", "e3")


def test_many_that_leave_the_window_at_once_are_no_reason_for_doubt():
    assert verdict([4, 3, 2, 1], sighting(9, 8, 7, 6)) == Verdict(out_of_view=("e4", "e3", "e2", "e1"))


def test_what_a_short_document_lacks_is_out_of_view_when_it_has_stayed_short_for_an_hour():
    memory = Memory(doubt=Doubt.SHRUNK, doubted_since=NOW - HOUR)
    assert verdict([4, 3, 2, 1], sighting(4), memory) == Verdict(out_of_view=("e3", "e2", "e1"))


def test_a_doubt_of_another_kind_has_its_own_hour():
    memory = Memory(doubt=Doubt.UNREADABLE, doubted_since=NOW - 5 * HOUR)
    assert verdict([4, 3, 2, 1], sighting(4), memory).doubt is Doubt.SHRUNK


@pytest.mark.parametrize(
    ("memory", "modified_at"),
    [
        (Memory(updated_at=NOW + HOUR), None),
        (Memory(updated_at=NOW + HOUR), NOW),
        (Memory(updated_at=NOW, modified_at=NOW), NOW - HOUR),
        (Memory(modified_at=NOW), NOW - HOUR),
    ],
    ids=["by its own word", "by its own word, its server silent before", "by its server's", "by its server's alone"],
)
def test_an_older_copy_says_nothing(memory, modified_at):
    copy = sighting(5, 4, 2, 1, modified_at=modified_at)
    assert is_older_copy(copy, memory, now=NOW)
    assert verdict([5, 4, 3, 2, 1], copy, memory) == Verdict(doubt=Doubt.OLDER)


def test_a_server_is_believed_before_the_document():
    memory = Memory(updated_at=NOW + HOUR, modified_at=NOW - HOUR)
    assert verdict([3, 2, 1], sighting(2, 1, modified_at=NOW), memory) == Verdict(suspects=("e3",))


@pytest.mark.parametrize(("minutes", "doubt"), [(4, Doubt.OLDER), (5, None)])
def test_a_document_that_only_its_entries_make_older_is_doubted_for_five_minutes(minutes, doubt):
    memory = Memory(updated_at=NOW + HOUR, doubt=Doubt.OLDER, doubted_since=NOW - timedelta(minutes=minutes))
    assert verdict([3, 2, 1], sighting(2, 1, says_when=False), memory).doubt is doubt


def test_an_older_copy_is_named_even_if_it_lacks_nothing():
    assert verdict([2, 1], sighting(2, 1), Memory(updated_at=NOW + HOUR)).doubt is Doubt.OLDER


def test_a_copy_that_has_been_older_for_an_hour_is_the_present_one():
    memory = Memory(updated_at=NOW + HOUR, doubt=Doubt.OLDER, doubted_since=NOW - HOUR)
    assert not is_older_copy(sighting(2, 1), memory, now=NOW)
    assert verdict([3, 2, 1], sighting(2, 1), memory) == Verdict(suspects=("e3",))


def test_an_entry_may_be_among_those_that_could_not_be_read():
    assert verdict([5, 4, 3, 2, 1], sighting(5, 4, 2, 1, unreadable=1)) == Verdict(doubt=Doubt.UNREADABLE)


def test_what_could_never_be_read_is_no_reason_for_doubt():
    assert verdict([5, 4, 3, 2, 1], sighting(5, 4, 2, 1, unreadable=1), Memory(unreadable=1)).suspects == ("e3",)


def follow(documents: Sequence[Sighting]) -> set[str]:
    """Read documents one after the other, as a source is read, and return what was killed."""
    rows: dict[str, Known] = {}
    memory, killed = Memory(), set()
    for number, document in enumerate(documents):
        said = judge(list(rows.values()), document, memory, now=NOW + timedelta(minutes=number))
        killed |= set(said.killed)
        for guid, presence in [
            *((guid, SUSPECT) for guid in said.suspects),
            *((guid, OUT_OF_VIEW) for guid in said.out_of_view),
        ]:
            rows[guid] = Known(
                guid=guid, presence=presence, published_at=rows[guid].published_at, updated_at=rows[guid].updated_at
            )
        for guid in said.killed:
            del rows[guid]
        for one in document.entries:
            rows[one.guid] = Known(
                guid=one.guid,
                presence=Presence.PRESENT,
                published_at=one.published_at,
                updated_at=one.updated_at,
            )
        if said.doubt is None:
            memory = Memory(updated_at=document.updated_at, unreadable=document.unreadable)
    return killed


@given(
    arrivals=st.lists(st.integers(0, 12), min_size=1, max_size=25),
    window=st.integers(1, 10),
    keeps_opening=st.booleans(),
    opening_is_on_top=st.booleans(),
)
def test_a_sliding_window_kills_nothing(arrivals, window, keeps_opening, opening_is_on_top):
    minutes, posted, documents = count(), [], []
    for arrived in arrivals:
        posted += [next(minutes) for _ in range(arrived)]
        shown = posted[-window:][::-1]
        if keeps_opening and posted and posted[0] not in shown:
            shown = [posted[0], *shown[:-1]] if opening_is_on_top else [*shown[:-1], posted[0]]
        documents.append(sighting(*shown))
    assert follow(documents) == set()


@given(
    size=st.integers(3, 30),
    data=st.data(),
)
def test_of_a_whole_document_what_is_removed_is_killed_and_nothing_else(size, data):
    shown = list(range(size))[::-1]
    documents, removed = [sighting(*shown)], set()
    for _ in range(data.draw(st.integers(1, 5))):
        # The oldest one cannot be told from one that has left a window.
        candidates = shown[:-1]
        gone = (
            data.draw(st.lists(st.sampled_from(candidates), unique=True, max_size=len(shown) // 2))
            if candidates
            else []
        )
        shown = [minute for minute in shown if minute not in gone]
        removed |= {f"e{minute}" for minute in gone}
        documents += [sighting(*shown), sighting(*shown)]
    assert follow(documents) == removed


@given(st.lists(st.booleans(), max_size=20))
def test_a_cache_that_changes_between_two_copies_kills_only_what_two_readings_in_a_row_lack(flaps):
    documents = [sighting(5, 4, 2, 1) if lacks else sighting(5, 4, 3, 2, 1) for lacks in [False, *flaps]]
    twice = any(one and other for one, other in pairwise(flaps))
    assert follow(documents) == ({"e3"} if twice else set())


def test_a_document_of_twenty_thousand_entries_is_judged_in_no_time():
    everything = list(range(20_000))
    start = monotonic()
    said = verdict(everything[::-1], sighting(*everything[::2][::-1]))
    assert len(said.suspects) == 10_000
    assert monotonic() - start < 5
