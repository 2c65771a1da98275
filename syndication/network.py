"""Requests to addresses that others have named: the sources of live blogs, the webhooks of partners.

Whoever may name an address could name one inside our own network, directly, by a redirect, or by a host whose name
server says one thing to a check and another to the connection. So hosts are looked up here, all their addresses must be
public or in a network that the operator allows, and the connection goes to the very address that was checked. Proxies
and cookies are not used, and no connection is used twice: one opened for a host is not for another one at its address.
"""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import httpx2

from feeds.ip_addresses import IpAddress, IpNetwork, is_public, unwrapped
from syndication.errors import HostRefused, RequestFailed, RequestStopped

Resolver = Callable[[str, int], Sequence[str]]
"""Returns the IP addresses of a host, for a port; raises :exc:`OSError` or :exc:`UnicodeError` for an unknown host."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_WEB_PORTS = tuple(_DEFAULT_PORTS.values())
# Below this, systems keep their own services; an HTTP request would be understood by some of them as something else.
_FIRST_FREE_PORT = 1024
_STOP_SEEN_WITHIN_S = 0.2
_ERROR_NUMBER = re.compile(r"\[Errno -?[0-9]+\] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long an exchange may take: to connect, in silence, and altogether."""

    connect_s: float = 10.0
    silence_s: float = 15.0
    total_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request as it is to be sent. ``Host`` is added; a user and password in ``url`` are left out."""

    url: httpx2.URL
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None


def look_up(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses this machine knows of a host, in the order in which to try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


class Network:
    """What may be asked, and how; may be shared by threads. ``private`` are networks of ours that are allowed."""

    def __init__(
        self,
        *,
        private: Sequence[IpNetwork] = (),
        resolve: Resolver = look_up,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._private = tuple(private)
        self._resolve = resolve
        self._transport = httpx2.HTTPTransport(
            verify=tls or True,
            trust_env=False,
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
        )

    def close(self) -> None:
        """End whatever is still connected."""
        self._transport.close()

    def addresses(self, url: httpx2.URL) -> tuple[IpAddress, ...]:
        """Look up the host of an address; a host with one address that is not allowed is not trusted at all.

        Raises :exc:`~syndication.errors.HostRefused`, and :exc:`~syndication.errors.RequestFailed` for an unknown host.
        """
        if url.scheme not in _DEFAULT_PORTS or not url.host:
            raise HostRefused("only http and https addresses are asked")
        return self.addresses_of(url.host, url.port or _DEFAULT_PORTS[url.scheme], services=_WEB_PORTS)

    def addresses_of(self, host: str, port: int, *, services: Sequence[int]) -> tuple[IpAddress, ...]:
        """Look up a host as :meth:`addresses` does, for a protocol whose own ports are ``services``."""
        if port < _FIRST_FREE_PORT and port not in services:
            known = ", ".join(map(str, services))
            raise HostRefused(f"port {port} is not asked: only {known} and those from {_FIRST_FREE_PORT}")
        try:
            found = tuple(ip_address(text) for text in self._resolve(host, port))
        except (OSError, UnicodeError) as cause:
            raise RequestFailed(f"the host {host} is not known") from cause
        for address in found:
            if not self._allows(address):
                told = f"{address}" if str(address) == host else f"{host} is at {address}, which"
                hint = "SYNDICATION_ALLOW_PRIVATE_NETWORKS can allow it"
                raise HostRefused(f"{told} is not a public address; {hint}")
        return found

    @contextmanager
    def exchange(
        self, request: Outgoing, *, limits: Limits, stop: threading.Event | None = None
    ) -> Iterator[httpx2.Response]:
        """Send a request and yield the response, its body still to be read inside the block; follow no redirect.

        Raises :exc:`~syndication.errors.RequestFailed` also for what goes wrong while the body is read, and
        :exc:`~syndication.errors.RequestStopped` soon after ``stop`` is set.
        """
        addresses = self.addresses(request.url)
        with _Cutter(limits.total_s, stop or threading.Event()) as cutter:
            try:
                response = self._send(request, addresses, limits, cutter)
                try:
                    yield response
                finally:
                    response.close()
            except httpx2.HTTPError as error:
                raise RequestFailed(_reason(error)) from error
            finally:
                # Whatever was made of it. A body without an announced length just ends where we cut it off.
                cutter.check()

    def _send(
        self, request: Outgoing, addresses: Sequence[IpAddress], limits: Limits, cutter: "_Cutter"
    ) -> httpx2.Response:
        for address in addresses:
            made = _pinned(request, address, limits, cutter)
            try:
                response = self._transport.handle_request(made)
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                if address == addresses[-1]:
                    raise
                continue
            response.request = made
            return response
        raise RequestFailed(f"the host {request.url.host} has no address")

    def _allows(self, address: IpAddress) -> bool:
        plain = unwrapped(address)
        return is_public(address) or any(plain in network for network in self._private)


class _Cutter:
    """Cuts a connection that takes too long altogether, or whose process is to end.

    Timeouts of sockets only bound silence: a server that sends a byte now and then could hold us for ever.
    """

    def __init__(self, total_s: float, stop: threading.Event) -> None:
        self._stop = stop
        self._until = time.monotonic() + total_s
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._reason: RequestFailed | None = None
        self._thread = threading.Thread(target=self._watch, name="cutter", daemon=True)

    def __enter__(self) -> "_Cutter":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._let_go()

    def check(self) -> None:
        """Raise why the connection was cut, if it was."""
        if self._reason is not None:
            raise self._reason

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take note of the connection; the HTTP client calls this with everything it does."""
        if event != "connection.connect_tcp.complete":
            return
        self._let_go()
        with self._lock:
            # A copy of the handle: TLS takes the socket itself away, and a number closed here could be somebody else's.
            self._connection = info["return_value"].get_extra_info("socket").dup()
        if self._reason is not None:
            self._cut()

    def _watch(self) -> None:
        while not self._over.wait(min(_STOP_SEEN_WITHIN_S, max(0.0, self._until - time.monotonic()))):
            if self._stop.is_set():
                self._reason = RequestStopped("broken off, since this process is to end")
            elif time.monotonic() >= self._until:
                self._reason = RequestFailed("it took too long altogether")
            if self._reason is not None:
                return self._cut()
        return None

    def _cut(self) -> None:
        with self._lock:
            if self._connection is not None:
                try:
                    self._connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    # The other side was faster.
                    return

    def _let_go(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def _pinned(request: Outgoing, address: IpAddress, limits: Limits, cutter: _Cutter) -> httpx2.Request:
    """Return the request to one address of its host, by which the server is still asked and proves who it is."""
    url = request.url
    # Without its user: "Host" takes none, and credentials travel in a header of their own or not at all.
    bare = url.copy_with(username="", password="")
    headers = {"Host": bare.netloc.decode("ascii"), "Connection": "close"} | dict(request.headers)
    waits = {"connect": limits.connect_s, "read": limits.silence_s, "write": limits.silence_s, "pool": limits.connect_s}
    return httpx2.Request(
        request.method,
        bare.copy_with(host=str(address)),
        headers=headers,
        content=request.content,
        extensions={"sni_hostname": url.host, "timeout": waits, "trace": cutter.trace},
    )


def _reason(error: httpx2.HTTPError) -> str:
    match error:
        case httpx2.ConnectTimeout() | httpx2.ConnectError():
            # What the operating system says begins with its number for it.
            said = _ERROR_NUMBER.sub("", str(error))
            return f"no connection: {said}" if said else "no connection"
        case httpx2.TimeoutException():
            return "it fell silent"
    return str(error) or type(error).__name__
