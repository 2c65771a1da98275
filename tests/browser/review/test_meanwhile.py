"""What happens while somebody types: the source changes, others decide, the connection goes. Nothing typed is lost."""

import re

from playwright.sync_api import expect

from tests.browser.review.newsroom import Newsroom, expect_said, expect_state, sentence, words
from translations.model import SegmentState

LEAVE = "Trump, Kim leave Hanoi Metropole Hotel"
GETTING = "Getting along"


def test_a_source_that_changes_while_somebody_types_is_shown_and_the_typed_words_stay(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), LEAVE)
    field = words(page, 2)
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Đang gõ")
    typed = field.input_value()
    before = field.bounding_box()
    newsroom.rewrite(LEAVE, lambda html: html.replace("One hour and 42 minutes", "One hour and 50 minutes"))

    notice = sentence(page, 2).locator(".notice")
    expect(notice).to_contain_text("The source changed while you typed")
    expect(notice.locator("del")).to_contain_text("42")
    expect(notice.locator("ins")).to_contain_text("50")
    expect(sentence(page, 2).locator(".source-text")).to_contain_text("50 minutes")
    expect(field).to_have_value(typed)
    expect(field).to_be_focused()
    page.keyboard.type("!")
    expect(field).to_have_value(f"{typed}!")
    after = field.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 2

    page.keyboard.press("Control+Enter")
    expect_said(page, "The source has changed: look at it.")
    assert newsroom.segments(LEAVE)[1].state is not SegmentState.APPROVED
    page.keyboard.press("Control+Enter")
    expect_state(page, 2, "Approved")
    approved = newsroom.segments(LEAVE)[1]
    assert approved.current is not None
    assert approved.current.text == f"{typed}!"
    assert "50 minutes" in (approved.current.approved_source_text or "")


def test_a_translation_that_is_still_right_is_approved_with_one_key(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), GETTING)
    words(page, 2).press("Control+Enter")
    expect_state(page, 2, "Approved")
    newsroom.rewrite(GETTING, lambda html: html.replace("Experts observing", "Many experts observing"))
    expect_state(page, 2, "Source changed")
    change = sentence(page, 2).locator(".source-change")
    expect(change).to_contain_text("Approved for, changed since")
    expect(change.locator("ins").first).to_contain_text("Many")
    expect(sentence(page, 2).get_by_role("button", name="Still right")).to_be_visible()
    text = words(page, 2).input_value()
    sentence(page, 2).locator(".source").click()
    words(page, 2).focus()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    expect_state(page, 2, "Approved")
    expect(words(page, 2)).to_have_value(text)
    (approved,) = (one for one in newsroom.segments(GETTING) if one.source.text.startswith("Many experts"))
    assert approved.state is SegmentState.APPROVED
    assert text in newsroom.feed()


def test_two_people_at_one_sentence_see_yours_and_theirs(newsroom: Newsroom) -> None:
    linh = newsroom.open(newsroom.sign_in("Linh"), "'Brave decision'")
    minh = newsroom.open(newsroom.sign_in("Minh"), "'Brave decision'")
    words(linh, 2).fill("Bản của Linh")
    words(minh, 2).fill("Bản của Minh")
    words(linh, 2).press("Control+Enter")
    expect_state(linh, 2, "Approved")

    notice = sentence(minh, 2).locator(".notice")
    expect(notice).to_contain_text("Somebody else changed the translation while you typed")
    expect(notice).to_contain_text("Bản của Minh")
    expect(notice.locator("ins")).to_contain_text("Linh")
    expect(words(minh, 2)).to_have_value("Bản của Minh")
    words(minh, 2).press("Control+Enter")
    expect_said(minh, "keep yours or take theirs")
    notice.get_by_role("button", name="Keep mine").click()
    words(minh, 2).press("Control+Enter")
    expect_state(minh, 2, "Approved")
    expect(words(linh, 2)).to_have_value("Bản của Minh")
    assert "Bản của Minh" in newsroom.feed()


def test_a_conflict_that_only_the_service_knows_of_is_shown_three_ways(newsroom: Newsroom) -> None:
    linh = newsroom.open(newsroom.sign_in("Linh"), "'Brave decision'")
    minh = newsroom.open(newsroom.sign_in("Minh"), "'Brave decision'")
    # Minh's window hears nothing of what others do.
    minh.route(re.compile("/review/vi/(events|texts)"), lambda route: route.abort())
    words(linh, 3).fill("Một")
    words(linh, 3).press("Control+Enter")
    expect_state(linh, 3, "Approved")
    words(minh, 3).fill("Hai")
    words(minh, 3).press("Control+Enter")
    expect_said(minh, "Not saved: sentence 3 has changed meanwhile.")
    expect(words(minh, 3)).to_have_value("Hai")
    notice = sentence(minh, 3).locator(".notice")
    expect(notice).to_contain_text("Theirs, by Linh")
    notice.get_by_role("button", name="Take theirs").click()
    expect(words(minh, 3)).to_have_value("Một")
    sentence(minh, 3).get_by_role("button", name="Bring back what I typed").click()
    expect(words(minh, 3)).to_have_value("Hai")


def test_what_was_typed_survives_a_reload_and_a_crash(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "'A nice private dinner'")
    words(page, 2).fill("Chưa lưu")
    page.reload()
    expect(words(page, 2)).to_have_value("Chưa lưu")
    expect(sentence(page, 2)).to_contain_text("Not saved yet.")
    expect_said(page, "What you had typed into 1 sentence is back")
    other = page.context.new_page()
    address = page.url
    page.close(run_before_unload=False)
    newsroom.rewrite("'A nice private dinner'", lambda html: html.replace("Nothing like", "Nothing at all like"))
    other.goto(address)
    expect(words(other, 2)).to_have_value("Chưa lưu")
    expect(sentence(other, 2).locator(".notice ins")).to_contain_text("at all")


def test_decisions_without_a_connection_are_sent_when_it_is_back(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Trump meets Kim")
    page.context.set_offline(True)
    words(page, 1).fill("Không có mạng")
    words(page, 1).press("Control+Enter")
    expect(page.locator("#link-state")).to_contain_text("1 save waits here")
    expect(words(page, 2)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#link-state")).to_contain_text("2 saves wait here")
    assert newsroom.segments("Trump meets Kim for the second time")[0].state is SegmentState.MEMORY
    page.context.set_offline(False)
    expect_state(page, 1, "Approved")
    expect_state(page, 2, "Approved")
    expect(page.locator("#link-state")).to_be_hidden()
    assert "Không có mạng" in newsroom.feed()


def test_a_decision_that_a_closed_window_could_not_send_goes_out_from_the_next(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), LEAVE)
    address = page.url
    page.route(re.compile("/api/v1/blogs/"), lambda route: route.abort())
    words(page, 3).fill("Gửi sau")
    words(page, 3).press("Control+Enter")
    expect(page.locator("#link-state")).to_contain_text("1 save waits here")
    other = page.context.new_page()
    page.close()
    other.goto(address)
    expect_state(other, 3, "Approved")
    expect(words(other, 3)).to_have_value("Gửi sau")
    assert newsroom.segments(LEAVE)[2].state is SegmentState.APPROVED


def test_a_key_that_is_pressed_twice_approves_once(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), GETTING)
    field = words(page, 4)
    field.focus()
    keys: list[str | None] = []
    page.on(
        "request",
        lambda request: keys.append(request.headers.get("idempotency-key")) if "/approve" in request.url else None,
    )
    page.keyboard.press("Control+Enter")
    expect_state(page, 4, "Approved")
    field.press("Control+Enter")
    expect(words(page, 5)).to_be_focused()
    assert len(keys) == 1
    assert keys[0]


def test_who_signs_in_again_in_another_window_goes_on_in_this_one(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Trump promises North Korea")
    words(page, 3).fill("Vẫn còn đây")
    page.context.clear_cookies()
    words(page, 3).press("Control+Enter")
    expect_said(page, "Sign in again in another window")
    expect(words(page, 3)).to_have_value("Vẫn còn đây")
    newsroom.sign_in_again(page.context)
    expect_state(page, 3, "Approved")
    assert "Vẫn còn đây" in newsroom.feed()


def test_without_a_stream_of_news_the_page_looks_for_itself(newsroom: Newsroom) -> None:
    page = newsroom.sign_in()
    page.route("**/events", lambda route: route.abort())
    newsroom.open(page, "Trump meets Kim")
    expect(page.locator("#link-state")).to_contain_text("No live updates at the moment")
    newsroom.rewrite(
        "Trump meets Kim for the second time", lambda html: html.replace("two leaders", "two great leaders")
    )
    expect(sentence(page, 2).locator(".source-text")).to_contain_text("two great leaders", timeout=15_000)


def test_a_key_that_is_held_down_approves_one_sentence(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), GETTING)
    words(page, 6).focus()
    page.keyboard.down("Control")
    for _ in range(3):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    page.keyboard.up("Control")
    expect_state(page, 6, "Approved")
    expect(words(page, 7)).to_be_focused()
    assert newsroom.segments(GETTING)[6].state is SegmentState.MEMORY
