"""What a person did last to a segment, taken back; and approvals that return with their source, in the store."""

from datetime import UTC, datetime

import pytest

from feeds.model import Paragraph
from syndication.ingest import replace_entry
from syndication.memory import APPROVED_HERE, find_suggestions, import_memory
from syndication.reviewing import approve_segment, edit_segment, list_history, reject_segment, undo_segment
from syndication.storage.database import Database
from syndication.storage.memory import list_memories
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import approve_all, defaults, keep_blog, memory_of, raw_entry, work_on
from translations.errors import NothingToUndo, ReviewConflict
from translations.hashes import target_hash
from translations.model import Segment, SegmentState
from translations.review import ReviewAction

LATER = datetime(2100, 1, 1, tzinfo=UTC)
MEMORY = {"Police closed streets.": "Cảnh sát đóng đường.", "They hugged.": "Họ ôm nhau."}
TEXT = " ".join(MEMORY)


@pytest.fixture
def guid(database: Database) -> str:
    guid = keep_blog(database, raw_entry(TEXT, headline=None)).entries[0].guid
    with database.writing() as session:
        import_memory(session, memory_of(MEMORY), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    return guid


def sentence(database: Database, guid: str, number: int = 0) -> Segment:
    return work_on(database, guid).segments[number]


def rewrite(database: Database, guid: str, *paragraphs: str) -> None:
    blocks = tuple(Paragraph(id=f"b{number}", html=html) for number, html in enumerate(paragraphs, 1))
    with database.writing() as session:
        entry = raw_entry(headline=None, blocks=blocks)
        replace_entry(session, guid, entry, if_version=None, actor="Minh", now=LATER)


def approve(database: Database, seen: Segment, actor: str = "Linh") -> Segment:
    with database.writing() as session:
        return approve_segment(
            session,
            seen.id or 0,
            source_hash=seen.source.source_hash,
            target_hash=target_hash(seen.current or seen.suggestion),
            actor=actor,
            now=LATER,
        )


def edit(database: Database, seen: Segment, html: str) -> Segment:
    with database.writing() as session:
        return edit_segment(
            session, seen.id or 0, text_html=html, if_version=seen.version, actor="Linh", now=LATER, edit_s=4.5
        )


def reject(database: Database, seen: Segment) -> Segment:
    with database.writing() as session:
        hashes = {"source_hash": seen.source.source_hash, "target_hash": target_hash(seen.current)}
        return reject_segment(session, seen.id or 0, **hashes, actor="Linh", now=LATER)


def undo(database: Database, seen: Segment, actor: str = "Linh") -> Segment:
    with database.writing() as session:
        return undo_segment(session, seen.id or 0, if_version=seen.version, actor=actor, now=LATER)


def units_here(database: Database) -> int:
    with database.reading() as session:
        return sum(memory.units for memory in list_memories(session) if memory.name == APPROVED_HERE)


def test_an_edit_is_taken_back(database: Database, guid: str) -> None:
    before = sentence(database, guid)
    after = undo(database, edit(database, before, "Sai"))
    assert (after.state, after.current) == (before.state, before.current)
    assert after.version == before.version + 2
    assert sentence(database, guid).current == before.current


def test_an_approval_is_taken_back_with_what_the_memory_learnt(database: Database, guid: str) -> None:
    edited = edit(database, sentence(database, guid), "Cảnh sát phong tỏa.")
    approved = approve(database, edited)
    assert units_here(database) == 1
    after = undo(database, approved)
    assert (after.state, after.current) == (SegmentState.EDITED, edited.current)
    assert units_here(database) == 0
    with database.reading() as session:
        found = find_suggestions(session, after.source, source_language="en", language="vi")
    assert [match.unit.target_text for match in found] == ["Cảnh sát đóng đường."]


def test_the_memory_keeps_what_another_approved_sentence_stands_for(database: Database, guid: str) -> None:
    rewrite(database, guid, TEXT, "They hugged.")
    first, second = sentence(database, guid, 1), sentence(database, guid, 2)
    approved = approve(database, edit(database, first, "Họ đã ôm nhau."))
    approve(database, edit(database, second, "Họ đã ôm nhau."))
    undo(database, approved)
    assert units_here(database) == 1
    undo(database, sentence(database, guid, 2))
    assert units_here(database) == 0


def test_a_memory_that_was_imported_keeps_its_units(database: Database, guid: str) -> None:
    undo(database, approve(database, sentence(database, guid)))
    with database.reading() as session:
        assert sum(memory.units for memory in list_memories(session)) == 2


def test_a_rejection_is_taken_back(database: Database, guid: str) -> None:
    before = sentence(database, guid)
    after = undo(database, reject(database, before))
    assert (after.state, after.current) == (before.state, before.current)


def test_still_right_is_taken_back_and_the_sentence_is_stale_as_before(database: Database, guid: str) -> None:
    approve_all(database, guid)
    rewrite(database, guid, "Police closed no streets. They hugged.")
    stale = sentence(database, guid)
    assert (stale.state, stale.material) == (SegmentState.STALE, ("negation",))
    approved = approve(database, stale)
    assert approved.material == ()
    after = undo(database, approved)
    assert (after.state, after.current, after.material) == (SegmentState.STALE, stale.current, ("negation",))


def test_taking_back_is_a_line_of_the_history(database: Database, guid: str) -> None:
    after = undo(database, edit(database, sentence(database, guid), "Sai"))
    with database.reading() as session:
        lines = list_history(session, after.id or 0)
    assert [line.action for line in lines] == [ReviewAction.UNDO, ReviewAction.EDIT]
    assert (lines[0].text_before, lines[0].text_after) == ("Sai", "Cảnh sát đóng đường.")


def test_nobody_takes_back_what_another_did(database: Database, guid: str) -> None:
    edited = edit(database, sentence(database, guid), "Đúng")
    with pytest.raises(NothingToUndo):
        undo(database, edited, actor="Minh")
    assert sentence(database, guid) == edited


def test_nothing_is_taken_back_twice(database: Database, guid: str) -> None:
    after = undo(database, edit(database, sentence(database, guid), "Sai"))
    with pytest.raises(NothingToUndo):
        undo(database, after)


def test_an_action_is_not_taken_back_after_the_source_has_changed(database: Database, guid: str) -> None:
    edited = edit(database, sentence(database, guid), "Đúng")
    rewrite(database, guid, "Police closed no streets. They hugged.")
    with pytest.raises(ReviewConflict):
        undo(database, edited)
    with pytest.raises(NothingToUndo):
        undo(database, sentence(database, guid))


def test_a_sentence_that_nobody_touched_has_nothing_to_take_back(database: Database, guid: str) -> None:
    with pytest.raises(NothingToUndo):
        undo(database, sentence(database, guid))


def test_a_sentence_that_was_removed_is_approved_when_it_is_back(database: Database, guid: str) -> None:
    approve_all(database, guid)
    before = work_on(database, guid).segments
    rewrite(database, guid, "They hugged.")
    rewrite(database, guid, TEXT)
    after = work_on(database, guid).segments
    assert [(one.id, one.state, one.current) for one in after] == [(one.id, one.state, one.current) for one in before]


def test_an_approval_that_another_one_replaced_returns_with_its_source(database: Database, guid: str) -> None:
    approve_all(database, guid)
    before = sentence(database, guid)
    rewrite(database, guid, "Police closed no streets. They hugged.")
    approve(database, edit(database, sentence(database, guid), "Cảnh sát không đóng đường."))
    rewrite(database, guid, TEXT)
    back = sentence(database, guid)
    assert (back.id, back.state, back.current) == (before.id, SegmentState.APPROVED, before.current)
    rewrite(database, guid, "Police closed no streets. They hugged.")
    again = sentence(database, guid)
    assert again.state is SegmentState.APPROVED
    assert again.current is not None
    assert again.current.text == "Cảnh sát không đóng đường."


def test_an_approval_that_was_thrown_away_does_not_return(database: Database, guid: str) -> None:
    approve_all(database, guid)
    reject(database, sentence(database, guid))
    rewrite(database, guid, "They hugged.")
    rewrite(database, guid, TEXT)
    assert sentence(database, guid).state is not SegmentState.APPROVED


def test_an_approval_that_was_taken_back_does_not_return(database: Database, guid: str) -> None:
    undo(database, approve(database, sentence(database, guid)))
    rewrite(database, guid, "Police closed no streets. They hugged.")
    rewrite(database, guid, TEXT)
    assert sentence(database, guid).state is SegmentState.MEMORY


def test_approvals_move_with_their_sentences_across_paragraphs_and_orders(database: Database, guid: str) -> None:
    approve_all(database, guid)
    rewrite(database, guid, "They hugged.", "It rained.", "Police closed streets.")
    states = {one.source.text: one.state for one in work_on(database, guid).segments}
    assert states["They hugged."] is states["Police closed streets."] is SegmentState.APPROVED


def test_a_sentence_cut_in_two_in_the_store_offers_what_was_written_to_both(database: Database) -> None:
    guid = keep_blog(database, raw_entry("Police closed streets, and they hugged.", headline=None)).entries[0].guid
    approve(database, edit(database, sentence(database, guid), "Cảnh sát đóng đường, và họ ôm nhau."))
    rewrite(database, guid, "Police closed streets. They hugged.")
    first, second = work_on(database, guid).segments
    assert (first.state, second.state) == (SegmentState.STALE, SegmentState.MISSING)
    assert second.suggestion is not None
    assert second.suggestion.text == "Cảnh sát đóng đường, và họ ôm nhau."
    approved = approve(database, second)
    assert (approved.state, approved.suggestion) == (SegmentState.APPROVED, None)
    after = undo(database, approved)
    assert (after.state, after.suggestion) == (SegmentState.MISSING, second.suggestion)
