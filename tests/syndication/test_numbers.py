"""The numbers of the desk, from a store whose history is known to the second."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from feeds.profile import LanguageRule
from syndication.ingest import replace_entry
from syndication.measuring import Measurer
from syndication.memory import import_memory
from syndication.numbers import NumbersFilter, TeamNumbers, make_numbers
from syndication.reviewing import approve_segment, edit_segment, undo_segment
from syndication.storage.database import Database
from syndication.storage.desk_tables import post_edits, publish_decisions
from syndication.storage.dismissals import DismissedFinding, add_dismissal
from syndication.storage.tables import blogs, segment_translations
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import defaults, keep_blog, kept_blog, memory_of, raw_entry, work_on
from translations.findings import Dismissal
from translations.hashes import target_hash
from translations.model import Segment
from translations.policy import rule_text

RULE = rule_text(LanguageRule(tag="vi"))
"""That of the public feeds."""

MEMORY = {"Police closed streets.": "Cảnh sát đóng đường.", "They hugged.": "Họ ôm nhau."}


@pytest.fixture
def guid(database: Database) -> str:
    """An entry of two sentences that came in at ``NOW`` and were drafted a minute later."""
    guid = keep_blog(database, raw_entry(" ".join(MEMORY), headline=None)).entries[0].guid
    with database.writing() as session:
        import_memory(session, memory_of(MEMORY), name="desk.tmx", now=NOW)
    Worker(defaults(packages="no-packages"), database=database).run_once()
    with database.writing() as session:
        session.execute(update(segment_translations).values(created_at=NOW + timedelta(minutes=1)))
    return guid


def sentence(database: Database, guid: str, number: int = 0) -> Segment:
    return work_on(database, guid).segments[number]


def approve(database: Database, segment: Segment, *, after_s: float, edit_s: float | None = None) -> Segment:
    with database.writing() as session:
        return approve_segment(
            session,
            segment.id or 0,
            source_hash=segment.source.source_hash,
            target_hash=target_hash(segment.current),
            actor="Linh",
            now=NOW + timedelta(seconds=after_s),
            edit_s=edit_s,
        )


def edit(database: Database, segment: Segment, html: str, *, after_s: float, edit_s: float | None = None) -> Segment:
    with database.writing() as session:
        return edit_segment(
            session,
            segment.id or 0,
            text_html=html,
            if_version=segment.version,
            actor="Linh",
            now=NOW + timedelta(seconds=after_s),
            edit_s=edit_s,
        )


def numbers_of(database: Database, **wanted: object) -> TeamNumbers:
    asked = {"since": NOW.replace(hour=0) - timedelta(days=1), "until": NOW + timedelta(days=365)} | wanted
    with database.reading() as session:
        return make_numbers(session, NumbersFilter(**asked), now=NOW + timedelta(hours=2))  # type: ignore[arg-type]


def decided(database: Database, *rows: tuple[float, str, str, bool], rule: str = RULE) -> None:
    """Record decisions about one text: minutes after its source, what was shown, in which state, and if stale."""
    with database.writing() as session:
        blog_id = session.scalar(select(blogs.c.id))
        for revision, (minutes, shown, state, is_stale) in enumerate(rows, 1):
            values = {
                "blog_id": blog_id,
                "guid": "tag:example.org,2019:e1",
                "language": "vi",
                "rule": rule,
                "source_version": 1,
                "revision": revision,
                "show": shown,
                "reason": "drafted",
                "state": state,
                "is_stale": is_stale,
                "source_at": NOW,
                "decided_at": NOW + timedelta(minutes=minutes),
            }
            session.execute(insert(publish_decisions).values(values))


def test_an_approval_is_measured_against_the_draft_it_began_with(database: Database, guid: str) -> None:
    approve(database, edit(database, sentence(database, guid), "Cảnh sát chặn đường.", after_s=200), after_s=240)
    approve(database, sentence(database, guid, 1), after_s=300)
    assert Measurer(database).catch_up() == 2
    (line,) = numbers_of(database).engines
    assert (line.language, line.engine, line.count, line.unmodified) == ("vi", "memory", 2, 1)
    # One word of five and none of four; full stops are words of their own.
    assert line.hter == pytest.approx(100 / 9)
    assert line.unmodified_percent == 50
    assert line.chrf is not None
    assert 0 < line.chrf < 100
    assert line.blocking_per_thousand == 0
    assert [signature.partition("|")[0] for signature in line.signatures] == ["nrefs:1", "nrefs:1"]


def test_times_run_from_when_the_source_came_in(database: Database, guid: str) -> None:
    approve(database, sentence(database, guid), after_s=240)
    approve(database, sentence(database, guid, 1), after_s=300)
    Measurer(database).catch_up()
    times = {line.what: line.took for line in numbers_of(database).times}
    assert (times["to_draft"].median_s, times["to_draft"].count) == (60, 2)
    assert times["to_approval"].median_s == 270
    assert times["to_approval"].p90_s == pytest.approx(294)


def test_the_source_of_a_draft_is_the_version_it_was_made_of(database: Database, guid: str) -> None:
    approve(database, sentence(database, guid), after_s=240)
    with database.writing() as session:
        new = raw_entry("Police closed streets. They hugged again.", headline=None)
        replace_entry(session, guid, new, if_version=None, actor="Minh", now=NOW + timedelta(hours=1))
    written = edit(database, sentence(database, guid, 1), "Họ lại ôm nhau.", after_s=3700)
    approve(database, written, after_s=3720)
    Measurer(database).catch_up()
    with database.reading() as session:
        rows = session.execute(select(post_edits.c.source_at, post_edits.c.engine).order_by(post_edits.c.id)).all()
    assert [tuple(row) for row in rows] == [(NOW, "memory"), (NOW + timedelta(hours=1), None)]


def test_the_time_at_work_is_that_of_all_that_was_done_to_a_sentence(database: Database, guid: str) -> None:
    written = edit(database, sentence(database, guid), "Cảnh sát chặn đường.", after_s=200, edit_s=4.0)
    approve(database, written, after_s=240, edit_s=2.0)
    approve(database, sentence(database, guid, 1), after_s=300, edit_s=0.1)
    Measurer(database).catch_up()
    (pace,) = [line for line in numbers_of(database).times if line.what == "a_word"]
    # Six seconds for three words; a tenth of a second for two was no work.
    assert (pace.took.median_s, pace.took.count) == (2.0, 1)


def test_an_approval_is_measured_once(database: Database, guid: str) -> None:
    approve(database, sentence(database, guid), after_s=240)
    assert Measurer(database).catch_up() == 1
    assert Measurer(database).catch_up() == 0
    Worker(defaults(packages="no-packages"), database=database).run_once()
    assert numbers_of(database).engines[0].count == 1


def test_an_approval_that_was_taken_back_does_not_count(database: Database, guid: str) -> None:
    first, second = (approve(database, sentence(database, guid, at), after_s=240) for at in (0, 1))
    Measurer(database).catch_up()
    with database.writing() as session:
        undo_segment(session, first.id or 0, if_version=first.version, actor="Linh", now=NOW)
    assert numbers_of(database).engines[0].count == 1
    with database.writing() as session:
        undo_segment(session, second.id or 0, if_version=second.version, actor="Linh", now=NOW)
    assert Measurer(database).catch_up() == 0
    assert numbers_of(database).engines == ()
    approve(database, sentence(database, guid), after_s=400)
    assert Measurer(database).catch_up() == 1


def test_a_text_is_out_with_the_first_decision_that_shows_its_translation(database: Database, guid: str) -> None:
    decided(database, (0, "nothing", "untranslated", False), (5, "translation", "machine", False))
    decided(database, (9, "translation", "reviewed", False))
    (line,) = [one for one in numbers_of(database).times if one.what == "to_publication"]
    assert line.readers == ("public",)
    assert (line.rule, line.language, line.took.median_s, line.took.count) == (RULE, "vi", 300, 1)


def test_minutes_of_stale_and_of_unreviewed_text_are_added_up(database: Database, guid: str) -> None:
    decided(
        database,
        (0, "source", "untranslated", False),
        (5, "translation", "machine", False),
        (15, "translation", "reviewed", False),
        (30, "translation", "reviewed", True),
        (50, "nothing", "untranslated", False),
        (60, "translation", "mixed", True),
    )
    (line,) = numbers_of(database).shown
    # Unreviewed from 5 to 15 and from 60 on, stale from 30 to 50 and from 60 on; it is now two hours later.
    assert (line.unreviewed_min, line.stale_min) == (10 + 60, 20 + 60)


def test_what_stands_by_a_rule_that_nobody_has_any_more_does_not_count(database: Database, guid: str) -> None:
    decided(database, (5, "translation", "machine", False), (15, "translation", "mixed", False), rule="of old")
    (line,) = numbers_of(database).shown
    assert (line.rule, line.readers, line.unreviewed_min) == ("of old", (), 10)


def test_only_the_time_that_is_wanted_counts(database: Database, guid: str) -> None:
    decided(database, (0, "translation", "machine", False), (100, "translation", "reviewed", False))
    wanted = {"since": NOW + timedelta(minutes=90), "until": NOW + timedelta(minutes=95)}
    numbers = numbers_of(database, **wanted)
    assert [line.unreviewed_min for line in numbers.shown] == [5]
    assert numbers.times == ()


def test_figures_can_be_of_one_language_and_live_blog(database: Database, guid: str) -> None:
    approve(database, sentence(database, guid), after_s=240)
    Measurer(database).catch_up()
    decided(database, (1, "translation", "machine", False))
    with database.reading() as session:
        blog_id = session.scalar(select(blogs.c.id))
    assert numbers_of(database, language="vi", blog_id=blog_id).engines[0].count == 1
    for other in ({"language": "ko"}, {"blog_id": 999}):
        numbers = numbers_of(database, **other)
        assert (numbers.engines, numbers.times, numbers.shown, numbers.actions, numbers.days) == ((), (), (), (), ())


def test_what_was_done_and_dismissed_is_counted_without_a_name(database: Database, guid: str) -> None:
    segment = approve(database, sentence(database, guid), after_s=240)
    of = DismissedFinding(
        segment_id=segment.id or 0, code="numbers", check_version=1, source_hash="s" * 64, target_hash="t" * 64
    )
    with database.writing() as session:
        add_dismissal(session, of, Dismissal(actor="Linh", reason="It is a year.", at=NOW))
    numbers = numbers_of(database)
    assert [(line.language, line.what, line.count) for line in numbers.dismissals] == [("vi", "numbers", 1)]
    assert [(line.what, line.count) for line in numbers.actions] == [("approve", 1)]
    assert "Linh" not in repr(numbers)


def test_days_are_those_of_approvals(database: Database, guid: str) -> None:
    approve(database, sentence(database, guid), after_s=240)
    approve(database, sentence(database, guid, 1), after_s=240 + 86_400)
    Measurer(database).catch_up()
    days = numbers_of(database).days
    assert [day.took.count for day in days] == [1, 1]
    assert days[1].day - days[0].day == timedelta(days=1)


def test_an_empty_store_has_no_figures(database: Database) -> None:
    numbers = numbers_of(database)
    assert (numbers.times, numbers.engines, numbers.shown, numbers.days) == ((), (), (), ())


def test_a_head_is_measured_like_an_entry(database: Database, guid: str) -> None:
    head = kept_blog(database).guid
    written = edit(database, sentence(database, head), "Cuộc gặp ở Hà Nội", after_s=100)
    approve(database, written, after_s=120)
    assert Measurer(database).catch_up() == 1
    (line,) = numbers_of(database).engines
    assert (line.engine, line.name, line.count, line.hter) == (None, "no draft", 1, None)
