"""The real server over real HTTP: what travels on the wire, and how its processes start and end."""

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import feedparser
import httpx2
import pytest

from feeds.writers import WRITERS
from syndication.auth import create_token
from syndication.clock import utc_now
from syndication.documents import public_document
from syndication.errors import AddressUnusable
from syndication.rights import Role
from syndication.server import claim_address
from syndication.site import site_of
from syndication.storage.database import open_database
from syndication.storage.migrations import migrate
from tests.syndication.kept import SLUG, defaults, keep_blog, raw_entry
from tests.syndication.web.live_server import RunningServer, environ_for, free_port, running, until

FEED = f"/blogs/{SLUG}/en/feed.atom"
BINARY = Path(sys.executable).parent / "syndication"


def fill(data: Path) -> None:
    database = open_database(defaults(data=str(data)))
    migrate(database)
    keep_blog(database, *(raw_entry(f"They met {number} times.", headline=f"Meeting {number}") for number in range(20)))
    database.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installation")
    fill(folder)
    return folder


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[RunningServer]:
    with running(data) as started:
        yield started


@pytest.fixture
def connection(server: RunningServer) -> Iterator[http.client.HTTPConnection]:
    opened = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    yield opened
    opened.close()


def headers_of(answer: http.client.HTTPResponse) -> dict[str, str]:
    return {name: value for name, value in answer.getheaders() if name.lower() != "date"}


def test_a_304_has_no_body_and_keeps_the_connection(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", FEED)
    first = connection.getresponse()
    first.read()
    used = connection.sock
    for _ in range(3):
        connection.request("GET", FEED, headers={"If-None-Match": first.headers["ETag"]})
        answer = connection.getresponse()
        assert answer.status == 304
        assert answer.headers["ETag"] == first.headers["ETag"]
        assert answer.headers["Content-Length"] is None
        assert answer.headers["Transfer-Encoding"] is None
        assert answer.read() == b""
    connection.request("GET", "/healthz")
    assert connection.getresponse().read() == b"alive\n"
    assert connection.sock is used


def test_nothing_follows_the_head_of_a_304_on_the_wire(server: RunningServer) -> None:
    etag = httpx2.get(server.url + FEED, headers={"Accept-Encoding": "identity"}).headers["ETag"]
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
        wire.sendall(f"GET {FEED} HTTP/1.1\r\nHost: x\r\nIf-None-Match: {etag}\r\nConnection: close\r\n\r\n".encode())
        received = b"".join(iter(lambda: wire.recv(65536), b""))
    head, _, rest = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 304 ")
    assert rest == b""


@pytest.mark.parametrize(
    "path", [FEED, f"/blogs/{SLUG}/en/", "/", "/feeds.opml", "/news-sitemap.xml", "/static/pages.css", "/robots.txt"]
)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_has_the_headers_of_get_and_no_body(
    connection: http.client.HTTPConnection, path: str, coding: str
) -> None:
    seen = {}
    for method in ("GET", "HEAD", "GET", "HEAD"):
        connection.request(method, path, headers={"Accept-Encoding": coding})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200
        assert (method == "HEAD") == (body == b"")
        seen[method] = headers_of(answer)
    assert seen["HEAD"] == seen["GET"]


def test_gzip_is_read_by_different_clients(server: RunningServer) -> None:
    plain = urllib.request.urlopen(server.url + FEED).read()
    packed = httpx2.get(server.url + FEED, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.content == plain
    asked = urllib.request.Request(server.url + FEED, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(urllib.request.urlopen(asked).read()) == plain


@pytest.mark.parametrize("format_name", ["atom", "rss"])
@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_feedparser_reads_every_entry_and_polls_politely(
    server: RunningServer, format_name: str, language: str
) -> None:
    url = f"{server.url}/blogs/{SLUG}/{language}/feed.{format_name}"
    first = feedparser.parse(url)
    assert not first.bozo, first.get("bozo_exception")
    assert len(first.entries) == 20
    assert len({entry.id for entry in first.entries}) == 20
    by_tag = feedparser.parse(url, etag=first.etag)
    assert (by_tag.status, by_tag.entries) == (304, [])
    by_date = feedparser.parse(url, modified=first.modified)
    assert (by_date.status, by_date.entries) == (304, [])


def test_many_pollers_at_once_get_the_same_bytes(server: RunningServer) -> None:
    paths = [f"/blogs/{SLUG}/{language}/feed.{name}" for language in ("en", "vi", "ko") for name in WRITERS] * 12

    def fetch(path: str) -> tuple[str, int, bytes]:
        answer = poller.get(server.url + path)
        return path, answer.status_code, answer.content

    with httpx2.Client() as poller, ThreadPoolExecutor(12) as pool:
        answers = set(pool.map(fetch, paths))
    assert len(answers) == 3 * len(WRITERS)
    assert {status for _, status, _ in answers} == {200}


def test_a_malformed_request_harms_nobody(server: RunningServer) -> None:
    for nonsense in (b"\x00\x01\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n" * 3, b"GET /%zz\r\n", b"GET " + b"x" * 500_000):
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as wire:
            try:
                wire.sendall(nonsense)
                wire.shutdown(socket.SHUT_WR)
                wire.recv(65536)
            except TimeoutError:
                raise
            except OSError:
                # It may hang up at any moment: while it is written to, before it is told the end, before it answers.
                continue
    assert httpx2.get(f"{server.url}/healthz").status_code == 200


def test_ctrl_c_in_a_terminal_ends_it_cleanly_and_frees_the_port(data: Path) -> None:
    with running(data) as started:
        for child in started.children():
            os.kill(child, signal.SIGINT)
        assert started.end(signal.SIGINT) == 0
        claim_address(defaults(host="127.0.0.1", port=str(started.port)))


def test_a_request_that_waits_for_news_is_answered_when_the_end_comes(data: Path) -> None:
    database = open_database(defaults(data=str(data)))
    with database.writing() as session:
        token = create_token(session, name="waiting", role=Role.READER, now=utc_now())
    database.close()
    with running(data) as started, closing(http.client.HTTPConnection("127.0.0.1", started.port, timeout=60)) as asked:
        address = f"/api/v1/blogs/{SLUG}/changes"
        headers = {"Authorization": f"Bearer {token}"}
        asked.request("GET", f"{address}?limit=1000", headers=headers)
        cursor = json.loads(asked.getresponse().read())["cursor"]
        # The connection is there already, so the server has this as soon as it is sent.
        asked.request("GET", f"{address}?cursor={cursor}&wait=30", headers=headers)
        assert all(answers(started) for _ in range(3))
        assert started.end(signal.SIGTERM) == 0
        assert json.loads(asked.getresponse().read())["changes"] == []


def test_no_process_outlives_the_first_one_when_that_is_killed(data: Path) -> None:
    with running(data, with_worker=True) as started:
        assert len(started.serving()) == 2
        started.end(signal.SIGKILL)
        claim_address(defaults(host="127.0.0.1", port=str(started.port)))


def test_a_killed_web_process_and_a_killed_worker_are_started_again(data: Path) -> None:
    with running(data, with_worker=True) as started:
        before = started.serving()
        for child in before:
            os.kill(child, signal.SIGKILL)
        until(lambda: len(started.serving() - before) == 2 and answers(started), "two new processes")
        assert started.end(signal.SIGTERM) == 0


def answers(server: RunningServer) -> bool:
    try:
        return httpx2.get(f"{server.url}/readyz").status_code == 200
    except httpx2.TransportError:
        return False


def test_a_busy_port_gives_one_clear_line(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        ended = subprocess.run(
            [BINARY, "serve", "--no-worker"], env=environ_for(data, port), capture_output=True, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert f"127.0.0.1:{port}" in line
    assert "SYNDICATION_PORT" in line


def test_another_server_of_ours_makes_a_port_busy_too(server: RunningServer) -> None:
    with pytest.raises(AddressUnusable):
        claim_address(defaults(host="127.0.0.1", port=str(server.port)))
    with pytest.raises(AddressUnusable):
        claim_address(defaults(host="0.0.0.0", port=str(server.port)))


def test_a_host_that_is_not_ours_is_unusable() -> None:
    with pytest.raises(AddressUnusable) as raised:
        claim_address(defaults(host="192.0.2.1", port=str(free_port())))
    assert "192.0.2.1" in str(raised.value)


def test_commands_run_beside_it_know_the_address_it_serves_under(tmp_path: Path) -> None:
    fill(tmp_path)
    settings = defaults(data=str(tmp_path))
    with running(tmp_path) as started:
        fed = httpx2.get(started.url + FEED).content
        database = open_database(settings)
        with database.reading() as session:
            site = site_of(settings, session)
            exported = public_document(session, site, SLUG, "en", "atom", now=utc_now())
        database.close()
    assert site.base_url == started.url
    assert exported is not None
    assert exported.body == fed


_EVERY_PAGE = """
import os, sys
from syndication.auth import Role, create_sign_in_link, create_user
from syndication.auth import create_token
from syndication.clock import utc_now
from syndication.config import read_settings
from syndication.storage.database import open_database
from syndication.web import create_app
settings = read_settings(os.environ)
database = open_database(settings)
client = create_app(settings, database=database).test_client()
with database.writing() as session:
    create_user(session, "Linh", Role.ADMIN, now=utc_now())
    link = create_sign_in_link(session, "Linh", now=utc_now())
client.post(f"/sign-in/{link}")
paths = ["/", "/desk/", "/feeds.opml", "/news-sitemap.xml", "/metrics", "/readyz", "/api/v1/blogs", "/blogs/hanoi/vi/"]
paths += [f"/blogs/hanoi/{tag}/feed.{name}" for tag in ("en", "vi", "ko") for name in ("atom", "rss", "newsmlg2")]
for path in paths:
    status = client.get(path).status_code
    assert status == 200, (path, status)
print(*sorted({"argostranslate", "ctranslate2", "onnxruntime", "sentencepiece", "numpy"} & sys.modules.keys()))
"""


def test_the_web_process_loads_no_translation_engine(tmp_path: Path) -> None:
    fill(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-c", _EVERY_PAGE],
        env=environ_for(tmp_path, 8000),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[-1] == ""
