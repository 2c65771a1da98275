"""The translators' desk on a long live blog against the same on a short one: it must not get slower with the day."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import structlog
from apiflask import APIFlask
from flask.testing import FlaskClient

from syndication.auth import create_token
from syndication.clock import utc_now
from syndication.config import read_settings
from syndication.rights import Role
from syndication.storage.database import Database, open_database
from syndication.storage.migrations import migrate
from syndication.web import create_app
from tests.bench.measuring import Figure, compare
from tests.syndication.kept import SLUG
from tests.syndication.long_blogs import keep_long_blog

_SHORT, _LONG = 10, 2000
_LANGUAGES = "vi,ko,fr,de,ja"
_DESK = "/api/v1/review/vi/texts"


def figures() -> Iterator[Figure]:
    """Yield the desk's figures: both live blogs are in five languages."""
    # A line for each request would be most of what is measured, and of what is read.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    folder = Path(tempfile.mkdtemp(prefix="bench-desk-"))
    short, long = (_Desk(folder / str(entries), entries) for entries in (_SHORT, _LONG))
    try:
        yield compare(
            f"inbox of {_LONG} entries in 5 languages / of {_SHORT}",
            dividend=long.open_inbox,
            divisor=short.open_inbox,
            goal="<= 1.5",
        )
        yield compare(
            f"edit and approval at {_LONG} entries / at {_SHORT}",
            dividend=long.approve,
            divisor=short.approve,
            goal="<= 1.5",
        )
    finally:
        short.close()
        long.close()
        shutil.rmtree(folder)


class _Desk:
    """An installation with one live blog, and a translator."""

    def __init__(self, folder: Path, entries: int) -> None:
        settings = read_settings({"SYNDICATION_DATA": str(folder)})
        self._database: Database = open_database(settings)
        migrate(self._database)
        keep_long_blog(self._database, entries, languages=_LANGUAGES)
        app: APIFlask = create_app(settings, database=self._database)
        self._client: FlaskClient = app.test_client()
        with self._database.writing() as session:
            token = create_token(session, name="bench", role=Role.TRANSLATOR, now=utc_now())
        self._client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        self._numbers = count()
        self._segments = self._read_segments()

    def open_inbox(self) -> object:
        """Open the first page of the inbox."""
        return self._get(f"{_DESK}?limit=10")

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def approve(self) -> object:
        """Write a sentence anew and approve it: three requests."""
        segment = self._segments[next(self._numbers) % len(self._segments)]
        place = f"/api/v1/blogs/{SLUG}/segments/{segment}"
        version = self._get(place)["segment"]["version"]
        edited = self._post(f"{place}/edit", {"version": version, "html": f"Bản dịch số {next(self._numbers)}."})
        seen = {"source_hash": edited["source"]["hash"], "target_hash": edited["target"]["hash"]}
        return self._post(f"{place}/approve", seen)

    def _read_segments(self) -> list[int]:
        """Return the ids of the sentences of some texts."""
        texts = self._get(f"{_DESK}?limit=10")["texts"]
        found = (self._get(f"{_DESK}/{text['text_id']}") for text in texts)
        return [segment["id"] for text in found for field in text["fields"] for segment in field["segments"]]

    def _get(self, address: str) -> Any:
        return self._client.get(address).json

    def _post(self, address: str, body: object) -> Any:
        answer = self._client.post(address, json=body)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.get_data(as_text=True)}")
        return answer.json
