import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from feeds.codec import content_hash
from feeds.errors import InvalidDocument
from feeds.model import Entry, EntryKind, LiveBlog, Paragraph, PubStatus
from syndication.admission import MAX_ENTRIES
from syndication.errors import GuidTaken, SlugTaken, TooLarge
from syndication.importing import Happened, accept_blog
from syndication.ingest import accept_entry, kill_entry
from syndication.storage.blogs import load_blog
from syndication.storage.changes import LogKind
from syndication.storage.database import Database
from syndication.storage.jobs import list_jobs, list_missing_pairs
from syndication.storage.revisions import blog_languages
from tests.factories import NOW
from tests.strategies import live_blogs
from tests.syndication.kept import SLUG, defaults, keep_blog, kept_blog, kept_entry, log_of, raw_entry

LATER = NOW + timedelta(minutes=1)

DINNER = raw_entry("The leaders sat down to dinner at the old hotel.", headline="Dinner", published_at=NOW)
ARRIVAL = raw_entry(
    "Both motorcades reached the hotel within minutes.", headline="Arrival", published_at=NOW - timedelta(hours=1)
)
MORNING = raw_entry(
    "Police closed the streets around the lake.", headline="Morning", published_at=NOW - timedelta(hours=9)
)


def test_a_new_live_blog_comes_in_with_all_its_entries(database: Database) -> None:
    result = keep_blog(database, DINNER, ARRIVAL)
    assert (result.slug, result.head, result.version, result.revision) == (SLUG, Happened.NEW, 1, 3)
    assert [(entry.happened, entry.version, entry.headline) for entry in result.entries] == [
        (Happened.NEW, 1, "Dinner"),
        (Happened.NEW, 1, "Arrival"),
    ]
    blog = kept_blog(database)
    assert blog.guid == result.guid
    assert blog.guid.startswith("tag:newsroom.example,2019-02-27:blog/")
    assert [entry.guid for entry in blog.entries] == [entry.guid for entry in result.entries]


def test_the_log_of_an_import_runs_from_the_oldest_entry_to_the_newest(database: Database) -> None:
    result = keep_blog(database, DINNER, ARRIVAL)
    changes = log_of(database)
    assert [change.kind for change in changes] == [LogKind.HEAD, LogKind.NEW, LogKind.NEW]
    assert [change.guid for change in changes[1:]] == [entry.guid for entry in reversed(result.entries)]


def test_entries_of_one_minute_stay_in_the_order_of_the_page(database: Database) -> None:
    keep_blog(database, *(raw_entry(f"Line {n}", headline=f"{n}", published_at=NOW) for n in range(5)))
    assert [entry.headline for entry in kept_blog(database).entries] == ["0", "1", "2", "3", "4"]


def test_the_head_is_drafted_first_then_the_newest_entries(database: Database) -> None:
    result = keep_blog(database, DINNER, ARRIVAL, MORNING)
    with database.reading() as session:
        wanted = [job.guid for job in list_jobs(session) if job.language == "vi"]
    assert wanted == [result.guid, *(entry.guid for entry in result.entries)]


def test_importing_the_same_again_changes_nothing_at_all(database: Database) -> None:
    keep_blog(database, DINNER, ARRIVAL)
    before, log = kept_blog(database), log_of(database)
    again = keep_blog(database, DINNER, ARRIVAL, now=LATER)
    assert {again.head, *(entry.happened for entry in again.entries)} == {Happened.UNCHANGED}
    assert (kept_blog(database), log_of(database)) == (before, log)


def test_exactly_the_changed_entries_of_an_edited_copy_get_new_versions(database: Database) -> None:
    first = keep_blog(database, DINNER, ARRIVAL)
    edited = replace(ARRIVAL, blocks=raw_entry("Both motorcades reached the hotel within ten minutes.").blocks)
    again = keep_blog(database, DINNER, edited, now=LATER)
    assert [(entry.happened, entry.version) for entry in again.entries] == [
        (Happened.UNCHANGED, 1),
        (Happened.UPDATED, 2),
    ]
    assert [entry.guid for entry in again.entries] == [entry.guid for entry in first.entries]
    assert again.revision == first.revision + 1


def test_an_edited_copy_that_owns_up_is_a_correction(database: Database) -> None:
    keep_blog(database, ARRIVAL)
    corrected = replace(ARRIVAL, correction_note="Earlier we said the lake.", headline="Arrival at the hotel")
    again = keep_blog(database, corrected, now=LATER)
    assert [entry.happened for entry in again.entries] == [Happened.CORRECTED]


def test_a_changed_head_is_a_version_of_the_head_alone(database: Database) -> None:
    first = keep_blog(database, ARRIVAL)
    again = keep_blog(database, ARRIVAL, title="Leaders part in Hanoi", now=LATER)
    assert (again.head, again.version, again.revision) == (Happened.UPDATED, 2, first.revision + 1)
    assert kept_blog(database).title == "Leaders part in Hanoi"
    assert [entry.happened for entry in again.entries] == [Happened.UNCHANGED]


def test_a_window_that_has_moved_on_does_not_begin_the_live_blog_later(database: Database) -> None:
    keep_blog(database, DINNER, ARRIVAL, published_at=ARRIVAL.published_at)
    result = keep_blog(database, DINNER, published_at=DINNER.published_at, now=LATER)
    assert result.head is Happened.UNCHANGED
    assert kept_blog(database).published_at == ARRIVAL.published_at


def test_a_paragraph_put_before_the_background_leaves_the_identity_of_the_others(database: Database) -> None:
    background = (Paragraph(id="b1", html="The first summit was in June."), Paragraph(id="b2", html="Talks stalled."))
    keep_blog(database, DINNER, body=background)
    edited = tuple(Paragraph(id=f"b{n}", html=text) for n, text in enumerate(("New on top.", background[0].html), 1))
    keep_blog(database, DINNER, body=(*edited, Paragraph(id="b3", html=background[1].html)), now=LATER)
    new, *old = kept_blog(database).body
    assert old == list(background)
    assert new.id not in {"b1", "b2"}


def test_an_entry_that_the_copy_lacks_is_kept_and_reported(database: Database) -> None:
    first = keep_blog(database, DINNER, ARRIVAL)
    again = keep_blog(database, DINNER, now=LATER)
    assert [entry.happened for entry in again.entries] == [Happened.UNCHANGED, Happened.KEPT]
    assert again.entries[1].guid == first.entries[1].guid
    assert len(kept_blog(database).entries) == 2


def test_a_new_entry_of_a_copy_joins_those_that_are_kept(database: Database) -> None:
    keep_blog(database, ARRIVAL)
    again = keep_blog(database, DINNER, ARRIVAL, now=LATER)
    assert [entry.happened for entry in again.entries] == [Happened.NEW, Happened.UNCHANGED]
    assert [entry.headline for entry in kept_blog(database).entries] == ["Dinner", "Arrival"]


def test_a_copy_of_a_killed_text_does_not_bring_it_back(database: Database) -> None:
    guid = keep_blog(database, DINNER, ARRIVAL).entries[1].guid
    with database.writing() as session:
        killed = kill_entry(session, guid, "Not confirmed", actor="Linh", now=LATER)
    again = keep_blog(database, DINNER, ARRIVAL, now=LATER)
    assert [(entry.happened, entry.guid) for entry in again.entries][1] == (Happened.ALREADY_KILLED, guid)
    assert kept_entry(database, guid) == killed
    assert len(kept_blog(database).entries) == 2


def test_a_canonical_copy_of_a_killed_entry_does_not_bring_it_back(database: Database) -> None:
    keep_blog(database, DINNER)
    copy = kept_blog(database)
    with database.writing() as session:
        kill_entry(session, copy.entries[0].guid, "Not confirmed", actor="Linh", now=LATER)
        again = accept_blog(session, copy, actor="Linh", now=LATER, settings=defaults())
    assert [entry.happened for entry in again.entries] == [Happened.ALREADY_KILLED]


def test_a_canonical_copy_with_a_kill_kills(database: Database) -> None:
    keep_blog(database, DINNER)
    copy = kept_blog(database)
    canceled = replace(copy.entries[0], pub_status=PubStatus.CANCELED, kill_reason="Not confirmed")
    with database.writing() as session:
        again = accept_blog(session, replace(copy, entries=(canceled,)), actor="Linh", now=LATER, settings=defaults())
    assert [entry.happened for entry in again.entries] == [Happened.KILLED]
    assert kept_blog(database).entries[0].blocks == ()


def test_a_kill_that_does_not_know_its_entry_leaves_when_and_what_it_was(database: Database) -> None:
    keep_blog(database, replace(DINNER, kind=EntryKind.KEY_EVENT))
    copy = kept_blog(database)
    order = Entry(
        guid=copy.entries[0].guid,
        published_at=LATER,
        created_at=LATER,
        updated_at=LATER,
        time_is_exact=False,
        pub_status=PubStatus.CANCELED,
        kill_reason="Not confirmed",
    )
    with database.writing() as session:
        accept_blog(session, replace(copy, entries=(order,)), actor="Linh", now=LATER, settings=defaults())
    [killed] = kept_blog(database).entries
    assert (killed.published_at, killed.time_is_exact) == (DINNER.published_at, True)
    assert (killed.kind, killed.kill_reason) == (EntryKind.KEY_EVENT, "Not confirmed")


def test_a_live_blog_moves_to_another_installation_with_its_identities(
    database: Database, tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> None:
    guid = keep_blog(database, DINNER, ARRIVAL).entries[0].guid
    with database.writing() as session:
        kill_entry(session, guid, "Not confirmed", actor="Linh", now=LATER)
    moved = replace(kept_blog(database), slug="moved")
    with database.writing() as session, pytest.raises(GuidTaken):
        accept_blog(session, moved, actor="Linh", now=LATER, settings=defaults())
    path = tmp_path_factory.mktemp("other") / "other.db"
    shutil.copyfile(sqlite_template, path)
    other = Database(f"sqlite:///{path}")
    with other.writing() as session:
        accept_blog(session, moved, actor="Linh", now=LATER, settings=defaults())
    copy = kept_blog(other, "moved")
    assert copy.guid == moved.guid
    assert [(entry.guid, content_hash(entry)) for entry in copy.entries] == [
        (entry.guid, content_hash(entry)) for entry in moved.entries
    ]
    other.close()


def test_a_slug_belongs_to_one_live_blog(database: Database) -> None:
    keep_blog(database)
    with pytest.raises(SlugTaken):
        keep_blog(database, guid="tag:desk.example,2019:blog/7")


def test_a_live_blog_keeps_its_language(database: Database) -> None:
    keep_blog(database)
    with pytest.raises(InvalidDocument, match="language"):
        keep_blog(database, language="fr")


def test_every_wanted_language_but_its_own_is_made_at_once(database: Database) -> None:
    keep_blog(database, raw_entry("Xin chào."), language="vi", slug="ha-noi")
    with database.reading() as session:
        assert blog_languages(session, "ha-noi") == ("vi", "ko")
        assert [(pair.source, pair.target) for pair in list_missing_pairs(session)] == [("vi", "ko")]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"slug": "Hanoi Summit"}, "slug"),
        ({"slug": ""}, "slug"),
        ({"slug": "-"}, "slug"),
        ({"slug": "x" * 129}, "slug"),
        ({"slug": "../etc"}, "slug"),
        ({"title": " \x00 "}, "title"),
        ({"language": "english"}, "language"),
        ({"timezone": "Hanoi"}, "timezone"),
        ({"guid": "no uri"}, "guid"),
        ({"guid": "x:100%"}, "guid"),
        ({"guid": "https://example.org/[1]"}, "guid"),
        ({"guid": "https://example.org/#a#b"}, "guid"),
        ({"entries": (raw_entry(), raw_entry(language="x"))}, "entries[1].language"),
        ({"entries": (raw_entry(guid="x:1"), raw_entry(guid="x:1"))}, "entries[1].guid"),
    ],
)
def test_a_document_that_cannot_be_kept_is_refused_whole(
    database: Database, change: dict[str, object], path: str
) -> None:
    with pytest.raises(InvalidDocument) as caught:
        keep_blog(database, **({"entries": ()} | change))  # type: ignore[arg-type]
    assert [problem.path for problem in caught.value.problems] == [path]
    with database.reading() as session:
        assert list_missing_pairs(session) == ()


def test_more_entries_than_a_document_may_hold_are_refused(database: Database) -> None:
    with pytest.raises(TooLarge, match="20,001"):
        keep_blog(database, *[DINNER] * (MAX_ENTRIES + 1))


def test_a_guid_of_another_live_blog_is_taken(database: Database) -> None:
    keep_blog(database, raw_entry(guid="tag:desk.example,2019:1"))
    with pytest.raises(GuidTaken):
        keep_blog(database, raw_entry(guid="tag:desk.example,2019:1"), slug="other")
    keep_blog(database, slug="third")
    with pytest.raises(GuidTaken):
        keep_blog(database, raw_entry(guid="tag:desk.example,2019:1"), slug="third")


def test_a_feed_that_reaches_no_further_still_learns_of_older_kills(database: Database) -> None:
    guid = keep_blog(database, MORNING).entries[0].guid
    with database.writing() as session:
        for number in range(5):
            accept_entry(session, SLUG, raw_entry(f"Line {number}", published_at=NOW), actor="Linh", now=NOW)
        kill_entry(session, guid, "Not confirmed", actor="Linh", now=LATER)
        blog = load_blog(session, SLUG, entries_limit=3)
    assert blog is not None
    assert [entry.guid == guid for entry in blog.entries] == [False, False, False, True]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(blog=live_blogs())
def test_whatever_is_accepted_imports_again_as_unchanged(database: Database, blog: LiveBlog) -> None:
    with suppress(Undo, InvalidDocument), database.writing() as session:
        first = accept_blog(session, blog, actor="Linh", now=NOW, settings=defaults())
        again = accept_blog(session, blog, actor="Linh", now=LATER, settings=defaults())
        happened = {entry.happened for entry in again.entries}
        assert (again.head, again.revision) == (Happened.UNCHANGED, first.revision)
        assert happened <= {Happened.UNCHANGED, Happened.ALREADY_KILLED}
        raise Undo


class Undo(Exception):
    pass
