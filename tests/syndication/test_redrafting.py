"""The engine is asked again: the wish, the worker, and what becomes of machines' and people's texts."""

from dataclasses import replace
from pathlib import Path

import pytest

from syndication.clock import utc_now
from syndication.config import Settings
from syndication.errors import NoEngine, UnknownSegment
from syndication.ingest import kill_blog
from syndication.memory import import_memory
from syndication.redrafting import redraft_segment, redraft_text
from syndication.reviewing import edit_segment
from syndication.storage.database import Database
from syndication.storage.jobs import list_jobs
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import SLUG, approve_all, keep_blog, log_of, memory_of, raw_entry, work_on
from tests.wordlist_package import build_wordlist_package
from translations.engines.packages import PackageStore
from translations.model import Segment, SegmentState

HEAD = {"title": "Leaders arrive", "standfirst": None, "byline": None}
ARRIVAL = raw_entry("Leaders arrive. Leaders leave.", headline=None)
FIRST = {"Leaders": "Lãnh đạo", "arrive": "đến nơi", "leave": "rời đi"}
BETTER = {**FIRST, "Leaders": "Các nhà lãnh đạo"}


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("archives")
    return (
        build_wordlist_package(FIRST, out=folder / "first.argosmodel"),
        build_wordlist_package(BETTER, version="1.1", out=folder / "better.argosmodel"),
    )


@pytest.fixture
def worker(database: Database, settings: Settings, packages: tuple[Path, Path]) -> Worker:
    PackageStore(settings.packages_dir).install_file(packages[0])
    return Worker(settings, database=database)


@pytest.fixture
def guid(database: Database, worker: Worker, settings: Settings, packages: tuple[Path, Path]) -> str:
    """A text that was drafted with the first package; the better one is installed since."""
    found = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    worker.run_once()
    PackageStore(settings.packages_dir).install_file(packages[1])
    return found


def segments_of(database: Database, guid: str) -> tuple[Segment, ...]:
    return work_on(database, guid).segments


def ask_again(database: Database, settings: Settings, segment: Segment) -> Segment:
    assert segment.id is not None
    with database.writing() as session:
        return redraft_segment(session, settings, segment.id, now=utc_now())


def texts(segments: tuple[Segment, ...]) -> list[str | None]:
    return [segment.current.text if segment.current else None for segment in segments]


def test_a_machine_text_is_replaced_by_what_the_engine_says_now(
    database: Database, settings: Settings, worker: Worker, guid: str
) -> None:
    first, second = segments_of(database, guid)
    flagged = ask_again(database, settings, first)
    assert (flagged.is_redraft_wanted, flagged.version) == (True, first.version)
    worker.run_once()
    assert texts(segments_of(database, guid)) == ["Các nhà lãnh đạo đến nơi.", "Lãnh đạo rời đi."]
    after = segments_of(database, guid)[0]
    assert not after.is_redraft_wanted
    assert after.current is not None
    assert after.current.provenance.package == "translate-en_vi 1.1"
    assert after.current.provenance.mean_log_probability is not None
    assert segments_of(database, guid)[1] == second
    assert log_of(database)[-1].actor == "drafting"


def test_beside_a_persons_text_it_becomes_the_suggestion(
    database: Database, settings: Settings, worker: Worker, guid: str
) -> None:
    first, second = segments_of(database, guid)
    approve_all(database, guid)
    ask_again(database, settings, first)
    worker.run_once()
    after = segments_of(database, guid)[0]
    assert (after.state, texts((after,))) == (SegmentState.APPROVED, ["Lãnh đạo đến nơi."])
    assert after.suggestion is not None
    assert after.suggestion.text == "Các nhà lãnh đạo đến nơi."
    assert segments_of(database, guid)[1].suggestion is None
    assert second.suggestion is None


def test_what_is_written_before_the_draft_comes_is_kept(
    database: Database, settings: Settings, worker: Worker, guid: str
) -> None:
    first = ask_again(database, settings, segments_of(database, guid)[0])
    assert first.id is not None
    with database.writing() as session:
        edit_segment(session, first.id, text_html="Họ đến.", if_version=first.version, actor="Linh", now=NOW)
    worker.run_once()
    after = segments_of(database, guid)[0]
    assert (after.state, texts((after,))) == (SegmentState.EDITED, ["Họ đến."])
    assert after.suggestion is not None


def test_the_memory_is_not_asked_again(database: Database, settings: Settings, worker: Worker, guid: str) -> None:
    with database.writing() as session:
        import_memory(session, memory_of({"Leaders arrive.": "Trong bộ nhớ."}), name="desk.tmx", now=NOW)
    ask_again(database, settings, segments_of(database, guid)[0])
    worker.run_once()
    assert texts(segments_of(database, guid))[0] == "Các nhà lãnh đạo đến nơi."


def test_of_a_whole_text_everything_is_drafted_anew_that_no_person_has_written(
    database: Database, settings: Settings, worker: Worker, guid: str
) -> None:
    first = segments_of(database, guid)[0]
    assert first.id is not None
    with database.writing() as session:
        edit_segment(session, first.id, text_html="Họ đến.", if_version=first.version, actor="Linh", now=NOW)
    with database.writing() as session:
        assert redraft_text(session, settings, guid, "vi", now=utc_now()) == 1
        assert redraft_text(session, settings, guid, "vi", now=utc_now()) == 1
    with database.reading() as session:
        assert len([job for job in list_jobs(session) if job.language == "vi"]) == 1
    worker.run_once()
    assert texts(segments_of(database, guid)) == ["Họ đến.", "Các nhà lãnh đạo rời đi."]
    assert segments_of(database, guid)[0].suggestion is None


def test_a_text_that_people_have_written_is_left_as_it_is(database: Database, settings: Settings, guid: str) -> None:
    approve_all(database, guid)
    with database.writing() as session:
        assert redraft_text(session, settings, guid, "vi", now=utc_now()) == 0
        assert list_jobs(session) == ()


def test_without_an_engine_nobody_is_made_to_wait(database: Database, settings: Settings, tmp_path: Path) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    without = replace(settings, packages_dir=tmp_path / "nothing")
    with pytest.raises(NoEngine):
        ask_again(database, without, segments_of(database, guid)[0])
    assert not any(segment.is_redraft_wanted for segment in segments_of(database, guid))


def test_what_is_not_there_or_was_killed_cannot_be_drafted_again(
    database: Database, settings: Settings, guid: str
) -> None:
    segment = segments_of(database, guid)[0]
    with pytest.raises(UnknownSegment), database.writing() as session:
        redraft_segment(session, settings, 999_999, now=utc_now())
    with database.writing() as session:
        kill_blog(session, SLUG, "Wrong.", actor="Linh", now=utc_now())
    with pytest.raises(UnknownSegment):
        ask_again(database, settings, segment)
