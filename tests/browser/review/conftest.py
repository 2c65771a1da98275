"""One newsroom for each module of tests: its own data, one server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.review.newsroom import Newsroom, furnish
from tests.syndication.web.live_server import running


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """News of others take their way through two browsers and a server; on a busy machine that takes a while."""
    expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Newsroom]:
    folder = tmp_path_factory.mktemp("newsroom")
    furnish(folder)
    with running(folder) as server:
        yield Newsroom(folder, server, browser)


@pytest.fixture
def newsroom(installed: Newsroom) -> Iterator[Newsroom]:
    yield installed
    trouble = [line for context in installed.opened for page in context.pages for line in getattr(page, "trouble", [])]
    installed.close()
    assert trouble == []
