"""A partner's installation for tests in a browser: the sample, a stream and a webhook nobody answers, deliveries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from feeds.model import Entry
from syndication.auth import Role, create_partner_token, create_sign_in_link, create_user, list_users
from syndication.clock import utc_now
from syndication.delivery.backfill import texts_there, want_texts
from syndication.delivery.dispatcher import Dispatcher
from syndication.ingest import kill_entry, replace_entry
from syndication.partners import find_partner, find_profile
from syndication.sample import load_sample
from syndication.storage.blogs import load_blog
from syndication.storage.channels import insert_channel
from syndication.storage.database import Database, open_database
from syndication.storage.migrations import migrate
from syndication.worker import Worker
from tests.syndication.kept import defaults
from tests.syndication.web.live_server import RunningServer, running

SAMPLES = Path(__file__).parents[3] / "samples"
SLUG = "hanoi-summit"
PARTNER, PROFILE = "mekong-daily", "live"
HOME = f"/partners/{PARTNER}/"


def furnish(folder: Path) -> None:
    """Make an installation whose partner has been sent everything there is, a correction and a kill."""
    settings = defaults(data=str(folder))
    database = open_database(settings)
    migrate(database)
    load_sample(database, SAMPLES, settings=settings, now=utc_now())
    Worker(settings, database=database).run_once()
    add_stream(database, "wire")
    Dispatcher(settings, database).run_once()
    with database.writing() as session:
        blog = load_blog(session, SLUG)
        assert blog is not None
        changed = replace_headline(blog.entries[1], "A headline, corrected")
        replace_entry(session, blog.entries[1].guid, changed, if_version=None, actor="Linh", now=utc_now())
        kill_entry(session, blog.entries[2].guid, "the quote is not confirmed", actor="Linh", now=utc_now())
    Dispatcher(settings, database).run_once()
    database.close()


@contextmanager
def serving(folder: Path, browser: Browser) -> Iterator["Outlet"]:
    """Furnish an installation and serve it while a block lasts."""
    furnish(folder)
    with running(folder) as server:
        yield Outlet(folder, server, browser)


def replace_headline(entry: Entry, headline: str) -> Entry:
    return replace(entry, headline=headline, correction_note="The name was wrong.")


def add_stream(database: Database, name: str) -> None:
    """Add a channel of the kind stream, and want on it all that there is."""
    now = utc_now()
    with database.writing() as session:
        partner, profile = find_partner(session, PARTNER), find_profile(session, PARTNER, PROFILE)
        assert partner is not None
        assert profile is not None
        row = {"partner_id": partner.id, "profile_id": profile.id, "name": name, "kind": "stream", "settings": "{}"}
        channel_id = insert_channel(session, row, now=now)
        want_texts(session, channel_id, texts_there(session, profile.profile, now=now), now=now)


@dataclass
class Outlet:
    """The installation behind a running server, with the browsers of the partner's engineers."""

    folder: Path
    server: RunningServer
    browser: Browser
    opened: list[BrowserContext] = field(default_factory=list)
    made: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))

    @property
    def database(self) -> Database:
        return open_database(defaults(data=str(self.folder)))

    def dispatch(self) -> None:
        """Send what waits."""
        settings = defaults(data=str(self.folder))
        database = open_database(settings)
        Dispatcher(settings, database).run_once()
        database.close()

    def key(self) -> str:
        """Make a key as the newsroom does, for a partner that has none yet."""
        database = self.database
        with database.writing() as session:
            name = f"{PARTNER}/first {next(self.made)}"
            secret = create_partner_token(session, PARTNER, name=name, now=utc_now())
        database.close()
        return secret

    def page(self, **options: object) -> Page:
        """Return a page of a new browser; nothing may go wrong on it unseen."""
        context = self.browser.new_context(base_url=self.server.url, **options)  # type: ignore[arg-type]
        self.opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.trouble = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.trouble.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda said: self._console(page, said.type, said.text))
        page.on("dialog", lambda dialog: page.trouble.append(dialog.message))  # type: ignore[attr-defined]
        return page

    def enter(self, key: str, **options: object) -> Page:
        """Open the partner's page by typing in a key."""
        page = self.page(**options)
        page.goto(HOME)
        page.get_by_label("Key").fill(key)
        page.get_by_role("button", name="Open the page").click()
        page.get_by_role("heading", name="Mekong Daily", level=1).wait_for()
        return page

    def desk(self, role: Role = Role.ADMIN) -> Page:
        """Sign somebody of the desk in."""
        database = self.database
        with database.writing() as session:
            if not any(user.name == f"Desk {role}" for user in list_users(session)):
                create_user(session, f"Desk {role}", role, now=utc_now())
            secret = create_sign_in_link(session, f"Desk {role}", now=utc_now())
        database.close()
        page = self.page()
        page.goto(f"/sign-in/{secret}")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk/")
        return page

    def close(self) -> None:
        for context in self.opened:
            context.close()
        self.opened.clear()

    @staticmethod
    def _console(page: Page, kind: str, text: str) -> None:
        # The form that asks for the key is a 401, which Chromium reports as an error.
        if kind == "error" and "401" not in text:
            page.trouble.append(text)  # type: ignore[attr-defined]
