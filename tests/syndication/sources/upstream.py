"""A real web server on loopback that misbehaves in whatever way a test wants, down to the bytes it sends."""

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from types import TracebackType
from typing import Self

from syndication.network import Network

HOST = "news.test"
ADDRESS = "127.0.0.2"
"""Where the server listens: beside 127.0.0.1, so that tests can allow the one and not the other."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What arrived; header names are in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What to send: a whole answer with an honest length, unless ``headers`` lie about it."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def pieces(self) -> Iterator[bytes]:
        headers = {"Content-Length": str(len(self.body)), "Connection": "close"} | dict(self.headers)
        lines = [f"HTTP/1.1 {self.status} So", *(f"{name}: {value}" for name, value in headers.items() if value)]
        yield "\r\n".join([*lines, "", ""]).encode()
        yield self.body


Answer = Reply | Callable[[Request], Reply | Iterable[bytes]]


class Upstream:
    """Answers by path, 404 for the rest; ``requests`` are all that came, in order."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._server = _Server((ADDRESS, 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def url(self, path: str = "/feed", *, host: str = HOST) -> str:
        return f"http://{host}:{self._server.server_address[1]}{path}"

    def network(self, **names: str) -> Network:
        """Return a network that may ask this server, by its name; ``names`` are further hosts (dots as ``_``)."""
        known = {HOST: ADDRESS, ADDRESS: ADDRESS} | {name.replace("_", "."): at for name, at in names.items()}

        def resolve(host: str, port: int) -> tuple[str, ...]:
            if host in known:
                return (known[host],)
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
            return tuple(str(entry[4][0]) for entry in found)

        # Reading what this machine trusts takes a while, and nothing here speaks TLS.
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return Network(private=(ip_network(f"{ADDRESS}/32"),), resolve=resolve, tls=tls)

    def pause(self) -> None:
        """Wait a moment between two bytes, or until the test is over."""
        self.closing.wait(0.02)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        site = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                head = iter(self.rfile.readline, b"\r\n")
                path = next(head).decode("latin-1").split()[1]
                lines = (line.decode("latin-1").strip().partition(": ") for line in head)
                request = Request(path=path, headers={name.lower(): value for name, _, value in lines})
                site.requests.append(request)
                answer = site.answers.get(path, Reply(status=404))
                made = answer if isinstance(answer, Reply) else answer(request)
                try:
                    for piece in made.pieces() if isinstance(made, Reply) else made:
                        self.wfile.write(piece)
                except OSError:
                    # The other side has had enough, which is what many a test is about.
                    return

        return Handler


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 50
