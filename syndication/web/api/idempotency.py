"""Requests that change something: done once however often they are sent, and only on the version that was meant.

A reply is kept under the client's ``Idempotency-Key`` in the transaction that does the work, so either both happened
or neither; a failed request changed nothing and is therefore not kept. Keys belong to the caller who sent them.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, cast

from flask import Flask, Response, current_app, request
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.storage.idempotency import KeptReply, find_reply, keep_reply
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.problems import Problem
from syndication.web.api.replies import Reply
from syndication.web.authorisation import current_actor
from syndication.web.sessions import write_session

Work = Callable[[Session], Reply]

_EXTENSION = "requests_under_way"


class OnceHeaders(BaseModel):
    """The header of every request that changes something."""

    idempotency_key: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=255,
            pattern="^[ -~]+$",
            description="Any text that no other request of yours has; a repeated request is answered, not done, again.",
        ),
    ] = None


class _UnderWay:
    """The keys of requests that this process is answering right now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._keys: set[tuple[str, str]] = set()

    @contextmanager
    def only_one(self, key: tuple[str, str]) -> Iterator[None]:
        """Hold ``key`` for the length of the block; raises the problem of a second request while it is held."""
        with self._lock:
            if key in self._keys:
                raise _in_progress()
            self._keys.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(key)


def prepare_idempotency(app: Flask) -> None:
    """Give an app its own record of what it is answering."""
    app.extensions[_EXTENSION] = _UnderWay()


def do_once(headers: OnceHeaders, body: bytes, work: Work) -> Response:
    """Do ``work`` in one transaction and answer with its reply, or give again the reply kept under the same key.

    Raises :exc:`~syndication.web.api.problems.Problem` for a key whose first request is under way or was another one.
    """
    key = headers.idempotency_key
    if key is None:
        with write_session() as session:
            reply = work(session)
        return reply.response()
    under_way = cast("_UnderWay", current_app.extensions[_EXTENSION])
    owner = current_actor().id
    with under_way.only_one((owner, key)):
        try:
            with write_session() as session:
                return _answer(session, owner, key, _fingerprint(body), work)
        except IntegrityError as cause:
            if _was_kept_meanwhile(cause):
                raise _in_progress() from cause
            raise


def _answer(session: Session, owner: str, key: str, request_hash: str, work: Work) -> Response:
    kept = find_reply(session, owner, key)
    if kept is None:
        reply = work(session)
        kept = KeptReply(
            request_hash=request_hash, status=reply.status, headers=reply.headers, body=reply.body.decode()
        )
        keep_reply(session, owner, key, kept, now=utc_now())
        return reply.response()
    if kept.request_hash != request_hash:
        raise Problem(kinds.KEY_REUSED, "This Idempotency-Key was sent with another method, address or body before.")
    response = Reply(body=kept.body.encode(), status=kept.status, headers=kept.headers).response()
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _fingerprint(body: bytes) -> str:
    """Hash what makes two requests the same. ``If-Match`` is left out: it says when to do something, not what."""
    head = f"{request.method} {request.full_path}\n".encode("utf-8", "surrogatepass")
    return hashlib.sha256(head + body).hexdigest()


def _was_kept_meanwhile(cause: IntegrityError) -> bool:
    # Another process was faster with this key; on SQLite that cannot happen, since it would have waited for our lock.
    return "idempotency_keys" in str(cause.orig)


def _in_progress() -> Problem:
    return Problem(kinds.IN_PROGRESS, "A request with this Idempotency-Key is being answered right now.")
