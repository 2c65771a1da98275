"""Nobody is kept out of the live desk: axe on each page and state, light, dark and on a phone; and without scripts."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from feeds.model import Paragraph, PubStatus
from syndication.auth import Role
from tests.browser.axe import barriers
from tests.browser.desk.live_desk import (
    DESK,
    blog_of,
    change,
    editor,
    newest,
    open_entry,
    open_stream,
    path_of,
    row,
    with_words,
    words,
)
from tests.browser.review.newsroom import SLUG, Newsroom

LIGHT: dict[str, Any] = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
DARK: dict[str, Any] = {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": 640},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
HEADLINE = "'A nice private dinner'"


def stream(newsroom: Newsroom, page: Page) -> None:
    open_stream(newsroom, page)


def writing(newsroom: Newsroom, page: Page) -> None:
    """Everything that can be written, and all that can be chosen."""
    open_stream(newsroom, page)
    words(page).click()
    page.keyboard.type("Words.")
    for name in ("Table", "Picture", "Embed", "List", "Quote"):
        page.get_by_role("toolbar").get_by_role("button", name=name).click()
    page.get_by_text("Pin, schedule, embargo").click()
    for summary in page.locator("details > summary", has_text="Rights").all():
        summary.click()


def refused(newsroom: Newsroom, page: Page) -> None:
    open_stream(newsroom, page)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.locator("[data-troubles]")).to_be_visible()


def entry(newsroom: Newsroom, page: Page) -> None:
    open_entry(newsroom, page, HEADLINE)
    expect(page.frame_locator(".preview-frame").locator("article")).to_be_visible()


def clash(newsroom: Newsroom, page: Page) -> None:
    open_entry(newsroom, page, HEADLINE)
    words(page).click()
    page.keyboard.type("Mine. ")
    version = newsroom.entry(HEADLINE).version
    change(newsroom, HEADLINE, with_words(f"Theirs of {version}."))
    page.locator("[data-send]").click()
    expect(page.locator(".clash-piece")).to_be_visible()


def keys(newsroom: Newsroom, page: Page) -> None:
    open_stream(newsroom, page)
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def history(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}{path_of(newsroom, HEADLINE)}history/")


def kill(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}{path_of(newsroom, HEADLINE)}kill")


def preview(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}{path_of(newsroom, HEADLINE)}preview?language=vi")


def blogs(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}/desk/blogs/")


def new(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}/desk/blogs/new")


def head(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}{DESK}head")
    expect(page.locator("body.is-ready")).to_be_attached()


def kill_blog(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}{DESK}kill")


STATES = (stream, writing, refused, entry, clash, keys, history, kill, preview, blogs, new, head, kill_blog)


@pytest.mark.parametrize("look", [LIGHT, DARK, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_nothing_serious_and_nothing_is_cut_off(newsroom: Newsroom, look: dict[str, Any]) -> None:
    page = editor(newsroom, **look)
    found = {}
    for state in STATES:
        state(newsroom, page)
        found[state.__name__] = barriers(page)
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state.__name__
        page.evaluate("localStorage.clear()")
        page.evaluate("document.getElementById('entry-form')?.reset()")
    assert {name: violations for name, violations in found.items() if violations} == {}


def test_every_mark_can_be_read_in_the_dark(newsroom: Newsroom) -> None:
    page = editor(newsroom, **DARK)
    change(
        newsroom,
        "Getting along",
        lambda one: replace(one, pinned=True, highlighted=True, pub_status=PubStatus.WITHHELD, correction_note="Noon."),
    )
    open_stream(newsroom, page)
    assert row(page, "Getting along").locator(".chip").count() >= 4
    assert barriers(page) == []


def test_a_thumb_can_write_and_post_on_a_phone(newsroom: Newsroom) -> None:
    page = open_stream(newsroom, editor(newsroom, **PHONE))
    words(page).tap()
    page.keyboard.type("From a phone.")
    button = page.get_by_role("button", name="Post", exact=True)
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.tap()
    expect(row(page, "From a phone")).to_be_visible()


@pytest.mark.parametrize("path", ["", "head"])
def test_an_editor_without_scripts_has_plain_fields(newsroom: Newsroom, path: str) -> None:
    page = editor(newsroom, java_script_enabled=False)
    page.goto(f"{newsroom.server.url}{DESK}{path}")
    assert page.locator("textarea:visible").count() >= 1


def test_without_scripts_an_entry_is_posted_edited_corrected_and_killed(newsroom: Newsroom) -> None:
    page = editor(newsroom, java_script_enabled=False)
    page.goto(f"{newsroom.server.url}{DESK}")
    page.get_by_role("textbox", name="Text", exact=True).fill("Without scripts.\n\nSecond paragraph.")
    page.get_by_role("button", name="Post", exact=True).click()
    expect(row(page, "Without scripts.")).to_be_visible()
    row(page, "Without scripts.").get_by_role("button", name="Hold").click()
    expect(row(page, "Without scripts.").locator(".chip-held")).to_be_visible()
    row(page, "Without scripts.").get_by_role("link", name="Edit").click()
    page.get_by_label("Paragraph").first.fill("With patience.")
    page.get_by_label("A correction").check()
    page.get_by_label("What is corrected").fill("It was patience.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#entry-news .done")).to_contain_text("Saved")
    entry = newest(newsroom)
    assert entry.blocks == (
        Paragraph(html="With patience.", id="b1"),
        Paragraph(html="Second paragraph.", id="b2"),
    )
    assert (entry.correction_note, entry.pub_status) == ("It was patience.", PubStatus.WITHHELD)
    page.get_by_role("link", name="Kill …").click()
    page.get_by_label("Reason").fill("No.")
    page.get_by_label("I know").check()
    page.get_by_role("button", name="Kill the entry").click()
    expect(page.locator(".stream-row.is-killed").first).to_contain_text("No.")


def test_a_reader_looks_and_finds_no_way_to_write(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Tuan", Role.READER)
    open_stream(newsroom, page)
    expect(page.locator("#entry-form")).to_have_count(0)
    page.keyboard.press("c")
    row(page, "Getting along").get_by_role("link", name="Look at").click()
    expect(page.locator("body.is-ready")).to_be_attached()
    expect(page.locator("#entry-form, .words")).to_have_count(0)
    assert blog_of(newsroom, SLUG).version == 1
