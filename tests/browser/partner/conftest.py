"""One installation for each module of tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.partner.outlet import Outlet, furnish
from tests.syndication.web.live_server import running


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """On a busy machine an answer takes a while."""
    expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Outlet]:
    folder = tmp_path_factory.mktemp("outlet")
    furnish(folder)
    with running(folder) as server:
        yield Outlet(folder, server, browser)


@pytest.fixture
def outlet(installed: Outlet) -> Iterator[Outlet]:
    yield installed
    trouble = [line for context in installed.opened for page in context.pages for line in getattr(page, "trouble", [])]
    installed.close()
    assert trouble == []
