from datetime import timedelta
from typing import Any

from syndication.storage.database import Database
from syndication.storage.memory import add_units, find_similar_units, find_units, list_memories
from tests.factories import NOW
from tests.syndication.kept import raw_entry
from translations.memory import MemoryUnit, make_unit, wanted
from translations.model import Mark, SourceSegment
from translations.segments import split_entry


def unit(source: str, target: str, *, marks: tuple[Mark, ...] = (), **changes: Any) -> MemoryUnit:
    fields = {"memory": "desk.tmx", "languages": ("en", "vi"), "source": (source, marks), "target": (target, ())}
    return make_unit(**fields | changes)


def sentence(text: str) -> SourceSegment:
    return split_entry(raw_entry(text, headline=None), "en")[0]


def test_a_unit_is_kept_once_however_often_it_comes(database: Database) -> None:
    units = [unit("They hugged.", "Họ ôm nhau."), unit("They hugged.", "Họ đã ôm nhau."), unit("They left.", "Họ đi.")]
    with database.writing() as session:
        assert add_units(session, [*units, units[0]]) == 3
        assert add_units(session, units) == 0
        assert [(memory.name, memory.units) for memory in list_memories(session)] == [("desk.tmx", 3)]


def test_more_units_than_one_statement_takes_are_all_kept(database: Database) -> None:
    with database.writing() as session:
        assert add_units(session, [unit(f"Line {n}.", f"Dòng {n}.") for n in range(1203)]) == 1203


def test_units_of_one_sentence_come_newest_first_with_all_they_say(database: Database) -> None:
    bold = (Mark(start=0, end=4, tag="b"),)
    old = unit("They hugged.", "Họ ôm nhau.", created_at=NOW, creator="Linh", marks=bold)
    new = unit("They hugged.", "Họ ôm.", created_at=NOW + timedelta(days=1))
    undated = unit("They hugged.", "Ôm.")
    with database.writing() as session:
        add_units(session, [undated, old, new])
        key = wanted(sentence("They hugged.")).fold_hash
        found = find_units(session, "en", "vi", [key])[key]
    assert [one.target_text for one in found] == ["Họ ôm.", "Họ ôm nhau.", "Ôm."]
    assert (found[1].creator, found[1].created_at, found[1].source_marks) == ("Linh", NOW, bold)


def test_a_sentence_is_found_whatever_its_quotation_marks(database: Database) -> None:
    key = wanted(sentence("“Go”, they said – now.")).fold_hash
    with database.writing() as session:
        add_units(session, [unit('"Go", they said - now.', "“Đi”, họ nói.")])
        assert len(find_units(session, "en", "vi", [key])[key]) == 1


def test_language_pairs_are_told_apart(database: Database) -> None:
    key = wanted(sentence("They hugged.")).fold_hash
    with database.writing() as session:
        add_units(session, [unit("They hugged.", "서로 껴안았다.", languages=("en", "ko"))])
        assert find_units(session, "en", "vi", [key]) == {}
        assert find_units(session, "ko", "en", [key]) == {}


def test_one_sentence_cannot_crowd_out_the_others(database: Database) -> None:
    keys = [wanted(sentence(text)).fold_hash for text in ("They hugged.", "They left.")]
    with database.writing() as session:
        add_units(session, [unit("They left.", "Họ đi.", created_at=NOW)])
        add_units(session, [unit("They hugged.", f"{n}", created_at=NOW + timedelta(days=n)) for n in range(150)])
        found = find_units(session, "en", "vi", keys)
    assert {key: len(units) for key, units in found.items()} == {keys[0]: 50, keys[1]: 1}


def test_similar_units_share_a_word_and_are_of_about_the_length(database: Database) -> None:
    sources = [
        "Police closed the streets.",
        "POLICE closed two streets.",
        "The police, who had come early, closed all of the many streets and squares around the lake.",
        "Nobody was hurt yesterday.",
    ]
    with database.writing() as session:
        add_units(session, [unit(source, source) for source in sources])
        found = find_similar_units(session, "en", "vi", wanted(sentence("Police closed ten streets.")))
        assert {one.source_text for one in found} == set(sources[:2])
        assert find_similar_units(session, "en", "vi", wanted(sentence("100 %"))) == ()
