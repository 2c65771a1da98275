"""The field of a sentence: input methods, marks as chips, findings and fixes, keys that are left to others."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from syndication.clock import utc_now
from syndication.termbase import add_term
from tests.browser.review.newsroom import Newsroom, expect_state, sentence, words
from translations.glossary import Term

LINKED = "Linked entry"


@pytest.fixture
def linked(newsroom: Newsroom) -> Page:
    """A sentence with bold words and a link, its text open."""
    if all(entry.headline != LINKED for entry in newsroom.blog().entries):
        newsroom.post(LINKED, 'The <b>leaders</b> met <a href="https://example.org/hall">again</a> at the hotel.')
    return newsroom.open(newsroom.sign_in(), LINKED)


def input_method(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def compose(session: CDPSession, *steps: str) -> None:
    """Compose letter by letter, as an input method does; the last step stays in composition."""
    for step in steps:
        session.send("Input.imeSetComposition", {"text": step, "selectionStart": len(step), "selectionEnd": len(step)})


def test_korean_is_composed_without_a_key_being_taken_for_a_command(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along", "ko")
    field = words(page, 2)
    field.fill("")
    method = input_method(page)
    compose(method, "ㅎ", "하", "한")
    expect(field).to_have_value("한")
    # The Enter that ends a composition belongs to the input method.
    field.evaluate(
        """area => area.dispatchEvent(new KeyboardEvent("keydown",
           {key: "Enter", code: "Enter", ctrlKey: true, isComposing: true, bubbles: true, cancelable: true}))"""
    )
    field.evaluate(
        """area => area.dispatchEvent(new KeyboardEvent("keydown",
           {key: "Process", keyCode: 229, ctrlKey: true, bubbles: true, cancelable: true}))"""
    )
    expect(field).to_be_focused()
    expect_state(page, 2, "From memory")
    method.send("Input.insertText", {"text": "한"})
    compose(method, "ㄱ", "그", "글")
    method.send("Input.insertText", {"text": "글"})
    expect(field).to_have_value("한글")
    page.keyboard.press("Control+Enter")
    expect_state(page, 2, "Approved")
    assert newsroom.segments("Getting along", "ko")[1].current.text == "한글"  # type: ignore[union-attr]


def test_vietnamese_is_composed_while_news_comes_in(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    field = words(page, 3)
    field.fill("Cả ")
    method = input_method(page)
    compose(method, "t", "th", "the", "thê", "thế")
    newsroom.rewrite("Getting along", lambda html: html.replace("the whole world", "the entire world"))
    newsroom.post("While composing", "The leaders met again.")
    expect(field).to_have_value("Cả thế")
    compose(method, "thế g", "thế gi", "thế giơi", "thế giới")
    method.send("Input.insertText", {"text": "thế giới"})
    expect(field).to_have_value("Cả thế giới")
    expect(sentence(page, 3).locator(".notice ins").first).to_contain_text("entire")
    expect(field).to_be_focused()


def test_marks_are_chips_that_go_where_the_words_are(linked: Page, newsroom: Newsroom) -> None:
    field = words(linked, 2)
    field.fill("Các lãnh đạo gặp lại ở khách sạn.")
    chips = sentence(linked, 2).locator(".chip")
    expect(chips.nth(0)).to_contain_text("bold")
    expect(chips.nth(1)).to_contain_text("link to example.org/hall")
    expect(chips.nth(1)).to_contain_text("not placed")
    linked.keyboard.press("Control+Enter")
    expect(sentence(linked, 2).locator(".notice")).to_contain_text("https://example.org/hall")

    field.evaluate("area => { area.focus(); area.setSelectionRange(17, 20); }")
    chips.nth(1).click()
    expect(chips.nth(1)).to_contain_text("“lại”")
    field.evaluate("area => area.setSelectionRange(4, 12)")
    linked.keyboard.press("Escape")
    linked.keyboard.press("m")
    linked.keyboard.press("1")
    expect(chips.nth(0)).to_contain_text("“lãnh đạo”")
    expect(field).to_be_focused()
    linked.keyboard.press("Home")
    linked.keyboard.type("Hôm nay ")
    expect(chips.nth(1)).to_contain_text("“lại”")
    linked.keyboard.press("Control+Enter")
    expect_state(linked, 2, "Approved")
    assert "Hôm nay Các &lt;b&gt;lãnh đạo" in newsroom.feed() or "<b>lãnh đạo</b>" in newsroom.feed()
    assert "https://example.org/hall" in newsroom.feed()


def test_words_written_over_a_link_stay_the_link(linked: Page) -> None:
    field = words(linked, 2)
    field.fill("Gặp lại ở đó.")
    field.evaluate("area => { area.focus(); area.setSelectionRange(4, 7); }")
    chip = sentence(linked, 2).locator(".chip").nth(1)
    chip.click()
    expect(chip).to_contain_text("“lại”")
    field.evaluate("area => { area.focus(); area.setSelectionRange(4, 7); }")
    linked.keyboard.type("nhau hôm nay")
    expect(chip).to_contain_text("“nhau hôm nay”")
    linked.keyboard.press("End")
    linked.keyboard.type(" Hết.")
    expect(chip).to_contain_text("“nhau hôm nay”")


def test_a_memory_match_is_shown_with_its_difference_and_taken_by_its_number(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Trump promises North Korea")
    words(page, 4).focus()
    suggestion = sentence(page, 4).locator(".suggestion").first
    expect(suggestion).to_contain_text("100 %")
    words(page, 4).fill("x")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    expect(words(page, 4)).to_have_value(re.compile("tương lai"))
    expect(words(page, 4)).to_be_focused()


def test_all_keys_are_listed_and_letters_can_be_switched_off(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    words(page, 5).focus()
    page.keyboard.press("Control+/")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Approve what the field says")
    keys.get_by_label("Letters are keys").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    expect(words(page, 5)).to_be_focused()
    page.keyboard.press("Escape")
    expect(sentence(page, 5)).to_be_focused()
    page.keyboard.press("j")
    expect(sentence(page, 5)).to_be_focused()
    page.keyboard.press("Control+/")
    keys.get_by_label("Letters are keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(sentence(page, 6)).to_be_focused()
    # The key of "k" on a keyboard that is switched to Korean.
    sentence(page, 6).evaluate(
        """one => one.dispatchEvent(new KeyboardEvent("keydown", {key: "ㅏ", code: "KeyK", bubbles: true}))"""
    )
    expect(sentence(page, 5)).to_be_focused()


def test_letters_that_are_typed_into_a_field_are_never_commands(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    words(page, 6).fill("")
    page.keyboard.type("jkansrubfxdcgwpi?123m1")
    expect(words(page, 6)).to_have_value("jkansrubfxdcgwpi?123m1")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect_state(page, 6, "From memory")


def test_pasted_lines_become_one(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    words(page, 7).fill("Một\nhai")
    expect(words(page, 7)).to_have_value("Một hai")


def test_terms_of_the_glossary_are_underlined_and_told(newsroom: Newsroom) -> None:
    database = newsroom.database
    with database.writing() as session:
        term = Term(
            source_language="en", target_language="vi", source_text="Allan Pease", target_text="Allan Pease, Úc"
        )
        add_term(session, term, actor="Minh", now=utc_now())
    database.close()
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    expect(sentence(page, 4).locator(".source-text mark")).to_have_text("Allan Pease")
    expect(sentence(page, 4).locator(".terms")).to_contain_text("Allan Pease, Úc")
    expect(sentence(page, 5).locator(".terms")).to_be_hidden()
