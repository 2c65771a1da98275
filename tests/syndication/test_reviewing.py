from datetime import UTC, datetime, timedelta

import pytest

from feeds.model import TranslationState
from feeds.profile import PublishPolicy
from syndication.errors import BlogKilled, UnknownSegment
from syndication.ingest import kill_blog, kill_entry, replace_entry
from syndication.memory import APPROVED_HERE, find_suggestions, import_memory
from syndication.reviewing import approve_segment, edit_segment, list_history, list_segments, reject_segment
from syndication.storage.changes import LogKind
from syndication.storage.database import Database
from syndication.storage.memory import list_memories
from syndication.storage.revisions import feed_revision
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import (
    SLUG,
    approve_all,
    defaults,
    keep_blog,
    log_of,
    memory_of,
    raw_entry,
    variant_of,
    work_on,
)
from translations.errors import LinksDiffer, ReviewConflict
from translations.hashes import target_hash
from translations.memory import MatchKind
from translations.model import Segment, SegmentState
from translations.review import ReviewAction

LATER = datetime(2100, 1, 1, tzinfo=UTC)
"""After every draft: the worker goes by the clock on the wall."""

MEMORY = {"Police closed streets.": "Cảnh sát đóng đường.", "They hugged.": "Họ ôm nhau."}


@pytest.fixture
def guid(database: Database) -> str:
    """An entry of two sentences, both drafted from a memory."""
    entry = raw_entry("Police closed streets. They hugged.", headline=None)
    guid = keep_blog(database, entry).entries[0].guid
    with database.writing() as session:
        import_memory(session, memory_of(MEMORY), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    return guid


def test_an_approved_sentence_says_who_stands_behind_it(database: Database, guid: str) -> None:
    first = sentence(database, guid)
    after = approve(database, first)
    assert after.state is SegmentState.APPROVED
    assert after.version == first.version + 1
    assert after.current is not None
    assert after.current.provenance.reviewer == "Linh"
    assert sentence(database, guid) == after


def test_a_text_is_reviewed_when_all_its_sentences_are(database: Database, guid: str) -> None:
    assert state_of(database) is TranslationState.MEMORY
    approve(database, sentence(database, guid))
    assert state_of(database) is TranslationState.MIXED
    approve_all(database, guid)
    assert state_of(database) is TranslationState.REVIEWED
    variant = variant_of(database, policy=PublishPolicy.REVIEWED)
    assert variant.entries[0].translation is not None
    assert variant.entries[0].translation.reviewers == ("Linh",)


def test_a_review_is_a_new_version_of_the_variant_and_of_nothing_else(database: Database, guid: str) -> None:
    before, head = work_on(database, guid), work_on(database, guid, "ko")
    with database.reading() as session:
        revisions = {tag: feed_revision(session, SLUG, tag) for tag in ("en", "ko", "vi")}
    approve(database, sentence(database, guid))
    after = work_on(database, guid)
    assert (after.version, after.updated_at) == (before.version + 1, LATER)
    assert work_on(database, guid, "ko") == head
    with database.reading() as session:
        assert feed_revision(session, SLUG, "vi") == log_of(database)[-1].revision > (revisions["vi"] or 0)
        assert {tag: feed_revision(session, SLUG, tag) for tag in ("en", "ko")} == {
            tag: revisions[tag] for tag in ("en", "ko")
        }
    change = log_of(database)[-1]
    assert (change.kind, change.language, change.guid) == (LogKind.REVIEW, "vi", guid)
    assert (change.version, change.actor) == (after.version, "Linh")


def test_pressing_approve_twice_is_approving_once(database: Database, guid: str) -> None:
    seen = sentence(database, guid)
    after = approve(database, seen)
    log = log_of(database)
    assert approve(database, seen) == after
    assert log_of(database) == log


def test_what_changed_unseen_is_not_approved(database: Database, guid: str) -> None:
    seen = sentence(database, guid)
    edit(database, seen, "Cảnh sát phong tỏa đường.")
    log = log_of(database)
    with pytest.raises(ReviewConflict) as caught:
        approve(database, seen)
    assert caught.value.segment == sentence(database, guid)
    assert log_of(database) == log


def test_a_source_that_changed_unseen_is_not_approved(database: Database, guid: str) -> None:
    seen = sentence(database, guid)
    with database.writing() as session:
        new = raw_entry("Police closed ten streets. They hugged.", headline=None)
        replace_entry(session, guid, new, if_version=1, actor="Minh", now=LATER)
    with pytest.raises(ReviewConflict):
        approve(database, seen)
    assert sentence(database, guid).state is SegmentState.STALE


def test_an_edit_is_published_and_waits_for_approval(database: Database, guid: str) -> None:
    after = edit(database, sentence(database, guid), "Cảnh sát <b>phong tỏa</b> đường.")
    assert after.state is SegmentState.EDITED
    assert after.current is not None
    assert (after.current.text, after.current.author) == ("Cảnh sát phong tỏa đường.", "Linh")
    assert "Cảnh sát <b>phong tỏa</b> đường. Họ ôm nhau." in repr(variant_of(database).entries[0].blocks)


def test_an_edit_of_an_older_version_is_a_conflict_that_keeps_the_text(database: Database, guid: str) -> None:
    seen = sentence(database, guid)
    edit(database, seen, "Cảnh sát phong tỏa đường.")
    with pytest.raises(ReviewConflict) as caught:
        edit(database, seen, "Công an phong tỏa đường.")
    assert caught.value.text_html == "Công an phong tỏa đường."


def test_an_edit_may_not_add_a_link(database: Database, guid: str) -> None:
    with pytest.raises(LinksDiffer):
        edit(database, sentence(database, guid), '<a href="https://evil.example/">Cảnh sát</a>')
    assert sentence(database, guid).state is SegmentState.MEMORY


def test_a_rejected_draft_is_published_no_more_and_can_be_approved_after_all(database: Database, guid: str) -> None:
    seen = sentence(database, guid)
    after = reject(database, seen)
    assert after.state is SegmentState.REJECTED
    assert state_of(database) is TranslationState.UNTRANSLATED
    assert approve(database, after).state is SegmentState.APPROVED


def test_an_approval_is_recalled_for_the_same_sentence_elsewhere(database: Database, guid: str) -> None:
    approve(database, edit(database, sentence(database, guid), "Cảnh sát phong tỏa đường."))
    other = keep_blog(database, raw_entry("Police closed streets."), slug="second").entries[0].guid
    Worker(defaults(packages="no-packages"), database=database).run_once()
    again = next(s for s in work_on(database, other).segments if s.source.text == "Police closed streets.")
    assert again.state is SegmentState.MEMORY
    assert again.current is not None
    assert again.current.text == "Cảnh sát phong tỏa đường."
    assert again.current.provenance.memory == APPROVED_HERE


def test_the_latest_approval_of_a_sentence_is_recalled_first(database: Database, guid: str) -> None:
    first = approve(database, edit(database, sentence(database, guid), "Một"))
    second = approve(database, edit(database, first, "Hai"))
    approve(database, edit(database, second, "Một"), now=LATER + timedelta(minutes=1))
    with database.reading() as session:
        matches = find_suggestions(session, first.source, source_language="en", language="vi")
        units = {memory.name: memory.units for memory in list_memories(session)}
    assert [match.unit.target_text for match in matches] == ["Một", "Hai", "Cảnh sát đóng đường."]
    assert units == {APPROVED_HERE: 2, "desk.tmx": 2}


def test_similar_sentences_are_suggested_and_never_drafted(database: Database, guid: str) -> None:
    with database.writing() as session:
        replace_entry(
            session, guid, raw_entry("Police closed two streets.", headline=None), if_version=1, actor="M", now=LATER
        )
    changed = sentence(database, guid)
    with database.reading() as session:
        matches = find_suggestions(session, changed.source, source_language="en", language="vi")
        nothing = find_suggestions(session, changed.source, source_language="en", language="fr")
    assert [(match.kind, match.unit.source_text) for match in matches] == [(MatchKind.FUZZY, "Police closed streets.")]
    assert nothing == ()


def test_the_history_of_a_sentence_tells_everything_that_was_done(database: Database, guid: str) -> None:
    first = sentence(database, guid)
    edited = edit(database, first, "Cảnh sát phong tỏa đường.")
    approve(database, edited)
    assert first.id is not None
    with database.reading() as session:
        lines = list_history(session, first.id)
    assert [(line.action, line.state_before, line.state_after, line.version) for line in lines] == [
        (ReviewAction.APPROVE, SegmentState.EDITED, SegmentState.APPROVED, 3),
        (ReviewAction.EDIT, SegmentState.MEMORY, SegmentState.EDITED, 2),
    ]
    assert (lines[1].text_before, lines[1].text_after) == ("Cảnh sát đóng đường.", "Cảnh sát phong tỏa đường.")
    assert {line.actor for line in lines} == {"Linh"}


def test_an_approval_returns_when_the_source_does(database: Database, guid: str) -> None:
    approve_all(database, guid)
    for version, text in enumerate(
        ["Police closed no streets. They hugged.", "Police closed streets. They hugged."], 1
    ):
        with database.writing() as session:
            new = raw_entry(text, headline=None)
            replace_entry(session, guid, new, if_version=version, actor="Minh", now=LATER)
        states = [segment.state for segment in work_on(database, guid).segments]
        assert states[1] is SegmentState.APPROVED
    assert states == [SegmentState.APPROVED] * 2


def test_a_sentence_that_is_gone_cannot_be_reviewed(database: Database, guid: str) -> None:
    seen = sentence(database, guid)
    with database.writing() as session:
        kill_entry(session, guid, "wrong", actor="Minh", now=LATER)
    for segment in (seen, Segment(source=seen.source, current=seen.current, id=999_999)):
        with pytest.raises(UnknownSegment):
            approve(database, segment)


def test_a_killed_live_blog_is_not_reviewed(database: Database, guid: str) -> None:
    seen = next(s for s in work_on(database, blog_guid(database)).segments)
    with database.writing() as session:
        kill_blog(session, SLUG, "wrong", actor="Minh", now=LATER)
    with pytest.raises((BlogKilled, UnknownSegment)):
        edit(database, seen, "Tiêu đề")


def test_segments_are_listed_for_languages_there_are(database: Database, guid: str) -> None:
    with database.reading() as session:
        assert list_segments(session, guid, "fr") is None
        assert list_segments(session, "tag:nobody", "vi") is None
        korean = list_segments(session, guid, "ko")
    assert korean is not None
    assert [segment.source.text for segment in korean.segments] == ["Police closed streets.", "They hugged."]


def sentence(database: Database, guid: str, number: int = 0) -> Segment:
    return work_on(database, guid).segments[number]


def state_of(database: Database) -> TranslationState | None:
    note = variant_of(database).entries[0].translation
    return note.state if note else None


def approve(database: Database, seen: Segment, *, now: datetime = LATER) -> Segment:
    with database.writing() as session:
        return approve_segment(
            session,
            seen.id or 0,
            source_hash=seen.source.source_hash,
            target_hash=target_hash(seen.current),
            actor="Linh",
            now=now,
        )


def reject(database: Database, seen: Segment) -> Segment:
    with database.writing() as session:
        return reject_segment(
            session,
            seen.id or 0,
            source_hash=seen.source.source_hash,
            target_hash=target_hash(seen.current),
            actor="Linh",
            now=LATER,
        )


def edit(database: Database, seen: Segment, text_html: str) -> Segment:
    with database.writing() as session:
        return edit_segment(
            session, seen.id or 0, text_html=text_html, if_version=seen.version, actor="Linh", now=LATER
        )


def blog_guid(database: Database) -> str:
    return log_of(database)[0].guid
