"""Takes the pictures of docs/partner-guide.md anew (``make pictures``): the sample as its partner sees it."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import chromium
from tests.browser.partner.outlet import HOME, serving

IMAGES = Path(__file__).parents[3] / "docs" / "images"
_DESKTOP = {"width": 1120, "height": 760}


def main() -> None:
    """Write all of them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, serving(Path(folder), browser) as outlet:
        page = outlet.enter(outlet.key(), viewport=_DESKTOP)
        for picture in (_feeds, _log, _delivery, _missing, _keys):
            picture(page)
        outlet.close()


def _feeds(page: Page) -> None:
    page.get_by_role("heading", name="Feeds").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('feeds').scrollIntoView()")
    _save(page, "feeds")


def _log(page: Page) -> None:
    page.goto(f"{HOME}-/log/")
    _save(page, "log")


def _delivery(page: Page) -> None:
    page.get_by_role("link", name="24", exact=True).click()
    expect(page.get_by_role("link", name="Download the very bytes")).to_be_visible()
    _save(page, "delivery")


def _missing(page: Page) -> None:
    page.goto(f"{HOME}-/numbers/")
    page.get_by_label("The numbers you have").fill("1-12, 14, 17-24")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="3 missing")).to_be_visible()
    _save(page, "missing")


def _keys(page: Page) -> None:
    page.goto(f"{HOME}-/keys/")
    page.locator("article").filter(has_text="sample").get_by_role("button", name="Change").click()
    expect(page.get_by_role("status")).to_be_visible()
    # Nobody's key is shown in a guide, not even that of an installation which is gone.
    page.locator("[role=status] code").evaluate("code => { code.textContent = '•'.repeat(43) }")
    _save(page, "keys")


def _save(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"partner-{name}.png")


if __name__ == "__main__":
    sys.exit(main())
