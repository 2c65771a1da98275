"""One newsroom for the module: its data, a server with a worker, and a partner's endpoint."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.deliveries.outlet import delivering
from tests.browser.review.conftest import newsroom
from tests.browser.review.newsroom import Newsroom
from tests.syndication.delivery.receiver import Receiver, receiving

__all__ = ["installed", "newsroom", "receiver"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Newsroom]:
    with delivering(tmp_path_factory.mktemp("newsroom"), browser) as made:
        yield made


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started
