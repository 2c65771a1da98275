"""The partner's page for everybody: axe, a phone, the dark, the keyboard, no scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import barriers
from tests.browser.partner.outlet import HOME, Outlet
from tests.browser.test_pages import LOW_CONTRAST

PATHS = ("", "-/log/", "-/log/1/", "-/numbers/", "-/keys/", "-/statistics/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_people_out(outlet: Outlet, scheme: str) -> None:
    page = outlet.enter(outlet.key(), color_scheme=scheme)
    for path in PATHS:
        page.goto(HOME + path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert barriers(page) == [], path
        assert page.evaluate(LOW_CONTRAST) == [], path
    stranger = outlet.page(color_scheme=scheme)
    stranger.goto(HOME)
    assert barriers(stranger) == []


@pytest.mark.parametrize("width", [320, 390, 640])
def test_no_page_scrolls_sideways(outlet: Outlet, width: int) -> None:
    page = outlet.enter(outlet.key(), viewport={"width": width, "height": 800})
    for path in PATHS:
        page.goto(HOME + path)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_desk_s_view_is_for_everybody_too(outlet: Outlet) -> None:
    page = outlet.desk()
    for path in ("", "log/", "numbers/", "keys/", "statistics/"):
        page.goto(f"/desk{HOME}own/{path}")
        assert barriers(page) == [], path
    page.get_by_role("link", name="Keys").click()
    expect(page.get_by_role("button", name="Make a key")).to_be_visible()


def test_without_scripts_nothing_is_missing_but_the_buttons_that_copy(outlet: Outlet) -> None:
    page = outlet.enter(outlet.key(), java_script_enabled=False)
    expect(page.get_by_text("curl -fsS").first).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.get_by_role("link", name="Numbers").click()
    page.get_by_label("The numbers you have").fill("1-4")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="missing")).to_be_visible()


def test_the_keyboard_is_enough(outlet: Outlet) -> None:
    page = outlet.page()
    page.goto(HOME)
    page.get_by_label("Key").focus()
    page.keyboard.type(outlet.key())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mekong Daily", level=1)).to_be_visible()
    for _ in range(6):
        page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Numbers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Numbers", level=1)).to_be_visible()
