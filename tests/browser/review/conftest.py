"""One newsroom for each module of tests: its own data, one server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import lent
from tests.browser.review.newsroom import Newsroom, serving


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Newsroom]:
    with serving(tmp_path_factory.mktemp("newsroom"), browser) as newsroom:
        yield newsroom


@pytest.fixture
def newsroom(installed: Newsroom) -> Iterator[Newsroom]:
    yield from lent(installed)
