"""Fetch an address into a file or into memory, within limits, and only from where it is allowed.

The host is looked up here and the connection goes to that very address, so that a name cannot point elsewhere between
the check and the connection. Proxies are not used: behind one, a package is installed from a file.
"""

import hashlib
import ipaddress
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import httpx2

from feeds.ip_addresses import IpAddress, is_public
from translations.engines.errors import DownloadError

Progress = Callable[[int, int | None], None]
"""Called with the bytes done, and the bytes there are altogether where the other side says so."""

_REDIRECTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of the network is used: bytes, seconds of silence, seconds altogether, and which addresses."""

    most_bytes: int
    silence_s: float = 30.0
    total_s: float = 3600.0
    allow_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What arrived: the size, and the hexadecimal SHA-256."""

    size_bytes: int
    sha256: str


def fetch(url: str, into: BinaryIO, *, limits: Limits, progress: Progress | None = None) -> Fetched:
    """Write what an address gives to ``into``; follow at most five redirects.

    Raises :exc:`DownloadError`: not http or https, an address inside a private network (unless ``limits`` allow it), no
    connection, silence, an answer other than 200, more bytes than ``limits`` allow or fewer than announced.
    """
    deadline = time.monotonic() + limits.total_s
    digest, size = hashlib.sha256(), 0
    try:
        with _answer(url, limits) as response:
            announced = response.headers.get("Content-Length", "")
            total = int(announced) if announced.isdecimal() else None
            for piece in response.iter_raw():
                size += len(piece)
                if size > limits.most_bytes:
                    raise DownloadError(url=url, reason=f"it is larger than {limits.most_bytes} bytes")
                if time.monotonic() > deadline:
                    raise DownloadError(url=url, reason=f"it took longer than {limits.total_s:g} seconds")
                digest.update(piece)
                into.write(piece)
                if progress is not None:
                    progress(size, total)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise DownloadError(url=url, reason=str(error) or type(error).__name__) from error
    return Fetched(size_bytes=size, sha256=digest.hexdigest())


@contextmanager
def _answer(url: str, limits: Limits) -> Iterator[httpx2.Response]:
    with httpx2.Client(trust_env=False, timeout=limits.silence_s) as client:
        at = httpx2.URL(url)
        for _ in range(_REDIRECTS + 1):
            with _connect(client, at, allow_private=limits.allow_private) as response:
                if not response.has_redirect_location:
                    _check_answer(str(at), response)
                    yield response
                    return
                at = at.join(response.headers["Location"])
    raise DownloadError(url=url, reason=f"it redirects more than {_REDIRECTS} times")


def _check_answer(url: str, response: httpx2.Response) -> None:
    if response.status_code != httpx2.codes.OK:
        raise DownloadError(url=url, reason=f"the answer is {response.status_code} {response.reason_phrase}".strip())
    # Raw bytes are hashed and counted. Nobody was asked to compress, and a decoder may make gigabytes of a few bytes.
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise DownloadError(url=url, reason="the answer is compressed although that was not asked for")


@contextmanager
def _connect(client: httpx2.Client, url: httpx2.URL, *, allow_private: bool) -> Iterator[httpx2.Response]:
    """Ask one address, on the first of its host's IP addresses that takes a connection."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise DownloadError(url=str(url), reason="only http and https addresses are followed")
    headers = {"Host": url.netloc.decode("ascii"), "Accept-Encoding": "identity"}
    addresses = _addresses(url, allow_private=allow_private)
    for address in addresses:
        request = client.build_request(
            "GET", url.copy_with(host=str(address)), headers=headers, extensions={"sni_hostname": url.host}
        )
        try:
            response = client.send(request, stream=True)
        except (httpx2.ConnectError, httpx2.ConnectTimeout):
            if address == addresses[-1]:
                raise
            continue
        try:
            yield response
        finally:
            response.close()
        return


def _addresses(url: httpx2.URL, *, allow_private: bool) -> list[IpAddress]:
    """Look a host up. Every address it has must be allowed: a name that is half inside is not trusted at all."""
    try:
        found = socket.getaddrinfo(url.host, url.port or url.scheme, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise DownloadError(url=str(url), reason=f"its host is not known: {error}") from error
    addresses = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    private = [address for address in addresses if not is_public(address)]
    if private and not allow_private:
        raise DownloadError(url=str(url), reason=f"{private[0]} is not a public address")
    return list(dict.fromkeys(addresses))
