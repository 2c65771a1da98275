"""The pages in a browser, as people meet them: on phones, in the dark, without a mouse, without JavaScript."""

import json
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Visit
from tests.syndication.web.live_server import RunningServer

SAMPLE = "/blogs/hanoi-summit"
PUBLIC = ["/", f"{SAMPLE}/", f"{SAMPLE}/en/", f"{SAMPLE}/vi/", f"{SAMPLE}/ko/", "/blogs/rich/en/", "/sign-in/"]

# The colour of every piece of text against the nearest background that is painted under it (WCAG 2.2, 1.4.3).
LOW_CONTRAST = """() => {
  const parse = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 ? m : [...m, 1] };
  const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c[3] > 0) return c } return [255, 255, 255, 1] };
  const low = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const e = node.parentElement;
    if (!node.textContent.trim() || e.closest('script') || e.closest('.skip')) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) low.push([node.textContent.trim().slice(0, 40), ratio]);
  }
  return low;
}"""


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_renders_without_a_murmur_or_a_request_to_others(visit: Visit, path: str) -> None:
    page = visit.open(path)
    page.wait_for_load_state("networkidle")
    assert page.title()
    assert visit.trouble == []


def test_hostile_text_is_inert(visit: Visit) -> None:
    for path in ("/blogs/hostile/en/", "/blogs/hostile/vi/", "/"):
        page = visit.open(path)
        page.wait_for_load_state("networkidle")
        assert page.locator("script:not([type='application/ld+json'])").count() == 0
        assert page.locator("[onerror], [onload]").count() == 0
    assert visit.trouble == []
    expect(visit.open("/blogs/hostile/en/").get_by_role("heading", level=1)).to_contain_text(
        "<script>alert(1)</script>"
    )


def test_the_switch_leads_to_the_same_blog_in_another_language(visit: Visit) -> None:
    page = visit.open(f"{SAMPLE}/en/")
    page.get_by_role("link", name="한국어").click()
    expect(page).to_have_url(re.compile(f"{SAMPLE}/ko/$"))
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert re.search("[가-힣]{2}", page.get_by_role("heading", level=1).inner_text())
    expect(page.get_by_role("link", name="한국어")).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")


# 640 is a window of 1280 pixels at a zoom of 200 %; 320 is WCAG 2.2, 1.4.10.
@pytest.mark.parametrize("width", [320, 390, 640, 1000, 1600])
def test_no_page_scrolls_sideways(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 800})
    for path in PUBLIC:
        page = visit.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser: Browser, server: RunningServer, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    page = context.new_page()
    for path in PUBLIC:
        page.goto(server.url + path)
        assert page.evaluate(LOW_CONTRAST) == [], path
    context.close()


def test_light_and_dark_differ(browser: Browser, server: RunningServer) -> None:
    grounds = set()
    for context in (browser.new_context(color_scheme="light"), browser.new_context(color_scheme="dark")):
        page = context.new_page()
        page.goto(server.url)
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        context.close()
    assert len(grounds) == 2


def test_a_reader_without_javascript_misses_nothing(browser: Browser, server: RunningServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}{SAMPLE}/vi/")
    assert page.locator("article").count() == 10
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_the_first_tab_offers_to_skip_to_the_updates(visit: Visit) -> None:
    page = visit.open(f"{SAMPLE}/en/")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Skip to the updates")
    expect(focused).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))


def test_a_link_from_a_feed_lands_on_its_entry(visit: Visit) -> None:
    anchors = visit.open(f"{SAMPLE}/en/").locator("article").evaluate_all("all => all.map(one => one.id)")
    visit.page.goto("about:blank")
    page = visit.open(f"{SAMPLE}/en/#{anchors[-1]}")
    expect(page.locator(f"#{anchors[-1]}")).to_be_in_viewport()


def test_the_pinned_summary_stands_first(visit: Visit) -> None:
    page = visit.open(f"{SAMPLE}/en/")
    expect(page.locator("article").first.locator(".pin")).to_have_text("Pinned")


def test_machine_readable_metadata_is_there_for_machines(visit: Visit) -> None:
    for language in ("en", "vi", "ko"):
        text = visit.open(f"{SAMPLE}/{language}/").locator("script[type='application/ld+json']").text_content()
        described = json.loads(text or "")
        assert described["@type"] == "LiveBlogPosting"
        assert len(described["liveBlogUpdate"]) == 10


def test_pictures_are_shown_within_their_column(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 800})
    picture = visit.open("/blogs/rich/en/").locator("article img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") == 12
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] <= 390
    assert box["width"] / box["height"] == pytest.approx(1200 / 800, rel=0.05)


def test_what_was_withdrawn_is_seen_to_be(visit: Visit) -> None:
    gone = visit.open("/blogs/rich/en/").locator("article.gone")
    expect(gone).to_contain_text("This update has been withdrawn.")
    expect(gone).to_contain_text("not confirmed")
    expect(gone).not_to_contain_text("To be withdrawn")


def test_arabic_runs_from_right_to_left_on_an_english_page(visit: Visit) -> None:
    entry = visit.open("/blogs/rich/en/").locator("article[lang='ar']")
    assert entry.locator("h2").evaluate("one => getComputedStyle(one).direction") == "rtl"


def test_times_stand_in_one_column_whichever_way_the_words_run(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 1000, "height": 800})
    clocks = visit.open("/blogs/rich/en/").locator(".entry .clock")
    edges = clocks.evaluate_all("all => all.map(one => Math.round(one.getBoundingClientRect().right))")
    assert len(edges) > 1
    assert len(set(edges)) == 1


def test_the_label_of_unreviewed_text_is_seen(visit: Visit) -> None:
    page = visit.open(f"{SAMPLE}/vi/")
    labels = page.locator("article .made")
    assert labels.count() >= 9
    expect(labels.first).to_be_visible()


def test_every_control_is_large_enough_to_hit(visit: Visit) -> None:
    """WCAG 2.2, 2.5.8: targets outside of running text are at least 24 pixels high."""
    visit.page.set_viewport_size({"width": 390, "height": 800})
    page = visit.open(f"{SAMPLE}/en/")
    heights = page.locator("nav a, .entry .clock").evaluate_all("all => all.map(one => one.getClientRects()[0].height)")
    assert heights
    assert min(heights) >= 24
