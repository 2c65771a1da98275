import gzip
import hashlib
import io
import socket
from typing import Any

import pytest

from tests.translations.engines.web_server import Answer, WebServer
from translations.engines.download import Fetched, Limits, fetch
from translations.engines.errors import DownloadError

LOOPBACK = Limits(most_bytes=1_000_000, silence_s=10.0, allow_private=True)


def test_the_bytes_arrive_with_their_hash_and_size(server: WebServer) -> None:
    body = bytes(range(256)) * 500
    server.answers["/file"] = Answer(body=body)
    into = io.BytesIO()

    fetched = fetch(server.url("/file"), into, limits=LOOPBACK)

    assert into.getvalue() == body
    assert fetched == Fetched(size_bytes=len(body), sha256=hashlib.sha256(body).hexdigest())


def test_progress_ends_with_everything(server: WebServer) -> None:
    server.answers["/file"] = Answer(body=b"x" * 200_000)
    seen: list[tuple[int, int | None]] = []

    fetch(server.url("/file"), io.BytesIO(), limits=LOOPBACK, progress=lambda *counts: seen.append(counts))

    assert seen[-1] == (200_000, 200_000)
    assert seen == sorted(seen)


def test_the_server_is_asked_by_its_name_although_the_address_is_looked_up_here(server: WebServer) -> None:
    server.answers["/file"] = Answer(body=b"x")
    url = server.url("/file", host="localhost")

    fetch(url, io.BytesIO(), limits=LOOPBACK)

    assert server.hosts == [url.removeprefix("http://").removesuffix("/file")]


@pytest.mark.parametrize("status", [204, 304, 403, 404, 410, 500])
def test_any_answer_but_200_is_an_error_that_says_so(server: WebServer, status: int) -> None:
    server.answers["/file"] = Answer(status=status)

    with pytest.raises(DownloadError, match=f"the answer is {status}"):
        fetch(server.url("/file"), io.BytesIO(), limits=LOOPBACK)


def test_a_truncated_answer_is_an_error(server: WebServer) -> None:
    server.answers["/file"] = Answer(body=b"half", announced_bytes=8)

    with pytest.raises(DownloadError, match="without sending complete"):
        fetch(server.url("/file"), io.BytesIO(), limits=LOOPBACK)


def test_a_server_that_falls_silent_is_given_up(server: WebServer) -> None:
    server.answers["/file"] = Answer(body=b"half", announced_bytes=8, hangs=True)
    limits = Limits(most_bytes=100, silence_s=0.1, allow_private=True)

    with pytest.raises(DownloadError, match="timed out"):
        fetch(server.url("/file"), io.BytesIO(), limits=limits)


def test_a_download_that_takes_too_long_altogether_is_given_up(server: WebServer) -> None:
    server.answers["/file"] = Answer(body=b"x" * 100)
    limits = Limits(most_bytes=100, total_s=0.0, allow_private=True)

    with pytest.raises(DownloadError, match="took longer than 0 seconds"):
        fetch(server.url("/file"), io.BytesIO(), limits=limits)


def test_more_bytes_than_allowed_are_not_taken(server: WebServer) -> None:
    server.answers["/file"] = Answer(body=b"x" * 1_000_001)
    into = io.BytesIO()

    with pytest.raises(DownloadError, match="larger than 1000000 bytes"):
        fetch(server.url("/file"), into, limits=LOOPBACK)

    assert len(into.getvalue()) <= 1_000_000


def test_a_compressed_answer_that_nobody_asked_for_is_refused(server: WebServer) -> None:
    server.answers["/file"] = Answer(body=gzip.compress(b"x"), headers={"Content-Encoding": "gzip"})

    with pytest.raises(DownloadError, match="compressed"):
        fetch(server.url("/file"), io.BytesIO(), limits=LOOPBACK)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: WebServer, status: int) -> None:
    server.answers["/old"] = Answer(status=status, headers={"Location": "/new?x=1"})
    server.answers["/new?x=1"] = Answer(body=b"moved")
    into = io.BytesIO()

    fetch(server.url("/old"), into, limits=LOOPBACK)

    assert into.getvalue() == b"moved"


def test_a_redirect_loop_ends(server: WebServer) -> None:
    server.answers["/a"] = Answer(status=302, headers={"Location": "/b"})
    server.answers["/b"] = Answer(status=302, headers={"Location": "/a"})

    with pytest.raises(DownloadError, match="redirects more than 5 times"):
        fetch(server.url("/a"), io.BytesIO(), limits=LOOPBACK)

    assert len(server.requests) == 6


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "javascript:1"])
def test_a_redirect_to_anything_but_http_is_refused(server: WebServer, location: str) -> None:
    server.answers["/a"] = Answer(status=302, headers={"Location": location})

    with pytest.raises(DownloadError, match="only http and https addresses"):
        fetch(server.url("/a"), io.BytesIO(), limits=LOOPBACK)


@pytest.mark.parametrize(
    "url",
    ["", "file:///etc/passwd", "/relative", "http://", "http://[::1", "http://a b/", "http://x:99999/", "http://\0/"],
)
def test_what_is_not_a_web_address_is_refused(url: str) -> None:
    with pytest.raises(DownloadError):
        fetch(url, io.BytesIO(), limits=LOOPBACK)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0.0.0.0"])
def test_a_private_address_is_not_asked_unless_allowed(server: WebServer, host: str) -> None:
    server.answers["/file"] = Answer(body=b"secret")

    with pytest.raises(DownloadError, match=r"not a public address|host is not known"):
        fetch(server.url("/file", host=host), io.BytesIO(), limits=Limits(most_bytes=100))

    assert server.requests == []


def test_a_closed_port_is_an_error(server: WebServer) -> None:
    url = server.url("/file")
    server._server.server_close()

    with pytest.raises(DownloadError):
        fetch(url, io.BytesIO(), limits=LOOPBACK)


def resolve(monkeypatch: pytest.MonkeyPatch, host: str, *addresses: str) -> None:
    """Let the resolver of this machine know one more host."""
    look_up = socket.getaddrinfo

    def look_up_also(name: str, *rest: Any, **named: Any) -> list[Any]:
        if name != host:
            return look_up(name, *rest, **named)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up_also)


def test_the_next_address_of_a_host_is_tried_when_one_takes_no_connection(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/file"] = Answer(body=b"x")
    resolve(monkeypatch, "two.test", "127.0.0.9", "127.0.0.1")

    assert fetch(server.url("/file", host="two.test"), io.BytesIO(), limits=LOOPBACK).size_bytes == 1


def test_a_host_with_one_private_address_is_not_asked_at_all(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve(monkeypatch, "half.test", "93.184.216.34", "127.0.0.1")

    with pytest.raises(DownloadError, match=r"127\.0\.0\.1 is not a public address"):
        fetch(server.url("/file", host="half.test"), io.BytesIO(), limits=Limits(most_bytes=100))
