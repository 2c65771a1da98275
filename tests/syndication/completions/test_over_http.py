"""Completions over HTTP: a real web process, a real worker process beside it, and a real package."""

import signal
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from syndication.auth import create_token
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.rights import Role
from syndication.storage.database import Database
from tests.syndication.kept import SLUG, keep_blog, raw_entry, work_on
from tests.syndication.web.live_server import RunningServer, running, until
from tests.wordlist_package import build_wordlist_package
from translations.engines.packages import PackageStore

WORDS = {"Hello": "Xin chào", "world": ["thế giới", "toàn cầu"]}


@pytest.fixture
def database_url(tmp_path: Path, sqlite_template: Path) -> str:
    path = tmp_path / "syndication.db"
    path.write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{path}"


@pytest.fixture
def segments(database: Database, settings: Settings, tmp_path: Path) -> dict[str, int]:
    """The segment of one sentence in each language; there is a package for Vietnamese."""
    archive = build_wordlist_package(WORDS, out=tmp_path / "words.argosmodel", has_target_pieces=True)
    PackageStore(settings.packages_dir).install_file(archive)
    guid = keep_blog(database, raw_entry("Hello world.", headline=None)).entries[0].guid
    return {language: work_on(database, guid, language).segments[0].id or 0 for language in ("vi", "ko")}


@pytest.fixture
def token(database: Database) -> str:
    with database.writing() as session:
        return create_token(session, name="linh", role=Role.TRANSLATOR, now=utc_now())


@pytest.fixture
def client(token: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(trust_env=False, timeout=30, headers={"Authorization": f"Bearer {token}"}) as opened:
        yield opened


def complete(client: httpx2.Client, server: RunningServer, segment: int, **wish: object) -> httpx2.Response:
    return client.post(f"{server.url}/api/v1/blogs/{SLUG}/segments/{segment}/completions", json=wish)


def test_a_sentence_is_finished_by_the_worker_beside_the_web_process(
    client: httpx2.Client, segments: dict[str, int], tmp_path: Path
) -> None:
    with running(tmp_path, with_worker=True) as server:
        until(lambda: complete(client, server, segments["vi"], prefix="X").status_code == 200, "the worker")
        until(lambda: bool(complete(client, server, segments["vi"], prefix="X").json()["completions"]), "the model")
        answer = complete(client, server, segments["vi"], prefix="Xin chào toàn").json()
        assert answer["outcome"] == "done"
        assert answer["completions"][0]["text"] == "Xin chào toàn cầu."
        assert answer["completions"][0]["mean_log_probability"] < 0
        others = complete(client, server, segments["vi"], prefix="Xin chào ", alternatives=True).json()
        assert [one["text"] for one in others["completions"]][:2] == ["Xin chào thế giới.", "Xin chào toàn cầu."]
        korean = complete(client, server, segments["ko"], prefix="X")
        assert korean.status_code == 404
        assert korean.json()["type"].endswith("#problem-no-completions")
        assert korean.json()["detail"] == "No engine here finishes sentences from en into ko."
        assert server.end(signal.SIGTERM) == 0
    assert list(tmp_path.glob("completions*")) == []


def test_without_a_worker_it_is_said_plainly_and_at_once(
    client: httpx2.Client, segments: dict[str, int], tmp_path: Path
) -> None:
    with running(tmp_path) as server:
        answer = complete(client, server, segments["vi"], prefix="X")
        assert answer.status_code == 404
        assert answer.json()["type"].endswith("#problem-no-completions")
        assert complete(client, server, 999_999, prefix="X").json()["type"].endswith("#problem-not-found")
        assert complete(client, server, segments["vi"], prefix="x" * 5_001).status_code == 422
        assert complete(client, server, segments["vi"], what="x").status_code == 422
