"""A source's document over HTTP: asked for only if it has changed, within limits, wherever it has moved to.

A conditional GET (RFC 9110 §13), at most five redirects, each of them checked as the first address was
(:mod:`syndication.network`); user and password of an address are for its own scheme, host and port alone.
"""

import base64
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus

import httpx2

from syndication.errors import RequestFailed
from syndication.network import Limits, Network, Outgoing
from syndication.sources.encodings import as_utf8
from syndication.sources.headers import fresh_for_s, read_http_time, retry_after_s

_MOST_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_PIECE_BYTES = 64 * 1024
_MOST_HEADER = 500
_MOST_REASON = 60
# What feeds are served as, best first. Servers that look at this at all answer with their page otherwise.
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9, "
    "application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.8, */*;q=0.5"
)


class SourceGone(RequestFailed):
    """The other side says that the document is gone for good (410); it is not to be asked for again."""

    def __init__(self) -> None:
        super().__init__("its server says that it is gone for good (410)", status=HTTPStatus.GONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What the last document at ``url`` was known by; sent to no other address."""

    url: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask for, and as whom.

    ``url`` is the address that was given, whose user and password, if any, are used; ``moved_to`` where it has said to
    have moved for good.
    """

    url: str
    user_agent: str
    moved_to: str | None = None
    validators: Validators | None = None
    most_bytes: int = 20_000_000
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came: the document as it is now, ``None`` where it is still the one known by the validators.

    ``moved_to`` is where a permanent redirect led. ``fresh_for_s`` is how long it makes no sense to ask again.
    """

    status: int
    body: bytes | None
    validators: Validators
    moved_to: str | None
    modified_at: datetime | None
    fresh_for_s: float


def fetch(network: Network, question: Question, *, now: datetime, stop: threading.Event | None = None) -> Answer:
    """Ask for a document.

    Raises :exc:`SourceGone`, and :exc:`~syndication.errors.RequestFailed` and its kinds for whatever else went wrong.
    """
    until_s = time.monotonic() + question.limits.total_s
    at = _address(question.moved_to or question.url)
    moved_to, is_permanent = question.moved_to, True
    for _ in range(_MOST_REDIRECTS + 1):
        request = Outgoing(url=at, headers=_headers(question, at))
        limits = replace(question.limits, total_s=until_s - time.monotonic())
        with network.exchange(request, limits=limits, stop=stop) as response:
            if response.status_code not in _REDIRECTS:
                return _answer(question, at, response, moved_to=moved_to, now=now)
            at = _redirect_target(at, response)
            is_permanent = is_permanent and response.status_code in _PERMANENT
            moved_to = str(at) if is_permanent else moved_to
    raise RequestFailed(f"it redirects more than {_MOST_REDIRECTS} times")


def _address(text: str) -> httpx2.URL:
    try:
        return httpx2.URL(text).copy_with(fragment=None)
    except httpx2.InvalidURL as cause:
        raise RequestFailed(f"not a web address: {cause}") from cause


def _redirect_target(at: httpx2.URL, response: httpx2.Response) -> httpx2.URL:
    location = response.headers.get("Location")
    if not location:
        raise RequestFailed("it redirects without saying where to", status=response.status_code)
    try:
        target = at.join(location)
    except httpx2.InvalidURL as cause:
        raise RequestFailed(f"it redirects to what is not a web address: {cause}") from cause
    # A user and password in there would be somebody else's idea of who we are.
    return target.copy_with(username="", password="", fragment=None)


def _headers(question: Question, at: httpx2.URL) -> dict[str, str]:
    headers = {"User-Agent": question.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"}
    given = _address(question.url)
    if given.userinfo and _origin(given) == _origin(at):
        pair = f"{given.username}:{given.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"
    known = question.validators
    if known is not None and known.url == _bare(at):
        # Both are sent as they came; a server that knows ETags does not look at the time (RFC 9110 §13.1.3).
        headers |= {"If-None-Match": known.etag} if known.etag else {}
        headers |= {"If-Modified-Since": known.last_modified} if known.last_modified else {}
    return headers


def _answer(
    question: Question, at: httpx2.URL, response: httpx2.Response, *, moved_to: str | None, now: datetime
) -> Answer:
    status = response.status_code
    if status == HTTPStatus.GONE:
        raise SourceGone
    is_unchanged = status == HTTPStatus.NOT_MODIFIED and "If-None-Match" in response.request.headers
    is_unchanged |= status == HTTPStatus.NOT_MODIFIED and "If-Modified-Since" in response.request.headers
    if status != HTTPStatus.OK and not is_unchanged:
        wish = retry_after_s(response.headers.get("Retry-After"), now=now)
        is_honoured = status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
        raise RequestFailed(_said(response), status=status, retry_after_s=wish if is_honoured else None)
    body = None if is_unchanged else as_utf8(_read(response, question.most_bytes), response.charset_encoding)
    known = question.validators if is_unchanged else None
    last_modified = _header(response, "Last-Modified") or (known.last_modified if known else None)
    validators = Validators(
        url=_bare(at),
        etag=_header(response, "ETag") or (known.etag if known else None),
        last_modified=last_modified,
    )
    return Answer(
        status=status,
        body=body,
        validators=validators,
        moved_to=moved_to,
        modified_at=read_http_time(last_modified),
        fresh_for_s=fresh_for_s(response.headers),
    )


def _read(response: httpx2.Response, most_bytes: int) -> bytes:
    """Return the whole body, decompressed; what is announced or turns out to be too large is not taken."""
    announced = response.headers.get("Content-Length", "")
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in {"", "identity", "gzip", "x-gzip"}:
        raise RequestFailed("it is compressed in a way that was not asked for", status=response.status_code)
    if announced.isdecimal() and int(announced) > most_bytes:
        raise RequestFailed(_too_large(most_bytes), status=response.status_code)
    pieces = _bounded(response.iter_raw(_PIECE_BYTES), most_bytes)
    if coding in {"gzip", "x-gzip"}:
        pieces = _bounded(_gunzipped(pieces), most_bytes)
    return b"".join(pieces)


def _bounded(pieces: Iterator[bytes], most_bytes: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most_bytes:
            raise RequestFailed(_too_large(most_bytes), status=HTTPStatus.OK)
        yield piece


def _gunzipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress piece by piece, a little at a time: a few kilobytes may stand for gigabytes."""
    decoder = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            rest, is_more = piece, not decoder.eof
            while is_more:
                made = decoder.decompress(rest, _PIECE_BYTES)
                yield made
                rest = decoder.unconsumed_tail
                # A full piece of output may have left more of it behind, also where all input is used up.
                is_more = not decoder.eof and (bool(rest) or len(made) == _PIECE_BYTES)
    except zlib.error as cause:
        raise RequestFailed("it says to be gzip and is not", status=HTTPStatus.OK) from cause
    if not decoder.eof:
        raise RequestFailed("it was cut off in the middle", status=HTTPStatus.OK)


def _said(response: httpx2.Response) -> str:
    return f"the answer is {response.status_code} {response.reason_phrase[:_MOST_REASON]}".strip()


def _too_large(most_bytes: int) -> str:
    return f"it is larger than {most_bytes:,} bytes (SYNDICATION_SOURCE_BYTES)"


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _bare(url: httpx2.URL) -> str:
    return str(url.copy_with(username="", password=""))


def _header(response: httpx2.Response, name: str) -> str | None:
    """Return a header worth sending back: short, and in ASCII."""
    value = response.headers.get(name, "")
    return value if value and len(value) <= _MOST_HEADER and value.isascii() and value.isprintable() else None
