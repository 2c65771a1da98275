"""Successful answers of the API: JSON bytes with their validator, the same bytes for the same state of things."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request
from pydantic import BaseModel

from feeds.codec import encode
from feeds.model import Entry

JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer before it meets the request it answers, so that it can be kept and given again."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    def response(self) -> Response:
        """Return the answer as it is sent: 304 to a reader whose ``If-None-Match`` names this state."""
        response = Response(self.body, status=self.status, headers=list(self.headers), content_type=JSON)
        if request.method in {"GET", "HEAD"}:
            response.make_conditional(request)
        return response


def reply(body: bytes | BaseModel, *, etag: str | None = None, created_at: str | None = None) -> Reply:
    """Make an answer. ``etag`` is without its quotes; ``created_at`` is the path of what was created, for a 201."""
    data = body if isinstance(body, bytes) else body.model_dump_json(exclude_none=True).encode()
    headers = [("ETag", f'"{etag}"')] if etag is not None else []
    if created_at is not None:
        headers.append(("Location", created_at))
    return Reply(body=data, status=201 if created_at is not None else 200, headers=tuple(headers))


def entry_reply(entry: Entry, *, created_at: str | None = None) -> Reply:
    """Answer with one entry in its source language, whose version tells whether it is still the same."""
    return reply(encode(entry), etag=str(entry.version), created_at=created_at)


def path_to(*parts: str) -> str:
    """Return the path of a resource under ``/api/v1``; every part is percent-encoded, its slashes too."""
    return "/".join(["/api/v1", *(quote(part, safe="") for part in parts)])
