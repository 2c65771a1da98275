"""What a profile lets through, and until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import EntryKind, PubStatus, Subject
from feeds.profile import OutputProfile, Selection, Window
from feeds.select import may_be_told, select, select_all
from tests.factories import NOW, make_blog, make_entry, make_translation

PROFILE = OutputProfile(name="p")


def chosen(entries, profile=PROFILE, now=NOW):
    return [entry.guid for _, entry in select([make_blog(entries=tuple(entries))], profile, now).pairs]


def entry(guid, *, minutes=0, **changes):
    at = NOW - timedelta(minutes=minutes)
    return make_entry(guid=guid, **{"published_at": at, "created_at": at, "updated_at": at} | changes)


def killed(guid, *, minutes=0, **changes):
    return entry(
        guid,
        minutes=minutes,
        version=2,
        updated_at=NOW,
        pub_status=PubStatus.CANCELED,
        blocks=(),
        headline=None,
        **changes,
    )


def test_newest_comes_first_whatever_the_order_of_entry():
    assert chosen([entry("old", minutes=9), entry("new", minutes=1)]) == ["new", "old"]


def test_entries_of_one_instant_keep_their_order():
    assert chosen([entry("a"), entry("b"), entry("c")]) == ["a", "b", "c"]


def test_kill_does_not_move_an_entry_past_others_of_its_instant():
    assert chosen([entry("a"), killed("b"), entry("c")]) == ["a", "b", "c"]


def test_pinned_entries_lead_only_where_the_profile_says_so():
    entries = [entry("new", minutes=1), entry("pinned", minutes=9, pinned=True)]
    pinned_first = replace(PROFILE, window=Window(pinned_first=True))
    assert chosen(entries) == ["new", "pinned"]
    assert chosen(entries, pinned_first) == ["pinned", "new"]


def test_withdrawn_entry_does_not_lead_for_having_been_pinned():
    entries = [entry("new", minutes=1), killed("gone", minutes=9, pinned=True)]
    assert chosen(entries, replace(PROFILE, window=Window(pinned_first=True))) == ["new", "gone"]


def test_embargoed_entry_appears_on_the_second():
    lift = NOW + timedelta(minutes=5)
    blog = make_blog(entries=(entry("e", embargoed_until=lift),))
    before = select([blog], PROFILE, lift - timedelta(seconds=1))
    after = select([blog], PROFILE, lift)
    assert (before.pairs, before.valid_until) == ((), lift)
    assert [e.guid for _, e in after.pairs] == ["e"]
    assert after.valid_until is None
    assert after.updated_at == lift
    assert after.turned_at == lift


def test_scheduled_entry_waits_for_its_publication_time():
    assert chosen([entry("later", minutes=-10)]) == []


def test_scheduled_entry_raises_the_feeds_update_time_when_it_appears():
    written_at = NOW - timedelta(hours=2)
    scheduled = entry("later", minutes=-10, created_at=written_at, updated_at=written_at)
    before = select([make_blog(entries=(scheduled,))], PROFILE, NOW)
    after = select([make_blog(entries=(scheduled,))], PROFILE, NOW + timedelta(minutes=10))
    assert before.updated_at == make_blog().updated_at
    assert after.updated_at == NOW + timedelta(minutes=10)


def test_window_keeps_the_newest_entries():
    profile = replace(PROFILE, window=Window(max_entries=2))
    assert chosen([entry(str(n), minutes=n) for n in range(5)], profile) == ["0", "1"]


def test_age_limit_says_when_the_next_entry_falls_out():
    profile = replace(PROFILE, window=Window(max_age_h=1))
    blog = make_blog(entries=(entry("fresh", minutes=10), entry("old", minutes=61)))
    result = select([blog], profile, NOW)
    assert [e.guid for _, e in result.pairs] == ["fresh"]
    assert result.valid_until == NOW + timedelta(minutes=50)


def test_selection_by_kind_subject_highlight_and_time():
    entries = [
        entry("plain", minutes=1),
        entry("key", minutes=2, kind=EntryKind.KEY_EVENT),
        entry("war", minutes=3, subjects=(Subject(qcode="medtop:16000000"),)),
        entry("big", minutes=4, highlighted=True),
        entry("tagged", minutes=5, tags=("Hà Nội", "Talks")),
        entry("old", minutes=90),
    ]

    def with_selection(**wishes):
        return chosen(entries, replace(PROFILE, selection=Selection(**wishes)))

    assert with_selection(kinds=(EntryKind.KEY_EVENT,)) == ["key"]
    assert with_selection(subjects=("medtop:16000000",)) == ["war"]
    assert with_selection(only_highlighted=True) == ["big"]
    assert with_selection(published_since=NOW - timedelta(hours=1)) == ["plain", "key", "war", "big", "tagged"]
    assert with_selection(tags=("talks", "HÀ NỘI")) == ["tagged"]
    assert with_selection(without_tags=("talks",)) == ["plain", "key", "war", "big", "old"]
    assert with_selection(tags=("Talks",), without_tags=("Hà Nội",)) == []


def test_kill_passes_every_selection_and_does_not_take_a_place_in_the_window():
    profile = replace(PROFILE, selection=Selection(only_highlighted=True), window=Window(max_entries=1))
    entries = [entry("shown", minutes=1, highlighted=True), killed("gone", minutes=30)]
    assert chosen(entries, profile) == ["shown", "gone"]


def test_withdrawal_is_shown_for_as_long_as_the_profile_says():
    profile = replace(PROFILE, window=Window(withdrawn_shown_h=2))
    gone = killed("gone", minutes=30)
    assert chosen([gone], profile, NOW + timedelta(minutes=119)) == ["gone"]
    assert chosen([gone], profile, NOW + timedelta(minutes=120)) == []
    assert select([make_blog(entries=(gone,))], profile, NOW).valid_until == NOW + timedelta(hours=2)
    after = select([make_blog(entries=(gone,))], profile, NOW + timedelta(hours=3))
    assert (after.turned_at, after.valid_until) == (NOW + timedelta(hours=2), None)


def test_entry_killed_under_embargo_is_never_mentioned():
    assert (
        chosen([killed("secret", minutes=30, embargoed_until=NOW + timedelta(days=1))], now=NOW + timedelta(days=2))
        == []
    )


def test_entry_killed_in_the_second_it_appeared_is_announced():
    """Times are kept in whole seconds: somebody may have fetched it in between."""
    assert chosen([killed("seen", embargoed_until=NOW)]) == ["seen"]


def test_entry_that_arrived_killed_is_never_mentioned():
    assert chosen([replace(killed("foreign", minutes=30), version=1)]) == []


def test_entry_withheld_under_embargo_is_never_mentioned():
    lift = NOW + timedelta(hours=1)
    held = entry("secret", version=2, pub_status=PubStatus.WITHHELD, embargoed_until=lift)
    assert chosen([held], now=lift) == []


def test_drafts_of_an_entry_that_was_never_out_do_not_announce_it():
    note = make_translation(source_version=1)
    held = entry("new;lang=vi", version=3, pub_status=PubStatus.WITHHELD, translation=note)
    assert chosen([held]) == []
    assert chosen([replace(held, translation=make_translation(source_version=2))]) == ["new;lang=vi"]


@pytest.mark.parametrize("status", [PubStatus.WITHHELD, PubStatus.CANCELED])
def test_nothing_of_a_withdrawn_live_blog_leaves_but_its_withdrawals(status):
    blog = make_blog(pub_status=status, entries=(entry("usable"), killed("gone", minutes=5)))
    assert [e.guid for _, e in select([blog], PROFILE, NOW).pairs] == ["gone"]


def test_withheld_entry_is_announced_only_if_it_was_out_before():
    never_out = entry("new", version=1, pub_status=PubStatus.WITHHELD)
    was_out = entry("old", minutes=5, version=2, pub_status=PubStatus.WITHHELD)
    assert chosen([never_out, was_out]) == ["old"]


def test_removal_raises_the_feeds_update_time():
    assert select([make_blog(entries=(killed("gone", minutes=30),))], PROFILE, NOW).updated_at == NOW


def with_unarchived(entries, unarchived, *, profile=PROFILE, now=NOW):
    return select([make_blog(entries=tuple(entries))], profile, now, unarchived=unarchived)


def test_what_no_archive_document_holds_is_in_the_feed_whatever_its_length():
    profile = replace(PROFILE, window=Window(max_entries=2))
    entries = [entry(str(n), minutes=n) for n in range(5)]
    chosen_pairs = with_unarchived(entries, {"1", "4"}, profile=profile).pairs
    assert [e.guid for _, e in chosen_pairs] == ["0", "1", "4"]


def test_withdrawal_that_no_archive_document_holds_is_told_of_without_end():
    gone = killed("gone", minutes=30)
    told = with_unarchived([gone], {"gone"}, now=NOW + timedelta(days=365))
    assert [e.guid for _, e in told.pairs] == ["gone"]
    assert told.valid_until is None
    assert with_unarchived([gone], {"other"}, now=NOW + timedelta(days=365)).pairs == ()


def test_nothing_unarchived_leaves_before_its_time_or_of_a_withdrawn_live_blog():
    later = entry("later", minutes=-10)
    assert with_unarchived([later], {"later"}).pairs == ()
    withheld = make_blog(pub_status=PubStatus.WITHHELD, entries=(entry("usable"),))
    assert select([withheld], PROFILE, NOW, unarchived={"usable"}).pairs == ()


def test_what_readers_may_be_told_of_is_what_a_feed_without_limits_holds():
    entries = [
        entry("usable"),
        entry("later", minutes=-10),
        killed("gone", minutes=30),
        replace(killed("arrived killed", minutes=30), version=1),
        killed("secret", minutes=30, embargoed_until=NOW + timedelta(days=1)),
        entry("withheld", minutes=5, version=2, pub_status=PubStatus.WITHHELD),
    ]
    for status in PubStatus:
        blog = make_blog(pub_status=status, entries=tuple(entries))
        told = {e.guid for e in entries if may_be_told(blog, e, NOW)}
        assert told == {e.guid for _, e in select([blog], PROFILE, NOW).pairs}


def test_an_archive_document_has_everything_it_was_given_in_that_order_for_ever():
    entries = (killed("gone", minutes=9), entry("new"), entry("later", minutes=-10))
    everything = select_all(make_blog(entries=entries))
    assert [e for _, e in everything.pairs] == list(entries)
    assert (everything.turned_at, everything.valid_until) == (None, None)
    assert everything.updated_at == NOW + timedelta(minutes=10)


def test_turns_of_the_clock_are_counted_from_the_last_change_of_each_live_blog():
    lift, posted = NOW + timedelta(hours=1), make_entry(updated_at=NOW)
    blog = make_blog(entries=(replace(posted, embargoed_until=lift),), updated_at=NOW)
    other = make_blog(guid="tag:example.org,2019:other", entries=(posted,), updated_at=NOW)

    before, after = (select((blog, other), PROFILE, when).turns for when in (NOW, lift))

    assert before == {blog.guid: 0, other.guid: 0}
    assert after == {blog.guid: 1, other.guid: 0}


def test_end_of_a_notice_and_of_an_age_are_turns_of_the_clock():
    gone = killed("k")
    profile = replace(PROFILE, window=Window(max_age_h=1, withdrawn_shown_h=2))
    blog = make_blog(entries=(entry("e", published_at=NOW, updated_at=NOW), gone), updated_at=NOW)

    turns = [select((blog,), profile, NOW + timedelta(hours=hours)).turns[blog.guid] for hours in (0, 1, 2, 3)]

    assert turns == [0, 1, 2, 2]


def test_change_after_a_turn_of_the_clock_begins_the_count_anew():
    lift = NOW + timedelta(hours=1)
    early = make_entry(updated_at=NOW, embargoed_until=lift)
    later = make_entry(guid="tag:example.org,2019:later", updated_at=lift + timedelta(minutes=1))

    chosen = select((make_blog(entries=(later, early), updated_at=NOW),), PROFILE, lift + timedelta(hours=1))

    assert set(chosen.turns.values()) == {0}
