"""Takes the pictures of profiles anew (``make pictures``): the sample's partners as an editor sees them."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from syndication.auth import Role
from tests.browser.conftest import chromium
from tests.browser.profiles.outlet import open_profile, preview, show, unfold
from tests.browser.review.newsroom import Newsroom, serving

IMAGES = Path(__file__).parents[3] / "docs" / "images"
_WIDE = {"width": 1360, "height": 860}
_PHONE = {"viewport": {"width": 390, "height": 760}, "is_mobile": True, "has_touch": True}


def main() -> None:
    """Write all of them."""
    IMAGES.mkdir(exist_ok=True)
    expect.set_options(timeout=30_000)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, serving(Path(folder), browser) as newsroom:
        _editor(newsroom, newsroom.sign_in("Hana", Role.EDITOR, viewport=_WIDE))
        _phone(newsroom)
        newsroom.close()


def _editor(newsroom: Newsroom, page: Page) -> None:
    open_profile(newsroom, page)
    _save(page, "preview")
    page.get_by_label("Format", exact=True).select_option("rss")
    expect(preview(page)).to_contain_text("application/rss+xml")
    show(page, "Report")
    _save(page, "report")
    page.get_by_label("Format", exact=True).select_option("atom")
    unfold(page, "Titles")
    page.get_by_label("Time before each title").uncheck()
    page.get_by_label("Longest title").fill("40")
    expect(preview(page)).to_contain_text("changed")
    show(page, "Difference")
    _save(page, "difference")
    page.get_by_label("Note", exact=True).fill("their screen is narrow")
    page.get_by_role("button", name="Save as version").click()
    page.get_by_role("link", name="Versions").click()
    _save(page, "versions")


def _phone(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Hana", Role.EDITOR, color_scheme="dark", **_PHONE)
    open_profile(newsroom, page)
    page.locator("#preview").evaluate("element => element.scrollIntoView()")
    _save(page, "phone")


def _save(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"desk-profile-{name}.png")


if __name__ == "__main__":
    main()
