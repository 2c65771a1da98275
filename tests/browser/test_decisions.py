"""What is published and held, and why, as staff read it: at phone width, in the dark, without scripts."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import barriers
from tests.browser.conftest import Visit
from tests.browser.test_pages import LOW_CONTRAST
from tests.syndication.web.live_server import RunningServer


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_leads_to_the_reasons_which_fit_and_can_be_read(
    visit: Visit, sign_in_path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    visit.page.emulate_media(color_scheme=scheme)
    visit.page.set_viewport_size({"width": width, "height": 800})
    page = visit.open(sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Published in Tiếng Việt").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Published and held in Tiếng Việt")
    expect(page.get_by_text("public feeds").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(LOW_CONTRAST) == []
    assert barriers(page) == []
    assert visit.trouble == []


def test_texts_are_filtered_without_scripts(browser: Browser, server: RunningServer, sign_in_path: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + sign_in_path)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Published in Tiếng Việt").first.click()
    page.get_by_label("Reader", exact=True).select_option("public")
    page.get_by_label("Because it is").select_option("blocked")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Reader", exact=True)).to_have_value("public")
    expect(page.get_by_role("heading", name="0 texts")).to_be_visible()
    context.close()
