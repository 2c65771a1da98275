"""An implementation of WebSub that is not ours, flask-websub, in servers of its own on this machine.

Of flask-websub 0.4.1 with Flask 3.1, subscriber, discovery and hub work. What stands in the way, and how it is met
here: the subscriber sends a secret over TLS only, so a TLS server stands before our hub; the hub needs Celery, of which
it uses two things that :class:`Tasks` does in threads; and it hands on the header ``Content-Encoding`` of what it has
decoded, so it fetches without compression.
"""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from flask import Flask
from flask_websub.errors import NotificationError
from flask_websub.hub import Hub, SQLite3HubStorage
from flask_websub.subscriber import SQLite3SubscriberStorage, SQLite3TempSubscriberStorage, Subscriber
from werkzeug.serving import make_server

from tests.syndication.delivery.servers.certificates import ServerCertificate


@dataclass
class Reader:
    """A subscriber of flask-websub, and what it has heard."""

    app: Flask
    subscriber: Any
    base_url: str = ""
    documents: list[bytes] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def subscribe(self, **wish: Any) -> str:
        with self.app.test_request_context(base_url=self.base_url):
            return str(self.subscriber.subscribe(**wish))

    def unsubscribe(self, callback_id: str) -> None:
        with self.app.test_request_context(base_url=self.base_url):
            self.subscriber.unsubscribe(callback_id)


@contextmanager
def reading(folder: Path) -> Iterator[Reader]:
    """Run a subscriber until the block ends."""
    app = Flask("reader")
    app.config["AUTO_SET_SECRET"] = False
    store = str(folder / "reader.db")
    subscriber = Subscriber(SQLite3SubscriberStorage(store), SQLite3TempSubscriberStorage(store))
    app.register_blueprint(subscriber.build_blueprint(url_prefix="/callbacks"))
    reader = Reader(app, subscriber)
    subscriber.add_listener(lambda _topic, _id, body: reader.documents.append(body))
    subscriber.add_success_handler(lambda _topic, _id, mode: reader.confirmed.append(mode))
    subscriber.add_error_handler(lambda _topic, _id, reason: reader.refused.append(reason))
    with _serving(app) as port:
        reader.base_url = f"http://127.0.0.1:{port}"
        yield reader


class Tasks:
    """Does in threads what flask-websub's hub asks of Celery: tasks with ``delay``, and ``retry`` for one of them."""

    def task(self, bind: bool = False, max_retries: int = 0) -> Callable[[Callable[..., Any]], Any]:
        def make(function: Callable[..., Any]) -> Any:
            return _Task(function, bind)

        return make

    def add_periodic_task(self, *_: Any) -> None:
        return


class _Task:
    def __init__(self, function: Callable[..., Any], bind: bool) -> None:
        self._function = function
        self._bind = bind

    def delay(self, *values: Any) -> None:
        threading.Thread(target=self._run, args=values).start()

    def _run(self, *values: Any) -> None:
        # Celery would log it: at the end of a test our server is gone before all pings are worked off.
        with contextlib.suppress(NotificationError, requests.RequestException):
            self(*values)

    def __call__(self, *values: Any) -> Any:
        return self._function(self, *values) if self._bind else self._function(*values)

    def s(self) -> "_Task":
        return self


@contextmanager
def hub_of_others(folder: Path, monkeypatch: Any) -> Iterator[str]:
    """Run a hub of flask-websub until the block ends; yield its address."""

    def fetch_plain(_config: Any, url: str) -> requests.Response:
        answer = requests.get(url, headers={"Accept-Encoding": "identity"}, timeout=10)
        answer.raise_for_status()
        return answer

    monkeypatch.setattr("flask_websub.hub.tasks.get_content", fetch_plain)
    app = Flask("hub")
    app.config["PUBLISH_SUPPORTED"] = True
    hub = Hub(SQLite3HubStorage(str(folder / "hub.db")), Tasks(), SIGNATURE_ALGORITHM="sha256")
    app.register_blueprint(hub.build_blueprint(url_prefix="/hub"))
    with _serving(app) as port:
        yield f"http://127.0.0.1:{port}/hub"


@contextmanager
def before_with_tls(port: int, certificate: ServerCertificate) -> Iterator[int]:
    """Speak TLS for a server of this machine until the block ends; yield the port."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate.bundle)
    listener = socket.create_server(("127.0.0.1", 0))

    def pass_on(there: socket.socket, here: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := there.recv(65_536):
                here.sendall(piece)
        with contextlib.suppress(OSError):
            here.shutdown(socket.SHUT_WR)

    def serve(plain: socket.socket) -> None:
        with (
            contextlib.suppress(OSError),
            tls.wrap_socket(plain, server_side=True) as outer,
            socket.create_connection(("127.0.0.1", port)) as inner,
        ):
            back = threading.Thread(target=pass_on, args=(inner, outer))
            back.start()
            pass_on(outer, inner)
            back.join()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


@contextmanager
def _serving(app: Flask) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
