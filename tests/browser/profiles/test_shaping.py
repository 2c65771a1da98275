"""A profile is shaped in a browser: the preview follows, what cannot be is told, versions come and go."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from feeds.model import Paragraph
from syndication.auth import Role
from tests.browser.axe import barriers
from tests.browser.profiles.outlet import open_profile, preview, show, unfold
from tests.browser.review.newsroom import Newsroom
from tests.browser.test_pages import LOW_CONTRAST


def test_the_preview_follows_what_is_typed_and_tells_the_difference_to_today(page: Page) -> None:
    expect(preview(page)).to_contain_text("the same as today")
    unfold(page, "How far back")
    page.get_by_label("Number of entries").fill("3")
    expect(preview(page)).to_contain_text("3 items")
    expect(preview(page).get_by_role("article")).to_have_count(3)
    unfold(page, "Titles")
    page.get_by_label("Time before each title").uncheck()
    show(page, "Difference")
    different = preview(page).locator('[data-view="difference"]')
    expect(different.locator(".pd-different", has_text="gone").first).to_be_visible()
    expect(different.locator("del", has_text=re.compile(r"\d\d")).first).to_be_visible()
    expect(different.get_by_role("group", name=re.compile("line by line"))).to_be_visible()
    show(page, "Document")
    expect(preview(page).locator(".code-tag").first).to_be_visible()
    page.get_by_label("Format", exact=True).select_option("json")
    expect(preview(page)).to_contain_text("application/feed+json")
    show(page, "Report")
    expect(preview(page)).to_contain_text("JSON, read strictly")
    expect(page.get_by_role("status").filter(has_text="no errors")).to_be_attached()


def test_a_setting_that_cannot_be_is_told_beside_it_while_typing_and_mended(page: Page) -> None:
    unfold(page, "How far back")
    field = page.get_by_label("Number of entries")
    field.fill("zwei")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(preview(page)).to_contain_text("These settings cannot be")
    preview(page).get_by_role("link", name="Number of entries").click()
    expect(field).to_be_focused()
    page.get_by_role("button", name="Save as version").click()
    expect(page.get_by_role("alert")).to_contain_text("1 setting cannot be as typed")
    field = page.get_by_label("Number of entries")
    expect(field).to_have_value("zwei")
    field.fill("20")
    expect(field).not_to_have_attribute("aria-invalid", "true")


def test_rows_are_added_by_typing_and_removed_and_what_is_typed_is_kept(newsroom: Newsroom) -> None:
    page = open_profile(newsroom, newsroom.sign_in("Hana", Role.EDITOR), "seoul-wire", "desk")
    unfold(page, "Languages")
    rows = page.locator('[data-rows="languages"] [data-row]')
    before = rows.count()
    rows.last.get_by_label("Language").fill("vi")
    expect(rows).to_have_count(before + 1)
    rows.last.get_by_label("Language").fill("en")
    expect(rows).to_have_count(before + 2)
    rows.nth(before - 1).get_by_role("button", name="Remove").click()
    expect(rows).to_have_count(before + 1)
    page.get_by_role("button", name="Save as version").click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
    unfold(page, "Languages")
    tags = [
        row.get_by_label("Language").input_value() for row in page.locator('[data-rows="languages"] [data-row]').all()
    ]
    assert tags == ["ko", "en", ""]


def test_a_version_is_saved_with_a_note_compared_and_rolled_back(page: Page) -> None:
    unfold(page, "How far back")
    was = page.get_by_label("Number of entries").input_value()
    page.get_by_label("Number of entries").fill("7")
    page.get_by_label("Note", exact=True).fill("a shorter feed")
    page.get_by_role("button", name="Save as version").click()
    expect(page.get_by_text("Saved as version")).to_be_visible()
    page.get_by_role("link", name="Versions").click()
    expect(page.get_by_text("a shorter feed")).to_be_visible()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name=re.compile("From version"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Roll back to version")).first.click()
    expect(page.get_by_label("Number of entries")).to_have_value(was)
    expect(preview(page)).to_contain_text("the same as today")


def test_a_partner_and_its_first_profile_are_made_with_the_keyboard_alone(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Hana", Role.EDITOR)
    page.goto(f"{newsroom.server.url}/desk/partners/")
    page.get_by_label("Name in addresses").focus()
    page.keyboard.type("weekly")
    page.keyboard.press("Tab")
    page.keyboard.type("The Weekly")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The Weekly")).to_be_visible()
    name = page.get_by_role("region", name="Profiles").get_by_label("Name")
    name.focus()
    page.keyboard.type("site")
    page.get_by_label("Start from").select_option("ready:superdesk")
    page.get_by_role("button", name="Open the editor").focus()
    page.keyboard.press("Enter")
    expect(preview(page)).to_contain_text("new to the partner")
    page.get_by_role("button", name="Save", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved as version 1")).to_be_visible()


def test_enter_in_a_field_makes_a_preview_and_removes_no_row(page: Page) -> None:
    unfold(page, "Languages")
    rows = page.locator('[data-rows="languages"] [data-row]')
    before = rows.count()
    rows.first.get_by_label("Language").press("Enter")
    expect(page.locator("body.is-ready")).to_be_attached()
    expect(rows).to_have_count(before)
    expect(preview(page).locator(".pd-made")).to_be_attached()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1400, "dark")])
def test_the_pages_fit_can_be_read_and_keep_nobody_out(
    newsroom: Newsroom, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = newsroom.sign_in("Hana", Role.EDITOR, viewport={"width": width, "height": 800}, color_scheme=scheme)
    open_profile(newsroom, page)
    unfold(page, "How far back")
    page.get_by_label("Number of entries").fill("4")
    expect(preview(page)).to_contain_text("4 items")
    for section in page.locator("details.pd-section").all():
        section.evaluate("element => { element.open = true; }")
    for view in ("Reader", "Document", "Report", "Difference"):
        show(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view
        assert page.evaluate(LOW_CONTRAST) == [], view
        assert barriers(page) == [], view
    for path in (
        "/desk/partners/",
        "/desk/partners/mekong-daily/",
        "/desk/partners/mekong-daily/profiles/live/versions",
    ):
        page.goto(newsroom.server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(LOW_CONTRAST) == [], path
        assert barriers(page) == [], path


def test_without_scripts_a_profile_is_previewed_and_saved(newsroom: Newsroom) -> None:
    page = newsroom.sign_in("Hana", Role.EDITOR, java_script_enabled=False)
    page.goto(f"{newsroom.server.url}/desk/partners/seoul-wire/profiles/ticker")
    page.get_by_label("Title", exact=True).fill("Ticker of the day")
    page.locator("#preview").get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Difference to today")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Ticker of the day")
    page.get_by_role("button", name="Save as version").click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()


def test_what_an_entry_says_is_shown_and_never_run(newsroom: Newsroom) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
    newsroom.post("Hostile & <b>harmless</b>", Paragraph(html=hostile).html)
    page = newsroom.sign_in("Hana", Role.EDITOR)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_profile(newsroom, page, "seoul-wire", "ticker")
    page.get_by_label("Format", exact=True).select_option("json")
    for view in ("Reader", "Document", "Report", "Difference"):
        show(page, view)
    assert page.evaluate("document.querySelectorAll('#preview script, #preview [onerror]').length") == 0
    assert dialogs == []
