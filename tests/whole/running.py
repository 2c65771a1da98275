"""Start the service as ``make run`` does, in a folder of its own, and talk to it over HTTP."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]
COMMAND = str(Path(sys.executable).parent / "syndication")
_PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(data: Path, port: int, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATION_")}
    return kept | {"SYNDICATION_DATA": str(data), "SYNDICATION_PORT": str(port)} | more


def run(data: Path, port: int, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    """Run one command of the installed command line against this data folder."""
    return subprocess.run(
        [COMMAND, *arguments], env=environment(data, port, **more), capture_output=True, check=False, timeout=120
    )


@dataclass
class Service:
    """A running service; ``printed`` is what it has said on standard output by the time it answered."""

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    printed: str
    client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=30)

    def get(self, path: str, **headers: str) -> httpx2.Response:
        return self.client.get(path, headers=headers)

    def cli(self, *arguments: str) -> bytes:
        """Run a command beside the server and return what it printed; it must succeed."""
        done = run(self.data, self.port, *arguments)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def partner_token(self, partner: str) -> str:
        found = re.search(rf"{partner}: token (\S+)", self.printed)
        assert found, self.printed
        return found[1]

    def wait_until(self, is_so, *, what: str):
        """Ask again and again until ``is_so()`` is true; returns its value."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            if found := is_so():
                return found
            time.sleep(0.1)
        raise AssertionError(f"{what} did not happen within {_PATIENCE_S} s")


@contextmanager
def serving(data: Path, *arguments: str, port: int | None = None, **more: str) -> Iterator[Service]:
    """Serve until the block ends, then stop as Ctrl-C does; the process must end by itself with status 0."""
    port = port or free_port()
    log = data.parent / f"{data.name}.{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [COMMAND, "serve", *arguments], env=environment(data, port, **more), stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait_for_answer(process, port, log)
        service = Service(data=data, port=port, process=process, printed=log.read_text(encoding="utf-8"))
        yield service
        service.client.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 0, log.read_text(encoding="utf-8")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait_for_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise AssertionError(f"serve ended with {process.returncode}: {log.read_text(encoding='utf-8')}")
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/readyz", trust_env=False, timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"no answer within {_PATIENCE_S} s: {log.read_text(encoding='utf-8')}")
