"""FTP servers of pyftpdlib: plain, with ``AUTH TLS``, or inside TLS from the first byte."""

import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    # It uses asynchat, which Python 3.11 says will go; for later versions it brings its own.
    warnings.simplefilter("ignore", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.filesystems import AbstractedFS
    from pyftpdlib.handlers import FTPHandler, TLS_DTPHandler, TLS_FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer

__all__ = ["PASSWORD", "USER", "AbstractedFS", "RunningFtp", "TLS_DTPHandler", "ftp_server"]

USER = "outlet"
PASSWORD = "correct horse"
_ALL = "elradfmwMT"


@dataclass(frozen=True)
class RunningFtp:
    """A server whose user sees ``root`` as ``/``; ``commands`` are all that came, in order."""

    port: int
    root: Path
    commands: list[str]

    @property
    def names(self) -> list[str]:
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file())


@contextmanager
def ftp_server(
    root: Path,
    *,
    certificate: Path | None = None,
    is_implicit: bool = False,
    permissions: str = _ALL,
    behaviour: Mapping[str, Any] | None = None,
    address: str = "127.0.0.1",
) -> Iterator[RunningFtp]:
    """Serve a folder until the block ends. ``behaviour`` replaces attributes of the server's handler."""
    root.mkdir(parents=True, exist_ok=True)
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(root), perm=permissions)
    commands: list[str] = []
    kind = _kind_of(commands, certificate, is_implicit=is_implicit)
    settings = {
        "authorizer": authorizer,
        "use_sendfile": False,
        "auth_failed_timeout": 0,
    }
    handler = type("Handler", (kind,), settings | dict(behaviour or {}))
    loop = IOLoop()
    server = FTPServer((address, 0), handler, ioloop=loop)
    over = threading.Event()
    thread = threading.Thread(target=_serve, args=(loop, over), name="ftp")
    thread.start()
    try:
        yield RunningFtp(server.socket.getsockname()[1], root, commands)
    finally:
        over.set()
        thread.join()
        server.close_all()


def _serve(loop: IOLoop, over: threading.Event) -> None:
    while not over.is_set():
        loop.loop(timeout=0.02, blocking=False)


def _kind_of(commands: list[str], certificate: Path | None, *, is_implicit: bool) -> type[FTPHandler]:
    kind = FTPHandler if certificate is None else TLS_FTPHandler

    class Noting(kind):  # type: ignore[misc, valid-type]
        def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
            commands.append("PASS" if cmd == "PASS" else line)
            super().pre_process_command(line, cmd, arg)

        def handle(self) -> None:
            if is_implicit:
                self.secure_connection(self.ssl_context)
            super().handle()

    if certificate is not None:
        Noting.certfile = str(certificate)
        Noting.tls_control_required = Noting.tls_data_required = not is_implicit
    return Noting
