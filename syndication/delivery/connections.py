"""Connections to a partner's servers that are bounded in time, for protocols other than HTTP.

What :mod:`syndication.network` does for requests: hosts are looked up once and checked, the connection goes to the very
address that was checked, and it is cut when it takes too long altogether or when the process is to end. Timeouts of
sockets only bound silence.
"""

import socket
import threading
import time
from types import TracebackType
from typing import Self

from syndication.delivery.model import Carrier
from syndication.delivery_errors import TemporaryFailure
from syndication.errors import RequestFailed

TOTAL_S = 55.0
"""The longest that sending one parcel may take."""

_STOP_SEEN_WITHIN_S = 0.2
# On Linux this clock also runs while the machine sleeps.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Connections:
    """The connections of one sending. Use it in a ``with`` block, at whose end they are all closed.

    Closing the socket of one before does not end it, since there is a copy of its handle here: shut it down.
    """

    def __init__(self, carrier: Carrier, *, silence_s: float, total_s: float = TOTAL_S) -> None:
        self.silence_s = silence_s
        self._network = carrier.network
        self._stop = carrier.stop
        self._until = time.clock_gettime(_CLOCK) + total_s
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._reason = ""
        self._thread = threading.Thread(target=self._watch, name="connections", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()
        for copy in self._open:
            copy.close()

    def connect(self, host: str, port: int, *, services: tuple[int, ...]) -> socket.socket:
        """Connect to a host, at whichever of its addresses answers first.

        Raises :exc:`~syndication.delivery_errors.TemporaryFailure`: for a host that is not known or not allowed too,
        since it is the channel's setting that is wrong, not what is sent.
        """
        try:
            addresses = self._network.addresses_of(host, port, services=services)
        except RequestFailed as failed:
            raise TemporaryFailure(str(failed)) from failed
        reason = f"the host {host} has no address"
        for address in addresses:
            try:
                return self.connect_to(str(address), port)
            except OSError as error:
                reason = f"no connection: {error.strerror or 'it takes too long'}"
            self.check()
        raise TemporaryFailure(reason)

    def connect_to(self, address: str, port: int) -> socket.socket:
        """Connect to an address that has been checked; raises :exc:`OSError`."""
        made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        try:
            made.settimeout(self.silence_s)
            with self._lock:
                # A copy of the handle: TLS takes the socket itself away, and a closed number could be somebody else's.
                self._open.append(made.dup())
            made.connect((address, port))
            self.check()
        except BaseException:
            made.close()
            raise
        return made

    def check(self) -> None:
        """Raise why the connections were cut, or are about to be."""
        self._look()
        if self._reason:
            raise TemporaryFailure(self._reason, is_outcome_known=False)

    def _look(self) -> None:
        if self._reason:
            return
        if self._stop.is_set():
            self._reason = "broken off, since this process is to end"
        elif time.clock_gettime(_CLOCK) >= self._until:
            self._reason = "it took too long altogether"

    def _watch(self) -> None:
        while not self._over.wait(_STOP_SEEN_WITHIN_S):
            self._look()
            if self._reason:
                self._cut()

    def _cut(self) -> None:
        with self._lock:
            for copy in self._open:
                try:
                    copy.shutdown(socket.SHUT_RDWR)
                except OSError:
                    # It is not connected, or no longer.
                    continue
