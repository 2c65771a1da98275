"""Territories by their ISO 3166-1 alpha-2 codes, and whether rights allow a use in some of them."""

from collections.abc import Collection
from functools import cache

from babel import Locale

from feeds.model import Rights

# Codes that people write for a country whose code is another one; both are reserved in ISO 3166 for that reason.
_USUAL = {"UK": "GB", "EL": "GR"}


def territory_code(text: str) -> str:
    """Return the code of a territory in capitals; raises :exc:`ValueError` for what is none.

    A code that nobody has would be compared with rights in vain.
    """
    code = _code(text.strip().upper())
    if code not in _known_codes():
        raise ValueError(f"{text!r} is not a territory's code in ISO 3166-1, such as VN or KR")
    return code


def why_refused(rights: Rights | None, territories: Collection[str]) -> str | None:
    """Return why rights bar a use in all of some territories at once; ``None`` if they do not, or none is named."""
    if rights is None or not territories:
        return None
    denied = [one for one in territories if one in set(map(_code, rights.denied_territories))]
    allowed = set(map(_code, rights.allowed_territories))
    missing = [one for one in territories if allowed and one not in allowed and one not in denied]
    return f"not for use in {', '.join([*denied, *missing])}" if denied or missing else None


def _code(code: str) -> str:
    return _USUAL.get(code, code)


@cache
def _known_codes() -> frozenset[str]:
    names = map(str, Locale("en").territories)
    return frozenset(name for name in names if len(name) == 2 and name.isalpha()) - {"EU", "EZ", "UN", "XA", "XB", "ZZ"}
