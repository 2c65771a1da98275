"""Slowing down those who guess passwords, without keeping the rightful person out for long.

Failures are counted under three keys: a name from one address, a name from anywhere, an address under any name. An
attempt is noted as failed before the password is looked at and taken back if it was right, so that a hundred attempts
at once count as a hundred. What is refused for coming too often is not counted: whoever waits gets in again, and a
sign-in link works all the time.
"""

import hashlib
import ipaddress
import math
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from syndication.errors import SignInThrottled
from syndication.storage import failed_sign_ins

WINDOW = timedelta(minutes=15)
"""How long a failure counts."""

MOST_OF_NAME_AND_ADDRESS = 5
MOST_OF_NAME = 30
MOST_OF_ADDRESS = 60


class Attempt:
    """One attempt to sign in, noted as failed until it is taken back."""

    def __init__(self, session: Session, *, name: str, address: str, now: datetime) -> None:
        """Note the attempt; raises :exc:`~syndication.errors.SignInThrottled` where there were too many."""
        folded, network = name.casefold(), network_of(address)
        both, by_name = _key("both", folded, network), _key("name", folded)
        limits = {
            both: MOST_OF_NAME_AND_ADDRESS,
            by_name: MOST_OF_NAME,
            _key("address", network): MOST_OF_ADDRESS,
        }
        wait = max(_wait(session, key, most, now) for key, most in limits.items())
        if wait > timedelta(0):
            raise SignInThrottled(math.ceil(wait.total_seconds()))
        failed_sign_ins.forget_before(session, now - WINDOW)
        self._ids = failed_sign_ins.add(session, list(limits), now=now)
        self._of_name = (both, by_name)

    def take_back(self, session: Session) -> None:
        """Count the attempt as none at all."""
        failed_sign_ins.forget(session, self._ids)

    def succeed(self, session: Session) -> None:
        """Take the attempt back, and forget what this person got wrong before."""
        self.take_back(session)
        failed_sign_ins.forget_keys(session, self._of_name)


def network_of(address: str) -> str:
    """Return what counts as one address: of IPv6, where everybody has very many, the network of 64 bits."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped or ipaddress.IPv6Network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)


def _wait(session: Session, key: str, most: int, now: datetime) -> timedelta:
    """Return how long no attempt under a key is taken, from its newest failures: the last of them ends the wait."""
    failures = failed_sign_ins.times_of(session, key, since=now - WINDOW, limit=most)
    return failures[-1] + WINDOW - now if len(failures) == most else timedelta(0)


def _key(kind: str, *parts: str) -> str:
    return hashlib.sha256("\n".join((kind, *parts)).encode("utf-8", "surrogatepass")).hexdigest()
