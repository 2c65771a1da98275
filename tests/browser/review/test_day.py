"""A translator's day, in order, with keys alone where a translator would use keys."""

import re

from playwright.sync_api import expect

from tests.browser.review.newsroom import Newsroom, expect_said, expect_state, sentence, words
from translations.model import SegmentState


def test_the_way_from_signing_in_to_the_first_sentence(newsroom: Newsroom) -> None:
    page = newsroom.sign_in()
    page.goto(newsroom.server.url + "/review/")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiếng Việt inbox")
    expect(page.locator("#load")).to_contain_text("The oldest waits")
    first = page.locator("#inbox .row").first
    expect(first.locator(".badge.pin")).to_have_text("Pinned")
    first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The two leaders exchanged smiles")
    expect(words(page, 1)).to_have_value(re.compile("Hai nhà lãnh đạo"))


def test_the_first_draft_is_corrected_and_readers_get_it(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Trump promises North Korea")
    field = words(page, 1)
    assert "Đã sửa" not in newsroom.feed()
    field.fill("Đã sửa: một tương lai to lớn")
    expect(sentence(page, 1)).to_contain_text("Not saved yet.")
    field.press("Control+Enter")
    expect_said(page, "Saved. Sentence 1: approved.")
    expect_state(page, 1, "Approved")
    expect(words(page, 2)).to_be_focused()
    assert "Đã sửa: một tương lai to lớn" in newsroom.feed()
    assert newsroom.segments("Trump promises North Korea a 'tremendous future'")[0].state is SegmentState.APPROVED


def test_ten_sentences_are_approved_with_one_key_across_texts(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    words(page, 1).focus()
    for number in range(1, 9):
        expect(words(page, number)).to_be_focused()
        page.keyboard.press("Control+Enter")
        expect_state(page, number, "Approved")
    expect(page.get_by_role("link", name="Next text")).to_be_focused()
    here = page.url
    page.keyboard.press("Control+Enter")
    expect(page).not_to_have_url(here)
    assert len(page.context.pages) == 1
    for _ in range(2):
        focused = page.locator("textarea:focus")
        expect(focused).to_be_visible()
        number = int(re.sub(r"\D", "", focused.get_attribute("aria-label") or ""))
        page.keyboard.press("Control+Enter")
        expect_state(page, number, "Approved")
    states = [segment.state for segment in newsroom.segments("Getting along")]
    assert states == [SegmentState.APPROVED] * 8


def test_the_inbox_shows_what_one_has_worked_on_oneself(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in("Hoa"), "'Brave decision'")
    words(page, 1).press("Control+Enter")
    expect_state(page, 1, "Approved")
    page.goto(newsroom.server.url + "/review/vi/")
    page.get_by_label("Mine").check()
    page.wait_for_url("**mine=1**")
    expect(page.locator("#inbox .opening-words")).to_have_text(["'Brave decision'"])


def test_a_comment_is_seen_by_the_others_and_settled(newsroom: Newsroom) -> None:
    linh = newsroom.open(newsroom.sign_in("Linh"), "'A nice private dinner'")
    minh = newsroom.open(newsroom.sign_in("Minh"), "'A nice private dinner'")
    words(linh, 2).focus()
    linh.keyboard.press("Escape")
    linh.keyboard.press("c")
    expect(linh.get_by_label("New comment")).to_be_focused()
    linh.keyboard.type("Is it a joke?")
    linh.get_by_role("button", name="Send").click()
    expect_said(linh, "Comment sent.")
    expect(sentence(minh, 2).locator(".talk")).to_have_text("1 open comment")
    words(minh, 2).click()
    expect(sentence(minh, 2).locator(".comment")).to_contain_text("Is it a joke?")
    expect(sentence(minh, 2).locator(".comment")).to_contain_text("Linh")
    sentence(minh, 2).get_by_role("button", name="Settled").click()
    expect(sentence(linh, 2).locator(".talk")).to_have_text("")


def test_others_see_who_is_at_a_sentence(newsroom: Newsroom) -> None:
    linh = newsroom.open(newsroom.sign_in("Linh"), "Trump, Kim leave Hanoi")
    minh = newsroom.open(newsroom.sign_in("Minh"), "Trump, Kim leave Hanoi")
    words(linh, 2).click()
    expect(sentence(minh, 2).locator(".present")).to_have_text("Linh is editing")
    linh.goto("about:blank")
    expect(sentence(minh, 2).locator(".present")).to_have_text("")


def test_a_text_that_comes_in_is_in_the_inbox_without_a_reload(newsroom: Newsroom) -> None:
    page = newsroom.sign_in()
    page.goto(newsroom.server.url + "/review/vi/")
    expect(page.locator("body.is-ready")).to_be_attached()
    newsroom.post("Police close streets", "Police close streets at the hotel.")
    row = page.locator("#inbox .row", has_text="Police close streets")
    expect(row).to_be_visible()
    expect_said(page, "come in")
    row.get_by_role("link").click()
    expect_state(page, 1, "Machine draft")
    expect(sentence(page, 1)).to_contain_text("argos")
    words(page, 1).fill("Cảnh sát chặn các con phố")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(words(page, 1)).to_have_value(re.compile("đóng"))
