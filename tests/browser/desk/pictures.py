"""Takes the pictures of docs/desk-guide.md anew (``make pictures``): the sample as editors see it."""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from feeds.model import Entry, PubStatus
from syndication.clock import utc_now
from tests.browser.conftest import chromium, png
from tests.browser.desk.live_desk import change, editor, open_entry, open_stream, paste, path_of, with_words, words
from tests.browser.review.newsroom import Newsroom, serving

IMAGES = Path(__file__).parents[3] / "docs" / "images"
_DESKTOP = {"width": 1120, "height": 800}
_PHONE = {"viewport": {"width": 390, "height": 760}, "is_mobile": True, "has_touch": True}
_PICTURE = "https://pictures.example.org/hotel.png"
_DINNER = "'A nice private dinner'"
_BRAVE = "'Brave decision'"


def main() -> None:
    """Write all of them."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, serving(Path(folder), browser) as newsroom:
        _mark(newsroom)
        page = editor(newsroom, viewport=_DESKTOP)
        _answer_pictures(page)
        for picture in (_stream, _composer, _entry, _clash, _history, _kill, _keys):
            picture(newsroom, page)
        phone = editor(newsroom, **_PHONE)
        _stream(newsroom, phone, "phone")
        newsroom.close()


def _mark(newsroom: Newsroom) -> None:
    """Give the sample entries of each sort."""
    soon = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    changes: tuple[tuple[str, Callable[[Entry], Entry]], ...] = (
        (_BRAVE, lambda entry: replace(entry, pub_status=PubStatus.WITHHELD, highlighted=True)),
        ("Getting along", lambda entry: replace(entry, correction_note="An earlier version named another hotel.")),
    )
    for headline, how in changes:
        change(newsroom, headline, how)
    newsroom.post("Press conference", "The two leaders will answer questions.")
    change(newsroom, "Press conference", lambda entry: replace(entry, published_at=soon))


def _answer_pictures(page: Page) -> None:
    page.route(
        "https://pictures.example.org/*",
        lambda route: route.fulfill(status=200, content_type="image/png", body=png(480, 300)),
    )


def _stream(newsroom: Newsroom, page: Page, name: str = "stream") -> None:
    open_stream(newsroom, page)
    expect(page.locator(".chip-scheduled")).to_be_visible()
    _save(page, name)


def _composer(newsroom: Newsroom, page: Page) -> None:
    open_stream(newsroom, page)
    page.get_by_placeholder("Headline").fill("They have left the hotel")
    words(page).click()
    page.keyboard.type("The two leaders have left the Metropole together. They said ")
    page.keyboard.press("Control+b")
    page.keyboard.type("nothing")
    page.keyboard.press("Control+b")
    page.keyboard.type(" to the press.")
    page.keyboard.press("Enter")
    paste(page, text=_PICTURE)
    page.get_by_label("Caption").fill("The hotel")
    page.get_by_label("Credit").fill("Giang Huy")
    expect(page.locator(".media-look img")).to_be_visible()
    page.evaluate("scrollTo(0, 180)")
    _save(page, "composer")
    page.evaluate("localStorage.clear()")
    page.locator("#entry-form").evaluate("form => form.reset()")


def _entry(newsroom: Newsroom, page: Page) -> None:
    open_entry(newsroom, page, "Getting along")
    expect(page.frame_locator(".preview-frame").locator("article")).to_be_visible()
    page.get_by_label("A correction").check()
    page.get_by_label("What is corrected").fill("An earlier version gave the wrong time.")
    page.get_by_label("In", exact=True).select_option("vi")
    expect(page.frame_locator(".preview-frame").locator("html")).to_have_attribute("lang", "vi")
    _save(page, "entry")
    page.evaluate("localStorage.clear()")


def _clash(newsroom: Newsroom, page: Page) -> None:
    open_entry(newsroom, page, _DINNER)
    words(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("The two leaders sat down to a private dinner at seven.")
    change(newsroom, _DINNER, with_words("The two leaders sat down to a private dinner at half past six."))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".clash-piece")).to_be_visible()
    _save(page, "clash")
    page.evaluate("localStorage.clear()")


def _history(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}{path_of(newsroom, _DINNER)}history/")
    _save(page, "history")


def _kill(newsroom: Newsroom, page: Page) -> None:
    page.goto(f"{newsroom.server.url}{path_of(newsroom, _BRAVE)}kill")
    page.get_by_label("Reason").fill("The quote is not his.")
    _save(page, "entry-kill")


def _keys(newsroom: Newsroom, page: Page) -> None:
    open_stream(newsroom, page)
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    _save(page, "keys", of_dialog=True)


def _save(page: Page, name: str, *, of_dialog: bool = False) -> None:
    path = IMAGES / f"desk-{name}.png"
    if of_dialog:
        page.get_by_role("dialog").screenshot(path=path)
    else:
        page.screenshot(path=path)
    sys.stdout.write(f"{path.relative_to(IMAGES.parents[1])}\n")


if __name__ == "__main__":
    main()
