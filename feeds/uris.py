"""Addresses as strict readers want them: browsers and people write more than the standards allow.

A schema validator refuses a whole document for a stray ``%``, a ``[`` in a path or a second ``#``.
"""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote, unquote_plus

# RFC 3986 §3: a scheme, something after it, and one fragment at most.
_CHARACTER = r"(?:[A-Za-z0-9._~:/?@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_URI = re.compile(rf"[A-Za-z][A-Za-z0-9+.-]*:{_CHARACTER}+(?:#{_CHARACTER}*)?")

_SUSPECT = re.compile(r"[^\w.~:/?#@!$&'()*+,;=-]|#.*#", re.DOTALL)
_AFTER_HOST = re.compile(r"(?<=[^/:])[/?#]")
_ILLEGAL_IN_HOST = re.compile(r"%(?![0-9A-Fa-f]{2})|[\x00- \x7f\"<>\\^`{|}]")
_ILLEGAL = re.compile(rf"{_ILLEGAL_IN_HOST.pattern}|[\[\]#]")
_ALL_ASCII = "".join(map(chr, range(0x80)))


def is_uri(text: str) -> bool:
    """Say whether ``text`` is a URI, as identifiers in documents must be; square brackets as in IPv6 hosts bar it."""
    return bool(_URI.fullmatch(text))


def iri(address: str) -> str:
    """Percent-encode what RFC 3987 §2.2 does not allow in a web address; letters of all scripts stay."""
    if not _SUSPECT.search(address):
        return address
    before, after = _split(address)
    path, mark, fragment = after.partition("#")
    encoded = [_percent_encoded(_ILLEGAL_IN_HOST, before), _percent_encoded(_ILLEGAL, path)]
    return "".join([*encoded, mark, _percent_encoded(_ILLEGAL, fragment)])


def uri(address: str) -> str:
    """Return a web address in the characters of RFC 3986: letters beyond ASCII are encoded too.

    In the host they become the ASCII form of the name (RFC 5891 §4.4), since no resolver looks up another one.
    Raises :exc:`ValueError` for a lone surrogate.
    """
    address = iri(address)
    if address.isascii():
        return address
    before, after = _split(address)
    scheme, mark, authority = before.rpartition("//")
    user, at, host = authority.rpartition("@")
    labels = ".".join(map(_ascii_label, host.split(".")))
    return "".join([scheme, mark, quote(user, safe=_ALL_ASCII), at, labels, quote(after, safe=_ALL_ASCII)])


def with_parameters(address: str, parameters: Mapping[str, str]) -> str:
    """Return a web address with parameters added to its query, before its fragment; those it has already stay."""
    before, mark, fragment = address.partition("#")
    path, _, query = before.partition("?")
    given = [part for part in query.split("&") if part]
    names = {unquote_plus(part.partition("=")[0]) for part in given}
    added = [f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in parameters.items() if name not in names]
    return f"{path}?{'&'.join(given + added)}{mark}{fragment}" if added else address


def _split(address: str) -> tuple[str, str]:
    """Return scheme and host, and what follows them."""
    after_host = _AFTER_HOST.search(address)
    split_at = after_host.start() if after_host else len(address)
    return address[:split_at], address[split_at:]


def _percent_encoded(illegal: re.Pattern[str], text: str) -> str:
    return illegal.sub(lambda match: f"%{ord(match.group()):02X}", text)


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFC", label.lower()).encode("punycode").decode("ascii")
