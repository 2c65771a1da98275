"""Passwords: which are taken, and how they are kept (argon2id, RFC 9106).

Length is all that is asked of one, as NIST SP 800-63B §3.1.1 has it: no rules on which characters, no expiry. What is
typed is normalised to NFKC first (ibidem): Vietnamese letters may come composed or not, and an input method may be left
at full-width digits; the person sees no difference.
"""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from syndication.errors import PasswordRefused, SignInBusy

MIN_CHARACTERS = 10
MAX_CHARACTERS = 200

# Of normalised text a few characters may become many; what is longer than this is not even normalised.
_MOST_TYPED = 1000
_FEWEST_DIFFERENT = 4

# The most common ones of ten characters and more in lists of passwords that were leaked; shorter ones are too short.
_COMMON_ONES = """
    1234567890 0123456789 0987654321 9876543210 12345678910 123456789a a123456789 1234567891 12345678901 123456789012
    1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc q1w2e3r4t5 q1w2e3r4t5y6 qwertyuiop qwertyuiop123 qwerty12345 qwerty123456
    qwerty1234 asdfghjkl1 asdfghjkl; zxcvbnm123 1234qwerasdf password12 password123 password1234 passwordpassword
    p@ssw0rd123 password01 mypassword thepassword password!! iloveyou12 iloveyou123 iloveyouforever iloveyou1234
    administrator admin12345 admin123456 welcome123 welcome1234 letmein123 letmein1234 changeme123 changeme1234
    football123 baseball123 basketball sunshine123 princess123 michael123 superman123 abcdefghij abcdefghijk abc1234567
    abcd123456 abc123456789 1234abcd1234 monkey12345 dragon12345 master12345 computer123 internet123 matkhau123
    matkhau1234 matkhau123456 anhyeuem123 anhyeuem12 emyeuanh123 xinchao123 vietnam123 hanoi12345 saranghae1 saranghae12
    saranghae123 gksrnrdls1 dlatl12345 tkfkdgo123 rkskek1234 newsroom123 newsroom1234 translator1 translate123
"""
_COMMON = frozenset(_COMMON_ONES.split())

# About 100 ms of one core and 64 MiB. One lane: the machine serves readers with its other cores meanwhile.
_HASHER = PasswordHasher(time_cost=2, memory_cost=64 * 1024, parallelism=1)

# Hashing uses a core and 64 MiB. Two at once, and a few that wait; who comes on top of them is told to come again,
# or waiting sign-ins would hold the threads that everybody else's requests need.
_AT_ONCE = threading.BoundedSemaphore(2)
_WAITING = threading.BoundedSemaphore(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a password is right, and whether its hash should be made anew, with the parameters of today."""

    is_right: bool
    needs_rehash: bool = False


def check_choice(password: str, *, user_name: str) -> None:
    """Raise :exc:`~syndication.errors.PasswordRefused` for a new password that is too short, too long or too easy."""
    chosen = normalised(password)
    if len(chosen) < MIN_CHARACTERS:
        raise PasswordRefused(f"needs at least {MIN_CHARACTERS} characters; a few words in a row are easy to remember")
    if len(chosen) > MAX_CHARACTERS or len(password) > _MOST_TYPED:
        raise PasswordRefused(f"may have at most {MAX_CHARACTERS} characters")
    plain = "".join(chosen.casefold().split())
    name = "".join(normalised(user_name).casefold().split())
    if name and not plain.replace(name, ""):
        raise PasswordRefused("must not be your name")
    if plain in _COMMON or len(set(plain)) < _FEWEST_DIFFERENT:
        raise PasswordRefused("is one of the most common ones, which are tried first; choose another")


def hash_password(password: str) -> str:
    """Return what is kept of a password; raises :exc:`~syndication.errors.SignInBusy`."""
    with _slot():
        return _HASHER.hash(normalised(password).encode("utf-8", "surrogatepass"))


def verify_password(kept: str | None, password: str) -> Verdict:
    """Compare a password with what is kept of one.

    ``None`` stands for somebody who does not exist or has no password; it takes as long as a wrong password does.
    Raises :exc:`~syndication.errors.SignInBusy`.
    """
    with _slot():
        try:
            _HASHER.verify(kept or _nobodys_hash(), normalised(password).encode("utf-8", "surrogatepass"))
        except (VerificationError, InvalidHashError):
            return Verdict(is_right=False)
    if kept is None:
        return Verdict(is_right=False)
    return Verdict(is_right=True, needs_rehash=_HASHER.check_needs_rehash(kept))


def normalised(password: str) -> str:
    """Return a password as it is hashed: NFKC, and never longer than what could be taken."""
    return unicodedata.normalize("NFKC", password[: _MOST_TYPED + 1])


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_bytes(32))


@contextmanager
def _slot() -> Iterator[None]:
    if not _WAITING.acquire(blocking=False):
        raise SignInBusy
    try:
        with _AT_ONCE:
            yield
    finally:
        _WAITING.release()
