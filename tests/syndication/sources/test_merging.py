"""What is kept of an entry that a source and a person here have both changed."""

from dataclasses import replace

import pytest

from feeds.model import Paragraph, PubStatus
from syndication.importing import Happened
from syndication.sources.merging import Merging, has_other_words, merge, merge_head
from tests.factories import make_blog, make_entry

BASE = make_entry()
OURS = replace(BASE, version=2, headline="Ours")
THEIRS = replace(BASE, version=0, headline="Theirs")


def choose(kept, copy, *, base=BASE, **how):
    bases = {} if base is None else {kept.guid: base}
    return Merging(bases=bases, **how)(kept, copy, copy)


def test_what_nobody_changed_here_follows_the_source():
    assert choose(BASE, THEIRS) == THEIRS


def test_what_only_we_have_changed_stays():
    assert choose(OURS, BASE) is Happened.CHANGED_HERE


def test_what_both_changed_alike_is_no_conflict():
    assert choose(OURS, replace(OURS, version=0)) == replace(OURS, version=0)


def test_what_both_changed_otherwise_is_a_conflict():
    assert choose(OURS, THEIRS) is Happened.CONFLICT


def test_different_fields_are_taken_from_either_side():
    merged = choose(OURS, replace(BASE, byline="A. Reporter"))
    assert (merged.headline, merged.byline, merged.version) == ("Ours", "A. Reporter", 2)


def test_what_is_withheld_here_stays_withheld_while_its_text_follows():
    merged = choose(replace(BASE, pub_status=PubStatus.WITHHELD), THEIRS)
    assert (merged.pub_status, merged.headline) == (PubStatus.WITHHELD, "Theirs")


def test_what_never_came_from_the_source_is_not_its_to_edit():
    assert choose(OURS, THEIRS, base=None) is Happened.CONFLICT


def test_what_never_came_from_the_source_but_says_the_same_is_taken_for_its_own():
    assert choose(BASE, replace(BASE, version=0), base=None) == replace(BASE, version=0)


def test_the_source_wins_where_that_is_wanted():
    assert choose(OURS, THEIRS, source_wins=True) == THEIRS


def test_an_older_copy_edits_nothing():
    assert choose(BASE, THEIRS, is_older_copy=True) is Happened.OLDER_COPY


@pytest.mark.parametrize("is_older", [False, True])
def test_a_withdrawal_counts_whatever_was_changed_here_and_in_older_copies_too(is_older):
    withdrawn = replace(BASE, pub_status=PubStatus.CANCELED, headline=None, blocks=())
    assert choose(OURS, withdrawn, is_older_copy=is_older) == withdrawn
    assert choose(OURS, withdrawn, base=None) is Happened.CONFLICT


def test_a_copy_without_a_guid_is_compared_by_what_it_can_say():
    copied = replace(BASE, guid="", version=0, blocks=(Paragraph(html=BASE.blocks[0].html, id="b1"),))
    assert choose(replace(OURS, pinned=True), copied) is Happened.CHANGED_HERE
    merged = choose(replace(BASE, version=2, pinned=True), replace(copied, headline="Theirs"))
    assert (merged.pinned, merged.headline) == (True, "Theirs")


def test_times_and_versions_of_the_service_are_not_merged():
    later = replace(BASE, updated_at=BASE.updated_at.replace(year=2020), version=9)
    assert merge(BASE, OURS, later) == OURS


def test_a_head_is_merged_like_an_entry():
    base = make_blog(entries=())
    ours = replace(base, title="Ours", version=2)
    assert merge_head(base, ours, replace(base, standfirst="Theirs"), source_wins=False) == replace(
        ours, standfirst="Theirs"
    )
    assert merge_head(base, ours, replace(base, title="Theirs"), source_wins=False) == ours
    assert merge_head(base, ours, replace(base, title="Theirs"), source_wins=True).title == "Theirs"
    assert merge_head(None, ours, replace(base, title="Theirs"), source_wins=False) == ours


def test_a_pin_is_no_change_of_words():
    assert not has_other_words(BASE, replace(BASE, pinned=True, byline="A. Reporter"))
    assert has_other_words(BASE, OURS)
