"""From a document to an HTTP answer: status, headers and bytes, the same whoever gives it.

Flask views and the layer in front of Flask both build their answers here, so that a client cannot tell them apart.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from flask import Response, request

from syndication.documents import Served
from syndication.web.compression import Coding, negotiate
from syndication.web.conditional import http_date, is_not_modified

MAX_AGE_S = 60
"""How long a poller may go without asking again: the ``ttl`` of an RSS channel, in seconds."""

_MAX_AGE = f"max-age={MAX_AGE_S}"

NOSNIFF = ("X-Content-Type-Options", "nosniff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """What holds for all documents of a kind: their constant headers, and what a document's own address is to it."""

    headers: tuple[tuple[str, str], ...]
    link: Literal["self", "canonical"]


PUBLIC_FEED = Audience(
    headers=(
        ("Cache-Control", f"public, {_MAX_AGE}"),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", "ETag, Link"),
        NOSNIFF,
    ),
    link="self",
)
PARTNER_FEED = Audience(headers=(("Cache-Control", f"private, {_MAX_AGE}"), NOSNIFF), link="self")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of a request decides on the answer for a document that is there."""

    is_head: bool
    if_none_match: str | None
    if_modified_since: str | None
    accept_encoding: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


def asked_by(environ: Mapping[str, Any]) -> Asked:
    """Read what matters from a WSGI environment."""
    return Asked(
        is_head=environ["REQUEST_METHOD"] == "HEAD",
        if_none_match=environ.get("HTTP_IF_NONE_MATCH"),
        if_modified_since=environ.get("HTTP_IF_MODIFIED_SINCE"),
        accept_encoding=environ.get("HTTP_ACCEPT_ENCODING"),
    )


def named_by_bytes(
    body: bytes, *, media_type: str, url: str, changed_at: datetime, valid_until: datetime | None = None
) -> Served:
    """Wrap a document that is made without a :class:`~syndication.documents.Plan`, so that nothing else can name it."""
    return Served(
        body=body,
        media_type=media_type,
        etag=hashlib.sha256(body).hexdigest()[:20],
        last_modified_at=changed_at,
        valid_until=valid_until,
        url=url,
    )


def answer(served: Served, asked: Asked, *, audience: Audience, now: datetime) -> Answer:
    """Answer a GET or HEAD: 304 to a client that has the document, else the document in the coding it asked for."""
    coding = negotiate(asked.accept_encoding)
    # A strong tag names bytes, so the compressed form has its own (RFC 9110 §8.8.3.3).
    etag = f"{served.etag}-gzip" if coding is Coding.GZIP else served.etag
    constant = (*_in_time(served, audience, now), ("ETag", f'"{etag}"'), ("Vary", "Accept-Encoding"))
    if is_not_modified(
        etag=etag,
        last_modified_at=served.last_modified_at,
        if_none_match=asked.if_none_match,
        if_modified_since=asked.if_modified_since,
    ):
        return Answer(status=304, headers=constant)
    links = ((audience.link, served.url), *served.relations)
    body = served.gzipped if coding is Coding.GZIP else served.body
    headers = (
        ("Content-Type", served.media_type),
        ("Content-Length", str(len(body))),
        *((("Content-Encoding", "gzip"),) if coding is Coding.GZIP else ()),
        # A date in the future is not allowed (RFC 9110 §8.8.2.1).
        ("Last-Modified", http_date(min(served.last_modified_at, now))),
        ("Link", ", ".join(f'<{url}>; rel="{relation}"' for relation, url in links)),
        *constant,
    )
    return Answer(status=200, headers=headers, body=b"" if asked.is_head else body)


def _in_time(served: Served, audience: Audience, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return the headers of an audience, so that nobody keeps a document past the moment when the clock changes it."""
    if served.valid_until is None:
        return audience.headers
    left_s = max(int((served.valid_until - now).total_seconds()), 0)
    if left_s >= MAX_AGE_S:
        return audience.headers
    return tuple(
        (name, value.replace(_MAX_AGE, f"max-age={left_s}") if name == "Cache-Control" else value)
        for name, value in audience.headers
    )


def flask_answer(served: Served, *, audience: Audience, now: datetime) -> Response:
    """Answer the current Flask request."""
    given = answer(served, asked_by(request.environ), audience=audience, now=now)
    # As a list, the body does not make Werkzeug count its bytes anew: a HEAD has none and tells how many a GET has.
    return Response([given.body], status=given.status, headers=list(given.headers))


def moved_answer(url: str, *, audience: Audience) -> Response:
    """Lead to another address for good, kept no longer than a document: that one may be left some day, too."""
    response = Response(f"This is now at {url}\n", status=301, content_type="text/plain; charset=utf-8")
    response.headers.extend([("Location", url), *audience.headers])
    return response


def see_other(path: str) -> Response:
    """Lead a browser on with a GET, after a form most often, so that loading the page again does nothing twice."""
    return Response(status=303, headers=[("Location", path), ("Cache-Control", "no-store")])


def text_answer(message: str, *, status: int) -> Response:
    """Say in one line of plain text why there is no document."""
    response = Response(f"{message}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers.extend([NOSNIFF])
    return response


def attachment(body: bytes, *, media_type: str, file_name: str) -> Response:
    """Answer with a file to be saved, for whoever asks now and for nobody else."""
    response = Response(body, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    response.headers.extend([("Cache-Control", "no-store"), NOSNIFF])
    return response
