"""Files of work that come back: what is taken, what is a conflict, and that nothing is overwritten or lost."""

from dataclasses import replace

import pytest

from feeds.errors import ParseError
from feeds.model import Paragraph
from syndication.errors import BlogKilled, UnfittingFile, UnknownBlog
from syndication.ingest import kill_blog, kill_entry, replace_entry
from syndication.memory import import_memory
from syndication.reviewing import list_history
from syndication.storage.database import Database
from syndication.storage.segments import find_segment, save_segments
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.exchange.desk import (
    FIRST,
    SECOND,
    THIRD,
    approve_here,
    brought,
    changed,
    edit_here,
    exported,
    keep_work,
    sentence,
    translated,
)
from tests.syndication.kept import SLUG, defaults, keep_blog, kept_entry, log_of, memory_of, raw_entry, work_on
from translations.exchange.judging import ConflictKind
from translations.findings import Finding, Severity
from translations.inline import write_inline
from translations.model import SegmentState
from translations.word_diff import Change

XML_FORMATS = ["xliff", "xliff2"]
FORMATS = [*XML_FORMATS, "tmx"]
FINAL = "final"


@pytest.fixture
def guid(database: Database) -> str:
    return keep_work(database)


def html_of(database: Database, guid: str, source: str) -> str:
    current = sentence(database, guid, source).current
    return "" if current is None else write_inline(current.text, current.marks)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_translation_made_elsewhere_is_taken_as_the_importers(
    database: Database, guid: str, format_name: str
) -> None:
    data = translated(exported(database, format_name), {FIRST: "Công an chặn đường."})
    report = brought(database, data)
    assert (report.taken, report.approved, report.conflicts, report.problems) == (1, 0, (), ())
    after = sentence(database, guid, FIRST)
    assert after.state is SegmentState.EDITED
    assert after.current is not None
    assert (after.current.text, after.current.author) == ("Công an chặn đường.", "Minh")


@pytest.mark.parametrize("format_name", XML_FORMATS)
def test_a_sentence_with_formatting_and_a_link_is_translated_elsewhere(
    database: Database, guid: str, format_name: str
) -> None:
    data = translated(exported(database, format_name), {THIRD: "Họ {2}bắt tay{/2} rất {1}chặt{/1}."})
    report = brought(database, data)
    assert (report.taken, report.problems) == (1, ())
    assert html_of(database, guid, THIRD) == 'Họ <a href="https://example.org/1">bắt tay</a> rất <b>chặt</b>.'


@pytest.mark.parametrize("format_name", XML_FORMATS)
def test_what_a_file_calls_final_is_approved_if_that_is_asked_for(
    database: Database, guid: str, format_name: str
) -> None:
    data = translated(exported(database, format_name), {FIRST: "Công an chặn đường."}, state=FINAL)
    report = brought(database, data, approve=True)
    assert (report.taken, report.approved) == (1, 1)
    after = sentence(database, guid, FIRST)
    assert after.state is SegmentState.APPROVED
    assert after.current is not None
    assert after.current.provenance.reviewer == "Minh"
    assert after.id is not None
    with database.reading() as session:
        actions = [line.action.value for line in list_history(session, after.id)]
    assert actions == ["approve", "edit"]


def test_what_a_file_calls_final_is_not_approved_unasked(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường."}, state=FINAL)
    assert brought(database, data).approved == 0
    assert sentence(database, guid, FIRST).state is SegmentState.EDITED


def test_a_draft_that_comes_back_as_final_is_approved_as_it_is(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Cảnh sát đóng đường."}, state="signed-off")
    report = brought(database, data, approve=True)
    assert (report.taken, report.approved) == (1, 1)
    after = sentence(database, guid, FIRST)
    assert after.state is SegmentState.APPROVED
    assert after.current is not None
    assert after.current.provenance.memory == "desk.tmx"


def test_what_checks_stop_is_not_approved(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Cảnh sát đóng đường."}, state=FINAL)
    finding = Finding(code="numbers", severity=Severity.BLOCK, message="12 is missing.")
    with database.writing() as session:
        stored = find_segment(session, sentence(database, guid, FIRST).id or 0)
        assert stored is not None
        save_segments(session, [(stored, replace(stored.segment, findings=(finding,)))], now=NOW)
    report = brought(database, data, approve=True)
    assert (report.taken, report.approved) == (0, 0)
    (held,) = report.held
    assert held.reason == "not approved: the checks found something grave (numbers)"
    assert sentence(database, guid, FIRST).state is SegmentState.MEMORY


def test_what_checks_find_in_a_new_wording_stops_its_approval_only(database: Database) -> None:
    guid = keep_blog(database, raw_entry("Police arrested 14 people.", headline=None)).entries[0].guid
    source = "Police arrested 14 people."
    data = translated(exported(database), {source: "Cảnh sát bắt 41 người."}, state=FINAL)
    report = brought(database, data, approve=True)
    assert (report.taken, report.approved) == (1, 0)
    (held,) = report.held
    assert held.reason.startswith("not approved: the checks found something grave (numbers")
    assert sentence(database, guid, source).state is SegmentState.EDITED


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_same_file_again_changes_nothing(database: Database, guid: str, format_name: str) -> None:
    data = translated(exported(database, format_name), {FIRST: "Công an chặn đường.", SECOND: "Họ ôm."}, state=FINAL)
    brought(database, data, approve=True)
    before, log = work_on(database, guid), log_of(database)
    report = brought(database, data, approve=True)
    assert (report.taken, report.approved, report.conflicts, report.problems) == (0, 0, (), ())
    assert (work_on(database, guid), log_of(database)) == (before, log)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_file_that_comes_back_as_it_left_changes_nothing(database: Database, guid: str, format_name: str) -> None:
    edit_here(database, sentence(database, guid, SECOND), "Họ ôm.")
    approve_here(database, sentence(database, guid, FIRST))
    data = exported(database, format_name)
    before = work_on(database, guid)
    report = brought(database, data, approve=True)
    assert (report.taken, report.conflicts, report.problems, report.unmatched) == (0, (), (), 0)
    assert work_on(database, guid) == before


def test_all_that_is_done_to_a_text_is_one_change_of_it(database: Database, guid: str) -> None:
    before = work_on(database, guid)
    data = translated(exported(database), {FIRST: "Công an chặn đường phố.", SECOND: "Hai."}, state=FINAL)
    logged = len(log_of(database))
    brought(database, data, approve=True)
    assert work_on(database, guid).version == before.version + 1
    assert len(log_of(database)) == logged + 1


def test_a_dry_run_tells_the_same_and_does_nothing(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường phố.", SECOND: "Hai."}, state=FINAL)
    before, log = work_on(database, guid), log_of(database)
    report = brought(database, data, approve=True, is_dry_run=True)
    assert (report.taken, report.approved, report.is_dry_run) == (2, 2, True)
    assert (work_on(database, guid), log_of(database)) == (before, log)


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_source_that_changed_since_is_a_conflict_with_a_diff(database: Database, guid: str, format_name: str) -> None:
    data = translated(exported(database, format_name), {FIRST: "Công an chặn đường."})
    replace_text(database, guid, "Police closed 12 streets. They hugged. They shook hands.")
    stale = sentence(database, guid, "Police closed 12 streets.")
    report = brought(database, data, approve=True)
    assert report.taken == 0
    conflict = next(one for one in report.conflicts if one.source_in_file == FIRST)
    assert conflict.kind is ConflictKind.SOURCE_CHANGED
    assert conflict.source_here == "Police closed 12 streets."
    assert [(part.change, part.text) for part in conflict.source_diff if part.change is Change.ADDED] == [
        (Change.ADDED, "12 ")
    ]
    assert conflict.target_in_file == "Công an chặn đường."
    assert conflict.target_here == "Cảnh sát đóng đường."
    assert conflict.target_as_exported == "Cảnh sát đóng đường."
    assert sentence(database, guid, "Police closed 12 streets.") == stale


def test_a_sentence_that_is_gone_is_a_conflict_if_it_was_translated(database: Database, guid: str) -> None:
    data = translated(exported(database), {SECOND: "Họ ôm."})
    replace_text(database, guid, "Police closed streets. They shook hands.")
    report = brought(database, data)
    (conflict,) = report.conflicts
    assert (conflict.reason, conflict.source_here) == ("its sentence is no longer in the source", "")


def test_a_source_that_changed_is_no_conflict_for_what_nobody_translated(database: Database, guid: str) -> None:
    data = exported(database)
    replace_text(database, guid, "Police closed 12 streets.")
    assert brought(database, data, approve=True).conflicts == ()


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_translation_that_a_person_changed_here_since_is_a_conflict_with_three_sides(
    database: Database, guid: str, format_name: str
) -> None:
    data = translated(exported(database, format_name), {FIRST: "Công an chặn đường."})
    edit_here(database, sentence(database, guid, FIRST), "Cảnh sát chặn đường.")
    before = work_on(database, guid)
    (conflict,) = brought(database, data).conflicts
    assert conflict.kind is ConflictKind.TARGET_CHANGED
    assert conflict.target_as_exported == "Cảnh sát đóng đường."
    assert conflict.target_here == "Cảnh sát chặn đường."
    assert conflict.target_in_file == "Công an chặn đường."
    assert conflict.changed_by == "Linh"
    assert work_on(database, guid) == before


def test_an_approval_here_since_is_not_undone_by_another_wording(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường."})
    approve_here(database, sentence(database, guid, FIRST))
    (conflict,) = brought(database, data).conflicts
    assert (conflict.kind, conflict.changed_by) == (ConflictKind.TARGET_CHANGED, "Linh")


def test_a_draft_that_came_since_gives_way_to_a_person(database: Database, guid: str) -> None:
    before = exported(database)
    data = translated(before, {THIRD: "Họ {1}bắt{/1} {2}tay{/2}."})
    assert sentence(database, guid, THIRD).state is SegmentState.MISSING
    with database.writing() as session:
        import_memory(session, memory_of({THIRD: "Họ bắt tay nhau."}), name="late.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    assert sentence(database, guid, THIRD).state is SegmentState.MEMORY
    report = brought(database, data)
    assert (report.taken, report.conflicts) == (1, ())
    assert html_of(database, guid, THIRD) == 'Họ <b>bắt</b> <a href="https://example.org/1">tay</a>.'


WRONG = [
    ("Họ bắt tay.", "code 1, 2 of the source is missing"),
    ("Họ {1}bắt{/1} tay.", "code 2 of the source is missing"),
    ("Họ {1}bắt{/1} {2}tay{/2} {2}nhau{/2}.", "code 2 is there twice"),
]


@pytest.mark.parametrize("format_name", XML_FORMATS)
@pytest.mark.parametrize(("target", "reason"), WRONG)
def test_a_target_with_wrong_codes_is_not_taken_and_told_with_its_line(
    database: Database, guid: str, format_name: str, target: str, reason: str
) -> None:
    data = translated(exported(database, format_name), {THIRD: target, FIRST: "Công an chặn đường phố."})
    report = brought(database, data)
    assert report.taken == 1
    (problem,) = report.problems
    assert problem.reason == reason
    assert problem.location.startswith("line ")
    assert sentence(database, guid, THIRD).state is SegmentState.MISSING


def test_a_code_that_ends_before_it_begins_is_wrong(database: Database, guid: str) -> None:
    data = translated(exported(database), {THIRD: "Họ {/1}bắt{1} {2}tay{/2}."})
    (problem,) = brought(database, data).problems
    assert problem.reason == "code 1 ends before it begins"


def test_an_address_in_a_file_is_never_taken(database: Database, guid: str) -> None:
    data = translated(exported(database), {THIRD: "Họ {1}bắt{/1} {2}tay{/2}."})
    brought(database, data.replace(b"https://example.org/1", b"https://evil.example/"))
    assert 'href="https://example.org/1"' in html_of(database, guid, THIRD)


def test_markup_in_a_target_is_text(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;x&lt;/b&gt;"})
    brought(database, data)
    assert html_of(database, guid, FIRST) == "&lt;script&gt;alert(1)&lt;/script&gt; &lt;b&gt;x&lt;/b&gt;"


def test_ids_that_a_tool_changed_are_made_up_for_by_the_words(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường phố."})
    report = brought(database, data.replace(b'trans-unit id="s', b'trans-unit id="x'))
    assert report.taken == 1


def test_a_file_that_lost_our_own_account_is_still_taken(database: Database, guid: str) -> None:
    def bare(root):
        for group in list(root.iter("{*}context-group")):
            group.getparent().remove(group)

    data = changed(translated(exported(database), {FIRST: "Công an chặn đường phố."}), bare)
    report = brought(database, data)
    assert (report.taken, report.conflicts) == (1, ())


def test_a_file_without_our_account_never_overwrites_a_person(database: Database, guid: str) -> None:
    def bare(root):
        for group in list(root.iter("{*}context-group")):
            group.getparent().remove(group)

    edit_here(database, sentence(database, guid, FIRST), "Cảnh sát chặn đường.")
    report = brought(database, changed(translated(exported(database), {FIRST: "Công an chặn đường phố."}), bare))
    assert (report.taken, len(report.conflicts)) == (0, 1)


def test_an_id_of_another_text_does_not_reach_that_text(database: Database, guid: str) -> None:
    with_other = keep_blog(database, raw_entry("Another one.", headline=None), slug="other", title="Other")
    other = sentence(database, with_other.entries[0].guid, "Another one.")
    data = exported(database).replace(
        f'id="s{sentence(database, guid, FIRST).id}"'.encode(), f'id="s{other.id}"'.encode()
    )
    report = brought(database, translated(data, {FIRST: "Công an chặn đường phố."}))
    assert report.taken == 1
    assert sentence(database, with_other.entries[0].guid, "Another one.") == other


def test_texts_of_another_live_blog_are_told_and_left_alone(database: Database, guid: str) -> None:
    other = keep_blog(database, raw_entry("Another one.", headline=None), slug="other", title="Other")
    data = exported(database).replace(guid.encode(), other.entries[0].guid.encode())
    report = brought(database, translated(data, {FIRST: "Công an chặn đường phố."}))
    assert report.taken == 0
    assert {problem.reason for problem in report.problems} == {"it is about a text that is not in this live blog"}


def test_a_withdrawn_entry_takes_no_translation(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường phố."})
    with database.writing() as session:
        kill_entry(session, guid, reason="Wrong.", actor="Linh", now=NOW)
    report = brought(database, data)
    assert report.taken == 0
    assert "its entry has been withdrawn" in {problem.reason for problem in report.problems}


def test_a_withdrawn_live_blog_takes_nothing(database: Database, guid: str) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường phố."})
    with database.writing() as session:
        kill_blog(session, SLUG, reason="Wrong.", actor="Linh", now=NOW)
    with pytest.raises(BlogKilled):
        brought(database, data)


def test_a_file_must_be_about_the_live_blog_that_is_meant(database: Database, guid: str) -> None:
    keep_blog(database, raw_entry("Another one."), slug="other", title="Other")
    with pytest.raises(UnfittingFile, match="about the live blog 'hanoi', not about 'other'"):
        brought(database, exported(database), slug="other")
    with pytest.raises(UnknownBlog):
        brought(database, exported(database), slug="nowhere")


def test_a_file_of_a_live_blog_that_is_not_here_is_refused(database: Database, guid: str) -> None:
    data = exported(database).replace(b"tag:", b"tag:elsewhere-")
    with pytest.raises(UnfittingFile, match="a live blog that is not here"):
        brought(database, data)


@pytest.mark.parametrize(("tag", "is_known"), [("VI", True), ("vi-VN", True), ("fr", False), ("en", False)])
def test_a_language_may_be_spelled_as_other_tools_do(database: Database, guid: str, tag: str, is_known: bool) -> None:
    data = translated(exported(database), {FIRST: "Công an chặn đường phố."}).replace(
        b'target-language="vi"', f'target-language="{tag}"'.encode()
    )
    if is_known:
        assert brought(database, data).taken == 1
        return
    with pytest.raises(UnfittingFile, match="is translated into ko, vi"):
        brought(database, data)


def test_a_file_must_be_in_the_language_that_is_meant(database: Database, guid: str) -> None:
    with pytest.raises(UnfittingFile, match="the file is in vi, not in ko"):
        brought(database, exported(database), language="ko")


OMEGAT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext"
 creationtoolversion="3.6.0_10_unknown" segtype="sentence" srclang="en"/>
<body>
<tu><tuv lang="en"><seg>Police closed streets.</seg></tuv><tuv lang="vi"><seg>Công an chặn đường.</seg></tuv></tu>
<tu><tuv lang="en"><seg>They &lt;b0&gt;shook&lt;/b0&gt; &lt;a1&gt;hands&lt;/a1&gt;.</seg></tuv>
<tuv lang="vi"><seg>Họ &lt;a1&gt;bắt tay&lt;/a1&gt; &lt;b0&gt;chặt&lt;/b0&gt;.</seg></tuv></tu>
<tu><tuv lang="en"><seg>Of another project.</seg></tuv><tuv lang="vi"><seg>Khác.</seg></tuv></tu>
</body></tmx>
"""


def test_a_project_memory_of_omegat_is_taken_by_its_source_texts(database: Database, guid: str) -> None:
    report = brought(database, OMEGAT.encode(), slug=SLUG)
    assert (report.taken, report.unmatched, report.problems) == (2, 1, ())
    assert html_of(database, guid, FIRST) == "Công an chặn đường."
    assert html_of(database, guid, THIRD) == 'Họ <a href="https://example.org/1">bắt tay</a> <b>chặt</b>.'


def test_a_memory_that_names_no_live_blog_needs_one_named(database: Database, guid: str) -> None:
    with pytest.raises(UnfittingFile, match="does not say which live blog"):
        brought(database, OMEGAT.encode())


def test_a_memory_never_overwrites_a_person(database: Database, guid: str) -> None:
    edit_here(database, sentence(database, guid, FIRST), "Cảnh sát chặn đường.")
    report = brought(database, OMEGAT.encode(), slug=SLUG)
    assert (report.taken, [one.kind for one in report.conflicts]) == (1, [ConflictKind.TARGET_CHANGED])


def test_an_outdated_translation_that_is_called_final_is_still_right(database: Database, guid: str) -> None:
    approve_here(database, sentence(database, guid, FIRST))
    replace_text(database, guid, "Police closed all streets. They hugged.")
    source = "Police closed all streets."
    assert sentence(database, guid, source).state is SegmentState.STALE
    data = exported(database)
    assert b"The source has changed since this translation was made" in data
    assert brought(database, data, approve=True).taken == 0
    report = brought(database, translated(data, {source: "Cảnh sát đóng đường."}, state=FINAL), approve=True)
    assert (report.taken, report.approved) == (1, 1)
    assert sentence(database, guid, source).state is SegmentState.APPROVED


@pytest.mark.parametrize("data", [b"", b"not xml", b"<rss/>", b"<xliff version='9'/>", b"\x00\xff", b"<tmx/>"])
def test_what_cannot_be_read_is_refused_and_changes_nothing(database: Database, guid: str, data: bytes) -> None:
    before = work_on(database, guid)
    with pytest.raises(ParseError):
        brought(database, data, slug=SLUG)
    assert work_on(database, guid) == before


def replace_text(database: Database, guid: str, text: str) -> None:
    entry = kept_entry(database, guid)
    edited = replace(entry, blocks=(Paragraph(id=entry.blocks[0].id, html=text),))
    with database.writing() as session:
        replace_entry(session, guid, edited, if_version=None, actor="Linh", now=NOW)
