"""Files by FTP, FTP over TLS (explicit: ``AUTH TLS``; implicit: TLS from the first byte, port 990), passive mode."""

import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from ftplib import Error
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.model import STRICT
from syndication.delivery.connections import Connections
from syndication.delivery.files import (
    Checksum,
    Filing,
    Host,
    Port,
    RemotePath,
    Silence,
    User,
    nothing_has_appeared,
    put,
    try_out,
)
from syndication.delivery.ftp_client import Ftp, FtpStore, telling
from syndication.delivery.model import Carrier, ChannelKind, Parcel, Receipt
from syndication.delivery.names import DEFAULT_PATTERN, Pattern
from syndication.delivery_errors import TemporaryFailure

PASSWORD = "password"  # noqa: S105 - the name of it

_PORTS = (21, 990)
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Tls(StrEnum):
    """How a connection is protected. ``none``: passwords and texts can be read by whoever is in between."""

    EXPLICIT = "explicit"
    IMPLICIT = "implicit"
    NONE = "none"


def certificates(pem: str) -> str:
    """Return ``pem`` if it is empty or holds certificates; raises :exc:`ValueError` if not."""
    if pem:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=pem)
        except (ssl.SSLError, ValueError) as cause:
            raise ValueError("expected certificates in PEM, which begins with -----BEGIN CERTIFICATE-----") from cause
    return pem


def fingerprint(text: str) -> str:
    """Return a SHA-256 in plain lower-case hexadecimal, or nothing; raises :exc:`ValueError` for anything else."""
    plain = text.replace(":", "").strip().lower()
    if plain and not _SHA256.fullmatch(plain):
        raise ValueError("expected the SHA-256 of a certificate: 64 hexadecimal digits")
    return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class FtpSettings:
    """Where to put files, and how to be sure of who is there."""

    __pydantic_config__ = STRICT

    host: Host
    port: Port = 21
    user: User
    tls: Annotated[
        Tls,
        Field(
            title="TLS",
            description="explicit asks for TLS on the usual port; implicit begins with it, on port 990; none sends the "
            "password and texts for everybody between to read.",
        ),
    ] = Tls.EXPLICIT
    path: RemotePath = ""
    pattern: Pattern = DEFAULT_PATTERN
    has_checksum: Checksum = False
    ca_certificate: Annotated[
        str,
        AfterValidator(certificates),
        Field(
            max_length=65_536,
            title="Certificate authority",
            description="Certificates in PEM to trust instead of the usual authorities; the name must still be right.",
        ),
    ] = ""
    certificate_sha256: Annotated[
        str,
        AfterValidator(fingerprint),
        Field(
            title="Pinned certificate",
            description="SHA-256 of the only certificate that is right, whoever signed it and whatever name it has. "
            "Trying the channel out shows the one that the server has.",
        ),
    ] = ""
    timeout_s: Silence = 10


def send(parcel: Parcel, settings: FtpSettings, secrets: Mapping[str, str], carrier: Carrier) -> Receipt:
    """Put a parcel on the server."""
    with (
        Connections(carrier, silence_s=settings.timeout_s) as connections,
        _logged_in(connections, settings, secrets) as ftp,
    ):
        filing = Filing(pattern=settings.pattern, has_checksum=settings.has_checksum)
        return put(FtpStore(ftp, connections), parcel, filing, connections.check)


def probe(settings: FtpSettings, secrets: Mapping[str, str], carrier: Carrier) -> str:
    """Log in, write a file, rename it and remove it."""
    with (
        Connections(carrier, silence_s=settings.timeout_s) as connections,
        _logged_in(connections, settings, secrets) as ftp,
    ):
        try_out(FtpStore(ftp, connections))
        shown = ftp.certificate()
    told = f"The certificate's SHA-256 is {shown}." if shown else "Nothing is encrypted."
    return f"Files can be written and renamed in {settings.path or 'the folder of the login'}. {told}"


@contextmanager
def _logged_in(connections: Connections, settings: FtpSettings, secrets: Mapping[str, str]) -> Iterator[Ftp]:
    context = None if settings.tls is Tls.NONE else _context(settings)
    ftp = Ftp(connections, context=context, fingerprint=settings.certificate_sha256)
    try:
        with nothing_has_appeared(), telling(connections):
            is_implicit = settings.tls is Tls.IMPLICIT
            ftp.open(settings.host, settings.port, services=_PORTS, is_implicit=is_implicit)
            if settings.tls is Tls.EXPLICIT:
                ftp.secure_control()
            _log_in(ftp, settings.user, secrets.get(PASSWORD, ""))
            if settings.tls is not Tls.NONE:
                ftp.secure_data()
            ftp.voidcmd("TYPE I")
            if settings.path:
                ftp.voidcmd(f"CWD {settings.path}")
        yield ftp
    finally:
        ftp.hang_up()


def _log_in(ftp: Ftp, user: str, password: str) -> None:
    if not password.isprintable():
        raise TemporaryFailure("the password holds a line break or another control character")
    try:
        ftp.login(user, password)
    except Error as refused:
        # A wrong password is for the operator to correct. What a server says about it may repeat it.
        raise TemporaryFailure(f"the login was refused ({str(refused)[:3]}): check user and password") from None


def _context(settings: FtpSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=settings.ca_certificate or None)
    if settings.certificate_sha256:
        # The certificate itself is compared, on every connection.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


FTP = ChannelKind(
    name="ftp",
    title="FTP",
    summary="A file for each delivery on the partner's FTP server, with TLS unless that is turned off.",
    settings=FtpSettings,
    secrets={PASSWORD: "Password"},
    send=send,
    probe=probe,
)
