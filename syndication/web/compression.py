"""gzip or not, as the client asked for it (RFC 9110 §12.5.3)."""

import re
from enum import StrEnum
from functools import lru_cache

_GZIP_NAMES = frozenset({"gzip", "x-gzip"})
_QUALITY = re.compile(r"q\s*=\s*(0(\.\d{0,3})?|1(\.0{0,3})?)", re.IGNORECASE)


class Coding(StrEnum):
    """A content coding that is spoken here."""

    IDENTITY = "identity"
    GZIP = "gzip"


@lru_cache(maxsize=256)
def negotiate(accept_encoding: str | None) -> Coding:
    """Choose the coding for an ``Accept-Encoding`` header.

    Without a header the answer is not coded. Of gzip and identity the one with the higher quality wins, gzip where
    they are equal; identity that is not mentioned is what nobody asked for. A client that accepts nothing we have gets
    the document all the same, since a poller cannot do anything with a 406: coded only if it refused identity by name.
    """
    if accept_encoding is None:
        return Coding.IDENTITY
    named, wildcard = _qualities(accept_encoding)
    gzip = max((named[name] for name in _GZIP_NAMES & named.keys()), default=wildcard)
    identity = named.get("identity")
    if gzip is None:
        return Coding.GZIP if identity == 0 else Coding.IDENTITY
    return Coding.GZIP if gzip > 0 and gzip >= (identity or 0) else Coding.IDENTITY


def _qualities(header: str) -> tuple[dict[str, float], float | None]:
    """Return the quality of each coding that is named, and the one of ``*`` for those that are not."""
    named: dict[str, float] = {}
    for part in header.split(","):
        name, _, parameters = part.partition(";")
        if name.strip():
            match = _QUALITY.search(parameters)
            named[name.strip().lower()] = float(match[1]) if match else 1.0
    return named, named.pop("*", None)
