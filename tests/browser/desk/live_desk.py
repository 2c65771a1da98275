"""What people do at the live desk in a browser."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playwright.sync_api import Locator, Page, expect

from feeds.model import Entry, LiveBlog, Paragraph
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.ingest import replace_entry
from syndication.storage.blogs import load_blog
from syndication.storage.stream import find_entry_id
from tests.browser.review.newsroom import SLUG, Newsroom

DESK = f"/desk/blogs/{SLUG}/"
PASTE = """([html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
DROP = """(target, [html, uri]) => {
  const dataTransfer = new DataTransfer();
  if (html) dataTransfer.setData("text/html", html);
  if (uri) dataTransfer.setData("text/uri-list", uri);
  const how = { dataTransfer, bubbles: true, cancelable: true };
  for (const type of ["dragover", "drop"]) target.dispatchEvent(new DragEvent(type, how));
}"""


def editor(newsroom: Newsroom, name: str = "Linh", **options: Any) -> Page:
    """Return a page on which an editor is signed in."""
    return newsroom.sign_in(name, Role.EDITOR, **options)


def open_stream(newsroom: Newsroom, page: Page, slug: str = SLUG, query: str = "") -> Page:
    page.goto(f"{newsroom.server.url}/desk/blogs/{slug}/{query}")
    expect(page.locator("body.is-ready")).to_be_attached()
    return page


def open_entry(newsroom: Newsroom, page: Page, headline: str) -> Page:
    page.goto(newsroom.server.url + path_of(newsroom, headline))
    expect(page.locator("body.is-ready")).to_be_attached()
    return page


def path_of(newsroom: Newsroom, headline: str) -> str:
    database = newsroom.database
    with database.reading() as session:
        entry_id = find_entry_id(session, newsroom.entry(headline).guid)
    database.close()
    return f"{DESK}entries/{entry_id}/"


def blog_of(newsroom: Newsroom, slug: str) -> LiveBlog:
    database = newsroom.database
    with database.reading() as session:
        blog = load_blog(session, slug)
    database.close()
    assert blog is not None
    return blog


def newest(newsroom: Newsroom, slug: str = SLUG) -> Entry:
    return max(blog_of(newsroom, slug).entries, key=lambda entry: (entry.created_at, entry.published_at))


def change(newsroom: Newsroom, headline: str, how: Callable[[Entry], Entry], actor: str = "Minh") -> Entry:
    """Change an entry as somebody else does."""
    entry = newsroom.entry(headline)
    database = newsroom.database
    with database.writing() as session:
        kept = replace_entry(session, entry.guid, how(entry), if_version=None, actor=actor, now=utc_now())
    database.close()
    return kept


def with_words(html: str) -> Callable[[Entry], Entry]:
    """Return what puts other words into the first paragraph of an entry."""

    def rewrite(entry: Entry) -> Entry:
        first = next(block for block in entry.blocks if isinstance(block, Paragraph))
        return replace(entry, blocks=tuple(replace(one, html=html) if one is first else one for one in entry.blocks))

    return rewrite


def words(page: Page, number: int = 1) -> Locator:
    """Return where the words of a text are edited."""
    return page.locator(".words").nth(number - 1)


def row(page: Page, text: str) -> Locator:
    """Return the entry in the stream that has these words."""
    return page.locator(".stream-row", has_text=text).first


def paste(page: Page, html: str = "", text: str = "") -> None:
    page.evaluate(PASTE, [html, text])


def drop(target: Locator, html: str = "", uri: str = "") -> None:
    target.evaluate(DROP, [html, uri])


def post(page: Page, text: str) -> None:
    """Type an entry and post it."""
    words(page).click()
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(row(page, text)).to_be_visible()


def told(page: Page) -> Locator:
    """What the page has just said."""
    return page.locator("#says p")
