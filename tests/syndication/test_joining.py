"""Two sentences that a translator treats as one, in the store: joined, edited around, taken apart."""

from datetime import UTC, datetime

import pytest

from feeds.model import Paragraph
from feeds.profile import PublishPolicy
from syndication.errors import UnknownSegment
from syndication.ingest import replace_entry
from syndication.joining import join_segments, split_again
from syndication.memory import import_memory
from syndication.reviewing import edit_segment, list_history
from syndication.storage.changes import LogKind
from syndication.storage.database import Database
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import (
    approve_all,
    defaults,
    keep_blog,
    kept_blog,
    log_of,
    memory_of,
    raw_entry,
    variant_of,
    work_on,
)
from translations.errors import CannotJoin, NotJoined, ReviewConflict
from translations.model import Segment, SegmentState
from translations.review import ReviewAction

LATER = datetime(2100, 1, 1, tzinfo=UTC)
TEXT = "Police closed streets. They hugged. Markets fell."
MEMORY = {"Police closed streets.": "Cảnh sát đóng đường.", "They hugged.": "Họ ôm nhau.", "Markets fell.": "Giảm."}


@pytest.fixture
def guid(database: Database) -> str:
    """An entry of three sentences, all drafted from a memory."""
    guid = keep_blog(database, raw_entry(TEXT, headline=None)).entries[0].guid
    with database.writing() as session:
        import_memory(session, memory_of(MEMORY), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    return guid


def texts(database: Database, guid: str) -> list[tuple[str, SegmentState, str | None]]:
    found = work_on(database, guid).segments
    return [(one.source.text, one.state, one.current.text if one.current else None) for one in found]


def first_of(database: Database, guid: str, number: int = 0) -> Segment:
    return work_on(database, guid).segments[number]


def join(database: Database, segment: Segment, *, version: int | None = None) -> Segment:
    with database.writing() as session:
        seen = segment.version if version is None else version
        return join_segments(session, segment.id or 0, version_seen=seen, actor="Linh", now=LATER)


def split(database: Database, segment: Segment) -> Segment:
    with database.writing() as session:
        return split_again(session, segment.id or 0, version_seen=segment.version, actor="Linh", now=LATER)


def rewrite(database: Database, guid: str, text: str, *paragraphs: str) -> None:
    blocks = tuple(Paragraph(id=f"b{number}", html=html) for number, html in enumerate((text, *paragraphs), 1))
    with database.writing() as session:
        entry = raw_entry(text, headline=None, blocks=blocks)
        replace_entry(session, guid, entry, if_version=None, actor="Minh", now=LATER)


def test_joined_sentences_are_one_with_both_translations(database: Database, guid: str) -> None:
    joined = join(database, first_of(database, guid))
    assert joined.source.text == "Police closed streets. They hugged."
    assert texts(database, guid) == [
        ("Police closed streets. They hugged.", SegmentState.MEMORY, "Cảnh sát đóng đường. Họ ôm nhau."),
        ("Markets fell.", SegmentState.MEMORY, "Giảm."),
    ]
    assert first_of(database, guid) == joined


def test_two_approved_sentences_stay_approved_and_published_when_they_are_joined(database: Database, guid: str) -> None:
    approve_all(database, guid)
    joined = join(database, first_of(database, guid))
    assert joined.state is SegmentState.APPROVED
    variant = variant_of(database, policy=PublishPolicy.REVIEWED)
    assert "Cảnh sát đóng đường. Họ ôm nhau. Giảm." in repr(variant.entries[0].blocks)


def test_who_joined_sentences_is_in_the_history_and_in_the_change_log(database: Database, guid: str) -> None:
    joined = join(database, first_of(database, guid))
    with database.reading() as session:
        (line,) = list_history(session, joined.id or 0)
    assert (line.action, line.actor, line.text_before) == (ReviewAction.JOIN, "Linh", "Cảnh sát đóng đường.")
    assert line.text_after == "Cảnh sát đóng đường. Họ ôm nhau."
    assert (log_of(database)[-1].kind, log_of(database)[-1].language) == (LogKind.REVIEW, "vi")


def test_other_languages_are_not_joined(database: Database, guid: str) -> None:
    join(database, first_of(database, guid))
    assert [one.source.text for one in work_on(database, guid, "ko").segments] == [
        "Police closed streets.",
        "They hugged.",
        "Markets fell.",
    ]


def test_a_joined_sentence_can_be_joined_with_the_next_one(database: Database, guid: str) -> None:
    joined = join(database, join(database, first_of(database, guid)))
    assert joined.source.text == TEXT
    assert joined.current is not None
    assert joined.current.text == "Cảnh sát đóng đường. Họ ôm nhau. Giảm."
    split(database, joined)
    assert texts(database, guid) == [(source, SegmentState.MEMORY, target) for source, target in MEMORY.items()]


def test_a_join_holds_while_the_text_around_it_is_edited(database: Database, guid: str) -> None:
    joined = join(database, first_of(database, guid))
    rewrite(database, guid, "It rained. Police closed streets. They hugged. Markets rose.")
    assert [one.source.text for one in work_on(database, guid).segments] == [
        "It rained.",
        "Police closed streets. They hugged.",
        "Markets rose.",
    ]
    assert first_of(database, guid, 1).current == joined.current


def test_a_join_waits_while_something_stands_between_its_sentences(database: Database, guid: str) -> None:
    join(database, first_of(database, guid))
    rewrite(database, guid, "Police closed streets. It rained. They hugged.")
    assert len(work_on(database, guid).segments) == 3
    rewrite(database, guid, "Police closed streets. They hugged.")
    assert [one.source.text for one in work_on(database, guid).segments] == ["Police closed streets. They hugged."]


def test_a_join_moves_with_its_sentences_to_another_paragraph(database: Database, guid: str) -> None:
    join(database, first_of(database, guid))
    rewrite(database, guid, "It rained.", "Police closed streets. They hugged.")
    assert [(one.source.field, one.source.text) for one in work_on(database, guid).segments] == [
        ("b1.html", "It rained."),
        ("b2.html", "Police closed streets. They hugged."),
    ]


def test_a_join_is_over_when_one_of_its_sentences_is_gone(database: Database, guid: str) -> None:
    join(database, first_of(database, guid))
    rewrite(database, guid, "Police closed streets. Markets fell.")
    assert work_on(database, guid).joins == ()
    rewrite(database, guid, TEXT)
    assert [source for source, _, _ in texts(database, guid)] == list(MEMORY)


def test_the_approvals_of_joined_sentences_return_when_an_edit_is_taken_back(database: Database, guid: str) -> None:
    approve_all(database, guid)
    before = texts(database, guid)
    join(database, first_of(database, guid))
    rewrite(database, guid, "Police closed ten streets. They hugged. Markets fell.")
    assert [state for _, state, _ in texts(database, guid)] == [
        SegmentState.STALE,
        SegmentState.APPROVED,
        SegmentState.APPROVED,
    ]
    rewrite(database, guid, TEXT)
    assert texts(database, guid) == before


def test_taking_sentences_apart_again_gives_each_what_it_had(database: Database, guid: str) -> None:
    approve_all(database, guid)
    before = texts(database, guid)
    first = split(database, join(database, first_of(database, guid)))
    assert first.source.text == "Police closed streets."
    assert texts(database, guid) == before
    with database.reading() as session:
        assert [line.action for line in list_history(session, first.id or 0)][:2] == [
            ReviewAction.SPLIT,
            ReviewAction.JOIN,
        ]


def test_a_text_written_for_a_joined_sentence_is_not_lost_when_it_is_split(database: Database, guid: str) -> None:
    joined = join(database, first_of(database, guid))
    with database.writing() as session:
        edit_segment(
            session,
            joined.id or 0,
            text_html="Cảnh sát đóng đường khi họ ôm nhau.",
            if_version=joined.version,
            actor="Linh",
            now=LATER,
        )
    first = split(database, first_of(database, guid))
    assert (first.state, first.current and first.current.text) == (
        SegmentState.STALE,
        "Cảnh sát đóng đường khi họ ôm nhau.",
    )


def test_sentences_that_repeat_themselves_are_joined_alike(database: Database) -> None:
    guid = keep_blog(database, raw_entry("They hugged. They hugged. They hugged.", headline=None)).entries[0].guid
    joined = join(database, first_of(database, guid, 1))
    assert joined.source.text == "They hugged. They hugged. They hugged."
    assert [one.id for one in work_on(database, guid).segments] == [joined.id]
    split(database, joined)
    assert len(work_on(database, guid).segments) == 3


def test_the_last_sentence_of_a_field_has_no_next_one(database: Database, guid: str) -> None:
    with pytest.raises(CannotJoin):
        join(database, first_of(database, guid, 2))


def test_sentences_with_a_line_break_between_them_are_not_joined(database: Database) -> None:
    guid = keep_blog(database, raw_entry("Police closed streets.<br/>They hugged.", headline=None)).entries[0].guid
    with pytest.raises(CannotJoin, match="line break"):
        join(database, first_of(database, guid))
    assert work_on(database, guid).joins == ()
    assert len(work_on(database, guid).segments) == 2


def test_a_sentence_that_stands_alone_cannot_be_taken_apart(database: Database, guid: str) -> None:
    with pytest.raises(NotJoined):
        split(database, first_of(database, guid))


def test_a_sentence_that_changed_since_it_was_seen_is_not_joined(database: Database, guid: str) -> None:
    with pytest.raises(ReviewConflict):
        join(database, first_of(database, guid), version=99)
    assert len(work_on(database, guid).segments) == 3


def test_a_segment_that_is_not_there_cannot_be_joined(database: Database, guid: str) -> None:
    with database.writing() as session, pytest.raises(UnknownSegment):
        join_segments(session, 999_999, version_seen=1, actor="Linh", now=LATER)


def test_the_title_of_a_live_blog_can_be_joined_too(database: Database) -> None:
    keep_blog(database, raw_entry(), title="Trump meets Kim. They hug.")
    joined = join(database, first_of(database, kept_blog(database).guid))
    assert joined.source.text == "Trump meets Kim. They hug."


def test_a_link_over_both_sentences_is_one_link(database: Database) -> None:
    html = '<a href="https://a.example/">Police closed streets. They hugged.</a>'
    guid = keep_blog(database, raw_entry(html, headline=None)).entries[0].guid
    joined = join(database, first_of(database, guid))
    assert [(mark.start, mark.end, mark.href) for mark in joined.source.marks] == [(0, 35, "https://a.example/")]
