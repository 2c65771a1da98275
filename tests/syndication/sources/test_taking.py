"""Edits and removals upstream become versions and kills here; what a person here has changed is not lost."""

from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.model import Paragraph, PubStatus
from syndication.ingest import accept_entry, kill_blog, kill_entry, replace_entry, update_head
from syndication.sources.gone import Doubt, Presence
from syndication.sources.managing import remove_source
from syndication.sources.reading import ReadingOutcome
from syndication.sources.taking import REMOVED
from syndication.storage.entries import list_versions
from syndication.storage.sources import SourceState
from tests.syndication.kept import keep_blog, raw_entry
from tests.syndication.sources.newsroom import (
    GUID,
    SLUG,
    Newsroom,
    guid_of,
    guids_of,
    http_time,
    killed_entry,
    wire_entry,
)

# What is decided does not depend on the database; test_polling.py runs on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def edit_here(newsroom: Newsroom, number: int, **changes) -> None:
    entry = replace(newsroom.entry(number), **changes)
    with newsroom.database.writing() as session:
        replace_entry(session, entry.guid, entry, if_version=None, actor="Linh", now=newsroom.now)


def test_the_first_reading_makes_the_live_blog_under_the_wanted_name(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)

    reading = newsroom.follow()

    assert (reading.outcome, reading.new, reading.entries) == (ReadingOutcome.TAKEN, 3, 3)
    assert newsroom.alive() == [3, 2, 1]
    assert (newsroom.blog().slug, newsroom.blog().guid) == (SLUG, GUID)
    assert newsroom.source().format == "canonical"


def test_what_a_source_does_is_in_the_change_log_under_its_name(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    newsroom.reads(wire_entry(1, "Corrected."))

    with newsroom.database.reading() as session:
        assert [version.actor for version in list_versions(session, guid_of(1))] == [f"source:{SLUG}"] * 2


def test_an_edit_upstream_becomes_a_version_here(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()

    reading = newsroom.reads(3, wire_entry(2, "Three, not four."), 1)

    assert (reading.new, reading.updated) == (1, 1)
    assert (newsroom.entry(2).version, newsroom.entry(2).blocks[0].html) == (2, "Three, not four.")
    assert newsroom.entry(1).version == 1


def test_the_head_follows_too(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()

    newsroom.reads(1, title="Talks end early")

    assert newsroom.blog().title == "Talks end early"


def test_what_is_not_changed_is_not_taken_in_again(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    revision = newsroom.blog().revision

    reading = newsroom.read()

    assert (reading.outcome, reading.status) == (ReadingOutcome.UNCHANGED, 304)
    assert newsroom.blog().revision == revision


def test_a_server_without_validators_is_believed_by_what_its_document_says(newsroom: Newsroom) -> None:
    newsroom.uses_etags = False
    newsroom.publish(2, 1)
    newsroom.follow()
    document = newsroom.upstream.answers["/feed"]
    newsroom.serve(document(None).body + b"\n\n")  # type: ignore[arg-type, operator, union-attr]

    assert (newsroom.read().outcome, newsroom.read().status) == (ReadingOutcome.UNCHANGED, 200)
    assert newsroom.reads(2, 1).outcome is ReadingOutcome.UNCHANGED


def test_an_entry_that_is_withdrawn_by_name_is_killed_at_once_with_the_reason_given(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()

    reading = newsroom.reads(3, killed_entry(2), 1)

    assert (reading.killed, newsroom.alive()) == (1, [3, 1])
    assert newsroom.entry(2).kill_reason == "Wrong names"


def test_a_withdrawal_without_a_reason_gets_one(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()

    newsroom.reads(2, killed_entry(1, None))

    assert newsroom.entry(1).kill_reason == "Withdrawn by the source"


def test_a_withdrawal_of_what_was_never_here_is_not_told_to_anybody(newsroom: Newsroom) -> None:
    newsroom.publish(2, killed_entry(1))

    newsroom.follow()

    assert [entry.guid for entry in newsroom.blog().entries] == [guid_of(2)]


def test_a_killed_entry_does_not_come_back(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    newsroom.reads(killed_entry(2), 1)

    newsroom.reads(2, 1)

    assert newsroom.alive() == [1]


@pytest.mark.parametrize("uses_etags", [True, False])
def test_an_entry_removed_from_the_middle_is_killed_at_the_second_reading(newsroom: Newsroom, uses_etags: bool) -> None:
    newsroom.uses_etags = uses_etags
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()

    first = newsroom.reads(4, 2, 1)
    assert (first.suspects, newsroom.alive()) == ((guid_of(3),), [4, 3, 2, 1])
    second = newsroom.read()

    assert (second.removed, newsroom.alive()) == ((guid_of(3),), [4, 2, 1])
    assert newsroom.entry(3).kill_reason == REMOVED
    assert guid_of(3) not in newsroom.rows()


def test_an_entry_that_slides_out_of_the_window_stays(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()

    readings = [newsroom.reads(*range(newest, newest - 4, -1)) for newest in (5, 6, 7, 8)]

    assert newsroom.alive() == [8, 7, 6, 5, 4, 3, 2, 1]
    assert [reading.out_of_view for reading in readings] == [guids_of([number]) for number in (1, 2, 3, 4)]


def test_a_cache_that_flaps_kills_nothing(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()

    for _ in range(3):
        newsroom.reads(4, 2, 1)
        newsroom.reads(4, 3, 2, 1)

    assert newsroom.alive() == [4, 3, 2, 1]


def test_an_empty_document_kills_nothing_and_is_in_doubt(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()

    readings = [newsroom.reads() for _ in range(3)]

    assert {reading.doubt for reading in readings} == {Doubt.SHRUNK}
    assert newsroom.alive() == [3, 2, 1]
    assert "if-none-match" not in newsroom.upstream.requests[-1].headers


def test_after_a_fault_what_an_editor_has_removed_is_still_noticed(newsroom: Newsroom) -> None:
    newsroom.publish(5, 4, 3, 2, 1)
    newsroom.follow()
    newsroom.reads()

    newsroom.reads(5, 4, 2, 1)
    newsroom.read()

    assert newsroom.alive() == [5, 4, 2, 1]


def test_an_older_copy_brings_no_old_text_back_and_removes_nothing(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()
    newsroom.reads(4, 3, wire_entry(2, "New."), 1)
    past = newsroom.now - timedelta(minutes=30)

    readings = [newsroom.reads(3, 2, 1, updated_at=past) for _ in range(3)]

    assert {reading.doubt for reading in readings} == {Doubt.OLDER}
    assert newsroom.alive() == [4, 3, 2, 1]
    assert (newsroom.entry(2).version, newsroom.entry(2).blocks[0].html) == (2, "New.")


def test_an_older_copy_is_told_by_its_server_too(newsroom: Newsroom) -> None:
    newsroom.uses_etags = False
    newsroom.publish(2, 1)
    newsroom.follow()
    document = newsroom.upstream.answers["/feed"]
    body = document(None).body  # type: ignore[arg-type, operator, union-attr]
    newsroom.serve(body, **{"Last-Modified": http_time(newsroom.now)})
    newsroom.read(is_conditional=False)

    older = body.replace(b"Update 2", b"Update II")
    newsroom.serve(older, **{"Last-Modified": http_time(newsroom.now - timedelta(hours=1))})

    assert newsroom.read().doubt is Doubt.OLDER


def test_a_text_that_was_changed_here_stays_while_the_source_says_the_same(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    edit_here(newsroom, 1, headline="Our words")

    reading = newsroom.reads(3, 2, 1)

    assert (reading.conflicts, newsroom.entry(1).headline) == ((), "Our words")


def test_what_each_side_has_changed_is_kept_if_it_is_not_the_same(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    edit_here(newsroom, 1, pinned=True, headline="Our words")

    reading = newsroom.reads(2, wire_entry(1, "Three, not four."))

    entry = newsroom.entry(1)
    assert reading.conflicts == ()
    assert (entry.pinned, entry.headline, entry.blocks[0].html) == (True, "Our words", "Three, not four.")


def test_a_pin_set_here_outlives_every_later_edit_of_the_source(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    edit_here(newsroom, 1, pinned=True)

    for text in ("One.", "Two."):
        newsroom.reads(2, wire_entry(1, text))

    assert (newsroom.entry(1).pinned, newsroom.entry(1).blocks[0].html) == (True, "Two.")


def test_where_both_have_changed_the_same_words_ours_stay_and_it_is_a_conflict(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    edit_here(newsroom, 1, blocks=(Paragraph(html="Ours."),))

    reading = newsroom.reads(2, wire_entry(1, "Theirs."))

    assert (reading.conflicts, newsroom.entry(1).blocks[0].html) == ((guid_of(1),), "Ours.")
    assert newsroom.rows()[guid_of(1)].conflict_since == newsroom.now


def test_a_conflict_lasts_until_a_person_ends_it(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    edit_here(newsroom, 1, blocks=(Paragraph(html="Ours."),))
    newsroom.reads(2, wire_entry(1, "Theirs."))
    since = newsroom.now

    newsroom.reads(3, 2, wire_entry(1, "Theirs."))
    assert newsroom.rows()[guid_of(1)].conflict_since == since
    edit_here(newsroom, 1, blocks=newsroom.rows()[guid_of(1)].base.blocks)
    newsroom.read()

    assert newsroom.rows()[guid_of(1)].conflict_since is None
    newsroom.reads(3, 2, wire_entry(1, "Newer."))
    assert newsroom.entry(1).blocks[0].html == "Newer."


def test_the_source_wins_where_a_person_says_so(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    edit_here(newsroom, 1, blocks=(Paragraph(html="Ours."),), pinned=True)
    newsroom.publish(2, wire_entry(1, "Theirs."))

    newsroom.read(is_conditional=False, source_wins=True)

    assert (newsroom.entry(1).blocks[0].html, newsroom.entry(1).pinned) == ("Theirs.", False)


def test_an_entry_whose_words_were_changed_here_is_not_killed_for_being_removed_there(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()
    edit_here(newsroom, 3, headline="Our words")

    newsroom.reads(4, 2, 1)
    reading = newsroom.read()

    assert (reading.removed, reading.conflicts) == ((), (guid_of(3),))
    assert newsroom.alive() == [4, 3, 2, 1]
    assert newsroom.read().conflicts == ()


def test_a_pin_alone_does_not_save_a_removed_entry(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()
    edit_here(newsroom, 3, pinned=True)

    newsroom.reads(4, 2, 1)
    newsroom.read()

    assert newsroom.alive() == [4, 2, 1]


def test_an_entry_changed_here_is_killed_where_the_source_withdraws_it_by_name(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    edit_here(newsroom, 1, headline="Our words")

    newsroom.reads(2, killed_entry(1))

    assert newsroom.alive() == [2]


def test_an_entry_that_was_written_here_is_never_killed(newsroom: Newsroom) -> None:
    newsroom.publish(3, 1)
    newsroom.follow()
    own = wire_entry(2, guid=f"{GUID}/9")
    with newsroom.database.writing() as session:
        accept_entry(session, SLUG, own, actor="Linh", now=newsroom.now)

    newsroom.reads(4, 3, 1)
    newsroom.read()
    reading = newsroom.reads(4, 3, killed_entry(9), 1)

    assert reading.conflicts == (own.guid,)
    assert sorted(newsroom.alive()) == [1, 3, 4, 9]


def test_an_entry_that_was_killed_here_stays_killed_whatever_the_source_does(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()
    with newsroom.database.writing() as session:
        kill_entry(session, guid_of(2), "Not ours to tell", actor="Linh", now=newsroom.now)

    newsroom.reads(3, wire_entry(2, "Again."), 1)
    newsroom.reads(3, 1)
    newsroom.read()

    assert newsroom.alive() == [3, 1]
    assert newsroom.entry(2).kill_reason == "Not ours to tell"


def test_a_head_that_was_changed_here_stays(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    with newsroom.database.writing() as session:
        ours = replace(newsroom.blog(), title="Our title")
        update_head(session, SLUG, ours, if_version=None, actor="Linh", now=newsroom.now)

    newsroom.reads(1, standfirst="Their standfirst.")
    assert (newsroom.blog().title, newsroom.blog().standfirst) == ("Our title", "Their standfirst.")
    newsroom.reads(1, title="Their title")

    assert newsroom.blog().title == "Our title"


def test_a_live_blog_that_was_killed_here_pauses_its_source(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()
    with newsroom.database.writing() as session:
        kill_blog(session, SLUG, "Enough", actor="Linh", now=newsroom.now)

    reading = newsroom.reads(2, 1)

    assert (reading.outcome, newsroom.source().state) == (ReadingOutcome.ENDED, SourceState.PAUSED)
    assert "was killed" in (newsroom.source().last_error or "")


def test_a_live_blog_that_is_withdrawn_as_a_whole_ends_here_too(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()

    reading = newsroom.reads(2, 1, pub_status=PubStatus.CANCELED)

    assert (reading.outcome, newsroom.source().state) == (ReadingOutcome.ENDED, SourceState.GONE)
    assert (newsroom.blog().pub_status, newsroom.alive()) == (PubStatus.CANCELED, [])


def test_of_a_live_blog_with_entries_of_our_own_only_the_others_go(newsroom: Newsroom) -> None:
    newsroom.publish(2, 1)
    newsroom.follow()
    with newsroom.database.writing() as session:
        accept_entry(session, SLUG, wire_entry(9), actor="Linh", now=newsroom.now)

    newsroom.reads(2, 1, pub_status=PubStatus.CANCELED)

    assert (newsroom.blog().pub_status, newsroom.alive()) == (PubStatus.USABLE, [9])


def test_an_entry_that_another_live_blog_has_costs_itself_only(newsroom: Newsroom) -> None:
    keep_blog(newsroom.database, raw_entry(guid=guid_of(2)), slug="other")
    newsroom.publish(3, 2, 1)

    reading = newsroom.follow()

    assert newsroom.alive() == [3, 1]
    assert [remark.location for remark in reading.remarks] == [guid_of(2)]


def test_an_entry_too_large_to_be_kept_costs_itself_only_and_does_not_count_as_removed(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()

    readings = [newsroom.reads(4, wire_entry(3, "x" * 600_000), 2, wire_entry(1, text)) for text in "ab"]

    assert [(reading.unreadable, reading.doubt) for reading in readings] == [(1, Doubt.UNREADABLE)] * 2
    assert newsroom.alive() == [4, 3, 2, 1]


def test_another_live_blog_at_the_same_address_is_not_taken_for_the_one_followed(newsroom: Newsroom) -> None:
    newsroom.publish(1)
    newsroom.follow()

    reading = newsroom.reads(7, guid="tag:wire.example,2019:other")

    assert reading.outcome is ReadingOutcome.FAILED
    assert newsroom.alive() == [1]


def test_a_live_blog_imported_before_is_followed_on(newsroom: Newsroom) -> None:
    keep_blog(newsroom.database, wire_entry(1), wire_entry(2, "Ours."), slug=SLUG, guid=GUID)
    newsroom.publish(3, 2, 1)

    reading = newsroom.follow()

    assert (reading.new, reading.conflicts) == (1, (guid_of(2),))
    newsroom.reads(3, 2, wire_entry(1, "Edited."))
    assert (newsroom.entry(1).blocks[0].html, newsroom.entry(2).blocks[0].html) == ("Edited.", "Ours.")


def test_a_source_that_was_removed_and_added_again_knows_what_was_its_own(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()
    edit_here(newsroom, 2, blocks=(Paragraph(html="Ours."),))
    with newsroom.database.writing() as session:
        remove_source(session, SLUG)
    newsroom.publish(3, 2, wire_entry(1, "Edited."))

    reading = newsroom.follow()

    assert (reading.updated, reading.conflicts) == (1, ())
    assert (newsroom.entry(1).blocks[0].html, newsroom.entry(2).blocks[0].html) == ("Edited.", "Ours.")


def test_a_missing_entry_is_remembered_with_the_time(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()
    newsroom.reads(4, 2, 1)

    row = newsroom.rows()[guid_of(3)]
    assert (row.presence, row.missing_since) == (Presence.SUSPECT, newsroom.now)


def renamed(number: int, text: str = ""):
    return wire_entry(number, text, guid=f"https://wire.example/summit#{number}")


def test_entries_that_are_called_otherwise_all_of_a_sudden_are_not_new(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()

    reading = newsroom.reads(renamed(5), *map(renamed, (4, 3, 2, 1)), guid="https://wire.example/summit")

    assert (reading.new, reading.updated, reading.doubt) == (1, 0, None)
    assert len(newsroom.blog().entries) == 5


def test_an_entry_goes_on_under_its_new_name(newsroom: Newsroom) -> None:
    newsroom.publish(4, 3, 2, 1)
    newsroom.follow()
    newsroom.reads(*map(renamed, (4, 3, 2, 1)))

    newsroom.reads(renamed(4, "Edited."), *map(renamed, (3, 2, 1)))
    assert (newsroom.entry(4).version, newsroom.entry(4).blocks[0].html) == (2, "Edited.")
    newsroom.reads(renamed(4, "Edited."), *map(renamed, (2, 1)))
    newsroom.read()

    assert newsroom.alive() == [4, 2, 1]


def test_an_entry_can_have_its_old_name_back(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()
    newsroom.reads(*map(renamed, (3, 2, 1)))
    newsroom.reads(3, wire_entry(2, "Edited."), 1)

    assert [entry.version for entry in newsroom.blog().entries] == [1, 2, 1]
    assert newsroom.rows()[guid_of(2)].base.guid == guid_of(2)


def test_what_only_says_something_alike_is_new(newsroom: Newsroom) -> None:
    newsroom.publish(3, 2, 1)
    newsroom.follow()

    reading = newsroom.reads(renamed(3, "Something else."), 3, 2, renamed(1))

    assert reading.new == 1


def nameless(number: int, text: str = "", **changes):
    """An entry as a page has it: without an id."""
    return wire_entry(number, text or f"What the {number}th speaker had to say of it.", guid="", **changes)


def texts(newsroom: Newsroom) -> list[str]:
    return [e.blocks[0].html for e in newsroom.blog().entries if e.pub_status is not PubStatus.CANCELED]


def test_entries_without_ids_are_followed_by_what_they_say(newsroom: Newsroom) -> None:
    newsroom.publish(*map(nameless, (4, 3, 2, 1)), guid="")
    newsroom.follow()

    edited = nameless(3, "What the 3th speaker had to say of it, twice.")
    reading = newsroom.reads(*map(nameless, (5, 4)), edited, *map(nameless, (2, 1)), guid="")
    assert (reading.new, reading.updated, reading.conflicts) == (1, 1, ())
    newsroom.reads(*map(nameless, (5, 4)), edited, nameless(1), guid="")
    reading = newsroom.read()

    assert len(reading.removed) == 1
    assert "What the 2th speaker had to say of it." not in texts(newsroom)
    assert len(texts(newsroom)) == 4


def test_what_a_person_adds_to_an_entry_without_an_id_stays_while_it_follows(newsroom: Newsroom) -> None:
    newsroom.publish(nameless(2), nameless(1), guid="")
    newsroom.follow()
    entry = newsroom.blog().entries[0]
    with newsroom.database.writing() as session:
        pinned = replace(entry, pinned=True, byline="A. Reporter")
        replace_entry(session, entry.guid, pinned, if_version=None, actor="Linh", now=newsroom.now)

    edited = nameless(2, "What the 2th speaker had to say of it, twice.")
    assert newsroom.reads(edited, nameless(1), guid="").updated == 1
    assert newsroom.reads(nameless(3), edited, nameless(1), guid="").updated == 0

    kept = newsroom.blog().entries[1]
    assert (kept.pinned, kept.byline, kept.blocks[0].html) == (True, "A. Reporter", edited.blocks[0].html)
