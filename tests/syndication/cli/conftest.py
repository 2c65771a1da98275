"""Installations to run commands on: an empty one, and one with the sample in it."""

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from syndication.sample import load_sample
from tests.factories import NOW
from tests.syndication.cli.commands import SAMPLES, Installation


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Undo what a command sets up for its own process: here it is everybody's."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> Installation:
    """An installation with nothing in it yet."""
    return _copied(sqlite_template, tmp_path / "empty")


@pytest.fixture(scope="session")
def sample_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    installation = _copied(sqlite_template, tmp_path_factory.mktemp("template") / "sample")
    database = installation.database
    load_sample(database, SAMPLES, settings=installation.settings, now=NOW)
    database.close()
    return installation.data / "syndication.db"


@pytest.fixture
def sample(sample_template: Path, tmp_path: Path) -> Installation:
    """An installation with the sample in it, nothing drafted."""
    return _copied(sample_template, tmp_path / "sample")


@pytest.fixture
def long(long_template: Path, tmp_path: Path) -> Installation:
    """An installation with a live blog of 300 entries, 200 of them archived, in English and Vietnamese."""
    return _copied(long_template, tmp_path / "long")


def _copied(template: Path, data: Path) -> Installation:
    data.mkdir()
    shutil.copyfile(template, data / "syndication.db")
    return Installation(data)
