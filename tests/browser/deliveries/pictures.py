"""Takes the pictures of channels and deliveries in docs/desk-guide.md anew (``make pictures``)."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from syndication.rights import Role
from tests.browser.conftest import chromium
from tests.browser.deliveries.outlet import DESK, delivering, edit, post
from tests.browser.deliveries.test_day import refusing, set_up
from tests.syndication.delivery.receiver import Receiver, accepting, receiving
from tests.syndication.web.live_server import until

IMAGES = Path(__file__).parents[3] / "docs" / "images"
_DESKTOP = {"width": 1120, "height": 780}


def main() -> None:
    """Write all of them."""
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        chromium() as browser,
        receiving() as receiver,
        delivering(Path(folder), browser) as newsroom,
    ):
        page = newsroom.sign_in("Hana", Role.ADMIN, viewport=_DESKTOP)
        page.goto(f"{newsroom.server.url}/desk/partners/daily/channels/new?kind=webhook")
        page.get_by_role("form", name="New channel").get_by_label("Address").fill("https://daily.example/hook")
        _save(page, "new-channel")
        set_up(page, newsroom.server.url, receiver, "push")
        entry = post(newsroom, "The two leaders met at the hotel.", headline="They met")
        until(lambda: len(receiver.accepted) == 1, "the first delivery")
        edit(newsroom, entry, "The two leaders have met at the Metropole hotel.")
        until(lambda: len(receiver.accepted) == 2, "the second delivery")
        _page_of_deliveries(page, newsroom.server.url, receiver, lambda: edit(newsroom, entry, "They have met."))
        page.goto(f"{newsroom.server.url}{DESK}2")
        page.get_by_role("heading", name="What differs from before").scroll_into_view_if_needed()
        _save(page, "difference")
        newsroom.close()


def _page_of_deliveries(page: Page, base_url: str, receiver: Receiver, change: Callable[[], None]) -> None:
    receiver.behave = refusing
    change()
    page.goto(base_url + DESK)
    expect(page.get_by_role("region", name="Dead letters")).to_contain_text("422")
    _save(page, "overview")
    receiver.behave = accepting


def _save(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"deliveries-{name}.png")


if __name__ == "__main__":
    sys.exit(main())
