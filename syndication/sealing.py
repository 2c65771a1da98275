"""Secrets that must be read again: passwords of partners' servers, keys that sign what we send.

They are kept sealed (Fernet: AES-128-CBC with HMAC-SHA256), so that a copy of the database alone tells nobody anything.
The key is ``SYNDICATION_SECRET_KEY``, or is made at first use and kept beside the database, for its user alone.
"""

import base64
import hashlib
import os
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from syndication.config import Settings
from syndication.delivery_errors import SecretUnreadable

_KEY_FILE = "secret.key"


class Sealer:
    """Seals and opens texts with the key of one installation."""

    def __init__(self, key: str) -> None:
        # Any text may be the key; Fernet wants 32 bytes.
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))

    def seal(self, secret: str) -> str:
        """Return a secret so that only this installation can read it."""
        return self._fernet.encrypt(secret.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed; raises :exc:`~syndication.delivery_errors.SecretUnreadable`."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as cause:
            raise SecretUnreadable from cause


def sealer_of(settings: Settings) -> Sealer:
    """Return the sealer of an installation; raises :exc:`OSError` where its key can neither be read nor made."""
    return Sealer(settings.secret_key or _kept_key(settings.data_dir / _KEY_FILE))


def _kept_key(path: Path) -> str:
    if not path.exists():
        _make_key(path)
    return path.read_text(encoding="ascii").strip()


def _make_key(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    fresh.touch(mode=0o600)
    fresh.write_text(Fernet.generate_key().decode() + "\n", encoding="ascii")
    # Of several processes that start at once one is first, and all read its key: a link is made whole or not at all.
    with suppress(FileExistsError):
        path.hardlink_to(fresh)
    fresh.unlink()
