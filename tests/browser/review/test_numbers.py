"""The numbers of the desk in a browser: plots that are seen, tables that are read, in every look."""

import re

import pytest
from playwright.sync_api import Page, expect

from syndication.measuring import Measurer
from tests.browser.axe import barriers
from tests.browser.review.newsroom import Newsroom, sentence, words
from tests.browser.review.test_accessible import DARK, LIGHT, PHONE


def worked_on(newsroom: Newsroom, page: Page) -> None:
    """Correct one sentence and approve it, and let the worker measure that."""
    newsroom.open(page, "Getting along")
    if sentence(page, 2).get_attribute("data-state") != "approved":
        words(page, 2).fill("Hai nhà lãnh đạo đã gặp nhau.")
        words(page, 2).press("Control+Enter")
        expect(sentence(page, 2).locator(".state-word")).to_have_text("Approved")
    database = newsroom.database
    Measurer(database).catch_up()
    database.close()


@pytest.mark.parametrize("look", [LIGHT, DARK, PHONE], ids=["light", "dark", "phone"])
def test_numbers_are_seen_and_read(newsroom: Newsroom, look: dict[str, object]) -> None:
    page = newsroom.sign_in(**look)  # type: ignore[arg-type]
    worked_on(newsroom, page)
    page.goto(f"{newsroom.server.url}/review/")
    page.get_by_role("link", name="Numbers").click()
    expect(page.get_by_role("heading", name="Numbers", level=1)).to_be_visible()
    line = page.get_by_role("row", name=re.compile("Source to approval"))
    expect(line.get_by_role("cell").nth(0)).to_have_text("vi")
    bar = line.locator("rect.length").bounding_box()
    assert bar is not None
    assert bar["width"] > 1
    expect(page.get_by_role("img", name=re.compile("sentences approved on each day"))).to_be_visible()
    assert barriers(page) == []
    if page.viewport_size and page.viewport_size["width"] < 400:
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def test_another_language_is_chosen_without_a_script(newsroom: Newsroom) -> None:
    page = newsroom.sign_in(java_script_enabled=False)
    page.goto(f"{newsroom.server.url}/review/numbers/?language=vi")
    expect(page.get_by_label("Language", exact=True)).to_have_value("vi")
    page.get_by_label("From", exact=True).fill("2018-01-01")
    page.get_by_label("to", exact=True).fill("2018-01-31")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("From 2018-01-01 to 2018-01-31")).to_be_visible()
    expect(page.get_by_text("Nothing was approved or published in this time.")).to_be_visible()


def test_the_figures_are_loaded_as_a_file(newsroom: Newsroom) -> None:
    page = newsroom.sign_in()
    page.goto(f"{newsroom.server.url}/review/numbers/")
    with page.expect_download() as download:
        page.get_by_role("link", name="As a file (CSV)").click()
    assert re.fullmatch(r"numbers-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    first = download.value.path().read_text(encoding="utf-8").splitlines()[0]
    assert first == "since,until,figure,language,of,readers,value,unit,count"
