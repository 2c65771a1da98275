"""``syndication doctor``."""

import json
import sqlite3
from dataclasses import replace

import pytest

from feeds.writers import WRITERS
from syndication.sources.managing import Wish, make_source
from syndication.storage.sources import insert_source
from tests.factories import NOW
from tests.syndication.cli.commands import Installation, spoil_an_entry, write
from tests.translations.engines.translation_server import TranslationServer

NAMES = [
    *("data folder", "database", "public address", "authority", "feeds"),
    *("translation packages", "translation server", "drafts", "sources", "channels", "kills"),
]


def checks(installation, *, status=0, **environ):
    """Return the checks by name as (verdict, finding)."""
    result = installation.run("doctor", "--json", **environ)
    assert result.exit_code == status, result.output
    found = {check["name"]: (check["verdict"], check["finding"]) for check in json.loads(result.stdout)}
    assert list(found) == NAMES
    return found


def test_a_sound_installation_passes_with_notes_on_what_is_not_set_yet(sample):
    found = checks(sample)
    assert {name: verdict for name, (verdict, _) in found.items()} == {
        "data folder": "ok",
        "database": "ok",
        "public address": "note",
        "authority": "note",
        "feeds": "ok",
        "translation packages": "note",
        "translation server": "ok",
        "drafts": "ok",
        "sources": "ok",
        "channels": "ok",
        "kills": "ok",
    }
    assert found["feeds"][1] == f"{3 * len(WRITERS)} feeds written without an error"
    assert found["drafts"][1] == "22 drafts waiting, 0 being made"


def test_settings_of_a_real_installation_leave_no_note_on_them(sample):
    found = checks(sample, base_url="https://live.example.org/", authority="example.org")
    assert found["public address"] == ("ok", "https://live.example.org")
    assert found["authority"] == ("ok", "ids are minted under example.org")


def test_looking_makes_nothing(tmp_path):
    found = checks(Installation(tmp_path / "new"))
    assert found["data folder"][0] == found["database"][0] == "note"
    assert not (tmp_path / "new").exists()


def test_trying_to_write_changes_nothing(sample):
    before = sorted(connection_dump(sample))
    checks(sample)
    assert sorted(connection_dump(sample)) == before


def connection_dump(installation):
    connection = sqlite3.connect(installation.data / "syndication.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_read_only_database_fails(sample):
    url = f"sqlite:///file:{sample.data / 'syndication.db'}?mode=ro&uri=true"
    verdict, finding = checks(sample, status=1, database_url=url)["database"]
    assert (verdict, finding.rpartition(": ")[2]) == ("fail", "attempt to write a readonly database")


def test_what_is_broken_is_one_line_a_check_and_stops_no_other(sample):
    write(sample.data / "syndication.db", b"This is not a database. " * 1000)
    result = sample.run("doctor")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.partition("  ")[2].strip().partition(":")[0] for line in lines] == NAMES
    assert [line.startswith("FAIL") for line in lines] == [
        False,
        True,
        True,
        False,
        True,
        False,
        False,
        True,
        True,
        True,
        True,
    ]
    assert lines[1].endswith("file is not a database")


def test_a_data_folder_that_is_a_file_fails(tmp_path):
    found = checks(Installation(write(tmp_path / "file", "")), status=1)
    assert found["data folder"][0] == "fail"


def test_an_address_of_no_database_fails_without_its_password(sample):
    found = checks(sample, status=1, database_url="postgresql://me:secret@127.0.0.1:port/x")
    assert found["database"][0] == "fail"
    assert "secret" not in str(found)


def test_an_entry_that_no_feed_can_hold_fails_and_is_named_once(sample):
    guid = spoil_an_entry(sample)
    verdict, finding = checks(sample, status=1)["feeds"]
    assert verdict == "fail"
    assert finding.startswith(f"entries that cannot be written: 1; first of them {guid}: a text is not well formed")


def test_drafts_that_were_given_up_fail_with_the_reason(sample):
    connection = sqlite3.connect(sample.data / "syndication.db")
    connection.execute("UPDATE jobs SET set_aside_at = run_after, last_error = 'the model broke' WHERE id = 1")
    connection.commit()
    connection.close()
    verdict, finding = checks(sample, status=1)["drafts"]
    assert verdict == "fail"
    assert finding.startswith("set aside after failing again and again: 1; ")
    assert finding.endswith(": the model broke")


def test_a_source_in_trouble_is_noted_with_its_reason(sample):
    source = make_source(Wish(url="https://wire.example/feed", slug="summit"), added_by="Linh", now=NOW)
    with sample.database.writing() as session:
        insert_source(session, replace(source, last_error="the answer is 404", failures=2))
    verdict, finding = checks(sample)["sources"]
    assert verdict == "note"
    assert finding == "1 followed, 0 paused, 0 ended; 1 failing; summit: the answer is 404"


def test_a_packages_folder_with_something_strange_in_it_is_noted(sample):
    (sample.data / "packages" / "translate-en_vi").mkdir(parents=True)
    verdict, finding = checks(sample)["translation packages"]
    assert (verdict, finding.partition(":")[0]) == ("note", "translate-en_vi")


@pytest.mark.parametrize("variable", ["port", "languages"])
def test_a_setting_that_cannot_be_used_is_one_line(sample, variable):
    assert sample.error("doctor", **{variable: "!"}).startswith(f"SYNDICATION_{variable.upper()}: ")


def test_a_translation_server_is_asked_and_one_that_is_away_fails(sample):
    with TranslationServer() as server:
        host = server.url.removeprefix("http://")
        found = checks(sample, libretranslate_url=f"http://linh:hidden@{host}")
        assert found["translation server"] == ("ok", f"{host} knows en, vi")
    verdict, finding = checks(sample, status=1, libretranslate_url=server.url)["translation server"]
    assert verdict == "fail"
    assert finding.startswith(f"{host}: it cannot be reached: ")
