"""One installation for each module of tests."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import lent
from tests.browser.partner.outlet import Outlet, serving


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Outlet]:
    with serving(tmp_path_factory.mktemp("outlet"), browser) as outlet:
        yield outlet


@pytest.fixture
def outlet(installed: Outlet) -> Iterator[Outlet]:
    yield from lent(installed)
