"""A subscriber's server on a loopback address, which answers as a test tells it to, and remembers what it was sent."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

Answer = Callable[["Received", BaseHTTPRequestHandler], None]
"""Answers a request, by writing to the handler."""


@dataclass(frozen=True)
class Received:
    """A request as it came; ``parameters`` are those of its query, each with its values."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    at_s: float

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def parameters(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    def only(self, name: str) -> str:
        (value,) = self.parameters[name]
        return value


@dataclass
class Receiver:
    """A running server. ``on_get`` and ``on_post`` may be changed at any time."""

    host: str
    port: int
    on_get: Answer
    on_post: Answer
    received: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def posts(self, path: str | None = None) -> list[Received]:
        return [one for one in tuple(self.received) if one.method == "POST" and path in {None, one.path}]

    def gets(self, mode: str | None = None) -> list[Received]:
        gets = [one for one in tuple(self.received) if one.method == "GET"]
        return [one for one in gets if mode is None or one.parameters.get("hub.mode") == [mode]]


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """Answer with a status."""

    def answer(_: Received, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def echo(received: Received, handler: BaseHTTPRequestHandler) -> None:
    """Confirm whatever is asked."""
    status(200, received.parameters.get("hub.challenge", [""])[0].encode())(received, handler)


def hang(_: Received, handler: BaseHTTPRequestHandler) -> None:
    """Say nothing until the other side gives up."""
    handler.rfile.read(1)


def drip(_: Received, handler: BaseHTTPRequestHandler) -> None:
    """Begin to answer, and never come to an end."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(b"x" * 4)
            time.sleep(0.05)
    except OSError:
        return


@contextmanager
def receiving(host: str = "127.0.0.1", *, on_get: Answer = echo, on_post: Answer | None = None) -> Iterator[Receiver]:
    """Run a receiver until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._take()

        def do_POST(self) -> None:
            self._take()

        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received = Received(self.command, self.path, headers, body, time.monotonic())
            receiver.received.append(received)
            try:
                (receiver.on_get if self.command == "GET" else receiver.on_post)(received, self)
            except OSError:
                # The hub has had enough.
                return

        def log_message(self, *_: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    server = Server((host, 0), Handler)
    receiver = Receiver(host, server.server_port, on_get, on_post or status(200))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
