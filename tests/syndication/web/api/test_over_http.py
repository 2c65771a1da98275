"""The API over a real connection: what a test client does not go through."""

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from syndication.web.api.bodies import MAX_BODY_BYTES
from tests.syndication.web.api.payloads import BLOGS, ENTRIES, HANOI, blog_body, entry_body

Ask = Callable[..., tuple[http.client.HTTPResponse, bytes]]


@pytest.fixture
def ask(app: APIFlask, editor: FlaskClient) -> Iterator[Ask]:
    """Send one request as it is written, over a connection of its own."""
    token = editor.environ_base["HTTP_AUTHORIZATION"]
    with served(app) as port:

        def send(
            method: str, path: str, body: object = None, headers: dict[str, str] | None = None
        ) -> tuple[http.client.HTTPResponse, bytes]:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            sent = {"Authorization": token, "Content-Type": "application/json"} | (headers or {})
            try:
                connection.request(method, path, None if body is None else json.dumps(body), sent)
                answer = connection.getresponse()
                return answer, answer.read()
            finally:
                connection.close()

        yield send


@contextmanager
def served(app: APIFlask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("guid", ["tag:example.org,2019:a;b=c/d,e", "https://example.org//a/"])
def test_a_guid_is_found_raw_and_encoded(ask: Ask, guid: str) -> None:
    ask("POST", BLOGS, blog_body())
    posted, _ = ask("POST", ENTRIES, entry_body(guid=guid))
    encoded, by_location = ask("GET", posted.headers["Location"])
    raw, as_it_is = ask("GET", f"{ENTRIES}/{guid}")
    assert (encoded.status, raw.status) == (200, 200)
    assert json.loads(by_location)["guid"] == guid
    assert as_it_is == by_location


def test_a_delete_may_carry_its_reason_in_a_body(ask: Ask) -> None:
    ask("POST", BLOGS, blog_body())
    posted, _ = ask("POST", ENTRIES, entry_body())
    killed, body = ask("DELETE", posted.headers["Location"], {"reason": "wrong photo"})
    assert killed.status == 200
    assert json.loads(body)["kill_reason"] == "wrong photo"


def test_a_body_is_refused_by_its_announced_size_before_it_is_sent(ask: Ask) -> None:
    answer, body = ask("POST", BLOGS, headers={"Content-Length": str(MAX_BODY_BYTES + 1)})
    assert answer.status == 413
    assert json.loads(body)["type"].endswith("#problem-too-large")


def test_a_stranger_s_body_is_not_read(ask: Ask) -> None:
    headers = {"Content-Length": str(MAX_BODY_BYTES), "Authorization": "Bearer wrong"}
    answer, _ = ask("POST", BLOGS, headers=headers)
    assert answer.status == 401


def test_a_reader_waits_while_others_are_served(ask: Ask) -> None:
    ask("POST", BLOGS, blog_body())
    _, page = ask("GET", f"{HANOI}/changes")
    cursor, found = json.loads(page)["cursor"], []
    waiting = threading.Thread(target=lambda: found.append(ask("GET", f"{HANOI}/changes?cursor={cursor}&wait=30")))
    waiting.start()
    posted, _ = ask("POST", ENTRIES, entry_body())
    waiting.join()
    (answer, page) = found[0]
    assert (posted.status, answer.status) == (201, 200)
    assert [row["kind"] for row in json.loads(page)["changes"]] == ["new"]
