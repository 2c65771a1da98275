from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from syndication.clock import utc_now
from syndication.config import Settings
from syndication.engine_orders import DEFAULT_ORDER, clear_order, list_pairs, missing_package, order_for, set_order
from syndication.errors import InvalidEngineOrder
from syndication.storage.database import Database
from syndication.storage.jobs import list_jobs
from syndication.storage.tables import jobs
from syndication.worker import Worker
from tests.factories import NOW
from tests.syndication.kept import keep_blog, raw_entry, variant_of, work_on
from tests.translations.engines.translation_server import TranslationServer
from tests.wordlist_package import build_wordlist_package
from translations.engines.packages import PackageStore
from translations.model import SegmentState

HEAD = {"title": "Leaders arrive", "standfirst": None, "byline": None}
ARRIVAL = raw_entry("Leaders arrive.", headline=None)


@pytest.fixture(scope="session")
def packages_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages")
    package = build_wordlist_package(
        {"Leaders": "Lãnh đạo", "arrive": "đến nơi"}, out=tmp_path_factory.mktemp("archive") / "en_vi.argosmodel"
    )
    PackageStore(folder).install_file(package)
    return folder


@pytest.fixture
def server() -> Iterator[TranslationServer]:
    with TranslationServer() as running:
        yield running


@pytest.fixture
def with_both(settings: Settings, packages_dir: Path, server: TranslationServer) -> Settings:
    return replace(settings, packages_dir=packages_dir, libretranslate_url=server.url)


def order(database: Database, source: str, target: str, *engines: str) -> None:
    with database.writing() as session:
        set_order(session, source, target, engines, actor="Mai", now=NOW)


def asked(database: Database, source: str, target: str) -> tuple[str, ...]:
    with database.reading() as session:
        return order_for(session, source, target)


def test_an_order_holds_for_its_pair_and_its_varieties_until_it_is_cleared(database: Database) -> None:
    order(database, "en", "vi", "libretranslate", "argos")
    order(database, "en-US", "vi", "libretranslate")
    assert asked(database, "en", "vi") == ("libretranslate", "argos")
    assert asked(database, "en-GB", "vi-VN") == ("libretranslate", "argos")
    assert asked(database, "en-US", "vi") == ("libretranslate",)
    assert asked(database, "en", "ko") == DEFAULT_ORDER
    order(database, "EN", "vi", "argos")
    assert asked(database, "en", "vi") == ("argos",)
    with database.writing() as session:
        assert clear_order(session, "EN", "vi", now=NOW) == ("en", "vi")
    assert asked(database, "en", "vi") == DEFAULT_ORDER


@pytest.mark.parametrize(
    ("source", "target", "engines", "field"),
    [
        ("en", "vi", ("nobody",), "engines"),
        ("en", "vi", ("argos", "argos"), "engines"),
        ("en", "vi", (), "engines"),
        ("english", "vi", ("argos",), "source"),
        ("en", "", ("argos",), "target"),
        ("en", "en", ("argos",), "target"),
    ],
)
def test_an_order_that_cannot_be_is_refused(
    database: Database, source: str, target: str, engines: tuple[str, ...], field: str
) -> None:
    with pytest.raises(InvalidEngineOrder) as raised:
        order(database, source, target, *engines)
    assert raised.value.field == field
    assert asked(database, "en", "vi") == DEFAULT_ORDER


def test_the_worker_asks_in_the_order_that_was_decided(database: Database, with_both: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    order(database, "en", "vi", "libretranslate", "argos")
    Worker(with_both, database=database).run_once()
    (segment,) = work_on(database, guid).segments
    assert segment.current is not None
    assert segment.current.text == "vi(Leaders arrive.)"
    provenance = segment.current.provenance
    assert (provenance.engine, provenance.package_sha256, provenance.mean_log_probability) == (
        "libretranslate",
        None,
        None,
    )
    host = (with_both.libretranslate_url or "").removeprefix("http://")
    assert provenance.package == host
    translation = variant_of(database).entries[0].translation
    assert translation is not None
    assert translation.engines == (f"libretranslate {host}",)


def test_by_default_the_package_is_asked_and_drafts_say_so(database: Database, with_both: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    Worker(with_both, database=database).run_once()
    (segment,) = work_on(database, guid).segments
    assert segment.current is not None
    assert segment.current.text == "Lãnh đạo đến nơi."
    assert segment.current.provenance.engine == "argos"
    assert segment.current.provenance.mean_log_probability is not None


def test_a_pair_that_the_server_lacks_waits_as_without_an_engine(database: Database, with_both: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    Worker(with_both, database=database).run_once()
    assert [segment.state for segment in work_on(database, guid, "ko").segments] == [SegmentState.MISSING]
    with database.reading() as session:
        assert list_jobs(session) == ()


def test_texts_wait_for_a_server_that_is_away_and_are_never_set_aside_for_it(
    database: Database, settings: Settings, server: TranslationServer
) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    server.handlers = [lambda request: request.answer({"error": "Slowdown"}, status=429, Retry_After="600")]
    worker = Worker(replace(settings, libretranslate_url=server.url), database=database)
    for _ in range(8):
        worker.run_once()
        with database.writing() as session:
            waiting = list_jobs(session)
            session.execute(update(jobs).values(run_after=NOW))
        assert {(job.attempts, job.is_set_aside) for job in waiting} == {(0, False)}
        assert all(job.run_after > utc_now() + timedelta(seconds=60) for job in waiting)
        assert all("Slowdown" in (job.last_error or "") for job in waiting)
    assert len(server.requests) == 1
    assert [segment.state for segment in work_on(database, guid).segments] == [SegmentState.MISSING]


def test_what_waited_before_a_server_was_named_is_drafted_when_the_worker_starts(
    database: Database, settings: Settings, server: TranslationServer
) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    Worker(settings, database=database).run_once()
    assert work_on(database, guid).segments[0].state is SegmentState.MISSING
    Worker(replace(settings, libretranslate_url=server.url), database=database).run_once()
    assert work_on(database, guid).segments[0].state is SegmentState.MACHINE


def test_a_new_order_queues_what_waits(database: Database, with_both: Settings) -> None:
    guid = keep_blog(database, ARRIVAL, **HEAD).entries[0].guid
    order(database, "en", "vi", "libretranslate")
    without = replace(with_both, libretranslate_url=None)
    Worker(without, database=database).run_once()
    assert work_on(database, guid).segments[0].state is SegmentState.MISSING
    order(database, "en", "vi", "argos")
    Worker(without, database=database).run_once()
    assert work_on(database, guid).segments[0].state is SegmentState.MACHINE


def test_pairs_are_listed_with_what_is_asked_and_what_is_there(database: Database, with_both: Settings) -> None:
    keep_blog(database, ARRIVAL, **HEAD)
    order(database, "fr", "ko", "argos")
    without = replace(with_both, libretranslate_url=None)
    with database.reading() as session:
        pairs = {(pair.source, pair.target): pair for pair in list_pairs(session, without)}
    assert pairs.keys() == {("en", "vi"), ("en", "ko"), ("fr", "ko")}
    assert pairs["en", "vi"].available == ("argos",)
    assert pairs["en", "ko"].available == ()
    assert pairs["fr", "ko"].order is not None
    assert pairs["en", "vi"].order is None
    assert pairs["en", "vi"].engines == DEFAULT_ORDER


def test_a_package_is_missing_only_where_no_engine_is_there(database: Database, with_both: Settings) -> None:
    alone = replace(with_both, libretranslate_url=None)
    with database.reading() as session:
        assert missing_package(session, with_both, "en", "ko") is None
        assert missing_package(session, alone, "en-GB", "vi") is None
        assert missing_package(session, alone, "en-GB", "ko") == "en-ko"
        assert missing_package(session, alone, "en", "sr-Latn") == "en-sr-Latn"
