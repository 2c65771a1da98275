"""Running the service: one web process under granian, the worker beside it, and both ended together.

Both are spawned, never forked: a process that forks after a translation model was loaded hangs for ever, and one that
forks with threads may. The web process never loads a model at all.
"""

import http.client
import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.synchronize import Event
from typing import TYPE_CHECKING, Any

import structlog
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from syndication.addresses import reachable_host, served_url
from syndication.config import Settings
from syndication.errors import AddressUnusable
from syndication.logs import configure_logs
from syndication.site import remember_base_url
from syndication.storage.database import open_database
from syndication.storage.migrations import migrate

if TYPE_CHECKING:
    from apiflask import APIFlask

log = structlog.get_logger(__name__)

# granian's own lines go where ours go; by itself it writes to standard output.
_LOGS = {"formatters": {}, "handlers": {}, "loggers": {"_granian": {"handlers": [], "propagate": True}}}

# Long polls may hold eight of them (syndication.web.api.waiting), open desks twenty-four (streams of news) and partners
# who wait for deliveries twenty-four (syndication.web.partner_log); the others go on answering.
_THREADS = 72
_STOP_WITHIN_S = 10
# A batch that the worker is at may take this long; one that is cut off is done again by the next worker.
_WORKER_STOPS_WITHIN_S = 30
_PROBE_EVERY_S = 0.1
_RESTART_AFTER_S = 1.0
_RESTART_AT_MOST_S = 60.0


def serve(settings: Settings, *, with_worker: bool, on_ready: Callable[[], None] | None = None) -> int:
    """Serve until a signal ends it, and return the status to exit with: 0 if it was asked to end.

    ``on_ready`` is called once, from another thread, when the first request was answered; by default it says so.
    Raises :exc:`~syndication.errors.AddressUnusable` before anything is started.
    """
    configure_logs(settings.log_format)
    claim_address(settings)
    database = open_database(settings)
    migrate(database)
    with database.writing() as session:
        remember_base_url(session, served_url(settings))
    database.close()
    multiprocessing.set_start_method("spawn", force=True)
    companion = WorkerCompanion(settings) if with_worker else None
    stopping = threading.Event()
    probe = threading.Thread(target=_tell_when_ready, args=(settings, stopping, on_ready or _say_ready), daemon=True)
    server = _make_server(settings)
    loader = partial(load_application, settings, server.stopping)
    if companion:
        companion.start()
    probe.start()
    try:
        server.serve(target_loader=loader, wrap_loader=False)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        stopping.set()
        if companion:
            companion.stop()
    # A terminal's Ctrl-C reaches the web process too, and granian calls it a failure if that ends first.
    return 0 if server.interrupt_signal else status


def claim_address(settings: Settings) -> None:
    """Make sure that nobody else listens where the settings say; raises :exc:`~syndication.errors.AddressUnusable`.

    granian shares a port with anybody who shares it too, so a second server would start and take every other request.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except OSError as cause:
        raise AddressUnusable(settings.host, settings.port, cause.strerror or str(cause)) from cause


class Server(MPServer):
    """granian's server, which tells its web process that the end has come before it waits for it.

    Long polls and streams look at ``stopping``: they would go on for minutes, and be killed in the end.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.stopping = multiprocessing.get_context("spawn").Event()

    def shutdown(self, exit_code: int = 0) -> None:
        """Tell, then stop."""
        self.stopping.set()
        super().shutdown(exit_code)  # type: ignore[no-untyped-call]


def load_application(settings: Settings, stopping: Event) -> "APIFlask":
    """Make the application, in the web process; granian calls this. ``stopping`` is set when the end has come."""
    from syndication.web import create_app  # noqa: PLC0415 - Flask is for this process, not for the one that watches it

    configure_logs(settings.log_format)
    _end_with_parent()
    return create_app(settings, is_stopping=stopping.is_set)


class WorkerCompanion:
    """The worker in a process of its own, started again when it dies."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = threading.Event()
        self._changing = threading.Lock()
        self._process = self._spawn()
        self._watch = threading.Thread(target=self._keep_alive, daemon=True)

    def start(self) -> None:
        """Start the worker and the watch over it."""
        self._process.start()
        self._watch.start()

    def stop(self) -> None:
        """Ask the worker to finish what it is at, wait a while, and end it."""
        with self._changing:
            self._stopping.set()
            self._process.terminate()
        # The watch waits for the process, and nobody else may: of two that do, one never hears of its end.
        self._watch.join(_WORKER_STOPS_WITHIN_S)
        if self._watch.is_alive():
            log.warning("worker_killed", after_s=_WORKER_STOPS_WITHIN_S)
            self._process.kill()
            self._watch.join()

    def _spawn(self) -> Any:
        return multiprocessing.get_context("spawn").Process(
            target=run_worker, args=(self._settings,), name="syndication-worker"
        )

    def _keep_alive(self) -> None:
        wait_s = _RESTART_AFTER_S
        while True:
            started_s = time.monotonic()
            self._process.join()
            if time.monotonic() - started_s > _RESTART_AT_MOST_S:
                wait_s = _RESTART_AFTER_S
            # A signal to the whole group ends the worker before this process has been told to stop.
            self._stopping.wait(wait_s)
            wait_s = min(2 * wait_s, _RESTART_AT_MOST_S)
            with self._changing:
                if self._stopping.is_set():
                    return
                log.error("worker_started_again", exit_code=self._process.exitcode)
                self._process = self._spawn()
                self._process.start()


def run_worker(settings: Settings) -> None:
    """Work until a signal comes, or until the process that started this one is gone."""
    from syndication.worker import Worker  # noqa: PLC0415 - translation engines are for this process alone

    configure_logs(settings.log_format)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _end_with_parent()
    Worker(settings).run(stop)


def _make_server(settings: Settings) -> Server:
    return Server(
        target="syndication",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        blocking_threads=_THREADS,
        log_level=LogLevels.error,
        log_dictconfig=_LOGS,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_WITHIN_S,
    )


def _end_with_parent() -> None:
    """Stop this process when the one that started it is gone, however it went: an orphan would keep the port."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _tell_when_ready(settings: Settings, stopping: threading.Event, tell: Callable[[], None]) -> None:
    """Ask until there is an answer: only then a person who follows the printed address finds something."""
    while not stopping.wait(_PROBE_EVERY_S):
        connection = http.client.HTTPConnection(reachable_host(settings), settings.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == http.client.OK:
                return tell()
        except OSError:
            continue
        finally:
            connection.close()
    return None


def _say_ready() -> None:
    print("ready", flush=True)  # noqa: T201
