"""The worker's side: take requests from the socket, answer one after the other, the latest of each client.

One thread accepts, one a connection reads its one line, one asks the engine. Whoever sends too much, too slowly or
without the key is sent away; whatever goes wrong with one request harms no other.
"""

import hmac
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import structlog
from pydantic import ValidationError

from syndication.completions.address import Address, listening
from syndication.completions.messages import MOST_REQUEST_BYTES, REPLY, REQUEST, Outcome, Reply, Request
from syndication.completions.waiting import LatestWins, Waiter

log = structlog.get_logger()

Complete = Callable[[Request], Reply]
"""Answers one request; may take long and may raise."""

_MOST_CONNECTIONS = 32
_LONGEST_WAIT_S = 10.0
_SENT_WITHIN_S = 1.0
_POLL_S = 0.2


class CompletionServer:
    """Answers requests with ``complete``, in a thread of its own, between :meth:`start` and :meth:`stop`."""

    def __init__(self, listener: socket.socket, address: Address, complete: Complete) -> None:
        self._listener = listener
        self._key = address.key
        self._complete = complete
        self._stopping = threading.Event()
        self._changed = threading.Condition()
        self._waiting: LatestWins[tuple[Request, socket.socket]] = LatestWins()
        self._places = threading.BoundedSemaphore(_MOST_CONNECTIONS)
        self._threads = [
            threading.Thread(target=self._accept, name="completions-in", daemon=True),
            threading.Thread(target=self._answer, name="completions", daemon=True),
        ]

    def start(self) -> None:
        """Begin to answer."""
        self._listener.settimeout(_POLL_S)
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Answer nothing more; whoever still waits is told that nobody is there."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        with self._changed:
            while waiter := self._take(time.monotonic()):
                _reply(waiter.item[1], Reply(outcome=Outcome.FAILED))

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            if not self._places.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self._read, args=(connection,), name="completion-read", daemon=True).start()

    def _read(self, connection: socket.socket) -> None:
        try:
            request = _read_request(connection)
        finally:
            self._places.release()
        if request is None or not hmac.compare_digest(request.key.encode(), self._key.encode()):
            connection.close()
            return
        until_s = time.monotonic() + min(request.within_s, _LONGEST_WAIT_S)
        with self._changed:
            waiter = Waiter(request.client, (request, connection), until_s)
            put_out = self._waiting.put(waiter)
            self._changed.notify()
        if put_out is not None:
            is_itself = put_out is waiter
            _reply(put_out.item[1], Reply(outcome=Outcome.BUSY if is_itself else Outcome.SUPERSEDED))

    def _answer(self) -> None:
        while not self._stopping.is_set():
            with self._changed:
                waiter = self._take(time.monotonic())
                if waiter is None:
                    self._changed.wait(_POLL_S)
                    continue
            request, connection = waiter.item
            try:
                reply = self._complete(request)
            except Exception:  # The border: one sentence that cannot be finished must not end it for all.
                log.exception("completion_failed", source=request.source, target=request.target)
                reply = Reply(outcome=Outcome.FAILED)
            _reply(connection, reply)

    def _take(self, now_s: float) -> Waiter[tuple[Request, socket.socket]] | None:
        """Take the next request, and send those away that nobody waits for. Needs the lock."""
        waiter, late = self._waiting.take(now_s)
        for one in late:
            _reply(one.item[1], Reply(outcome=Outcome.LATE))
        return waiter


@contextmanager
def answering(data_dir: Path, complete: Complete) -> Iterator[None]:
    """Answer requests while the block runs. Where no socket can be had nothing is answered; drafts are still made."""
    with ExitStack() as stack:
        try:
            listener, address = stack.enter_context(listening(data_dir))
        except OSError as error:
            log.warning("no_completions", error=str(error))
        else:
            server = CompletionServer(listener, address, complete)
            server.start()
            stack.callback(server.stop)
        yield


def _read_request(connection: socket.socket) -> Request | None:
    """Read one line, within a second and within bounds; ``None`` for anything else."""
    data, until_s = bytearray(), time.monotonic() + _SENT_WITHIN_S
    try:
        while not data.endswith(b"\n"):
            left_s = until_s - time.monotonic()
            if left_s <= 0 or len(data) > MOST_REQUEST_BYTES:
                return None
            connection.settimeout(left_s)
            piece = connection.recv(16 << 10)
            if not piece:
                return None
            data += piece
        return REQUEST.validate_json(data)
    except (OSError, ValidationError):
        return None


def _reply(connection: socket.socket, reply: Reply) -> None:
    """Send the answer and hang up; who has gone in the meantime misses nothing."""
    with connection, suppress(OSError):
        connection.settimeout(_SENT_WITHIN_S)
        connection.sendall(REPLY.dump_json(reply) + b"\n")
