"""Partners' fetches as requests show them: what an answer has given, or what a client has shown that it has."""

import atexit
import weakref
from datetime import datetime

from flask import Flask, Response, current_app, request

from syndication.documents import Plan
from syndication.fetch_book import FetchBook, FetchKey
from syndication.storage.database import Database
from syndication.web.conditional import matches

_EXTENSION = "fetch_book"


def prepare_fetch_notes(app: Flask, database: Database) -> None:
    """Give an app its book of fetches, which is written up when the process ends."""
    book = FetchBook(database)
    app.extensions[_EXTENSION] = book
    held = weakref.ref(book)

    @atexit.register
    def close() -> None:
        if (left := held()) is not None:
            left.close()


def fetch_book() -> FetchBook:
    """Return the book of the app that answers the request at hand."""
    book: FetchBook = current_app.extensions[_EXTENSION]
    return book


def note_fetch(plan: Plan | None, response: Response, *, now: datetime) -> None:
    """Note a fetch of a partner's document, if this answer is one.

    A HEAD brings nothing. A 304 counts where the client has named the very document: a date says less, and ``*``
    nothing.
    """
    if plan is None or request.method != "GET" or not (response.status_code == 200 or _names_document(response)):
        return
    _, partner, profile, *_ = plan.key
    keys = [FetchKey(partner, profile, source.slug, plan.rule.tag, source.revision) for source in plan.sources]
    size = response.content_length if response.status_code == 200 else 0
    fetch_book().note(keys, at=now, body_bytes=size or 0)


def _names_document(response: Response) -> bool:
    named = request.headers.get("If-None-Match", "")
    etag = response.headers.get("ETag", "").strip('"')
    return response.status_code == 304 and named.strip() != "*" and bool(etag) and matches(named, etag)
