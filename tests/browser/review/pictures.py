"""Takes the pictures of docs/translator-guide.md anew (``make pictures``): the sample as translators see it."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import chromium
from tests.browser.review.newsroom import Newsroom, sentence, serving, words

IMAGES = Path(__file__).parents[3] / "docs" / "images"
_DESKTOP = {"width": 1120, "height": 760}
_PHONE = {"viewport": {"width": 390, "height": 760}, "is_mobile": True, "has_touch": True}
_LINKED = 'The <b>two leaders</b> met at the <a href="https://example.org/metropole">Metropole Hotel</a> again.'
_DINNER = "'A nice private dinner'"


def main() -> None:
    """Write all of them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, serving(Path(folder), browser) as newsroom:
        newsroom.post("At the Metropole", _LINKED)
        page = newsroom.sign_in(viewport=_DESKTOP)
        for picture in (_inbox, _text, _chips, _finding, _source_changed, _meanwhile, _preview):
            picture(newsroom, page)
        _outdated(newsroom, page)
        _phone(newsroom)
        _dark(newsroom)
        newsroom.close()


def _inbox(newsroom: Newsroom, page: Page) -> None:
    page.goto(newsroom.server.url + "/review/vi/")
    expect(page.locator("body.is-ready")).to_be_attached()
    _save(page, "inbox")


def _text(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, "Getting along")
    words(page, 1).press("Control+Enter")
    words(page, 2).click()
    expect(sentence(page, 2).locator(".suggestion").first).to_be_visible()
    _save(page, "text")


def _chips(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, "At the Metropole")
    field = words(page, 2)
    field.fill("Hai nhà lãnh đạo gặp lại nhau tại khách sạn Metropole.")
    field.evaluate("area => area.setSelectionRange(0, 16)")
    sentence(page, 2).locator(".chip").first.click()
    expect(sentence(page, 2).locator(".chip.is-placed")).to_have_count(1)
    _save(page, "chips", sentence(page, 2).locator(".target"))
    field.evaluate("area => area.setSelectionRange(34, 53)")
    sentence(page, 2).locator(".chip").nth(1).click()
    field.press("Control+Enter")


def _finding(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, "Trump, Kim leave Hanoi")
    words(page, 2).fill("Một giờ 24 phút sau khi hai nhà lãnh đạo bắt đầu bữa tối, họ rời khách sạn Metropole。")
    expect(sentence(page, 2).locator(".finding").first).to_be_visible()
    _save(page, "findings", sentence(page, 2).locator(".target"))
    sentence(page, 2).get_by_role("button", name="Discard").click()


def _source_changed(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, _DINNER)
    words(page, 2).fill("“Không gì bằng một bữa tối riêng”, ông Trump nói")
    newsroom.rewrite(_DINNER, lambda html: html.replace("Trump joked", "Trump allegedly joked"))
    expect(sentence(page, 2).locator(".notice")).to_be_visible()
    _save(page, "source-changed", sentence(page, 2))
    words(page, 2).press("Control+Enter")
    words(page, 2).press("Control+Enter")
    expect(sentence(page, 2).locator(".state-word")).to_have_text("Approved")


def _meanwhile(newsroom: Newsroom, page: Page) -> None:
    minh = newsroom.open(newsroom.sign_in("Minh"), "'Brave decision'")
    newsroom.open(page, "'Brave decision'")
    words(page, 2).fill("Ông Kim gọi cuộc gặp là một quyết định can đảm.")
    words(minh, 2).fill("Ông Kim Jong-un gọi cuộc gặp là quyết định chính trị dũng cảm.")
    words(minh, 2).press("Control+Enter")
    expect(sentence(page, 2).locator(".notice")).to_be_visible()
    _save(page, "conflict", sentence(page, 2))
    sentence(page, 2).get_by_role("button", name="Take theirs").click()


def _preview(newsroom: Newsroom, page: Page) -> None:
    page.set_viewport_size({"width": 1500, "height": 700})
    newsroom.open(page, "Trump promises North Korea")
    page.get_by_role("button", name="Preview").click()
    page.get_by_label("As seen by").select_option("mekong-daily/live")
    expect(page.frame_locator("#preview-frame").get_by_role("heading")).to_be_visible()
    expect(page.locator(".preview-note")).to_be_visible()
    _save(page, "preview")
    page.set_viewport_size(_DESKTOP)


def _outdated(newsroom: Newsroom, page: Page) -> None:
    headline = "Trump meets Kim for the second time"
    newsroom.open(page, headline)
    words(page, 2).press("Control+Enter")
    expect(sentence(page, 2).locator(".state-word")).to_have_text("Approved")
    newsroom.rewrite(headline, lambda html: html.replace("in front of flags", "in front of twelve flags"))
    expect(sentence(page, 2).locator(".state-word")).to_have_text("Source changed")
    words(page, 1).focus()
    _save(page, "outdated", sentence(page, 2))


def _phone(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(**_PHONE), "Trump promises North Korea")
    words(page, 2).scroll_into_view_if_needed()
    page.evaluate("window.scrollBy(0, 300)")
    _save(page, "phone")


def _dark(newsroom: Newsroom) -> None:
    page = newsroom.sign_in(viewport=_DESKTOP, color_scheme="dark")
    newsroom.open(page, "Trump promises North Korea")
    words(page, 2).click()
    expect(sentence(page, 2).locator(".suggestion").first).to_be_visible()
    _save(page, "dark")


def _save(page: Page, name: str, part: Locator | None = None) -> None:
    # What was said a moment ago would lie over the picture.
    page.locator("#says p").evaluate_all("all => all.forEach((one) => one.remove())")
    (part or page).screenshot(path=IMAGES / f"review-{name}.png")


if __name__ == "__main__":
    sys.exit(main())
