"""Lines that break: a way to a server that can be cut or fall silent, and servers that never say anything useful."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

_BLOCK = 65_536


@dataclass
class Line:
    """A way to a server. ``carries`` is asked with each piece before it goes on: from whom, and what.

    It returns ``True`` to pass it on, ``False`` to keep this piece and all later ones to itself, and raises
    :exc:`ConnectionError` to cut everything.
    """

    port: int
    carries: Callable[[str, bytes], bool]
    connections: list[socket.socket] = field(default_factory=list)

    def cut(self) -> None:
        """End all connections at once."""
        for connection in list(self.connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(port: int, carries: Callable[[str, bytes], bool] = lambda _who, _piece: True) -> Iterator[Line]:
    """Open a way to a port of this machine until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(listener.getsockname()[1], carries)
    threads: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", port))
                line.connections += [near, far]
                for who, source, target in (("client", near, far), ("server", far, near)):
                    thread = threading.Thread(target=pump, args=(who, source, target))
                    thread.start()
                    threads.append(thread)

    def pump(who: str, source: socket.socket, target: socket.socket) -> None:
        is_open = True
        try:
            while piece := source.recv(_BLOCK):
                is_open = is_open and line.carries(who, piece)
                if is_open:
                    target.sendall(piece)
        except ConnectionError:
            line.cut()
        except OSError:
            pass
        if is_open:
            with suppress(OSError):
                target.shutdown(socket.SHUT_WR)

    acceptor = threading.Thread(target=accept, name="line")
    acceptor.start()
    try:
        yield line
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        line.cut()
        for thread in threads:
            thread.join()
        for connection in line.connections:
            connection.close()


@contextmanager
def useless_server(*, drip: bytes = b"", every_s: float = 0.05) -> Iterator[int]:
    """Accept connections and say nothing, or ``drip`` a byte at a time for ever; yield the port."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    accepted: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                accepted.append(connection)
                if drip:
                    thread = threading.Thread(target=say, args=(connection,))
                    thread.start()
                    threads.append(thread)

    def say(connection: socket.socket) -> None:
        at = 0
        with suppress(OSError):
            while not over.wait(every_s):
                connection.sendall(drip[at % len(drip) :][:1])
                at += 1

    acceptor = threading.Thread(target=accept, name="useless")
    acceptor.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        acceptor.join()
        for thread in threads:
            thread.join()
        for connection in accepted:
            connection.close()
