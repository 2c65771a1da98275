"""Round trips through translate-toolkit, which Pootle, Weblate and Virtaal read and write files with."""

from translate.storage.placeables.base import Bpt, Ept
from translate.storage.placeables.strelem import StringElem
from translate.storage.placeables.xliff import UnknownXML
from translate.storage.tmx import tmxfile
from translate.storage.xliff import xlifffile
from translate.storage.xliff2 import Xliff2File

from syndication.storage.database import Database
from tests.syndication.exchange.desk import (
    FIRST,
    SECOND,
    THIRD,
    approve_here,
    brought,
    exported,
    keep_work,
    sentence,
)
from tests.syndication.kept import work_on
from translations.inline import write_inline
from translations.model import SegmentState


def by_source(store, source):
    return next(unit for unit in store.units if unit.source == source)


def html_of(database: Database, guid: str, source: str) -> str:
    current = sentence(database, guid, source).current
    return "" if current is None else write_inline(current.text, current.marks)


def test_the_toolkit_sees_sentences_states_and_notes(database: Database) -> None:
    guid = keep_work(database)
    approve_here(database, sentence(database, guid, SECOND))
    store = xlifffile.parsestring(exported(database))
    assert (store.getsourcelanguage(), store.gettargetlanguage()) == ("en", "vi")
    first, second = by_source(store, FIRST), by_source(store, SECOND)
    assert (first.target, first.isapproved(), first.isfuzzy()) == ("Cảnh sát đóng đường.", False, True)
    assert "Recalled from desk.tmx" in first.getnotes()
    assert (second.target, second.isapproved(), second.isfuzzy()) == ("Họ ôm nhau.", True, False)


def test_xliff_1_2_goes_through_the_toolkit_and_back(database: Database) -> None:
    guid = keep_work(database)
    store = xlifffile.parsestring(exported(database))
    by_source(store, FIRST).target = "Công an & cảnh sát <chặn> đường."
    by_source(store, SECOND).marktranslated()
    by_source(store, SECOND).markapproved()
    # The toolkit calls approved whatever it puts a translation into.
    report = brought(database, bytes(store), approve=True)
    assert (report.taken, report.approved, report.conflicts, report.problems) == (2, 2, (), ())
    assert html_of(database, guid, FIRST) == "Công an &amp; cảnh sát &lt;chặn&gt; đường."
    assert sentence(database, guid, SECOND).state is SegmentState.APPROVED
    again = brought(database, bytes(store), approve=True)
    assert (again.taken, again.conflicts, again.problems) == (0, (), ())


def test_inline_codes_go_through_the_toolkit_and_back(database: Database) -> None:
    guid = keep_work(database)
    store = xlifffile.parsestring(exported(database))
    unit = next(unit for unit in store.units if "shook" in unit.source)
    (elements,) = unit.rich_source
    codes = [part for part in elements.sub if isinstance(part, Bpt | Ept | UnknownXML)]
    bold, end_of_bold, link, end_of_link = codes
    unit.rich_target = [
        StringElem(["Họ ", link, "bắt tay", end_of_link, " rất ", bold, "chặt", end_of_bold, "."]),
    ]
    report = brought(database, bytes(store))
    assert (report.taken, report.problems) == (1, ())
    assert html_of(database, guid, THIRD) == 'Họ <a href="https://example.org/1">bắt tay</a> rất <b>chặt</b>.'


def test_codes_that_became_text_are_a_problem_and_not_taken(database: Database) -> None:
    guid = keep_work(database)
    store = xlifffile.parsestring(exported(database))
    unit = next(unit for unit in store.units if "shook" in unit.source)
    unit.target = 'Họ <bpt id="1">bắt</bpt> tay.'
    report = brought(database, bytes(store))
    assert report.taken == 0
    assert [problem.reason for problem in report.problems] == ["code 1, 2 of the source is missing"]
    assert sentence(database, guid, THIRD).state is SegmentState.MISSING


def test_xliff_2_goes_through_the_toolkit_and_back(database: Database) -> None:
    guid = keep_work(database)
    store = Xliff2File.parsestring(exported(database, "xliff2"))
    by_source(store, FIRST).target = "Công an chặn đường."
    report = brought(database, bytes(store))
    assert (report.taken, report.conflicts, report.problems) == (1, (), ())
    assert html_of(database, guid, FIRST) == "Công an chặn đường."


def test_tmx_goes_through_the_toolkit_and_back(database: Database) -> None:
    guid = keep_work(database)
    store = tmxfile.parsestring(exported(database, "tmx"))
    assert {unit.source for unit in store.units} == {FIRST, SECOND}
    by_source(store, FIRST).target = "Công an chặn đường."
    report = brought(database, bytes(store))
    assert (report.taken, report.conflicts, report.problems) == (1, (), ())
    assert html_of(database, guid, FIRST) == "Công an chặn đường."


def test_a_file_that_the_toolkit_only_saved_changes_nothing(database: Database) -> None:
    guid = keep_work(database)
    before = work_on(database, guid)
    for name, store in (("xliff", xlifffile), ("xliff2", Xliff2File), ("tmx", tmxfile)):
        report = brought(database, bytes(store.parsestring(exported(database, name))), approve=True)
        assert (name, report.taken, report.conflicts, report.problems) == (name, 0, (), ())
    assert work_on(database, guid) == before
