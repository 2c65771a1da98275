"""A kill on the desk, watched until everybody has it: live, on a phone, in the dark."""

from typing import Literal

import httpx2
import pytest
from playwright.sync_api import expect

from syndication.auth import Role, create_partner_token
from syndication.clock import utc_now
from syndication.ingest import kill_entry
from syndication.partners import import_toml
from syndication.storage.database import Database
from syndication.storage.delivery_tables import feed_fetches, notices
from tests.browser.axe import barriers
from tests.browser.review.newsroom import SLUG, Newsroom
from tests.browser.test_pages import LOW_CONTRAST
from tests.syndication.kept import wait_for

PARTNERS = """
[[partners]]
slug = "mekong-news"
name = "Mekong News"
[[partners.profiles]]
name = "live"
format = "atom"
languages = [{ tag = "en" }, { tag = "vi" }]
"""


def have_partner(newsroom: Newsroom) -> str:
    """Give the newsroom a partner and return its key."""
    database = newsroom.database
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=utc_now())
        key = create_partner_token(session, "mekong-news", name=f"reader {utc_now()}", now=utc_now())
    database.close()
    return key


def fetch(newsroom: Newsroom, key: str, language: str) -> None:
    """Fetch as the partner does, and wait until that is known."""
    before = fetches(newsroom.database)
    url = f"{newsroom.server.url}/partners/mekong-news/live/{SLUG}?language={language}"
    assert httpx2.get(url, headers={"Authorization": f"Bearer {key}"}).status_code == 200
    wait_for(lambda: fetches(newsroom.database) > before)


def fetches(database: Database) -> int:
    with database.reading() as session:
        found = sum(row.fetches for row in session.execute(feed_fetches.select()))
    database.close()
    return found


def kill_one(newsroom: Newsroom) -> int:
    """Post an entry, let the partner fetch it in both languages, kill it, and return the revision of the kill."""
    key = have_partner(newsroom)
    entry = newsroom.post("The bridge is closed", "The bridge is closed.")
    for language in ("en", "vi"):
        fetch(newsroom, key, language)
    database = newsroom.database
    with database.writing() as session:
        kill_entry(session, entry.guid, "The bridge was never closed.", actor="Linh", now=utc_now())
    database.close()
    fetch(newsroom, key, "en")
    return newsroom.blog().revision


def test_kill_on_the_desk_is_watched_until_everybody_has_it(newsroom: Newsroom) -> None:
    key = have_partner(newsroom)
    newsroom.post("The bridge is closed", "The bridge is closed.")
    fetch(newsroom, key, "en")
    fetch(newsroom, key, "vi")
    page = newsroom.sign_in("Editor", Role.EDITOR)
    page.goto(f"{newsroom.server.url}/desk/blogs/{SLUG}/")
    page.get_by_role("link", name="Kill …: The bridge is closed").click()
    page.get_by_label("Reason").fill("The bridge was never closed.")
    page.get_by_label("I know that").check()
    page.get_by_role("button", name="Kill the entry").click()
    page.get_by_role("link", name="Kills", exact=True).click()
    page.get_by_role("link", name="Kill at revision").first.click()
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.filter(has_text="still exposed")).to_have_count(2)
    fetch(newsroom, key, "vi")
    expect(rows.filter(has_text="still exposed")).to_have_count(1)
    fetch(newsroom, key, "en")
    expect(rows.filter(has_text="still exposed")).to_have_count(0)
    expect(page.get_by_text("2 of 2")).to_be_visible()
    expect(page.get_by_role("img", name="How many still had it")).to_be_visible()
    assert page.trouble == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_kills_fit_and_can_be_read(newsroom: Newsroom, width: int, scheme: Literal["light", "dark"]) -> None:
    revision = kill_one(newsroom)
    page = newsroom.sign_in("Reader", Role.READER, color_scheme=scheme, viewport={"width": width, "height": 800})
    for path in ("/desk/kills/", f"/desk/kills/{SLUG}/{revision}"):
        page.goto(newsroom.server.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(LOW_CONTRAST) == []
        assert barriers(page) == []
    assert page.trouble == []  # type: ignore[attr-defined]


def test_overdue_kill_is_flagged_on_the_first_page_of_the_desk(newsroom: Newsroom) -> None:
    kill_one(newsroom)
    database = newsroom.database
    with database.writing() as session:
        session.execute(notices.update().values(changed_at=utc_now().replace(year=2020)))
    database.close()
    page = newsroom.sign_in("Reader", Role.READER)
    page.goto(f"{newsroom.server.url}/desk/")
    expect(page.get_by_text("has not reached a partner within 5 minutes")).to_be_visible()
