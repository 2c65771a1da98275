"""A partner's endpoint: a real HTTP server that writes down what it is sent, and can be told to fail in every way."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Received:
    """A request as it came in. ``answered`` is the status, 0 where there was none."""

    headers: Mapping[str, str]
    body: bytes
    answered: int

    @property
    def sequence(self) -> int:
        return int(self.headers["Syndication-Sequence"])

    @property
    def guid(self) -> str:
        return self.headers["Syndication-Guid"]

    @property
    def event(self) -> str:
        return self.headers["Syndication-Event"]

    @property
    def version(self) -> int:
        return int(self.headers["Syndication-Version"])

    @property
    def event_id(self) -> str:
        return self.headers["Webhook-Id"]


@dataclass(frozen=True)
class Answer:
    """What to answer: a status with headers, or (``status`` 0) nothing: the connection is cut after the request.

    ``hang`` waits before, until the receiver is closed.
    """

    status: int = 204
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False


Behaviour = Callable[[Received], Answer]


def accepting(_request: Received) -> Answer:
    return Answer()


class Receiver:
    """What was received, in order; ``behave`` may be changed at any time."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/hook"
        self.behave: Behaviour = accepting
        self.requests: list[Received] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()

    @property
    def accepted(self) -> list[Received]:
        with self._lock:
            return [request for request in self.requests if 200 <= request.answered < 300]

    def take(self, headers: Mapping[str, str], body: bytes) -> Answer:
        answer = self.behave(Received(headers=headers, body=body, answered=0))
        with self._lock:
            self.requests.append(Received(headers=headers, body=body, answered=answer.status))
        return answer


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.receiver.take(dict(self.headers.items()), body)
        if answer.hang:
            self.receiver.closing.wait(60)
        if not answer.status:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """Say nothing: whoever asks may be killed at any moment."""


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    """Receive on a port of this machine until the block ends."""
    handler = type("Handler", (_Handler,), {})
    server = _Server(("127.0.0.1", port), handler)
    receiver = Receiver(server.server_address[1])
    handler.receiver = receiver
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
