"""SSH connections and files through them, by paramiko; the host key is compared before anything else is said."""

import base64
import errno
import hashlib
import io
import logging
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import paramiko  # type: ignore[import-untyped]
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from syndication.delivery.connections import Connections
from syndication.delivery.files import nothing_has_appeared
from syndication.delivery.ftp_client import reason_of, words_of
from syndication.delivery.sftp import PASSPHRASE, PASSWORD, PRIVATE_KEY, SftpSettings
from syndication.delivery_errors import DeliveryFailure, TemporaryFailure

_PORTS = (22,)
_KEYS: dict[type, type[paramiko.PKey]] = {
    Ed25519PrivateKey: paramiko.Ed25519Key,
    EllipticCurvePrivateKey: paramiko.ECDSAKey,
    RSAPrivateKey: paramiko.RSAKey,
}
_LOG = "syndication.ssh"

# Error numbers of answers, and what they mean; paramiko gives all others none, and the server's words.
_ANSWERS = {errno.EACCES: "access is denied", errno.ENOENT: "there is no such folder", None: ""}

# What it would log is what is raised as well, and failures are told in the delivery log.
logging.getLogger(_LOG).setLevel(logging.CRITICAL + 1)


@contextmanager
def logged_in(
    connections: Connections, settings: SftpSettings, secrets: Mapping[str, str]
) -> Iterator[paramiko.SFTPClient]:
    """Connect, compare the host key, log in and open SFTP.

    Raises :exc:`~syndication.delivery_errors.TemporaryFailure`.
    """
    with _connected(connections, settings) as (transport, shown):
        if shown not in settings.host_key.split():
            raise TemporaryFailure(f"the server shows another host key than the one that is set: {shown}")
        with nothing_has_appeared(), telling(connections):
            _authenticate(transport, settings.user, secrets)
            session = transport.open_session(timeout=connections.silence_s)
            session.settimeout(connections.silence_s)
            session.invoke_subsystem("sftp")
            client = paramiko.SFTPClient(session)
        yield client


def shown_key(connections: Connections, settings: SftpSettings) -> str:
    """Return the fingerprint of a server's host key."""
    with _connected(connections, settings) as (_, shown):
        return shown


class SftpStore:
    """A folder on an SFTP server (:class:`syndication.delivery.files.Store`)."""

    def __init__(self, client: paramiko.SFTPClient, connections: Connections, folder: str) -> None:
        self._client = client
        self._connections = connections
        self._folder = f"{folder.rstrip('/')}/" if folder else ""

    def make_folder(self, path: str) -> None:
        """Make one folder, unless it is there."""
        with telling(self._connections):
            if not self._is_there(path):
                # Somebody else may be faster; if it could not be made, writing into it fails and says so.
                with suppress(OSError):
                    self._client.mkdir(self._at(path))

    def size(self, path: str) -> int | None:
        """Return how many bytes a file has; ``None`` if there is none."""
        with telling(self._connections), _missing_is_fine():
            return int(self._client.stat(self._at(path)).st_size)
        return None

    def read(self, path: str, *, most_bytes: int) -> bytes | None:
        """Return a file's content as far as ``most_bytes``; ``None`` if there is none."""
        with telling(self._connections), _missing_is_fine(), self._client.open(self._at(path), "rb") as file:
            return bytes(file.read(most_bytes))
        return None

    def write(self, path: str, content: bytes) -> None:
        """Make a new file, in place of one that has the name."""
        # Removed, not overwritten: an upload that somebody had cut off may still be written to at the server.
        self.remove(path)
        with telling(self._connections), self._client.open(self._at(path), "wb") as file:
            file.set_pipelined(True)
            file.write(content[:-1])
            # Errors of what is written without waiting come with the next answer that is waited for.
            file.set_pipelined(False)
            file.write(content[-1:])

    def rename(self, old: str, new: str) -> None:
        """Give a file another name; where the server knows no rename that replaces, the old file is removed first."""
        with telling(self._connections):
            try:
                self._client.posix_rename(self._at(old), self._at(new))
            except (EOFError, TimeoutError):
                raise
            except OSError:
                # Plain SFTP renames only to names that are free.
                if self._is_there(new):
                    self._client.remove(self._at(new))
                self._client.rename(self._at(old), self._at(new))

    def remove(self, path: str) -> None:
        """Remove a file, if it is there."""
        with telling(self._connections), _missing_is_fine():
            self._client.remove(self._at(path))

    def _at(self, path: str) -> str:
        return f"{self._folder}{path}"

    def _is_there(self, path: str) -> bool:
        with _missing_is_fine():
            self._client.stat(self._at(path))
            return True
        return False


@contextmanager
def telling(connections: Connections) -> Iterator[None]:
    """Turn what paramiko raises into failures of a delivery.

    All of them are temporary: SFTP has no word for a name or content that it will never take, only "failure".
    """
    try:
        yield
    except DeliveryFailure:
        raise
    except OSError as refused:
        connections.check()
        # An answer of the server has one of two numbers or none; what the operating system says has its own.
        if refused.errno in _ANSWERS and not isinstance(refused, TimeoutError):
            said = _ANSWERS[refused.errno] or f"the server answered {words_of(refused)}"
            raise TemporaryFailure(said) from refused
        raise TemporaryFailure(reason_of(refused), is_outcome_known=False) from refused
    except paramiko.AuthenticationException as refused:
        connections.check()
        # It is raised when the server falls silent or goes away meanwhile, too.
        said = str(refused)
        if "timeout" in said or "shut down" in said:
            raise TemporaryFailure("the connection broke while logging in") from refused
        raise TemporaryFailure("the login was refused: check user, password and private key") from refused
    except Exception as broken:
        # paramiko hands on whatever a server's packets have provoked in it: it is not only its own errors that come.
        connections.check()
        raise TemporaryFailure(_broken(broken), is_outcome_known=False) from broken


@contextmanager
def _connected(connections: Connections, settings: SftpSettings) -> Iterator[tuple[paramiko.Transport, str]]:
    """Yield the connection and the fingerprint of the server's host key."""
    plain = connections.connect(settings.host, settings.port, services=_PORTS)
    with plain:
        with nothing_has_appeared(), telling(connections):
            transport = paramiko.Transport(plain)
        try:
            with nothing_has_appeared(), telling(connections):
                key = _shake_hands(transport, connections.silence_s)
            yield transport, _fingerprint(key)
        finally:
            # Its thread looks for the end ten times a second, unless its socket says so.
            with suppress(OSError):
                plain.shutdown(socket.SHUT_RDWR)
            transport.close()


def _shake_hands(transport: paramiko.Transport, silence_s: float) -> paramiko.PKey:
    transport.set_log_channel(_LOG)
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = silence_s
    transport.channel_timeout = silence_s
    # When the time is over it returns as if all were well.
    transport.start_client(timeout=silence_s)
    if not transport.initial_kex_done:
        raise TimeoutError
    return transport.get_remote_server_key()


def _authenticate(transport: paramiko.Transport, user: str, secrets: Mapping[str, str]) -> None:
    """Log in by key, by password, or by one after the other where the server wants both."""
    key, password = secrets.get(PRIVATE_KEY), secrets.get(PASSWORD)
    if not key and not password:
        raise TemporaryFailure("neither a password nor a private key is set")
    if key:
        transport.auth_publickey(user, _private_key(key, secrets.get(PASSPHRASE)))
    if password and not transport.is_authenticated():
        transport.auth_password(user, password)
    if not transport.is_authenticated():
        raise TemporaryFailure("the server wants more than it was given: a password and a private key")


def _private_key(text: str, passphrase: str | None) -> paramiko.PKey:
    """Read a key as OpenSSH writes it, or in any other PEM."""
    password = passphrase.encode() if passphrase else None
    content = text.strip().encode() + b"\n"
    load = load_ssh_private_key if b"BEGIN OPENSSH" in content else load_pem_private_key
    try:
        key = load(content, password)
        # paramiko reads fewer formats, so it gets its own.
        plain = io.StringIO(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode())
        kind = next(kind for known, kind in _KEYS.items() if isinstance(key, known))
        return kind.from_private_key(plain)
    except (ValueError, TypeError, StopIteration, UnsupportedAlgorithm, paramiko.SSHException):
        # What the errors say may hold parts of it.
        reason = "the private key cannot be read: it is none, or its passphrase is missing, wrong or too much"
        raise TemporaryFailure(reason) from None


def _fingerprint(key: paramiko.PKey) -> str:
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


@contextmanager
def _missing_is_fine() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno != errno.ENOENT:
            raise


def _broken(broken: Exception) -> str:
    return reason_of(broken) if isinstance(broken, EOFError) else f"the connection broke: {words_of(broken)}"
