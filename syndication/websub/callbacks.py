"""Callbacks of subscribers: which are taken, whose they are, and how something is asked of them. Pure."""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode, urlsplit, urlunsplit

from feeds.ip_addresses import IpAddress, IpNetwork, is_public, unwrapped

MOST_LENGTH = 2_000
"""The longest address that is taken, in characters."""

_VISIBLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9._-]{1,253}|[0-9a-f:.]+")
_WEB_PORTS = (80, 443)
_FIRST_FREE_PORT = 1024


def address_problem(url: str) -> str | None:
    """Say what is wrong with an address as such, completing "it ..."; ``None`` for nothing."""
    if len(url) > MOST_LENGTH:
        return f"is longer than {MOST_LENGTH:,} characters"
    if not _VISIBLE.fullmatch(url):
        return "has a blank, a control character or a letter outside ASCII, which must be percent-encoded"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is not an http or https address"
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return "is not an http or https address"
    if "@" in parts.netloc:
        return "has a user or password, which would not be sent; put what must stay secret into its path"
    if "#" in url:
        return "has a fragment, which is never sent"
    if port is not None and port < _FIRST_FREE_PORT and port not in _WEB_PORTS:
        return f"has the port {port}; only 80, 443 and those from {_FIRST_FREE_PORT} are asked"
    return None


def host_of(url: str) -> str:
    """Return the host of an address, in lower case; an IPv6 address has its brackets."""
    host = urlsplit(url).hostname or ""
    return f"[{host}]" if ":" in host else host


def with_plain_origin(url: str) -> str:
    """Return an address with scheme and host in lower case, which mean the same, and the rest as it is."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))


def private_address(host: str, allowed: Sequence[IpNetwork]) -> IpAddress | None:
    """Return the address that a host's name itself says, if it is neither public nor in an allowed network.

    Any other name is looked up when it is asked (:mod:`syndication.network`): this is to tell people at once.
    """
    name = host.strip("[]")
    try:
        address = ipaddress.ip_address("127.0.0.1" if name == "localhost" or name.endswith(".localhost") else name)
    except ValueError:
        return None
    plain = unwrapped(address)
    return None if is_public(address) or any(plain in network for network in allowed) else address


def with_parameters(url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Append to the query of an address, whose own parameters stay as they are and come first (W3C WebSub §5.1.1)."""
    joint = "" if url.endswith(("?", "&")) else "&" if "?" in url else "?"
    return f"{url}{joint}{urlencode(list(parameters))}"
