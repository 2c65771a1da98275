"""Findings of the checks under the field: jumped to, mended by one key, dismissed with a reason."""

from playwright.sync_api import expect

from tests.browser.review.newsroom import Newsroom, expect_said, expect_state, sentence, words


def test_a_finding_is_jumped_to_and_dismissed_with_a_reason(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "'Brave decision'")
    words(page, 1).fill("Quyết định định dũng cảm <unk>")
    finding = sentence(page, 1).locator(".finding[data-code=leftovers]")
    expect(finding).to_be_visible()
    page.keyboard.press("Control+Shift+Enter")
    expect_state(page, 1, "Edited")
    page.keyboard.press("Shift+F8")
    expect(sentence(page, 1).locator(".finding.is-current")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    page.keyboard.type("It is meant so.")
    page.keyboard.press("Enter")
    expect_said(page, "Dismissed.")
    dismissed = sentence(page, 1).locator(".finding.is-dismissed").first
    expect(dismissed).to_contain_text("Linh: It is meant so.")


def test_one_key_applies_a_fix(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "'Brave decision'")
    words(page, 3).fill("Ông Trump nói。")
    expect(sentence(page, 3).locator(".finding[data-code=fullwidth_punctuation]")).to_be_visible()
    page.keyboard.press("F2")
    expect(words(page, 3)).to_have_value("Ông Trump nói.")
    page.keyboard.press("Control+z")
    expect(words(page, 3)).to_have_value("Ông Trump nói。")
