"""Work on packages that was wanted: done by a real worker with real packages and a real index on loopback."""

import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from syndication.clock import utc_now
from syndication.config import Settings
from syndication.errors import InvalidModelJob
from syndication.model_jobs import want_by_pair, want_upload
from syndication.model_worker import ModelWorker
from syndication.packages import known_pairs, package_store
from syndication.storage.database import Database
from syndication.storage.jobs import list_jobs as list_drafts
from syndication.storage.jobs import list_missing_pairs
from syndication.storage.model_jobs import (
    ModelAction,
    ModelJob,
    ModelJobState,
    ModelReport,
    claim_job,
    find_job,
    list_jobs,
    note_progress,
)
from syndication.uploads import find_upload, keep_upload, uploads_dir
from syndication.worker import Worker
from tests.factories import NOW
from tests.marian_archive import marian_files, write_archive
from tests.syndication.kept import keep_blog, raw_entry, wait_for
from tests.translations.engines.web_server import Answer, WebServer
from tests.wordlist_package import build_wordlist_package

WORDS = {"Leaders": "Lãnh đạo", "arrive": "đến nơi"}
EN_VI = ["en-vi"]


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wordlist_package(WORDS, out=tmp_path_factory.mktemp("package") / "en_vi.argosmodel")


@pytest.fixture(scope="session")
def marian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = marian_files(WORDS, target_token=">>vie<<", more_tokens=(">>vie_Hani<<",))
    return write_archive(tmp_path_factory.mktemp("marian") / "opus+bt-2021-04-10.zip", files)


@pytest.fixture
def index(package: Path) -> Iterator[WebServer]:
    listed = [{"package_version": "1.0", "from_code": "en", "to_code": "vi", "links": ["set below"]}]
    with WebServer() as server:
        listed[0]["links"] = [server.url("/package")]
        server.answers["/index.json"] = Answer(body=json.dumps(listed).encode())
        server.answers["/package"] = Answer(body=package.read_bytes())
        yield server


@pytest.fixture
def with_index(settings: Settings, index: WebServer) -> Settings:
    return replace(settings, index_url=index.url("/index.json"))


def want(database: Database, action: ModelAction, pair: str) -> ModelJob:
    with database.writing() as session:
        return want_by_pair(session, action, pair, actor="Hana", now=utc_now())


def send(database: Database, settings: Settings, path: Path, action: ModelAction, **order: str) -> ModelJob:
    with path.open("rb") as file:
        upload = keep_upload(file, settings.data_dir)
    with database.writing() as session:
        report = ModelReport(upload=upload, **order)  # type: ignore[arg-type]
        return want_upload(session, action, path.name, order=report, actor="Hana", now=utc_now())


def work(database: Database, settings: Settings, job: ModelJob) -> ModelJob:
    ModelWorker(settings, database).run_once()
    return job_of(database, job)


def job_of(database: Database, job: ModelJob) -> ModelJob:
    with database.reading() as session:
        found = find_job(session, job.id)
    assert found is not None
    return found


def installed(settings: Settings) -> list[str]:
    return [str(package.pair) for package in package_store(settings).installed()]


def test_the_package_of_a_pair_is_fetched_tried_and_put_in_use(database: Database, with_index: Settings) -> None:
    keep_blog(database, raw_entry("Leaders arrive.", headline=None))
    Worker(with_index, database=database).run_once()
    job = work(database, with_index, want(database, ModelAction.INSTALL, " EN_vi "))
    assert (job.state, job.progress, job.what) == (ModelJobState.DONE, 1.0, "en-vi")
    assert job.report.package == "en-vi 1.0"
    assert [canary.name for canary in job.report.canaries][:2] == ["plain", "numbers"]
    assert job.report.texts_queued == 2
    assert job.message == "Installed en-vi, version 1.0; 2 texts are queued for drafting."
    assert job.finished_at is not None
    assert installed(with_index) == EN_VI
    with database.reading() as session:
        assert {draft.language for draft in list_drafts(session)} == {"vi"}


def test_a_package_that_is_removed_is_gone(database: Database, with_index: Settings) -> None:
    work(database, with_index, want(database, ModelAction.INSTALL, "en-vi"))
    job = work(database, with_index, want(database, ModelAction.REMOVE, "en-vi"))
    assert (job.state, job.message) == (ModelJobState.DONE, "Removed: en_vi.1.")
    assert installed(with_index) == []
    again = work(database, with_index, want(database, ModelAction.REMOVE, "en-vi"))
    assert (again.state, again.message) == (ModelJobState.FAILED, "no installed package is called 'en-vi'")


def test_an_uploaded_package_is_installed_and_the_upload_goes(
    database: Database, settings: Settings, package: Path
) -> None:
    job = work(database, settings, send(database, settings, package, ModelAction.INSTALL_FILE))
    assert (job.state, job.what) == (ModelJobState.DONE, "en_vi.argosmodel")
    assert installed(settings) == EN_VI
    assert list(uploads_dir(settings.data_dir).iterdir()) == []


def test_an_uploaded_model_is_converted_and_installed(database: Database, settings: Settings, marian: Path) -> None:
    job = work(
        database,
        settings,
        send(database, settings, marian, ModelAction.CONVERT, pair="en-vi", target_token=">>vie<<"),
    )
    assert (job.state, job.report.package) == (ModelJobState.DONE, "en-vi 2021.4.10"), job.message
    (found,) = package_store(settings).installed()
    assert found.metadata.source_prefix == ">>vie<<"
    assert found.record.origin == "opus+bt-2021-04-10.zip"
    assert found.attribution.startswith("opus+bt-2021-04-10.zip, converted to CTranslate2")
    assert list(uploads_dir(settings.data_dir).iterdir()) == []


@pytest.mark.parametrize(
    ("action", "content", "says"),
    [
        (ModelAction.INSTALL_FILE, b"no package", "the package was not installed: the archive is broken"),
        (ModelAction.CONVERT, b"no model", "the model was not converted: the archive is broken"),
    ],
)
def test_a_file_that_is_refused_says_why_and_leaves_nothing(
    database: Database, settings: Settings, tmp_path: Path, action: ModelAction, content: bytes, says: str
) -> None:
    bad = tmp_path / "bad-en-vi.zip"
    bad.write_bytes(content)
    job = work(database, settings, send(database, settings, bad, action))
    assert job.state is ModelJobState.FAILED
    assert says in job.message
    assert installed(settings) == []
    assert list(uploads_dir(settings.data_dir).iterdir()) == []


def test_a_package_for_another_pair_than_said_is_refused(database: Database, settings: Settings, package: Path) -> None:
    job = work(database, settings, send(database, settings, package, ModelAction.INSTALL_FILE, pair="en-ko"))
    assert "it is for en-vi, not for en-ko" in job.message


def test_a_pair_that_cannot_be_had_says_what_each_place_answered(database: Database, with_index: Settings) -> None:
    job = work(database, with_index, want(database, ModelAction.INSTALL, "en-sv"))
    assert job.state is ModelJobState.FAILED
    assert "lists no package for en-sv" in job.message


def test_progress_is_told_while_a_package_arrives(
    database: Database, with_index: Settings, index: WebServer, package: Path
) -> None:
    body = package.read_bytes()
    index.answers["/package"] = Answer(body=body[: len(body) // 2], announced_bytes=len(body), hangs=True)
    job = want(database, ModelAction.INSTALL, "en-vi")
    stop = threading.Event()
    worker = threading.Thread(target=ModelWorker(with_index, database).run, args=(stop,))
    worker.start()
    try:
        wait_for(lambda: job_of(database, job).progress > 0)
        running = job_of(database, job)
    finally:
        stop.set()
        index.let_go()
        worker.join()
    assert running.state is ModelJobState.RUNNING
    assert 0.4 < running.progress < 0.5
    assert running.message.startswith("Fetching, ")


def test_what_is_wanted_already_stays_one_job(database: Database) -> None:
    first = want(database, ModelAction.INSTALL, "en-vi")
    assert want(database, ModelAction.INSTALL, "en_vi") == first
    assert want(database, ModelAction.REMOVE, "en-vi") != first
    with database.reading() as session:
        assert len(list_jobs(session)) == 2


def test_too_many_jobs_are_not_taken(database: Database) -> None:
    for number in range(20):
        want(database, ModelAction.INSTALL, f"en-{chr(97 + number)}a")
    with pytest.raises(InvalidModelJob) as raised:
        want(database, ModelAction.INSTALL, "en-vi")
    assert "is a worker running?" in raised.value.reason


@pytest.mark.parametrize("pair", ["", "english", "en-en", "../etc", "en-vi; rm"])
def test_what_is_no_pair_is_refused(database: Database, pair: str) -> None:
    with pytest.raises(InvalidModelJob) as raised:
        want(database, ModelAction.INSTALL, pair)
    assert raised.value.field == "pair"


def test_names_of_files_are_shown_and_never_become_paths(database: Database, settings: Settings, package: Path) -> None:
    with package.open("rb") as file:
        upload = keep_upload(file, settings.data_dir)
    with database.writing() as session:
        name = "../../etc/\x1b[31m" + "x" * 300 + "/en-vi.argosmodel"
        order = ModelReport(upload=upload)
        job = want_upload(session, ModelAction.INSTALL_FILE, name, order=order, actor="Hana", now=NOW)
    assert len(job.what) == 200
    assert "\x1b" not in job.what
    assert work(database, settings, job).state is ModelJobState.DONE


def test_a_job_whose_worker_was_killed_is_begun_again_by_the_next(database: Database, with_index: Settings) -> None:
    job = want(database, ModelAction.INSTALL, "en-vi")
    now = utc_now()
    with database.writing() as session:
        assert claim_job(session, now=now, silent_since=now - timedelta(minutes=1)) is not None
    assert work(database, with_index, job).state is ModelJobState.RUNNING, "it may still be alive"
    with database.writing() as session:
        note_progress(session, job.id, now=now - timedelta(minutes=2), progress=0.3)
    assert work(database, with_index, job).state is ModelJobState.DONE


def test_a_job_that_takes_workers_along_is_given_up(database: Database, settings: Settings, package: Path) -> None:
    job = send(database, settings, package, ModelAction.INSTALL_FILE)
    killed = ModelWorker(settings, database)
    for _ in range(2):
        assert killed._claim() is not None
        with database.writing() as session:
            note_progress(session, job.id, now=utc_now() - timedelta(hours=1))
    done = work(database, settings, job)
    assert (done.state, done.message) == (ModelJobState.FAILED, "every worker that tried it ended without a word")
    assert list(uploads_dir(settings.data_dir).iterdir()) == []


def test_an_upload_on_another_machine_is_named(database: Database, settings: Settings, package: Path) -> None:
    job = send(database, settings, package, ModelAction.INSTALL_FILE)
    (upload,) = uploads_dir(settings.data_dir).iterdir()
    upload.unlink()
    assert "web and worker need the same data folder" in work(database, settings, job).message


def test_two_workers_never_get_the_same_job(database: Database) -> None:
    for number in range(6):
        want(database, ModelAction.INSTALL, f"en-{chr(97 + number)}a")
    taken: list[int] = []

    def take() -> None:
        while True:
            now = utc_now()
            with database.writing() as session:
                job = claim_job(session, now=now, silent_since=now - timedelta(minutes=1))
            if job is None:
                return
            taken.append(job.id)

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == 6


def test_a_running_worker_installs_what_is_wanted(database: Database, with_index: Settings) -> None:
    stop = threading.Event()
    running = threading.Thread(target=Worker(with_index, database=database).run, args=(stop,))
    running.start()
    try:
        job = want(database, ModelAction.INSTALL, "en-vi")
        wait_for(lambda: job_of(database, job).state is ModelJobState.DONE)
    finally:
        stop.set()
        running.join()
    assert installed(with_index) == EN_VI


def test_known_pairs_are_those_that_texts_wait_for_then_those_whose_bytes_are_known(
    database: Database, with_index: Settings
) -> None:
    keep_blog(database, raw_entry("Leaders arrive.", headline=None))
    with database.reading() as session:
        missing = list_missing_pairs(session)
    known = known_pairs([], missing)
    assert [(one.pair, one.version) for one in known] == [("en-ko", "1.1"), ("en-vi", "1.9")]
    assert all(one.sentences > 0 for one in known)
    work(database, with_index, want(database, ModelAction.INSTALL, "en-vi"))
    assert [one.pair for one in known_pairs(package_store(with_index).installed(), missing)] == ["en-ko"]


def test_an_upload_that_nobody_wants_is_not_looked_for_elsewhere(settings: Settings) -> None:
    name = keep_upload(io.BytesIO(b"x"), settings.data_dir)
    assert find_upload(settings.data_dir, name) is not None
    assert find_upload(settings.data_dir, f"../uploads/{name}") is not None
    for other in ("", "..", "/etc/passwd", "../syndication.db", "nothing.upload"):
        assert find_upload(settings.data_dir, other) is None
