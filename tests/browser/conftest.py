"""A real browser before the real server. Where there is no Chromium these tests skip, or fail if all is required."""

import http.server
import shutil
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright

from feeds.model import Embed, ListBlock, Media, MediaBlock, MediaKind, Paragraph, Quote, Rendition, Table
from syndication.auth import Role, create_sign_in_link, create_user, list_users
from syndication.clock import utc_now
from syndication.ingest import kill_entry
from syndication.sample import load_sample
from syndication.storage.database import Database, open_database
from syndication.storage.migrations import migrate
from syndication.worker import Worker
from tests.conftest import require
from tests.syndication.kept import defaults, keep_blog, kept_blog, raw_entry
from tests.syndication.web.live_server import RunningServer, running

SAMPLES = Path(__file__).parents[2] / "samples"
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(2)>"'><svg onload=alert(3)></title></style>-->{{7*7}}"""
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


class _Installation(Protocol):
    opened: list[BrowserContext]

    def close(self) -> None: ...


Installed = TypeVar("Installed", bound=_Installation)


@dataclass
class Visit:
    """A page and what has happened on it: console lines, uncaught errors, dialogs, requests to anybody but us."""

    page: Page
    base_url: str
    allowed: tuple[str, ...]
    trouble: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)

    def open(self, path: str) -> Page:
        answer = self.page.goto(self.base_url + path)
        assert answer is not None
        assert answer.ok, (path, answer.status)
        return self.page

    def _console(self, message: ConsoleMessage) -> None:
        self.trouble.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.allowed):
            self.trouble.append(f"request: {request.url}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    require(chromium_path() is not None, "the browser chromium, or chromium-headless-shell,")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    """News takes its way through a worker, a database and a page that looks every few seconds, on a busy machine."""
    expect.set_options(timeout=30_000)


@pytest.fixture(scope="session")
def picture_server() -> Iterator[str]:
    """The address of a server of pictures: media live elsewhere than we do."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = png(12, 8)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Stay silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory, picture_server: str) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    settings = defaults(data=str(folder))
    database = open_database(settings)
    migrate(database)
    load_sample(database, SAMPLES, settings=settings, now=utc_now())
    keep_hostile(database)
    keep_rich(database, picture_server)
    Worker(settings, database=database).run_once()
    database.close()
    return folder


@pytest.fixture(scope="session")
def server(data: Path) -> Iterator[RunningServer]:
    with running(data) as started:
        yield started


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context()
    yield opened
    opened.close()


@pytest.fixture
def visit(context: BrowserContext, server: RunningServer, picture_server: str) -> Visit:
    started = Visit(page=context.new_page(), base_url=server.url, allowed=(server.url, picture_server))
    started.watch()
    return started


@pytest.fixture
def sign_in_path(data: Path) -> str:
    """The path of a fresh link that signs Linh in."""
    database = open_database(defaults(data=str(data)))
    with database.writing() as session:
        if not any(user.name == "Linh" for user in list_users(session)):
            create_user(session, "Linh", Role.READER, now=utc_now())
        secret = create_sign_in_link(session, "Linh", now=utc_now())
    database.close()
    return f"/sign-in/{secret}"


def keep_hostile(database: Database) -> None:
    blocks = (
        Paragraph(html=HOSTILE),
        Quote(html=HOSTILE, attribution=HOSTILE),
        ListBlock(items=(HOSTILE,)),
        MediaBlock(media=Media(kind=MediaKind.PICTURE, caption=HOSTILE, credit=HOSTILE, alt=HOSTILE)),
        Embed(href='https://example.org/"><script>alert(4)</script>', html=HOSTILE),
    )
    entry = raw_entry(headline=HOSTILE, byline=HOSTILE, correction_note=HOSTILE, blocks=blocks)
    keep_blog(database, entry, slug="hostile", title=HOSTILE, standfirst=HOSTILE, byline=HOSTILE)


def keep_rich(database: Database, pictures: str) -> None:
    """Keep a live blog that has everything a page can show, and words that are hard to fit in."""
    rendition = Rendition(href=f"{pictures}/hall.png", mimetype="image/png", width=1200, height=800)
    blocks = (
        Paragraph(html=f"{LONG_WORD} <a href='https://example.org/{LONG_WORD}'>https://example.org/{LONG_WORD}</a>"),
        Table(rows=tuple(tuple(f"Column {number} of {row}" for number in range(12)) for row in range(3)), header=True),
        MediaBlock(media=Media(kind=MediaKind.PICTURE, caption="The hall", alt="A hall", renditions=(rendition,))),
    )
    entries = (
        raw_entry(headline=LONG_WORD, blocks=blocks, correction_note="It was the hall.", highlighted=True),
        raw_entry("نص عربي قصير.", headline="عنوان", language="ar"),
        raw_entry("To be withdrawn.", headline="Gone"),
    )
    keep_blog(database, *entries, slug="rich", title=f"Everything {LONG_WORD}", now=utc_now())
    gone = next(entry for entry in kept_blog(database, "rich").entries if entry.headline == "Gone")
    with database.writing() as session:
        kill_entry(session, gone.guid, "not confirmed", actor="Linh", now=utc_now())


def chromium_path() -> str | None:
    """Return where the browser is: rather the one without windows, which draws no frames around pages nobody sees."""
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run a browser while a block lasts."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium_path(),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield started
        started.close()


def lent(installed: Installed) -> Iterator[Installed]:
    """Lend an installation to one test, in whose browsers nothing may go wrong unseen."""
    yield installed
    trouble = [line for context in installed.opened for page in context.pages for line in getattr(page, "trouble", [])]
    installed.close()
    assert trouble == []


def png(width: int, height: int) -> bytes:
    """Make a grey picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
