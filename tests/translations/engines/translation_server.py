"""A server on loopback that speaks LibreTranslate's API over real sockets, and misbehaves in any way that is wanted."""

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Handler = Callable[["Request"], None]


@dataclass
class Request:
    """A request, and the ways to answer it."""

    method: str
    path: str
    body: dict[str, Any]
    connection: BaseHTTPRequestHandler
    closing: threading.Event

    def answer(self, value: object, *, status: int = 200, **headers: str) -> None:
        self.answer_bytes(json.dumps(value).encode(), status=status, **headers)

    def answer_bytes(self, body: bytes, *, status: int = 200, **headers: str) -> None:
        self.connection.send_response(status)
        for name, value in headers.items():
            self.connection.send_header(name.replace("_", "-"), value)
        self.connection.send_header("Content-Length", str(len(body)))
        self.connection.end_headers()
        self.connection.wfile.write(body)

    def write(self, raw: bytes) -> None:
        self.connection.wfile.write(raw)
        self.connection.wfile.flush()

    def hang(self) -> None:
        self.closing.wait()

    def drip(self, raw: bytes, *, every_s: float) -> None:
        """Send a byte now and then, until the other side has had enough."""
        for byte in raw:
            try:
                self.write(bytes([byte]))
            except OSError:
                return
            if self.closing.wait(every_s):
                return

    def reset(self) -> None:
        self.connection.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.connection.close()


def words(request: Request) -> None:
    """Answer as a server does that knows English and Vietnamese, and translates each word ``x`` as ``vi(x)``."""
    if request.path == "/languages":
        request.answer(LANGUAGES)
        return
    texts = [f"vi({text})" for text in request.body["q"]]
    request.answer({"translatedText": texts})


LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["en", "vi", "zh-Hant"]},
    {"code": "vi", "name": "Vietnamese", "targets": ["en"]},
]


@dataclass
class TranslationServer:
    """Answers each request by the next of ``handlers``, and by the last of them for ever."""

    handlers: list[Handler] = field(default_factory=lambda: [words])
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def paths(self) -> list[str]:
        return [request.path for request in self.requests]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class OneRequest(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def _answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length) or b"{}")
                request = Request(self.command, self.path, body, self, site._closing)
                site.requests.append(request)
                handler = site.handlers[0] if len(site.handlers) == 1 else site.handlers.pop(0)
                self.close_connection = True
                handler(request)

            def log_message(self, *_args: object) -> None:
                """Keep the test output clean."""

        return OneRequest
