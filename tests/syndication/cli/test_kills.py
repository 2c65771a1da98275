"""``syndication kills``."""

import json

from syndication.fetch_book import FetchBook, FetchKey
from syndication.partners import import_toml
from syndication.storage.delivery_tables import notices
from tests.factories import NOW
from tests.syndication.cli.commands import SLUG

PARTNERS = '[[partners]]\nslug = "mekong"\nname = "Mekong"\n[[partners.profiles]]\nname = "live"\nformat = "atom"\n'


def test_kills_are_listed_and_shown(sample):
    with sample.database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=NOW)
    entry = json.loads(sample.out("entries", "list", SLUG, "--json"))[0]
    revision = json.loads(sample.out("blogs", "show", SLUG, "--json"))["revision"]
    book = FetchBook(sample.database)
    book.note([FetchKey("mekong", "live", SLUG, "en", revision)], at=NOW, body_bytes=1)
    book.close()
    sample.out("entries", "kill", entry["guid"], "--reason", "The source is in danger")
    [step] = json.loads(sample.out("kills", "list", "--owed", "--json"))
    assert (step["guid"], step["owed"], step["reason"]) == (entry["guid"], 1, "The source is in danger")
    shown = json.loads(sample.out("kills", "show", SLUG, str(step["revision"]), "--json"))
    assert [(one["partner"], one["language"], one["is_owed"]) for one in shown["who"]] == [("mekong", "en", True)]
    assert "The source is in danger" in sample.out("kills", "list")
    assert "mekong" in sample.out("kills", "show", SLUG, str(step["revision"]))
    assert "kills: 1 still to be told" in sample.out("doctor")
    with sample.database.writing() as session:
        session.execute(notices.update().values(changed_at=NOW))
    late = sample.run("doctor")
    assert late.exit_code == 1
    assert "FAIL  kills: 1 not told within 5 minutes; first of them mekong" in late.stdout


def test_where_nothing_was_killed_it_says_so(empty):
    assert "Nothing was killed" in empty.run("kills", "list").stderr
    assert empty.run("kills", "show", "hanoi", "1").exit_code == 1
