"""The newsroom of the translators' desk, which has the sample's partners too, and a page of the profile editor."""

import pytest
from playwright.sync_api import Page

from syndication.auth import Role
from tests.browser.profiles.outlet import open_profile
from tests.browser.review.conftest import installed, newsroom
from tests.browser.review.newsroom import Newsroom

__all__ = ["installed", "newsroom", "page"]


@pytest.fixture
def page(newsroom: Newsroom) -> Page:
    """The editor of a profile, opened by an editor of the newsroom."""
    opened = newsroom.sign_in("Hana", Role.EDITOR)
    return open_profile(newsroom, opened)
