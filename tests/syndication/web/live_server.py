"""The real server as a process of its own, on a free port of this machine."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SERVE = """
import os, sys
from syndication.config import read_settings
from syndication.server import serve
if __name__ == "__main__":
    sys.exit(serve(read_settings(os.environ), with_worker={with_worker}))
"""
_PATIENCE_S = 60


@dataclass
class RunningServer:
    """A server that has said that it is ready."""

    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def end(self, number: signal.Signals) -> int:
        """Send a signal, wait until every process of the server has gone, and return the first one's status."""
        self.process.send_signal(number)
        # All of them hold the other end of the pipe; it ends with the last of them.
        self.process.communicate(timeout=_PATIENCE_S)
        return self.process.returncode

    def children(self) -> set[int]:
        """Return the processes that the server has started, by their ids."""
        listed = Path(f"/proc/{self.process.pid}/task").glob("*/children")
        return {int(child) for path in listed for child in path.read_text().split()}

    def serving(self) -> set[int]:
        """Return those of them that work; multiprocessing keeps a bookkeeper of its own."""
        return {child for child in self.children() if not _is_bookkeeper(child)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environ_for(data: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATION_")}
    return kept | {"SYNDICATION_DATA": str(data), "SYNDICATION_PORT": str(port), "SYNDICATION_HOST": "127.0.0.1"}


@contextmanager
def running(data: Path, *, with_worker: bool = False, **environ: str) -> Iterator[RunningServer]:
    """Serve an installation until the block ends; ``environ`` are settings without their ``SYNDICATION_``."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVE.format(with_worker=with_worker)],
        env=environ_for(data, port) | {f"SYNDICATION_{name.upper()}": value for name, value in environ.items()},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first == "ready\n", f"the server said {first!r}"
        yield RunningServer(process, port)
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=_PATIENCE_S)


def until(is_so: Callable[[], bool], what: str) -> None:
    """Look again and again until something is so; fail when patience ends."""
    deadline = time.monotonic() + _PATIENCE_S
    pause = threading.Event()
    while not is_so():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        pause.wait(0.05)


def _is_bookkeeper(pid: int) -> bool:
    try:
        return b"resource_tracker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return True
