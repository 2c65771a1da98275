"""Packages compiled from word lists, installed for real, and a web server on loopback."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.translations.engines.web_server import WebServer
from tests.wordlist_package import build_wordlist_package
from translations.engines.argos import ArgosEngine, find_argos_engine
from translations.engines.engine import EngineSettings
from translations.engines.packages import PackageStore

WORDS = {
    "hello": "xin chào",
    "world": ["thế giới", "toàn cầu"],
    "the": "",
    "leaders": "các nhà lãnh đạo",
    "met": "đã gặp nhau",
    "today": "hôm nay",
    "on day": "vào ngày",
    "cat": "mèo",
    "Read more at": "Đọc thêm tại",
}


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An English to Vietnamese word list, version 1.0."""
    return build_wordlist_package(WORDS, out=tmp_path_factory.mktemp("archives") / "en_vi.argosmodel")


@pytest.fixture(scope="session")
def upgrade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same pair, version 1.1, with another word for hello."""
    out = tmp_path_factory.mktemp("archives") / "en_vi-upgrade.argosmodel"
    return build_wordlist_package({**WORDS, "hello": "chào"}, version="1.1", out=out)


@pytest.fixture(scope="session")
def korean_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("archives") / "en_ko.argosmodel"
    return build_wordlist_package({"hello": "안녕하세요"}, target="ko", out=out)


@pytest.fixture(scope="session")
def installed_dir(tmp_path_factory: pytest.TempPathFactory, archive: Path) -> Path:
    """A packages folder with the English to Vietnamese word list; not to be changed."""
    packages_dir = tmp_path_factory.mktemp("packages")
    PackageStore(packages_dir).install_file(archive)
    return packages_dir


@pytest.fixture(scope="session")
def engine(installed_dir: Path) -> ArgosEngine:
    found = find_argos_engine("en", "vi", EngineSettings(packages_dir=installed_dir))
    assert found is not None
    return found


@pytest.fixture
def packages_dir(tmp_path: Path) -> Path:
    return tmp_path / "packages"


@pytest.fixture
def store(packages_dir: Path) -> PackageStore:
    """An empty store that may ask loopback, knows no address on the internet, and does not wait long."""
    return PackageStore(packages_dir, known=(), silence_s=10.0, allow_private=True)


@pytest.fixture
def filled_store(store: PackageStore, packages_dir: Path, installed_dir: Path) -> PackageStore:
    """The store after the English to Vietnamese word list was installed as ``en_vi.1``, without the time that takes."""
    shutil.copytree(installed_dir, packages_dir)
    return store


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as running:
        yield running
