"""An SFTP server of asyncssh, in a thread with an event loop of its own."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

USER = "outlet"
PASSWORD = "correct horse"


class Served(asyncssh.SFTPServer):
    """The root folder of one connection; tests override what is to go wrong."""

    root = Path()

    def __init__(self, channel: asyncssh.SSHServerChannel) -> None:
        super().__init__(channel, chroot=str(self.root))


@dataclass(frozen=True)
class RunningSftp:
    """A server whose user sees ``root`` as ``/``; ``logins`` are the ways in which somebody has logged in."""

    port: int
    root: Path
    host_key: str
    logins: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file())


@contextmanager
def sftp_server(
    root: Path,
    *,
    public_key: str | None = None,
    wants_both: bool = False,
    served: type[Served] = Served,
    key_type: str = "ssh-ed25519",
) -> Iterator[RunningSftp]:
    """Serve a folder until the block ends. ``public_key`` is one that may log in; ``wants_both``: with a password."""
    root.mkdir(parents=True, exist_ok=True)
    key = asyncssh.generate_private_key(key_type)
    logins: list[str] = []
    folder = type("Folder", (served,), {"root": root})
    wanted = _logins(logins, public_key, wants_both=wants_both)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sftp")
    thread.start()

    async def begin() -> asyncssh.SSHAcceptor:
        return await asyncssh.create_server(
            wanted, "127.0.0.1", 0, server_host_keys=[key], sftp_factory=folder, allow_scp=False
        )

    async def end(server: asyncssh.SSHAcceptor) -> None:
        server.close()
        await server.wait_closed()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result(timeout=30)
    try:
        yield RunningSftp(server.get_port(), root, key.get_fingerprint(), logins)
    finally:
        asyncio.run_coroutine_threadsafe(end(server), loop).result(timeout=30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _logins(logins: list[str], public_key: str | None, *, wants_both: bool) -> type[asyncssh.SSHServer]:
    class Login(asyncssh.SSHServer):
        def __init__(self) -> None:
            self._has_key = False

        def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
            self._conn = conn

        def begin_auth(self, username: str) -> bool:
            return True

        def password_auth_supported(self) -> bool:
            return public_key is None or wants_both

        def validate_password(self, username: str, password: str) -> bool:
            is_right = (username, password) == (USER, PASSWORD)
            if is_right:
                logins.append("password")
            return is_right

        def public_key_auth_supported(self) -> bool:
            return public_key is not None

        def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
            is_right = username == USER and key.export_public_key().split()[1] == (public_key or "").encode().split()[1]
            if is_right:
                logins.append("key")
            return is_right

    return Login
