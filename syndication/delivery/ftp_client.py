"""FTP as far as files are put there: RFC 959, passive mode (RFC 1123 §4.1.2.6), TLS (RFC 4217).

The standard library's client with four differences: it connects where :mod:`syndication.delivery.connections` says;
data goes to the host of the control connection, whatever address the server names; data connections continue the TLS
session of the control connection, which many servers insist on; and a certificate can be pinned.
"""

import hashlib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ftplib import FTP, all_errors, error_perm, error_reply, error_temp

from syndication.delivery.connections import Connections
from syndication.delivery_errors import PermanentFailure, TemporaryFailure

# What servers say where there is no such file, or where a folder is there already.
_NOT_THERE = ("550", "450")
_ALREADY_THERE = ("550", "521", "553")
_UNKNOWN_COMMAND = ("500", "502", "504")
_BAD_NAME = "501"
_FIRST_FREE_PORT = 1024
_BLOCK_BYTES = 65_536
_MOST_COUNTED_BYTES = 64 * 1024 * 1024
_MOST_REPLY = 200
_GOODBYE_S = 2.0


class Ftp(FTP):
    """A control connection, and the data connections that belong to it.

    ``fingerprint`` is the SHA-256 of the only certificate that is right, in hexadecimal; then ``context`` checks none.
    ``context`` is ``None`` where nothing is encrypted.
    """

    def __init__(self, connections: Connections, *, context: ssl.SSLContext | None, fingerprint: str = "") -> None:
        super().__init__(timeout=connections.silence_s, encoding="utf-8")
        self._connections = connections
        self._fingerprint = fingerprint
        self._context = context
        self._is_data_secured = False

    def open(self, host: str, port: int, *, services: tuple[int, ...], is_implicit: bool) -> None:
        """Connect and read the greeting; with ``is_implicit``, inside TLS from the first byte."""
        line = self._connections.connect(host, port, services=services)
        # Certificates are for the name, not for the address that was connected to.
        self.host, self.port, self.af = host, port, line.family
        self._talk_by(line)
        if is_implicit:
            self._talk_by(self._secured(line))
        self.welcome = self.getresp()

    def secure_control(self) -> None:
        """Ask for TLS on the control connection (RFC 4217 §4)."""
        self.voidcmd("AUTH TLS")
        # What the server, or somebody in its place, has sent ahead of TLS goes with the old reader.
        self._talk_by(self._secured(self._line()))

    def secure_data(self) -> None:
        """Ask for TLS on data connections (RFC 4217 §9)."""
        self.voidcmd("PBSZ 0")
        self.voidcmd("PROT P")
        self._is_data_secured = True

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        """Open a data connection to the host of the control connection, and give the command that uses it."""
        # The address is the server's word for where we shall connect to; the port is all that is needed of it.
        _, port = self.makepasv()
        if port < _FIRST_FREE_PORT:
            raise error_reply(f"227 port {port} is not one for data")  # noqa: S321 - an exception
        connection = self._connections.connect_to(self._line().getpeername()[0], port)
        try:
            answer = self.sendcmd(cmd)
            if not answer.startswith("1"):
                raise error_reply(answer)  # noqa: S321 - an exception
            if self._is_data_secured:
                connection = self._secured(connection)
        except BaseException:
            connection.close()
            raise
        return connection, None

    def certificate(self) -> str:
        """Return the SHA-256 of the server's certificate, in hexadecimal; empty without TLS."""
        if not isinstance(self.sock, ssl.SSLSocket):
            return ""
        return hashlib.sha256(self.sock.getpeercert(binary_form=True) or b"").hexdigest()

    def hang_up(self) -> None:
        """Say goodbye, wait for nothing, and close."""
        if self.sock is not None:
            with suppress(*all_errors):
                self.putcmd("QUIT")
        self.close()

    def _line(self) -> socket.socket:
        if self.sock is None:
            raise EOFError
        return self.sock

    def _talk_by(self, line: socket.socket) -> None:
        self.sock = line
        # Some greet in their own language, in an encoding of their own.
        self.file = line.makefile("r", encoding=self.encoding, errors="replace")

    def _secured(self, plain: socket.socket) -> ssl.SSLSocket:
        session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
        if self._context is None:
            raise ValueError("TLS without a context")
        secured = self._context.wrap_socket(plain, server_hostname=self.host, session=session)
        if self._fingerprint:
            shown = hashlib.sha256(secured.getpeercert(binary_form=True) or b"").hexdigest()
            if shown != self._fingerprint:
                secured.close()
                raise ssl.SSLCertVerificationError(f"the certificate is another one than the pinned one: {shown}")
        return secured


class FtpStore:
    """A folder on an FTP server (:class:`syndication.delivery.files.Store`)."""

    def __init__(self, ftp: Ftp, connections: Connections) -> None:
        self._ftp = ftp
        self._connections = connections
        self._has_size = True

    def make_folder(self, path: str) -> None:
        """Make one folder, unless it is there."""
        with self._told():
            try:
                self._ftp.voidcmd(f"MKD {path}")
            except error_perm as refused:
                if not str(refused).startswith(_ALREADY_THERE):
                    raise

    def size(self, path: str) -> int | None:
        """Return how many bytes a file has; where the server does not tell, it is read and counted."""
        with self._told():
            try:
                if self._has_size:
                    return int(self._ftp.voidcmd(f"SIZE {path}")[3:].strip())
            except (error_perm, error_temp) as refused:
                if str(refused).startswith(_NOT_THERE):
                    return None
                if not str(refused).startswith(_UNKNOWN_COMMAND):
                    raise
                self._has_size = False
        content = self.read(path, most_bytes=_MOST_COUNTED_BYTES)
        return None if content is None else len(content)

    def read(self, path: str, *, most_bytes: int) -> bytes | None:
        """Return a file's content as far as ``most_bytes``; ``None`` if there is none."""
        with self._told():
            try:
                connection = self._ftp.transfercmd(f"RETR {path}")
            except (error_perm, error_temp) as refused:
                if str(refused).startswith(_NOT_THERE):
                    return None
                raise
            content = bytearray()
            with connection:
                while len(content) <= most_bytes and (block := connection.recv(_BLOCK_BYTES)):
                    content += block
                _end(connection)
            # A server whose file was not read to its end complains.
            with suppress(error_perm, error_temp):
                self._ftp.voidresp()
            return bytes(content[:most_bytes])

    def write(self, path: str, content: bytes) -> None:
        """Make a new file, in place of one that has the name."""
        # Removed, not overwritten: an upload that somebody had cut off may still be written to at the server.
        self.remove(path)
        with self._told():
            connection = self._ftp.transfercmd(f"STOR {path}")
            with connection:
                for start in range(0, len(content), _BLOCK_BYTES):
                    connection.sendall(content[start : start + _BLOCK_BYTES])
                _end(connection)
            self._ftp.voidresp()

    def rename(self, old: str, new: str) -> None:
        """Give a file another name; where the server does not replace a file by that, it is removed first."""
        with self._told():
            try:
                self._ftp.rename(old, new)
            except (error_perm, error_temp):
                if self.size(new) is None:
                    raise
                self._ftp.voidcmd(f"DELE {new}")
                self._ftp.rename(old, new)

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        with self._told():
            try:
                self._ftp.voidcmd(f"DELE {path}")
            except (error_perm, error_temp) as refused:
                if not str(refused).startswith(_NOT_THERE):
                    raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        with telling(self._connections):
            yield


@contextmanager
def telling(connections: Connections) -> Iterator[None]:
    """Turn what the client raises into failures of a delivery."""
    try:
        yield
    except error_perm as refused:
        if str(refused).startswith(_BAD_NAME):
            raise PermanentFailure(f"the server answered {words_of(refused)}") from refused
        # Access, folders, space, commands that are not known: the set-up is wrong, or the partner's server is. What is
        # sent is not, and it waits until somebody has corrected it.
        raise TemporaryFailure(f"the server answered {words_of(refused)}") from refused
    except (error_temp, error_reply) as refused:
        raise TemporaryFailure(f"the server answered {words_of(refused)}") from refused
    except ssl.SSLCertVerificationError as wrong:
        raise TemporaryFailure(
            f"the server's certificate is not trusted: {getattr(wrong, 'verify_message', '') or wrong}"
        ) from wrong
    except all_errors as broken:
        connections.check()
        raise TemporaryFailure(reason_of(broken), is_outcome_known=False) from broken
    except ValueError as unreadable:
        raise TemporaryFailure("the server's answer is not FTP", is_outcome_known=False) from unreadable


def words_of(refused: Exception) -> str:
    """Return a server's answer so that it can be shown: one line, bounded, printable."""
    line = str(refused).partition("\n")[0]
    return "".join(sign if sign.isprintable() else "?" for sign in line)[:_MOST_REPLY]


def reason_of(broken: Exception) -> str:
    """Return in words why a connection broke."""
    if isinstance(broken, TimeoutError):
        return "the server fell silent"
    if isinstance(broken, EOFError):
        return "the server closed the connection"
    said = broken.strerror if isinstance(broken, OSError) and not isinstance(broken, ssl.SSLError) else str(broken)
    return f"the connection broke: {words_of(Exception(said or type(broken).__name__))}"


def _end(connection: socket.socket) -> None:
    """End a data connection: closing it would not, since :class:`Connections` has a copy of its handle."""
    with suppress(OSError, ValueError):
        if isinstance(connection, ssl.SSLSocket):
            # So that nobody can cut a file short. Not every server answers that.
            connection.settimeout(_GOODBYE_S)
            connection.unwrap()
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
