"""The pages of channels, deliveries and sources: on a phone, in the dark, and for everybody."""

from typing import Literal

import pytest
from playwright.sync_api import Page

from syndication.clock import utc_now
from syndication.delivery.model import DeliveryState
from syndication.rights import Role
from syndication.sealing import sealer_of
from syndication.storage.channels import find_channel
from tests.browser.axe import barriers
from tests.browser.deliveries.outlet import DESK
from tests.browser.review.newsroom import SLUG, Newsroom
from tests.browser.test_pages import LOW_CONTRAST
from tests.syndication import outlets
from tests.syndication.kept import defaults, kept_blog

PAGES = (
    DESK,
    f"{DESK}log",
    f"{DESK}1",
    f"{DESK}2",
    "/desk/partners/daily/channels/new?kind=webhook",
    "/desk/partners/daily/channels/shown",
    "/desk/sources/",
)


@pytest.fixture(scope="module", autouse=True)
def sent(installed: Newsroom) -> None:
    """A paused channel with two deliveries and a dead letter."""
    database = installed.database
    entry = kept_blog(database, SLUG).entries[0]
    with database.reading() as session:
        known = find_channel(session, "daily", "shown")
    if known is None:
        sealer = sealer_of(defaults(data=str(installed.folder)))
        channel = outlets.keep_channel(database, name="shown", sealer=sealer, now=utc_now())
        body = b'{"title": "' + b"word " * 200 + b'"}'
        for at, state in enumerate((DeliveryState.ACCEPTED, DeliveryState.REFUSED)):
            outlets.keep_delivery(
                database, channel, entry.guid, body, blog=SLUG, version=at + 1, state=state, now=utc_now()
            )
        outlets.keep_wish(
            database, channel, entry.guid, blog=SLUG, error="the partner answered 422", is_dead=True, now=utc_now()
        )
    database.close()


@pytest.fixture
def page(newsroom: Newsroom) -> Page:
    return newsroom.sign_in("Hana", Role.ADMIN)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_a_page_fits_and_can_be_read(
    page: Page, newsroom: Newsroom, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(newsroom.server.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW_CONTRAST) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_keeps_nobody_out(page: Page, newsroom: Newsroom, path: str) -> None:
    page.goto(newsroom.server.url + path)
    for summary in page.locator("summary").all():
        summary.click()
    assert barriers(page) == []
