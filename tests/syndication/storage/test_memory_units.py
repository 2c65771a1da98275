from datetime import timedelta

import pytest

from syndication.memory_desk import add_unit, edit_unit, export_units, remove_unit, unit_hash
from syndication.storage.database import Database
from syndication.storage.memory import add_units
from syndication.storage.memory_units import MemorySide, UnitFilter, all_units, count_units, list_pairs, search_units
from syndication.term_errors import UnitChanged, UnitRefused
from tests.factories import NOW
from translations.exchange.tmx import read_tmx
from translations.memory import make_unit

SENTENCES = {
    "They met.": "Họ gặp nhau.",
    "Police closed streets.": "Cảnh sát đóng ĐƯỜNG.",
    "50% off_peak": "Giảm 50%",
}


@pytest.fixture(autouse=True)
def units(database: Database) -> None:
    made = [
        make_unit(
            memory="desk.tmx",
            languages=("en", language),
            source=(source, ()),
            target=(target, ()),
            created_at=None if at == 2 else NOW + timedelta(minutes=at),
        )
        for language in ("vi", "ko")
        for at, (source, target) in enumerate(SENTENCES.items())
    ]
    with database.writing() as session:
        add_units(session, made)


def search(database: Database, text: str = "", side: MemorySide = MemorySide.BOTH, **more: str) -> list[str]:
    wanted = UnitFilter(target_language="vi", text=text, side=side, **more)
    with database.reading() as session:
        found = search_units(session, wanted, limit=10)
        assert count_units(session, wanted, most=10) == len(found)
    return [unit.source_text for unit in found]


def test_units_come_newest_first_and_those_without_a_time_last(database: Database) -> None:
    assert search(database) == ["Police closed streets.", "They met.", "50% off_peak"]


@pytest.mark.parametrize(
    ("text", "side", "expected"),
    [
        ("POLICE", MemorySide.SOURCE, ["Police closed streets."]),
        ("đường", MemorySide.TARGET, ["Police closed streets."]),
        ("họ", MemorySide.TARGET, ["They met."]),
        ("gặp they", MemorySide.BOTH, ["They met."]),
        ("gặp", MemorySide.SOURCE, []),
        ("%", MemorySide.BOTH, ["50% off_peak"]),
        ("f_p", MemorySide.BOTH, ["50% off_peak"]),
        ("met_", MemorySide.BOTH, []),
        ("\\", MemorySide.BOTH, []),
        ("' OR 1=1", MemorySide.BOTH, []),
    ],
)
def test_words_are_found_as_they_are_whatever_their_case(
    database: Database, text: str, side: MemorySide, expected: list[str]
) -> None:
    assert search(database, text, side) == expected


def test_other_languages_and_other_memories_are_left_out(database: Database) -> None:
    assert search(database, source_language="fr") == []
    assert search(database, memory="other.tmx") == []
    with database.reading() as session:
        assert list_pairs(session) == (("en", "ko"), ("en", "vi"))


def test_every_unit_goes_out_once(database: Database) -> None:
    many = [
        make_unit(memory="m", languages=("en", "vi"), source=(f"Number {n}", ()), target=(f"Số {n}", ()))
        for n in range(2_500)
    ]
    with database.writing() as session:
        add_units(session, many)
        units = list(all_units(session, UnitFilter(target_language="vi")))
        file = read_tmx(export_units(session, UnitFilter(target_language="vi"), source_language="en", now=NOW))
    assert len({unit.id for unit in units}) == len(units) == len(file.units) == 2_503


def test_a_correction_that_another_unit_has_already_is_refused(database: Database) -> None:
    with database.writing() as session:
        add_unit(session, ("en", "vi"), "They met.", "Họ gặp.", actor="Minh", now=NOW + timedelta(days=1))
        newest, *_ = search_units(session, UnitFilter(target_language="vi"), limit=1)
        with pytest.raises(UnitRefused):
            edit_unit(session, newest.id or 0, "Họ gặp nhau.", seen_hash=unit_hash(newest), actor="Minh", now=NOW)


def test_what_has_changed_meanwhile_is_neither_changed_nor_removed(database: Database) -> None:
    with database.writing() as session:
        unit, *_ = search_units(session, UnitFilter(target_language="vi", text="met"), limit=1)
        seen = unit_hash(unit)
        edit_unit(session, unit.id or 0, "Họ đã gặp.", seen_hash=seen, actor="Minh", now=NOW)
        with pytest.raises(UnitChanged):
            edit_unit(session, unit.id or 0, "Khác", seen_hash=seen, actor="Linh", now=NOW)
        with pytest.raises(UnitChanged):
            remove_unit(session, unit.id or 0, seen_hash=seen)


def test_the_same_unit_added_again_becomes_the_newest(database: Database) -> None:
    with database.writing() as session:
        add_unit(session, ("en-GB", "vi"), "They met.", "Họ gặp nhau.", actor="Minh", now=NOW + timedelta(days=1))
    assert search(database) == ["They met.", "Police closed streets.", "50% off_peak"]
