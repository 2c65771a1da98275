"""One installation with the sample's partners, and one server, for all tests of the profile editor."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from syndication.auth import Role
from tests.browser.profiles.outlet import open_profile
from tests.browser.review.newsroom import Newsroom, furnish
from tests.syndication.web.live_server import running


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """A preview is made on a busy machine."""
    expect.set_options(timeout=20_000)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Newsroom]:
    folder = tmp_path_factory.mktemp("profiles")
    furnish(folder)
    with running(folder) as server:
        yield Newsroom(folder, server, browser)


@pytest.fixture
def newsroom(installed: Newsroom) -> Iterator[Newsroom]:
    yield installed
    trouble = [line for context in installed.opened for page in context.pages for line in getattr(page, "trouble", [])]
    installed.close()
    assert trouble == []


@pytest.fixture
def page(newsroom: Newsroom) -> Page:
    """The editor of a profile, opened by an editor of the newsroom."""
    opened = newsroom.sign_in("Hana", Role.EDITOR)
    return open_profile(newsroom, opened)
