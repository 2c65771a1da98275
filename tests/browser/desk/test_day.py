"""A day of the live desk in a real browser: a live blog is begun, written, corrected, held, scheduled and ended."""

from datetime import timedelta

from playwright.sync_api import expect

from feeds.model import MediaBlock, Paragraph, PubStatus, Rendition
from syndication.clock import utc_now
from tests.browser.desk.live_desk import blog_of, editor, newest, paste, post, row, told, words
from tests.browser.review.newsroom import Newsroom

SLUG = "storm-number-five"
PICTURE = "https://pictures.example.org/storm.jpg"


def test_a_day(newsroom: Newsroom) -> None:
    page = editor(newsroom)
    page.route("https://pictures.example.org/*", lambda route: route.fulfill(status=404))

    # Begun with a title.
    page.goto(newsroom.server.url + "/desk/")
    page.get_by_role("navigation", name="Parts of the desk").get_by_role("link", name="Live blogs").click()
    page.get_by_role("link", name="New live blog").click()
    page.get_by_label("Title").fill("Storm number five")
    page.get_by_label("Time zone").fill("Asia/Ho_Chi_Minh")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url(f"**/desk/blogs/{SLUG}/")
    expect(page.locator("#stream")).to_contain_text("Write the first one above")

    # Written: the caret is in the text already.
    page.keyboard.type("The storm has reached Hue.")
    page.keyboard.press("Enter")
    page.keyboard.type("Wind: ")
    page.keyboard.press("Control+b")
    page.keyboard.type("110 km/h")
    page.keyboard.press("Control+Enter")
    expect(row(page, "reached Hue")).to_be_visible()
    expect(told(page)).to_have_text("Posted.")
    assert newest(newsroom, SLUG).blocks == (
        Paragraph(html="The storm has reached Hue.", id="b1"),
        Paragraph(html="Wind: <b>110 km/h</b>", id="b2"),
    )
    expect(words(page)).to_be_focused()
    post(page, "Trains stand still.")

    # Pinned, highlighted, held and released by their buttons.
    trains = row(page, "Trains stand still")
    trains.get_by_role("button", name="Pin").click()
    expect(trains.locator(".chip-pinned")).to_be_visible()
    trains.get_by_role("button", name="Highlight").click()
    expect(trains.locator(".chip-highlighted")).to_be_visible()
    trains.get_by_role("button", name="Hold").click()
    expect(trains.locator(".chip-held")).to_be_visible()
    page.get_by_role("navigation", name="Entries by state").get_by_role("link", name="Held").click()
    expect(page.locator(".stream-row")).to_have_count(1)
    row(page, "Trains").get_by_role("button", name="Release").click()
    expect(page.locator("#stream")).to_contain_text("No entry is like this")
    page.get_by_role("link", name="Show all").click()

    # Corrected, and told so.
    row(page, "reached Hue").get_by_role("link", name="Edit").click()
    expect(page.locator("body.is-ready")).to_be_attached()
    words(page, 2).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Wind: 130 km/h")
    page.get_by_label("A correction").check()
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-troubles]")).to_contain_text("Say what was wrong")
    page.get_by_label("What is corrected").fill("The wind was stronger.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entry-state .chip-corrected")).to_be_visible()
    expect(page.locator("#entry-news .done")).to_contain_text("Saved as version 2")
    page.get_by_role("link", name="History").click()
    expect(page.locator(".versions li").first).to_contain_text("Corrected by Linh")
    page.get_by_role("link", name="Storm number five").click()

    # A picture by its address, scheduled for tomorrow on the live blog's own clock, under an embargo.
    expect(page.locator("body.is-ready")).to_be_attached()
    words(page).click()
    paste(page, text=PICTURE)
    page.get_by_label("Caption").fill("The bridge")
    page.get_by_label("Credit").fill("Giang Huy")
    page.get_by_label("Alternative text").fill("A bridge under water")
    page.get_by_text("Rights: whose it is").click()
    page.get_by_label("Rights holder").first.fill("VNE")
    page.get_by_text("Pin, schedule, embargo").click()
    tomorrow = (utc_now() + timedelta(days=1)).replace(hour=1, minute=0, second=0, microsecond=0)
    page.get_by_label("Publish at").fill(f"{tomorrow + timedelta(hours=7):%Y-%m-%dT%H:%M:%S}")
    expect(page.locator("#published_at-hint")).to_contain_text("that is 01:00 UTC")
    page.keyboard.press("Control+Enter")
    expect(row(page, "The bridge").locator(".chip-scheduled")).to_contain_text("08:00 UTC+7 (01:00 UTC)")
    entry = newest(newsroom, SLUG)
    assert entry.published_at == tomorrow
    (block,) = entry.blocks
    assert isinstance(block, MediaBlock)
    assert (block.media.credit, block.media.renditions) == ("Giang Huy", (Rendition(href=PICTURE),))
    assert block.media.rights is not None
    public = page.request.get(f"{newsroom.server.url}/blogs/{SLUG}/").text()
    assert "reached Hue" in public
    assert "The bridge" not in public

    # Killed, with a reason, in a step of its own.
    row(page, "Trains stand still").get_by_role("link", name="Kill").click()
    expect(page.get_by_role("main")).to_contain_text("cannot be taken back")
    page.get_by_label("Reason").fill("They are running.")
    page.get_by_label("I know").check()
    page.get_by_role("button", name="Kill the entry").click()
    expect(page.locator(".stream-row.is-killed")).to_contain_text("They are running.")

    # Its own texts, and its end.
    page.get_by_role("link", name="Title, times, summary").click()
    expect(page.locator("body.is-ready")).to_be_attached()
    page.get_by_label("Standfirst").fill("The storm comes ashore.")
    page.locator("[data-parts='summary-'] .words").click()
    page.keyboard.type("In sum, wind.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#entry-news .done")).to_contain_text("Saved as version 2")
    assert blog_of(newsroom, SLUG).summary == (Paragraph(html="In sum, wind.", id="b1"),)
    page.get_by_role("link", name="Kill the live blog").click()
    page.get_by_label("Reason").fill("A drill.")
    page.get_by_label("Type the title").fill("Storm number five")
    page.get_by_role("button", name="Kill the live blog").click()
    page.wait_for_url("**/desk/blogs/")
    assert blog_of(newsroom, SLUG).pub_status is PubStatus.CANCELED
