"""What tests of the profile editor do again and again."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.review.newsroom import Newsroom


def open_profile(newsroom: Newsroom, page: Page, partner: str = "mekong-daily", profile: str = "live") -> Page:
    page.goto(f"{newsroom.server.url}/desk/partners/{partner}/profiles/{profile}")
    expect(page.locator("body.is-ready")).to_be_attached()
    expect(preview(page).locator("[data-summary]")).to_be_attached()
    return page


def preview(page: Page) -> Locator:
    """The preview as it is for the settings as they are typed."""
    return page.locator("#preview:not(.is-stale)")


def show(page: Page, view: str) -> Locator:
    """Turn to one of the preview's views."""
    page.get_by_role("button", name=view, exact=True).click()
    return page.get_by_role(
        "region", name={"Reader": "As a reader sees it", "Document": "The document"}.get(view, view)
    )


def unfold(page: Page, section: str) -> None:
    """Open a section of the form."""
    details = page.locator("details.pd-section", has=page.get_by_role("heading", name=section, exact=True))
    if details.get_attribute("open") is None:
        details.locator("summary").click()
