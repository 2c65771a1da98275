from dataclasses import replace
from datetime import timedelta

import pytest

from feeds.errors import InvalidDocument
from feeds.model import Embed, Heading, Paragraph, PubStatus
from syndication.admission import MAX_BLOCKS, MAX_ENTRY_BYTES
from syndication.errors import (
    BlogKilled,
    EntryKilled,
    GuidTaken,
    TooLarge,
    UnknownBlog,
    UnknownEntry,
    VersionConflict,
)
from syndication.ingest import accept_entry, kill_blog, kill_entry, replace_entry, update_head
from syndication.storage.changes import LogKind
from syndication.storage.database import Database
from syndication.storage.entries import list_versions, load_version
from syndication.storage.jobs import count_jobs, list_jobs
from syndication.storage.revisions import blog_languages, feed_revision
from syndication.storage.work import load_text_work
from tests.factories import NOW, make_translation
from tests.syndication.kept import SLUG, keep_blog, kept_blog, kept_entry, log_of, raw_blog, raw_entry

LATER = NOW + timedelta(minutes=1)


def test_a_posted_entry_gets_an_identity_a_version_and_times(database: Database) -> None:
    blog = keep_blog(database)
    with database.writing() as session:
        entry = accept_entry(session, SLUG, raw_entry(), actor="Linh", now=NOW)
    assert entry.guid.startswith(f"{blog.guid}/entry/")
    assert (entry.version, entry.created_at, entry.updated_at) == (1, NOW, NOW)
    assert kept_entry(database, entry.guid) == entry


def test_a_posted_entry_keeps_the_guid_and_publication_time_it_brings(database: Database) -> None:
    keep_blog(database)
    sent = raw_entry(guid="tag:desk.example,2019:entry/7", published_at=NOW - timedelta(hours=3))
    with database.writing() as session:
        entry = accept_entry(session, SLUG, sent, actor="Linh", now=NOW)
    assert (entry.guid, entry.published_at) == (sent.guid, sent.published_at)


def test_what_a_client_says_of_service_fields_is_not_believed(database: Database) -> None:
    keep_blog(database)
    sent = raw_entry(version=9, created_at=LATER, updated_at=LATER, translation=make_translation(), kill_reason="x")
    with database.writing() as session:
        entry = accept_entry(session, SLUG, sent, actor="Linh", now=NOW)
    assert (entry.version, entry.created_at, entry.updated_at) == (1, NOW, NOW)
    assert (entry.translation, entry.kill_reason) == (None, None)


def test_a_guid_in_use_is_taken(database: Database) -> None:
    blog = keep_blog(database, raw_entry(guid="tag:desk.example,2019:entry/7"))
    for guid in ("tag:desk.example,2019:entry/7", blog.guid):
        with database.writing() as session, pytest.raises(GuidTaken):
            accept_entry(session, SLUG, raw_entry(guid=guid), actor="Linh", now=NOW)


@pytest.mark.parametrize(
    "guid",
    [
        "7",
        "entry/7",
        "tag:desk.example,2019:a b",
        "tag:desk.example,2019:a;lang=vi",
        "tag:" + "y" * 500,
        "http:",
        "x:\0",
    ],
)
def test_a_guid_that_is_no_uri_of_a_source_is_refused(database: Database, guid: str) -> None:
    keep_blog(database)
    with database.writing() as session, pytest.raises(InvalidDocument) as caught:
        accept_entry(session, SLUG, raw_entry(guid=guid), actor="Linh", now=NOW)
    assert [problem.path for problem in caught.value.problems] == ["guid"]


def test_what_comes_in_is_made_safe(database: Database) -> None:
    keep_blog(database)
    blocks = (
        Paragraph(html="<script>x</script><b onclick='x'>Hi</b> there"),
        Embed(href="javascript:x", html="a post"),
    )
    with database.writing() as session:
        sent = raw_entry(blocks=blocks, headline=" Two\x00 men \n")
        entry = accept_entry(session, SLUG, sent, actor="Linh", now=NOW)
    assert entry.headline == "Two men"
    assert entry.blocks == (Paragraph(id="b1", html="<b>Hi</b> there"), Paragraph(id="b2", html="a post"))


def test_blocks_without_an_id_get_one_that_is_free(database: Database) -> None:
    keep_blog(database)
    blocks = (Paragraph(html="One"), Heading(id="b1", html="Two"), Paragraph(html="Three"))
    with database.writing() as session:
        entry = accept_entry(session, SLUG, raw_entry(blocks=blocks), actor="Linh", now=NOW)
    assert [block.id for block in entry.blocks] == ["b2", "b1", "b3"]


def test_every_problem_of_an_entry_is_reported_at_once(database: Database) -> None:
    keep_blog(database)
    blocks = (Paragraph(id="a", html="x"), Paragraph(id="a", html="y"), Paragraph(id="b 1", html="z"))
    with database.writing() as session, pytest.raises(InvalidDocument) as caught:
        accept_entry(session, SLUG, raw_entry(blocks=blocks, language="english"), actor="Linh", now=NOW)
    assert [problem.path for problem in caught.value.problems] == ["language", "blocks[1].id", "blocks[2].id"]


def test_an_entry_past_the_limits_is_refused(database: Database) -> None:
    keep_blog(database)
    with database.writing() as session:
        with pytest.raises(TooLarge):
            accept_entry(session, SLUG, raw_entry("x" * MAX_ENTRY_BYTES), actor="Linh", now=NOW)
        many = tuple(Paragraph(html="x") for _ in range(MAX_BLOCKS + 1))
        with pytest.raises(InvalidDocument, match="more than the limit"):
            accept_entry(session, SLUG, raw_entry(blocks=many), actor="Linh", now=NOW)


def test_an_entry_for_an_unknown_live_blog_is_refused(database: Database) -> None:
    with database.writing() as session, pytest.raises(UnknownBlog):
        accept_entry(session, "nowhere", raw_entry(), actor="Linh", now=NOW)


def test_an_edit_is_a_new_version_of_the_same_entry(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        edited = replace_entry(session, guid, raw_entry("They hugged."), if_version=1, actor="Minh", now=LATER)
    assert (edited.guid, edited.version, edited.created_at, edited.updated_at) == (guid, 2, NOW, LATER)
    assert kept_entry(database, guid) == edited


def test_an_edit_that_says_the_same_changes_nothing_at_all(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    before = kept_blog(database)
    with database.writing() as session:
        same = replace_entry(session, guid, before.entries[0], if_version=1, actor="Minh", now=LATER)
    assert same == before.entries[0]
    assert kept_blog(database) == before


def test_an_edit_of_an_older_version_is_a_conflict_and_changes_nothing(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        replace_entry(session, guid, raw_entry("They hugged."), if_version=1, actor="Minh", now=LATER)
    before = kept_blog(database)
    with database.writing() as session, pytest.raises(VersionConflict) as caught:
        replace_entry(session, guid, raw_entry("They bowed."), if_version=1, actor="Linh", now=LATER)
    assert (caught.value.guid, caught.value.current_version) == (guid, 2)
    assert kept_blog(database) == before


def test_an_entry_cannot_change_its_guid(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session, pytest.raises(InvalidDocument, match="guid"):
        replace_entry(session, guid, raw_entry(guid="tag:x.example,2019:1"), if_version=None, actor="Minh", now=LATER)


def test_an_unknown_entry_cannot_be_edited_or_killed(database: Database) -> None:
    blog = keep_blog(database)
    for guid in ("tag:x.example,2019:1", blog.guid):
        with database.writing() as session:
            with pytest.raises(UnknownEntry):
                replace_entry(session, guid, raw_entry(), if_version=None, actor="Minh", now=LATER)
            with pytest.raises(UnknownEntry):
                kill_entry(session, guid, "wrong", actor="Minh", now=LATER)


def test_every_version_has_a_later_time_even_within_a_second_or_when_the_clock_is_set_back(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    times = []
    for number, now in enumerate([NOW, NOW + timedelta(milliseconds=3), NOW - timedelta(hours=1)]):
        with database.writing() as session:
            entry = replace_entry(session, guid, raw_entry(f"Text {number}"), if_version=None, actor="Minh", now=now)
        times.append(entry.updated_at)
    assert times == [NOW + timedelta(seconds=1), NOW + timedelta(seconds=2), NOW + timedelta(seconds=3)]


def test_a_kill_takes_the_content_away_and_the_history_keeps_it(database: Database) -> None:
    sent = raw_entry(headline="Leaders sign", correction_note="Sic", byline="Minh")
    guid = keep_blog(database, sent).entries[0].guid
    with database.writing() as session:
        killed = kill_entry(session, guid, " Not confirmed\n", actor="Linh", now=LATER)
        before = load_version(session, guid, 1)
    assert (killed.version, killed.pub_status, killed.kill_reason) == (2, PubStatus.CANCELED, "Not confirmed")
    assert (killed.headline, killed.blocks, killed.correction_note, killed.byline) == (None, (), None, None)
    assert killed.published_at == sent.published_at
    assert kept_entry(database, guid) == killed
    assert before is not None
    assert before.headline == "Leaders sign"


def test_a_kill_needs_a_reason(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session, pytest.raises(InvalidDocument, match="reason"):
        kill_entry(session, guid, " \n", actor="Linh", now=LATER)


def test_a_kill_of_an_older_version_is_a_conflict(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session, pytest.raises(VersionConflict):
        kill_entry(session, guid, "wrong", if_version=3, actor="Linh", now=LATER)


def test_killing_twice_is_killing_once(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        first = kill_entry(session, guid, "wrong", actor="Linh", now=LATER)
        assert kill_entry(session, guid, "very wrong", actor="Linh", now=LATER) == first
    assert [change.kind for change in log_of(database)] == [LogKind.HEAD, LogKind.NEW, LogKind.KILL]


def test_a_killed_entry_cannot_be_edited_back_to_life(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        kill_entry(session, guid, "wrong", actor="Linh", now=LATER)
        with pytest.raises(EntryKilled):
            replace_entry(session, guid, raw_entry(), if_version=None, actor="Minh", now=LATER)


def test_an_edit_to_canceled_is_a_kill(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    canceled = raw_entry(pub_status=PubStatus.CANCELED, kill_reason="wrong")
    with database.writing() as session:
        killed = replace_entry(session, guid, canceled, if_version=None, actor="Minh", now=LATER)
    assert (killed.blocks, killed.kill_reason) == ((), "wrong")
    assert log_of(database)[-1].kind is LogKind.KILL


def test_an_entry_may_be_withheld_and_released(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    for status in (PubStatus.WITHHELD, PubStatus.USABLE):
        with database.writing() as session:
            changed = replace(kept_entry(database, guid), pub_status=status)
            replace_entry(session, guid, changed, if_version=None, actor="Minh", now=LATER)
        assert kept_entry(database, guid).pub_status is status


def test_the_log_says_what_happened_to_whom_and_why_without_gaps(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        note = "It was a hug."
        replace_entry(session, guid, raw_entry("x", correction_note=note), if_version=1, actor="Minh", now=LATER)
        replace_entry(session, guid, raw_entry("y", correction_note=note), if_version=2, actor="Minh", now=LATER)
        kill_entry(session, guid, "wrong", actor="Linh", now=LATER)
    changes = log_of(database)
    assert [change.revision for change in changes] == [1, 2, 3, 4, 5]
    assert [(change.kind, change.version, change.actor, change.summary) for change in changes[1:]] == [
        (LogKind.NEW, 1, "Linh", ""),
        (LogKind.CORRECTION, 2, "Minh", note),
        (LogKind.UPDATE, 3, "Minh", ""),
        (LogKind.KILL, 4, "Linh", "wrong"),
    ]
    with database.reading() as session:
        versions = list_versions(session, guid)
    assert [(record.version, record.kind, record.revision) for record in versions] == [
        (4, LogKind.KILL, 5),
        (3, LogKind.UPDATE, 4),
        (2, LogKind.CORRECTION, 3),
        (1, LogKind.NEW, 2),
    ]


def test_a_source_change_raises_the_revision_of_every_language(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        assert {tag: feed_revision(session, SLUG, tag) for tag in blog_languages(session, SLUG)} == {
            "en": 2,
            "ko": 2,
            "vi": 2,
        }
        replace_entry(session, guid, raw_entry("They hugged."), if_version=1, actor="Minh", now=LATER)
        assert [feed_revision(session, SLUG, tag) for tag in blog_languages(session, SLUG)] == [3, 3, 3]
    assert kept_blog(database).revision == 3


def test_the_live_blog_is_as_new_as_its_newest_change(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        replace_entry(session, guid, raw_entry("They hugged."), if_version=1, actor="Minh", now=LATER)
    assert kept_blog(database).updated_at == LATER
    assert kept_blog(database).version == 1


def test_an_entry_wants_a_draft_in_every_language_at_once(database: Database) -> None:
    keep_blog(database, raw_entry())
    with database.writing() as session:
        entry = accept_entry(session, SLUG, raw_entry("They hugged."), actor="Linh", now=NOW)
        wanted = [(job.queue, job.guid) for job in list_jobs(session)]
    # What is posted live goes before what was imported.
    assert sorted(wanted[:2]) == [("en>ko", entry.guid), ("en>vi", entry.guid)]
    assert len(wanted) == 6


def test_a_kill_cancels_the_drafts_it_makes_needless(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        kill_entry(session, guid, "wrong", actor="Linh", now=LATER)
        assert guid not in {job.guid for job in list_jobs(session)}
        work = load_text_work(session, guid, "vi")
    assert work is not None
    assert (work.version, work.source_version, work.segments) == (2, 2, ())


def test_a_change_of_the_source_raises_its_variants(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        first = load_text_work(session, guid, "vi")
        replace_entry(session, guid, raw_entry("They hugged."), if_version=1, actor="Minh", now=LATER)
        second = load_text_work(session, guid, "vi")
    assert first is not None
    assert second is not None
    assert (first.version, first.source_version, first.created_at) == (1, 1, NOW)
    assert (second.version, second.source_version) == (2, 2)
    assert (second.created_at, second.updated_at) == (NOW, LATER)


def test_an_entry_in_a_target_language_is_not_translated_into_it(database: Database) -> None:
    keep_blog(database)
    with database.writing() as session:
        entry = accept_entry(session, SLUG, raw_entry("Xin chào.", language="vi"), actor="Linh", now=NOW)
        queues = [job.queue for job in list_jobs(session) if job.guid == entry.guid]
    assert queues == ["vi>ko"]


def test_a_head_is_edited_under_its_own_version(database: Database) -> None:
    keep_blog(database, raw_entry())
    with database.writing() as session:
        head = update_head(session, SLUG, raw_blog(title="Dinner"), if_version=1, actor="Minh", now=LATER)
        with pytest.raises(VersionConflict):
            update_head(session, SLUG, raw_blog(title="Supper"), if_version=1, actor="Minh", now=LATER)
    assert (head.title, head.version, head.revision, head.entries) == ("Dinner", 2, 3, ())
    blog = kept_blog(database)
    assert (blog.title, len(blog.entries), blog.entries[0].version) == ("Dinner", 1, 1)


@pytest.mark.parametrize("change", [{"slug": "other"}, {"language": "fr"}, {"guid": "tag:x.example,2019:1"}])
def test_a_head_keeps_its_slug_language_and_guid(database: Database, change: dict[str, str]) -> None:
    keep_blog(database)
    with database.writing() as session, pytest.raises(InvalidDocument) as caught:
        update_head(session, SLUG, raw_blog(**change), if_version=None, actor="Minh", now=LATER)
    assert [problem.path for problem in caught.value.problems] == list(change)


def test_a_killed_live_blog_leaves_nothing_of_itself_or_its_entries(database: Database) -> None:
    keep_blog(database, raw_entry(), raw_entry("They hugged.", published_at=NOW))
    with database.writing() as session:
        head = kill_blog(session, SLUG, "Wrong place", actor="Linh", now=LATER)
        assert count_jobs(session).waiting == 0
    blog = kept_blog(database)
    assert (head.pub_status, head.title, head.standfirst) == (PubStatus.CANCELED, SLUG, None)
    assert [(entry.pub_status, entry.blocks) for entry in blog.entries] == [(PubStatus.CANCELED, ())] * 2
    assert [change.summary for change in log_of(database)[-3:]] == ["Wrong place"] * 3


def test_a_killed_live_blog_takes_no_more_changes(database: Database) -> None:
    guid = keep_blog(database, raw_entry()).entries[0].guid
    with database.writing() as session:
        first = kill_blog(session, SLUG, "Wrong place", actor="Linh", now=LATER)
        assert kill_blog(session, SLUG, "Again", actor="Linh", now=LATER) == first
        with pytest.raises(BlogKilled):
            accept_entry(session, SLUG, raw_entry(), actor="Linh", now=LATER)
        with pytest.raises(BlogKilled):
            replace_entry(session, guid, raw_entry(), if_version=None, actor="Linh", now=LATER)
        with pytest.raises(BlogKilled):
            update_head(session, SLUG, raw_blog(), if_version=None, actor="Linh", now=LATER)
    with pytest.raises(BlogKilled):
        keep_blog(database, raw_entry())
