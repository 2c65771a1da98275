"""The text as a partner will get it, in sight while one types."""

from playwright.sync_api import expect

from tests.browser.review.newsroom import Newsroom, words
from translations.model import SegmentState


def test_what_is_typed_and_not_saved_is_in_the_preview_at_once_and_in_sight(newsroom: Newsroom) -> None:
    page = newsroom.sign_in(viewport={"width": 1280, "height": 900})
    newsroom.open(page, "Getting along")
    page.get_by_role("button", name="Preview").click()
    preview = page.locator("#preview")
    expect(preview).to_be_in_viewport()
    words(page, 1).fill("Chưa lưu <script>document.title = 'x'</script>")
    shown = page.frame_locator("#preview-frame")
    expect(shown.locator("body")).to_contain_text("Chưa lưu <script>document.title = 'x'</script>")
    preview.get_by_role("combobox").select_option("mekong-daily/live")
    expect(shown.locator("body")).to_contain_text("Chưa lưu")
    assert newsroom.segments("Getting along")[0].state is SegmentState.MEMORY
    expect(words(page, 1)).to_be_in_viewport()
    page.get_by_role("button", name="Preview").click()
    expect(preview).to_be_hidden()
