from datetime import timedelta

from sqlalchemy import update

from syndication.ingest import kill_entry, replace_entry
from syndication.reviewing import edit_segment
from syndication.storage.database import Database
from syndication.storage.inbox import InboxFilter, InboxRow, list_inbox_ids, list_loads, load_inbox
from syndication.storage.inbox_ranks import refresh_ranks
from syndication.storage.tables import segments
from tests.factories import NOW
from tests.syndication.kept import approve_all, keep_blog, kept_entry, raw_entry, work_on
from translations.model import SegmentState

MINUTE = timedelta(minutes=1)
OPEN = InboxFilter()


def inbox(database: Database, wanted: InboxFilter = OPEN, language: str = "vi") -> list[InboxRow]:
    with database.reading() as session:
        return list(load_inbox(session, language, wanted, limit=100))


def openings(database: Database, wanted: InboxFilter = OPEN) -> list[str]:
    return [row.opening for row in inbox(database, wanted)]


def translate(database: Database, guid: str, *, approved: bool = True) -> None:
    """Write a translation of every sentence of a text."""
    for segment in work_on(database, guid).segments:
        with database.writing() as session:
            assert segment.id is not None
            edit_segment(session, segment.id, text_html="Bản dịch.", if_version=segment.version, actor="Linh", now=NOW)
    if approved:
        approve_all(database, guid)


def rewrite(database: Database, guid: str, text: str) -> None:
    """Replace the text of an entry, not its headline."""
    before = kept_entry(database, guid)
    with database.writing() as session:
        entry = raw_entry(text, headline=before.headline, published_at=before.published_at)
        replace_entry(session, guid, entry, if_version=None, actor="Linh", now=NOW)


def keep(database: Database) -> dict[str, str]:
    """Keep four entries, the newest first, and return their guids by their headlines."""
    entries = [
        raw_entry("Nothing new.", headline=headline, published_at=NOW - number * MINUTE, **changes)
        for number, (headline, changes) in enumerate(
            (("Newest", {}), ("Second", {}), ("Pinned", {"pinned": True}), ("Key event", {"highlighted": True}))
        )
    ]
    kept = keep_blog(database, *entries).entries
    return {entry.headline or "": entry.guid for entry in kept}


def test_heads_pinned_entries_and_key_events_come_first_then_the_newest(database: Database) -> None:
    keep(database)
    # The head is the oldest of the first group.
    assert openings(database) == ["Pinned", "Key event", "Leaders meet in Hanoi", "Newest", "Second"]


def test_what_a_material_change_made_stale_comes_before_new_texts(database: Database) -> None:
    guid = keep(database)["Second"]
    rewrite(database, guid, "12 people were hurt.")
    translate(database, guid)
    rewrite(database, guid, "14 people were hurt.")
    with database.writing() as session:
        session.execute(update(segments).where(segments.c.state == "stale").values(material="numbers"))
        refresh_ranks(session, [guid])
    assert openings(database)[3:] == ["Second", "Newest"]
    row = next(row for row in inbox(database) if row.opening == "Second")
    assert (row.is_material, row.states) == (True, {SegmentState.APPROVED: 1, SegmentState.STALE: 1})


def test_a_text_that_is_begun_comes_after_new_ones_and_a_finished_one_not_at_all(database: Database) -> None:
    guids = keep(database)
    translate(database, guids["Newest"], approved=False)
    assert openings(database)[-2:] == ["Second", "Newest"]
    translate(database, guids["Newest"])
    assert "Newest" not in openings(database)
    assert openings(database, InboxFilter(only_open=False))[-1] == "Newest"


def test_a_killed_entry_waits_for_nobody(database: Database) -> None:
    guids = keep(database)
    with database.writing() as session:
        kill_entry(session, guids["Second"], "not so", actor="Linh", now=NOW)
    assert "Second" not in openings(database, InboxFilter(only_open=False))


def test_texts_can_be_asked_for_by_live_blog_and_state(database: Database) -> None:
    guids = keep(database)
    keep_blog(database, raw_entry(headline="Elsewhere"), slug="other", title="Another")
    translate(database, guids["Newest"], approved=False)
    assert set(openings(database, InboxFilter(slug="other"))) == {"Elsewhere", "Another"}
    assert openings(database, InboxFilter(state=SegmentState.EDITED)) == ["Newest"]


def test_pages_of_the_inbox_are_parts_of_one_order(database: Database) -> None:
    keep(database)
    with database.reading() as session:
        whole = [row.text_id for row in load_inbox(session, "vi", OPEN, limit=100)]
        pages = [row.text_id for at in range(5) for row in load_inbox(session, "vi", OPEN, limit=1, offset=at)]
        assert pages == whole == list(list_inbox_ids(session, "vi", OPEN))


def test_loads_say_how_much_waits_in_each_language_and_since_when(database: Database) -> None:
    guids = keep(database)
    translate(database, guids["Newest"])
    with database.reading() as session:
        loads = {load.language: load for load in list_loads(session)}
    assert (loads["vi"].texts, loads["vi"].open_texts, loads["ko"].open_texts) == (5, 4, 5)
    assert loads["ko"].open_segments == loads["vi"].open_segments + 2
    assert loads["vi"].waiting_since is not None
    assert loads["vi"].waiting_since <= NOW


def test_a_word_in_a_text_does_not_pin_it(database: Database) -> None:
    keep_blog(database, raw_entry('He wrote {"pinned":true} on the wall.', headline='"pinned":true'))
    assert [row.is_pinned for row in inbox(database)] == [False, False]
