"""From which address a request comes, also behind a proxy of ours."""

import ipaddress

from flask import request


def client_address() -> str:
    """Return the address of whoever asks, as far as it can be known.

    A peer on this machine or in a private network is a proxy if it says for whom it asks; of those addresses the last
    is the one that the proxy itself saw, the others anybody can write (docs/operations.md).
    """
    peer = request.remote_addr or ""
    said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return said if said and _is_near(peer) else peer


def _is_near(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    return address.is_loopback or address.is_private
