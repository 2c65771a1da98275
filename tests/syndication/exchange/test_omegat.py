"""Round trips through OmegaT itself, in its console mode: a project with our file as its source."""

from pathlib import Path

from syndication.storage.database import Database
from tests.syndication.exchange.desk import FIRST, SECOND, THIRD, brought, exported, keep_work, sentence
from tests.syndication.exchange.omegat import Translated, translate
from tests.syndication.kept import SLUG
from translations.inline import write_inline
from translations.model import SegmentState

TRANSLATIONS = {
    "Police closed streets.": "Công an chặn đường & ngõ.",
    "They <b0>shook</b0> <a1>hands</a1>.": "Họ <a1>bắt tay</a1> rất <b0>chặt</b0>.",
}


def html_of(database: Database, guid: str, source: str) -> str:
    current = sentence(database, guid, source).current
    return "" if current is None else write_inline(current.text, current.marks)


def through_omegat(database: Database, folder: Path) -> Translated:
    data = exported(database, is_source_in_target=True)
    return translate(data, folder, TRANSLATIONS.get)


def test_a_translated_document_of_omegat_comes_back(database: Database, tmp_path: Path) -> None:
    guid = keep_work(database)
    made = through_omegat(database, tmp_path)
    assert set(TRANSLATIONS) <= set(made.seen)
    report = brought(database, made.document, approve=True)
    assert (report.taken, report.approved, report.conflicts, report.problems) == (2, 0, (), ())
    assert html_of(database, guid, FIRST) == "Công an chặn đường &amp; ngõ."
    assert html_of(database, guid, THIRD) == 'Họ <a href="https://example.org/1">bắt tay</a> rất <b>chặt</b>.'
    # What the translator left in English is no translation, so the draft stays.
    assert sentence(database, guid, SECOND).state is SegmentState.MEMORY
    again = brought(database, made.document, approve=True)
    assert (again.taken, again.conflicts, again.problems) == (0, (), ())
    # Its project memories say the same, in two notations, about sentences that are there now.
    for memory in (made.memory, made.level_2):
        from_memory = brought(database, memory, slug=SLUG)
        assert (from_memory.taken, from_memory.conflicts, from_memory.problems) == (0, (), ())
        assert (from_memory.unchanged, from_memory.unmatched) == (2, 0)
    assert html_of(database, guid, THIRD) == 'Họ <a href="https://example.org/1">bắt tay</a> rất <b>chặt</b>.'


def test_a_project_memory_of_omegat_comes_back_alone(database: Database, tmp_path: Path) -> None:
    guid = keep_work(database)
    made = through_omegat(database, tmp_path)
    report = brought(database, made.memory, slug=SLUG)
    assert (report.taken, report.conflicts, report.problems, report.unmatched) == (2, (), (), 0)
    assert html_of(database, guid, FIRST) == "Công an chặn đường &amp; ngõ."
    assert html_of(database, guid, THIRD) == 'Họ <a href="https://example.org/1">bắt tay</a> rất <b>chặt</b>.'
