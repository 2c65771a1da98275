"""Files by SFTP (draft-ietf-secsh-filexfer-02, version 3), on a server whose host key is known.

paramiko takes two seconds to load, so only who sends loads it (:mod:`syndication.delivery.sftp_client`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.model import STRICT
from syndication.delivery.connections import Connections
from syndication.delivery.files import Checksum, Filing, Host, Port, RemotePath, Silence, User, put, try_out
from syndication.delivery.model import Carrier, ChannelKind, Parcel, Receipt
from syndication.delivery.names import DEFAULT_PATTERN, Pattern
from syndication.delivery_errors import TemporaryFailure

PASSWORD = "password"  # noqa: S105 - the name of it
PRIVATE_KEY = "private_key"
PASSPHRASE = "passphrase"  # noqa: S105 - the name of it

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")


def host_keys(text: str) -> str:
    """Return fingerprints as OpenSSH writes them, one space between; raises :exc:`ValueError` for anything else."""
    found = [one.rstrip("=") for one in text.split()]
    for one in found:
        if not _FINGERPRINT.fullmatch(one):
            raise ValueError("expected fingerprints such as SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")
    return " ".join(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class SftpSettings:
    """Where to put files, and by which key the server is known."""

    __pydantic_config__ = STRICT

    host: Host
    port: Port = 22
    user: User
    host_key: Annotated[
        str,
        AfterValidator(host_keys),
        Field(
            max_length=500,
            title="Host key",
            description="SHA-256 fingerprint of the server's key, as the partner has told you: SHA256:… Several, with "
            "spaces between, while the server gets a new one. Without it nothing is sent; trying the channel out shows "
            "it.",
        ),
    ] = ""
    path: RemotePath = ""
    pattern: Pattern = DEFAULT_PATTERN
    has_checksum: Checksum = False
    timeout_s: Silence = 10


def send(parcel: Parcel, settings: SftpSettings, secrets: Mapping[str, str], carrier: Carrier) -> Receipt:
    """Put a parcel on the server."""
    from syndication.delivery.sftp_client import SftpStore, logged_in  # noqa: PLC0415 - see the module's docstring

    if not settings.host_key:
        raise TemporaryFailure("no host key is set: try the channel out, which shows it, and compare it")
    with (
        Connections(carrier, silence_s=settings.timeout_s) as connections,
        logged_in(connections, settings, secrets) as client,
    ):
        filing = Filing(pattern=settings.pattern, has_checksum=settings.has_checksum)
        return put(SftpStore(client, connections, settings.path), parcel, filing, connections.check)


def probe(settings: SftpSettings, secrets: Mapping[str, str], carrier: Carrier) -> str:
    """Log in, write a file, rename it and remove it; without a host key in the settings, just show the server's.

    The password goes to nobody whose key is not known.
    """
    from syndication.delivery.sftp_client import SftpStore, logged_in, shown_key  # noqa: PLC0415 - as above

    with Connections(carrier, silence_s=settings.timeout_s) as connections:
        if not settings.host_key:
            shown = shown_key(connections, settings)
            return f"The server shows the host key {shown}. Compare it with what the partner says, and set it."
        with logged_in(connections, settings, secrets) as client:
            try_out(SftpStore(client, connections, settings.path))
    return f"The host key is right; files can be written and renamed in {settings.path or 'the folder of the login'}."


SFTP = ChannelKind(
    name="sftp",
    title="SFTP",
    summary="A file for each delivery on the partner's SFTP server, whose host key is compared.",
    settings=SftpSettings,
    secrets={PASSWORD: "Password", PRIVATE_KEY: "Private key", PASSPHRASE: "Passphrase of the private key"},
    optional_secrets=frozenset({PASSWORD, PRIVATE_KEY, PASSPHRASE}),
    send=send,
    probe=probe,
)
