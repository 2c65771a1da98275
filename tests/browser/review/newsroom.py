"""A newsroom for the tests of the translators' desk: the sample, people, a real server, signed-in browsers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from feeds.model import Entry, LiveBlog, Paragraph
from syndication.auth import Role, create_sign_in_link, create_user, list_users
from syndication.clock import utc_now
from syndication.ingest import accept_entry, replace_entry
from syndication.sample import load_sample
from syndication.storage.blogs import load_blog
from syndication.storage.database import Database, open_database
from syndication.storage.inbox import InboxFilter, load_inbox
from syndication.storage.migrations import migrate
from syndication.storage.work import load_text_work
from syndication.worker import Worker
from tests.syndication.kept import defaults, raw_entry
from tests.syndication.web.live_server import RunningServer, running
from tests.wordlist_package import build_wordlist_package
from translations.engines.packages import PackageStore
from translations.model import Segment

SAMPLES = Path(__file__).parents[3] / "samples"
SLUG = "hanoi-summit"
WORDS = {
    "Kim": "Kim",
    "arrives": "đến",
    "at": "tại",
    "hotel": "khách sạn",
    "days": "ngày",
    "hope": "hy vọng",
    "the": "",
    "leaders": "lãnh đạo",
    "met": "gặp",
    "again": "lại",
    "Police": "Cảnh sát",
    "close": "đóng",
    "streets": "đường phố",
}


def furnish(folder: Path) -> None:
    """Make an installation with the sample, drafts of everything, and a compiled word list as its engine."""
    settings = defaults(data=str(folder))
    database = open_database(settings)
    migrate(database)
    package = build_wordlist_package(WORDS, source="en", target="vi", out=folder / "translate-en_vi.argosmodel")
    PackageStore(settings.packages_dir).install_file(package)
    load_sample(database, SAMPLES, settings=settings, now=utc_now())
    Worker(settings, database=database).run_once()
    database.close()


@contextmanager
def serving(folder: Path, browser: Browser) -> Iterator["Newsroom"]:
    """Furnish an installation and serve it while a block lasts."""
    furnish(folder)
    with running(folder) as server:
        yield Newsroom(folder, server, browser)


@dataclass
class Newsroom:
    """The installation behind a running server."""

    folder: Path
    server: RunningServer
    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)

    @property
    def database(self) -> Database:
        return open_database(defaults(data=str(self.folder)))

    def sign_in(self, name: str = "Linh", role: Role = Role.REVIEWER, **options: object) -> Page:
        """Return a page of a new browser in which somebody is signed in; nothing may go wrong on it unseen."""
        context = self.browser.new_context(**options)  # type: ignore[arg-type]
        self.opened.append(context)
        return self.sign_in_again(context, name, role)

    def sign_in_again(self, context: BrowserContext, name: str = "Linh", role: Role = Role.REVIEWER) -> Page:
        """Return a page of a browser that there is, in which somebody has just signed in."""
        database = self.database
        with database.writing() as session:
            if not any(user.name == name for user in list_users(session)):
                create_user(session, name, role, now=utc_now())
            secret = create_sign_in_link(session, name, now=utc_now())
        database.close()
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.trouble = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.trouble.append(str(error)))  # type: ignore[attr-defined]
        page.goto(f"{self.server.url}/sign-in/{secret}")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/")
        return page

    def open(self, page: Page, opening: str, language: str = "vi") -> Page:
        """Open the text that begins like this."""
        page.goto(self.path_of(opening, language))
        expect(page.locator("body.is-ready")).to_be_attached()
        return page

    def path_of(self, opening: str, language: str = "vi") -> str:
        database = self.database
        with database.reading() as session:
            rows = load_inbox(session, language, InboxFilter(only_open=False), limit=1000)
        database.close()
        text_id = next(row.text_id for row in rows if row.opening.startswith(opening) and not row.is_head)
        return f"{self.server.url}/review/{language}/texts/{text_id}/"

    def blog(self) -> LiveBlog:
        database = self.database
        with database.reading() as session:
            blog = load_blog(session, SLUG)
        database.close()
        assert blog is not None
        return blog

    def entry(self, headline: str) -> Entry:
        return next(entry for entry in self.blog().entries if entry.headline == headline)

    def post(self, headline: str, *paragraphs: str) -> Entry:
        """Take in a new entry, and let the worker draft it."""
        entry = raw_entry(headline=headline, blocks=tuple(Paragraph(html=html) for html in paragraphs))
        entry = replace(entry, published_at=utc_now())
        database = self.database
        with database.writing() as session:
            kept = accept_entry(session, SLUG, entry, actor="desk", now=utc_now())
        Worker(defaults(data=str(self.folder)), database=database).run_once()
        database.close()
        return kept

    def rewrite(self, headline: str, change: Callable[[str], str], *, with_drafts: bool = False) -> None:
        """Change the paragraphs of an entry, as the live desk does."""
        entry = self.entry(headline)
        blocks = tuple(
            replace(block, html=change(block.html)) if isinstance(block, Paragraph) else block for block in entry.blocks
        )
        database = self.database
        with database.writing() as session:
            changed = replace(entry, blocks=blocks)
            replace_entry(session, entry.guid, changed, if_version=None, actor="desk", now=utc_now())
        if with_drafts:
            Worker(defaults(data=str(self.folder)), database=database).run_once()
        database.close()

    def segments(self, headline: str, language: str = "vi") -> tuple[Segment, ...]:
        database = self.database
        with database.reading() as session:
            work = load_text_work(session, self.entry(headline).guid, language)
        database.close()
        assert work is not None
        return work.segments

    def feed(self, language: str = "vi") -> str:
        """Return the public feed as it is served now."""
        return httpx2.get(f"{self.server.url}/blogs/{SLUG}/{language}/feed.atom").text

    def close(self) -> None:
        """Close all browsers that were opened."""
        for context in self.opened:
            context.close()
        self.opened.clear()


def sentence(page: Page, number: int) -> Locator:
    """Return a sentence of the open text."""
    return page.locator(f".segment[data-number='{number}']")


def words(page: Page, number: int) -> Locator:
    """Return the field of a sentence."""
    return sentence(page, number).get_by_label(f"Translation of sentence {number}", exact=True)


def expect_state(page: Page, number: int, state: str) -> None:
    expect(sentence(page, number).locator(".state-word")).to_have_text(state)


def expect_said(page: Page, told: str) -> None:
    """Something was said, to eyes and to screen readers."""
    expect(page.locator("#says")).to_contain_text(told)
