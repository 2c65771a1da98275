"""What was done is taken back, and what was taken back is at hand."""

import re

from playwright.sync_api import expect

from tests.browser.review.newsroom import Newsroom, expect_said, expect_state, sentence, words
from translations.model import SegmentState


def test_undo_takes_back_what_was_typed_and_then_what_was_decided(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "'Brave decision'")
    before = words(page, 1).input_value()
    words(page, 1).press("Control+Enter")
    expect_state(page, 1, "Approved")
    words(page, 1).fill("Something else")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(words(page, 1)).to_have_value(before)
    expect_said(page, "put aside")
    page.keyboard.press("u")
    expect_said(page, "Taken back.")
    expect_state(page, 1, "From memory")
    sentence(page, 1).get_by_role("button", name="Bring back what I typed").click()
    expect(words(page, 1)).to_have_value("Something else")


def test_what_was_seen_and_is_clean_is_approved_at_once_and_taken_back_at_once(newsroom: Newsroom) -> None:
    page = newsroom.sign_in(viewport={"width": 1280, "height": 500})
    newsroom.open(page, "Getting along")
    seen = page.locator(".segment.is-seen")
    expect(seen.first).to_be_attached()
    page.get_by_role("button", name="Approve all that I have seen").click()
    expect_said(page, "approved.")
    expect_state(page, 1, "Approved")
    # The last sentence has never been on the screen.
    expect_state(page, 8, "From memory")
    states = [segment.state for segment in newsroom.segments("Getting along")]
    assert states[0] is SegmentState.APPROVED
    assert states[7] is SegmentState.MEMORY
    page.get_by_role("button", name="Take back these").click()
    expect_state(page, 1, "From memory")
    assert SegmentState.APPROVED not in [segment.state for segment in newsroom.segments("Getting along")]


def test_two_sentences_become_one_and_two_again(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Trump promises North Korea")
    words(page, 4).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    expect_said(page, "Merged.")
    expect(page.locator(".segment")).to_have_count(4)
    expect(sentence(page, 4).locator(".source-text")).to_contain_text("We will help it to happen.")
    expect(words(page, 4)).to_have_value(re.compile("tương lai"))
    sentence(page, 4).locator("summary").click()
    sentence(page, 4).get_by_role("button", name="Split again").click()
    expect(page.locator(".segment")).to_have_count(5)


def test_a_draft_is_rejected_and_the_history_tells_by_whom(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Trump meets Kim")
    words(page, 1).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect_state(page, 1, "Rejected")
    sentence(page, 1).locator(".source").click()
    words(page, 1).click()
    expect(sentence(page, 1).locator(".history")).to_contain_text("Linh rejected")
