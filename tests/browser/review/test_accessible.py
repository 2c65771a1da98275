"""Nobody is kept out: axe on every page and state, in light, in the dark, on a phone; and what axe cannot know."""

from collections.abc import Callable
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from syndication.auth import Role, create_user
from syndication.clock import utc_now
from syndication.web import create_app
from tests.browser.axe import barriers
from tests.browser.review.newsroom import Newsroom, sentence, words
from tests.syndication.kept import defaults

LIGHT = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
DARK = {"color_scheme": "dark", "viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
LINKED = "Linked entry"


def languages(newsroom: Newsroom, page: Page) -> None:
    page.goto(newsroom.server.url + "/review/")


def inbox(newsroom: Newsroom, page: Page) -> None:
    page.goto(newsroom.server.url + "/review/vi/")
    expect(page.locator("body.is-ready")).to_be_attached()


def text(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, "Getting along")


def worked_on(newsroom: Newsroom, page: Page) -> None:
    """A field with the caret, suggestions, comments and history below."""
    newsroom.open(page, "Getting along")
    words(page, 2).click()
    expect(sentence(page, 2).locator(".suggestion").first).to_be_visible()


def unsaved(newsroom: Newsroom, page: Page) -> None:
    """Unsaved words, chips of marks that are not placed, a refusal."""
    if all(entry.headline != LINKED for entry in newsroom.blog().entries):
        newsroom.post(LINKED, 'The <b>leaders</b> met <a href="https://example.org/hall">again</a> at the hotel.')
    newsroom.open(page, LINKED)
    words(page, 2).fill("Các lãnh đạo gặp lại.")
    words(page, 2).press("Control+Enter")
    expect(sentence(page, 2).locator(".notice")).to_be_visible()


def clash(newsroom: Newsroom, page: Page) -> None:
    """Yours, theirs and the source's change."""
    headline = "'A nice private dinner'"
    newsroom.open(page, headline)
    words(page, 2).fill("Bản của tôi")
    newsroom.rewrite(headline, lambda html: html.replace("dinner", "long dinner", 1))
    expect(sentence(page, 2).locator(".notice")).to_be_visible()


def outdated(newsroom: Newsroom, page: Page) -> None:
    """An approved sentence whose source has changed, with the difference."""
    headline = "Trump meets Kim for the second time"
    newsroom.open(page, headline)
    if sentence(page, 2).get_attribute("data-state") != "stale":
        words(page, 2).press("Control+Enter")
        expect(sentence(page, 2).locator(".state-word")).to_have_text("Approved")
        newsroom.rewrite(headline, lambda html: html.replace("shook hands", "shook hands warmly"))
    expect(sentence(page, 2).locator(".state-word")).to_have_text("Source changed")


def keys(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, "Getting along")
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def preview(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, "Getting along")
    page.get_by_role("button", name="Preview").click()
    expect(page.frame_locator("#preview-frame").get_by_role("heading")).to_be_visible()


def offline(newsroom: Newsroom, page: Page) -> None:
    newsroom.open(page, "Trump promises North Korea")
    page.context.set_offline(True)
    words(page, 2).fill("Chưa gửi")
    words(page, 2).press("Control+Enter")
    expect(page.locator("#link-state")).to_contain_text("1 save waits here")


STATES = (languages, inbox, text, worked_on, unsaved, clash, outdated, keys, preview, offline)


@pytest.mark.parametrize("look", [LIGHT, DARK, PHONE], ids=["light", "dark", "phone"])
def test_axe_finds_nothing_serious(newsroom: Newsroom, look: dict[str, object]) -> None:
    page = newsroom.sign_in(**look)  # type: ignore[arg-type]
    found = {}
    for state in STATES:
        state(newsroom, page)
        found[state.__name__] = barriers(page)
        if page.viewport_size and page.viewport_size["width"] < 400:
            assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], state.__name__
        page.evaluate("localStorage.clear()")
    assert {name: violations for name, violations in found.items() if violations} == {}


@pytest.mark.parametrize("state", [inbox, worked_on, unsaved, outdated], ids=lambda state: state.__name__)
@pytest.mark.parametrize("width", [640, 320])
def test_nothing_is_cut_off_at_a_zoom_of_200_and_400_percent(
    newsroom: Newsroom, state: Callable[[Newsroom, Page], None], width: int
) -> None:
    page = newsroom.sign_in(viewport={"width": width, "height": 512})
    state(newsroom, page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_thumb_can_approve_on_a_phone(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(**PHONE), "'Brave decision'")  # type: ignore[arg-type]
    button = sentence(page, 1).get_by_role("button", name="Approve")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["width"] > 250
    button.tap()
    expect(sentence(page, 1).locator(".state-word")).to_have_text("Approved")
    # Not into the field, which would open the keyboard.
    expect(sentence(page, 2)).to_be_focused()
    sentence(page, 2).get_by_role("button", name="Approve").tap()
    expect(sentence(page, 2).locator(".state-word")).to_have_text("Approved")


def test_each_field_says_what_it_is_and_what_is_found_in_it(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    field = words(page, 3)
    described = (field.get_attribute("aria-describedby") or "").split()
    told = " ".join(page.locator(f"[id='{name}']").inner_text() for name in described[:2])
    assert "the whole world" in told
    assert page.locator(f"[id='{described[2]}']").count() == 1
    assert field.evaluate("area => area.closest('[lang]').lang") == "vi"


def test_the_skip_link_leads_to_the_work(newsroom: Newsroom) -> None:
    page = newsroom.open(newsroom.sign_in(), "Getting along")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the sentences")


def test_reading_works_without_scripts(newsroom: Newsroom) -> None:
    page = newsroom.sign_in(java_script_enabled=False)
    page.goto(newsroom.path_of("Getting along"))
    expect(sentence(page, 2).locator(".target-text")).to_contain_text("chuyên gia")
    expect(page.locator("textarea")).to_have_count(0)
    page.goto(newsroom.server.url + "/review/vi/?state=memory")
    assert page.locator("#inbox .row").count() > 3


def test_a_language_that_is_not_ones_own_can_be_read_only(newsroom: Newsroom) -> None:
    database = newsroom.database
    with database.writing() as session:
        create_user(session, "Ji-woo", Role.TRANSLATOR, now=utc_now(), languages=("ko",))
    database.close()
    page = newsroom.open(newsroom.sign_in("Ji-woo"), "Getting along")
    expect(page.locator("textarea")).to_have_count(0)
    expect(sentence(page, 1).locator(".target-text")).to_be_visible()
    newsroom.open(page, "Getting along", "ko")
    expect(words(page, 1)).to_be_visible()


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page_that_staff_are_led_to(
    newsroom: Newsroom, look: dict[str, object]
) -> None:
    """One page of each kind, whatever live blog, text, partner or language it is of."""
    page = newsroom.sign_in("Ada", Role.ADMIN, **look)  # type: ignore[arg-type]
    start = newsroom.server.url
    kinds = create_app(defaults(data=str(newsroom.folder))).url_map.bind("")
    waiting, found = ["/desk/", "/review/", "/account/"], {}
    while waiting:
        path = waiting.pop()
        kind = str(kinds.match(unquote(path))[0])
        if kind in found:
            continue
        page.goto(start + path)
        found[kind] = barriers(page)
        links = page.locator(".desk-parts a, main a:not([download])").evaluate_all(
            "all => all.filter((one) => one.origin === location.origin && !one.search).map((one) => one.pathname)"
        )
        waiting += [link for link in links if link.startswith(("/desk/", "/review/", "/account/"))]
    assert len(found) > 25
    assert {kind: violations for kind, violations in found.items() if violations} == {}
