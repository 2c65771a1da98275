"""Trying channels out, against real servers on this machine."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from syndication.delivery import CHANNELS
from syndication.delivery.trying import Trial, opened_carrier, try_out
from syndication.delivery.webhook import WebhookSettings
from tests.syndication.kept import defaults


@contextmanager
def server_answering(status: int) -> Iterator[tuple[str, list[str]]]:
    """A server that answers everything by one status, and the methods it was asked by."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            asked.append(self.command)
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Stay silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def tried(url: str, *, allowed: str = "127.0.0.0/8") -> Trial:
    with opened_carrier(defaults(allow_private_networks=allowed)) as carrier:
        return try_out(CHANNELS["webhook"], WebhookSettings(url=url, timeout_s=2), {}, carrier)


@pytest.mark.parametrize(
    ("status", "is_well", "words"),
    [
        (200, True, "answers (200 to HEAD)"),
        (405, True, "answers (405 to HEAD)"),
        (501, True, "answers (501 to HEAD)"),
        (404, True, "by 404"),
        (302, False, "a redirect, which is not followed"),
        (410, False, "wants nothing"),
        (503, False, "its server is in trouble"),
    ],
)
def test_any_answer_shows_that_the_address_is_reached(status: int, is_well: bool, words: str) -> None:
    with server_answering(status) as (url, asked):
        trial = tried(url)
    assert (trial.is_well, asked) == (is_well, ["HEAD"])
    assert words in trial.said


def test_an_address_where_nobody_listens_is_told_in_a_sentence() -> None:
    with server_answering(200) as (url, _):
        pass
    assert tried(url) == Trial(is_well=False, said="no connection: Connection refused")


def test_an_address_in_our_own_network_is_not_asked() -> None:
    with server_answering(200) as (url, asked):
        trial = tried(url, allowed="10.9.9.9")
    assert (trial.is_well, asked) == (False, [])
    assert "not a public address" in trial.said


def test_of_a_stream_there_is_nothing_to_try_out() -> None:
    with opened_carrier(defaults()) as carrier:
        kind = CHANNELS["stream"]
        assert try_out(kind, kind.settings(), {}, carrier).is_well
