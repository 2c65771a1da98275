"""A source that misbehaves in every way costs at most its own reading."""

import gzip
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from syndication.errors import HostRefused, RequestFailed, RequestStopped
from syndication.network import Limits
from syndication.sources.fetching import Answer, Question, SourceGone, Validators, fetch
from tests.factories import NOW
from tests.syndication.sources.upstream import ADDRESS, Reply, Request, Upstream

QUICK = Limits(connect_s=5, silence_s=0.2, total_s=0.5)
BODY = b"<rss/>"


def ask(upstream: Upstream, path: str = "/feed", **changes: Any) -> Answer:
    question = Question(url=upstream.url(path), user_agent="Newsroom", most_bytes=10_000, limits=Limits(total_s=20))
    return fetch(upstream.network(), replace(question, **changes), now=NOW)


def failure(upstream: Upstream, path: str = "/feed", **changes: Any) -> RequestFailed:
    with pytest.raises(RequestFailed) as caught:
        ask(upstream, path, **changes)
    return caught.value


def redirect(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


def test_a_document_comes_with_what_it_is_known_by(upstream: Upstream) -> None:
    at = "Wed, 27 Feb 2019 12:00:00 GMT"
    upstream.answers["/feed"] = Reply(
        body=BODY, headers={"ETag": '"a"', "Last-Modified": at, "Cache-Control": "max-age=90", "Age": "30"}
    )

    answer = ask(upstream)

    assert answer.body == BODY
    assert answer.validators == Validators(url=upstream.url(), etag='"a"', last_modified=at)
    assert (answer.modified_at, answer.fresh_for_s) == (datetime(2019, 2, 27, 12, tzinfo=UTC), 60)
    assert answer.moved_to is None


def test_the_server_learns_who_asks_and_by_what_name_it_was_asked(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(body=BODY)

    ask(upstream)

    headers = upstream.requests[0].headers
    assert headers["user-agent"] == "Newsroom"
    assert headers["host"] == upstream.url("").removeprefix("http://")
    assert "cookie" not in headers


def test_what_is_known_is_asked_for_only_if_it_has_changed(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(status=304, headers={"Content-Length": ""})
    known = Validators(url=upstream.url(), etag='W/"a"', last_modified="Wed, 27 Feb 2019 12:00:00 GMT")

    answer = ask(upstream, validators=known)

    sent = upstream.requests[0].headers
    assert (sent["if-none-match"], sent["if-modified-since"]) == (known.etag, known.last_modified)
    assert (answer.status, answer.body, answer.validators) == (304, None, known)


def test_what_another_address_was_known_by_is_not_sent(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(body=BODY)

    ask(upstream, validators=Validators(url=upstream.url("/old"), etag='"a"'))

    assert "if-none-match" not in upstream.requests[0].headers


def test_an_answer_of_not_modified_to_no_condition_is_a_failure(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(status=304, headers={"Content-Length": ""})

    assert failure(upstream).status == 304


def test_a_validator_that_could_not_be_sent_back_is_not_kept(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(body=BODY, headers={"ETag": '"' + "x" * 600 + '"', "Last-Modified": "\xe9"})

    assert ask(upstream).validators == Validators(url=upstream.url())


@pytest.mark.parametrize("status", [204, 206, 300, 400, 401, 403, 404, 500, 502])
def test_any_other_answer_is_a_failure_that_says_so(upstream: Upstream, status: int) -> None:
    upstream.answers["/feed"] = Reply(status=status, headers={"Retry-After": "77"})

    error = failure(upstream)

    assert (error.status, error.retry_after_s) == (status, None)
    assert f"the answer is {status}" in error.reason


def test_gone_is_not_just_any_failure(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(status=410)

    assert isinstance(failure(upstream), SourceGone)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("wish", "s"), [("120", 120), ("Wed, 27 Feb 2019 14:01:00 GMT", 60), ("soon", None), ("-1", None), ("²", None)]
)
def test_a_busy_server_says_when_to_come_again(upstream: Upstream, status: int, wish: str, s: float | None) -> None:
    upstream.answers["/feed"] = Reply(status=status, headers={"Retry-After": wish})

    assert failure(upstream).retry_after_s == s


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_only_permanent_ones_remembered(upstream: Upstream, status: int) -> None:
    upstream.answers["/feed"] = redirect("/new", status)
    upstream.answers["/new"] = Reply(body=BODY, headers={"ETag": '"n"'})

    answer = ask(upstream)

    assert answer.body == BODY
    assert answer.validators.url == upstream.url("/new")
    assert answer.moved_to == (upstream.url("/new") if status in {301, 308} else None)


def test_of_a_chain_the_permanent_beginning_is_remembered(upstream: Upstream) -> None:
    upstream.answers["/feed"] = redirect("/a", 301)
    upstream.answers["/a"] = redirect("/b", 308)
    upstream.answers["/b"] = redirect("/c", 302)
    upstream.answers["/c"] = redirect("/d", 301)
    upstream.answers["/d"] = Reply(body=BODY)

    assert ask(upstream).moved_to == upstream.url("/b")


def test_what_has_moved_is_asked_for_at_its_new_place(upstream: Upstream) -> None:
    upstream.answers["/new"] = Reply(body=BODY)

    answer = ask(upstream, moved_to=upstream.url("/new"))

    assert [request.path for request in upstream.requests] == ["/new"]
    assert answer.moved_to == upstream.url("/new")


def test_a_redirect_loop_ends(upstream: Upstream) -> None:
    upstream.answers["/feed"] = redirect("/feed", 301)

    assert "redirects more than 5 times" in failure(upstream).reason
    assert len(upstream.requests) == 6


@pytest.mark.parametrize("to", ["", "http://[::1", "http://a b/", "http://x:99999/"])
def test_a_redirect_to_nowhere_is_a_failure(upstream: Upstream, to: str) -> None:
    upstream.answers["/feed"] = redirect(to)

    failure(upstream)

    assert len(upstream.requests) == 1


@pytest.mark.parametrize("to", ["file:///etc/passwd", "ftp://news.test/x", "data:,x", "javascript:1", "gopher://x/"])
def test_a_redirect_away_from_the_web_is_refused(upstream: Upstream, to: str) -> None:
    upstream.answers["/feed"] = redirect(to)

    assert isinstance(failure(upstream), HostRefused)


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "169.254.169.254", "10.0.0.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]"),
        *("[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fd00::1]"),
        *("2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "①②⑦.⓪.⓪.①"),
    ],
)
def test_a_redirect_into_a_private_network_is_refused(upstream: Upstream, host: str) -> None:
    upstream.answers["/feed"] = redirect(upstream.url("/secret", host=host))
    upstream.answers["/secret"] = Reply(body=b"secret")

    error = failure(upstream)

    assert isinstance(error, HostRefused) or "not known" in error.reason or "not a web address" in error.reason
    assert [request.path for request in upstream.requests] == ["/feed"]


def test_a_password_is_sent_to_its_own_server_only(upstream: Upstream) -> None:
    other = upstream.url("/there", host="other.test")
    upstream.answers["/feed"] = redirect("/here")
    upstream.answers["/here"] = redirect(other.replace("http://", "http://mallory:x@"))
    upstream.answers["/there"] = Reply(body=BODY)
    url = upstream.url().replace("http://", "http://linh:s%20cret@")

    answer = fetch(
        upstream.network(other_test=ADDRESS), Question(url=url, user_agent="Newsroom", most_bytes=99), now=NOW
    )

    sent = [request.headers.get("authorization") for request in upstream.requests]
    assert sent == ["Basic bGluaDpzIGNyZXQ=", "Basic bGluaDpzIGNyZXQ=", None]
    assert upstream.requests[0].headers["host"] == upstream.url("").removeprefix("http://")
    assert answer.validators.url == other


def test_a_gzipped_document_is_unpacked(upstream: Upstream) -> None:
    body = b"".join(b"<item>%d</item>" % n for n in range(600))
    upstream.answers["/feed"] = Reply(body=gzip.compress(body), headers={"Content-Encoding": "gzip"})

    assert ask(upstream).body == body


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537, 131_072, 131_330])
def test_a_gzipped_document_of_any_size_is_whole(upstream: Upstream, size: int) -> None:
    upstream.answers["/feed"] = Reply(body=gzip.compress(b"x" * size), headers={"Content-Encoding": "gzip"})

    assert ask(upstream, most_bytes=size).body == b"x" * size


def test_a_gzip_bomb_is_not_unpacked(upstream: Upstream) -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    upstream.answers["/feed"] = Reply(body=bomb, headers={"Content-Encoding": "gzip"})

    assert "larger than 100,000 bytes" in failure(upstream, most_bytes=100_000).reason


@pytest.mark.parametrize(
    ("body", "said"),
    [(gzip.compress(b"x" * 5000, mtime=0)[:-9], "cut off"), (b"<rss/>", "not"), (b"", "cut off")],
    ids=["cut", "not-gzip", "empty"],
)
def test_broken_gzip_is_a_failure(upstream: Upstream, body: bytes, said: str) -> None:
    upstream.answers["/feed"] = Reply(body=body, headers={"Content-Encoding": "gzip"})

    assert said in failure(upstream).reason


@pytest.mark.parametrize("coding", ["br", "deflate", "gzip, gzip", "zstd"])
def test_a_compression_nobody_asked_for_is_a_failure(upstream: Upstream, coding: str) -> None:
    upstream.answers["/feed"] = Reply(body=zlib.compress(BODY), headers={"Content-Encoding": coding})

    assert "not asked for" in failure(upstream).reason


def test_what_is_announced_as_too_large_is_not_read(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(body=b"x" * 10_001)

    assert "larger than 10,000 bytes" in failure(upstream).reason


def test_an_endless_body_is_given_up_at_the_limit(upstream: Upstream) -> None:
    def endless(_request: Request) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n"
        while not upstream.closing.is_set():
            yield b"x" * 1000

    upstream.answers["/feed"] = endless

    assert "larger than 10,000 bytes" in failure(upstream).reason


def test_half_a_body_is_a_failure(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(body=b"half", headers={"Content-Length": "8"})

    failure(upstream)


def test_a_server_that_falls_silent_is_given_up(upstream: Upstream) -> None:
    def hang(_request: Request) -> Iterator[bytes]:
        upstream.closing.wait()
        yield b""

    upstream.answers["/feed"] = hang

    assert failure(upstream, limits=QUICK).reason == "it fell silent"


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_a_server_that_drips_is_given_up(upstream: Upstream, head: bytes) -> None:
    def drip(_request: Request) -> Iterator[bytes]:
        yield head
        while not upstream.closing.is_set():
            yield b"x"
            upstream.pause()

    upstream.answers["/feed"] = drip

    assert failure(upstream, limits=QUICK).reason == "it took too long altogether"


def test_a_fetch_ends_soon_after_it_is_told_to(upstream: Upstream) -> None:
    stop = threading.Event()

    def hang(_request: Request) -> Iterator[bytes]:
        stop.set()
        upstream.closing.wait()
        yield b""

    upstream.answers["/feed"] = hang
    question = Question(url=upstream.url(), user_agent="Newsroom", most_bytes=99)

    with pytest.raises(RequestStopped):
        fetch(upstream.network(), question, now=NOW, stop=stop)


@pytest.mark.parametrize("sent", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nA" + b"b" * 200_000])
def test_what_is_not_http_is_a_failure(upstream: Upstream, sent: bytes) -> None:
    upstream.answers["/feed"] = lambda _request: [sent]

    failure(upstream)


@pytest.mark.parametrize("url", ["", "feed", "file:///etc/passwd", "http://", "http://[::1", "http://x:99999/", "//x/"])
def test_what_is_not_a_web_address_is_refused(upstream: Upstream, url: str) -> None:
    failure(upstream, url=url)


def test_a_wrong_content_type_is_of_no_matter(upstream: Upstream) -> None:
    upstream.answers["/feed"] = Reply(body=BODY, headers={"Content-Type": "image/png"})

    assert ask(upstream).body == BODY


def test_an_encoding_that_only_the_header_names_is_understood(upstream: Upstream) -> None:
    body = "<rss>Ngày</rss>".encode("cp1258")
    upstream.answers["/feed"] = Reply(body=body, headers={"Content-Type": "text/xml; charset=windows-1258"})

    assert ask(upstream).body == "<rss>Ngày</rss>".encode()
