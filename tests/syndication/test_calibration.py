from datetime import timedelta

from syndication.calibration import EVERY, Calibration
from syndication.checking import findings_of
from syndication.reviewing import edit_segment
from syndication.storage.database import Database
from syndication.storage.norms import Norms, load_norms
from syndication.storage.segments import find_segment
from tests.factories import NOW
from tests.syndication.kept import approve_all, keep_blog, raw_entry, work_on
from translations.checks.length_norms import FEWEST_PAIRS
from translations.review import unsaved

SOURCE = "The delegation number {} arrived at the hotel in the afternoon."
TWICE_AS_LONG = "x" * 2 * len(SOURCE.format(10))


def keep_approved(database: Database, count: int) -> str:
    """Keep an entry of so many sentences, each approved at twice its length, and return its guid."""
    text = " ".join(SOURCE.format(number) for number in range(10, 10 + count))
    guid = keep_blog(database, raw_entry(text, headline=None)).entries[0].guid
    for segment in work_on(database, guid).segments:
        assert segment.id is not None
        with database.writing() as session:
            edit_segment(
                session, segment.id, text_html=TWICE_AS_LONG, if_version=segment.version, actor="Linh", now=NOW
            )
    approve_all(database, guid)
    return guid


def norms(database: Database) -> Norms:
    with database.reading() as session:
        return load_norms(session, "en", "vi")


def length_findings(database: Database, guid: str, text: str) -> list[str]:
    """What the checks say of the length of a wording for the first sentence."""
    segment_id = work_on(database, guid).segments[0].id
    assert segment_id is not None
    with database.reading() as session:
        stored = find_segment(session, segment_id)
        assert stored is not None
        tried = unsaved(stored.segment, text, editor="Linh", now=NOW).current
        assert tried is not None
        found = findings_of(session, stored, tried)
    return [finding.code for finding in found if finding.code == "length"]


def test_lengths_that_people_approve_become_what_is_normal(database: Database) -> None:
    guid = keep_approved(database, FEWEST_PAIRS)
    assert length_findings(database, guid, TWICE_AS_LONG) == ["length"]
    assert Calibration(database).run_if_due(NOW)
    learned = norms(database).length
    assert learned is not None
    assert (learned.count, round(learned.mean, 1)) == (FEWEST_PAIRS, 2.0)
    assert length_findings(database, guid, TWICE_AS_LONG) == []


def test_few_approvals_are_not_gone_by(database: Database) -> None:
    guid = keep_approved(database, 3)
    Calibration(database).run_if_due(NOW)
    assert length_findings(database, guid, TWICE_AS_LONG) == ["length"]


def test_it_works_seldom_and_only_if_something_was_approved(database: Database) -> None:
    keep_approved(database, 2)
    calibration = Calibration(database)
    assert calibration.run_if_due(NOW)
    assert not calibration.run_if_due(NOW + EVERY - timedelta(seconds=1))
    assert not calibration.run_if_due(NOW + EVERY)
    keep_blog(database, raw_entry(headline=None), slug="other")
    approved = keep_blog(database, raw_entry("They met.", headline=None), slug="third").entries[0].guid
    for segment in work_on(database, approved).segments:
        assert segment.id is not None
        with database.writing() as session:
            edit_segment(session, segment.id, text_html="Họ gặp nhau.", if_version=0, actor="Linh", now=NOW)
    approve_all(database, approved)
    assert calibration.run_if_due(NOW + 2 * EVERY)
