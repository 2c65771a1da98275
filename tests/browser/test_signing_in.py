"""Signing in, looking at the desk and signing out, by clicks alone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.browser.test_pages import LOW_CONTRAST
from tests.syndication.web.live_server import RunningServer


def test_the_link_leads_to_the_desk_and_signing_out_leads_away(visit: Visit, sign_in_path: str) -> None:
    page = visit.open(sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/desk/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    expect(page.get_by_text("Linh, reader")).to_be_visible()
    assert visit.trouble == []
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r":\d+/$"))
    answer = page.goto(f"{visit.base_url}/desk/")
    assert answer is not None
    assert answer.status == 401


def test_the_desk_works_without_javascript(browser: Browser, server: RunningServer, sign_in_path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("No engine for en→vi").first).to_be_visible()
    expect(page.get_by_text("syndication models install en-vi").first).to_be_visible()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_desk_fits_and_can_be_read(visit: Visit, sign_in_path: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = visit.open(sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW_CONTRAST) == []
