"""One newsroom for the module: its data, a server with a worker, and a partner's endpoint."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.deliveries.outlet import delivering
from tests.browser.review.newsroom import Newsroom
from tests.syndication.delivery.receiver import Receiver, receiving


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """News takes its way through a worker, a database and a page that looks every three seconds."""
    expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Newsroom]:
    with delivering(tmp_path_factory.mktemp("newsroom"), browser) as newsroom:
        yield newsroom


@pytest.fixture
def newsroom(installed: Newsroom) -> Iterator[Newsroom]:
    yield installed
    trouble = [line for context in installed.opened for page in context.pages for line in getattr(page, "trouble", [])]
    installed.close()
    assert trouble == []


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started
