"""A newsroom that follows one live blog of another, which the test edits; the clock stands until the test moves it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from feeds.codec import encode
from feeds.model import Entry, LiveBlog, Paragraph, PubStatus
from syndication.config import Settings
from syndication.sources.managing import Wish, claim_source, make_source
from syndication.sources.poller import LEASE, new_claim
from syndication.sources.polling import Reader
from syndication.sources.reading import Reading
from syndication.storage.blogs import load_blog
from syndication.storage.database import Database
from syndication.storage.sources import FollowedEntry, SourceRecord, find_source, insert_source, load_followed
from tests.factories import make_blog, make_entry
from tests.syndication.sources.upstream import Reply, Request, Upstream

START = datetime(2019, 2, 27, 14, tzinfo=UTC)
SLUG = "summit"
GUID = "tag:wire.example,2019:summit"


def wire_entry(number: int, text: str = "", **changes: Any) -> Entry:
    """An entry as the wire has it; the larger its number, the later it was published, a minute each."""
    at = START - timedelta(hours=2) + timedelta(minutes=number)
    entry = make_entry(
        guid=f"{GUID}/{number}",
        version=0,
        headline=f"Update {number}",
        blocks=(Paragraph(html=text or f"What happened in minute {number}."),),
        published_at=at,
        created_at=at,
        updated_at=at,
    )
    return replace(entry, **changes)


def killed_entry(number: int, reason: str | None = "Wrong names") -> Entry:
    return wire_entry(number, pub_status=PubStatus.CANCELED, headline=None, blocks=(), kill_reason=reason)


@dataclass
class Newsroom:
    """What is followed, and what is kept of it."""

    database: Database
    settings: Settings
    upstream: Upstream
    now: datetime = START
    uses_etags: bool = True
    claims: list[str] = field(default_factory=list)

    @property
    def reader(self) -> Reader:
        network = self.upstream.network()
        return Reader(self.database, network, self.settings, clock=lambda: self.now, spread=lambda: 0.0)

    def publish(self, *entries: Entry | int, path: str = "/feed", **changes: Any) -> None:
        """Let the wire have these entries now, in this order; numbers are entries as they were first."""
        found = tuple(wire_entry(one) if isinstance(one, int) else one for one in entries)
        head = {"slug": "elsewhere", "guid": GUID, "version": 0, "revision": 0, "updated_at": self.now}
        self.serve(encode(make_blog(**head | {"entries": found} | changes)), path=path)

    def serve(self, body: bytes, *, path: str = "/feed", **headers: str) -> None:
        """Let the wire's server give these bytes, or say that they are known."""
        etag = f'"{sha256(body).hexdigest()[:8]}"'

        def answer(request: Request) -> Reply:
            if not self.uses_etags:
                return Reply(body=body, headers=headers)
            if request.headers.get("if-none-match") == etag:
                return Reply(status=304, headers={"ETag": etag, "Content-Length": ""} | headers)
            return Reply(body=body, headers={"ETag": etag} | headers)

        self.upstream.answers[path] = answer

    def follow(self, *, path: str = "/feed", **wish: Any) -> Reading:
        """Follow the wire's live blog and read it for the first time."""
        source = make_source(
            Wish(**{"url": self.upstream.url(path), "slug": SLUG} | wish), added_by="Linh", now=self.now
        )
        with self.database.writing() as session:
            insert_source(session, source)
        return self.read(slug=source.slug)

    def claim(self, slug: str = SLUG) -> SourceRecord:
        with self.database.writing() as session:
            return claim_source(session, slug, claim=new_claim(), now=self.now, lease=LEASE)

    def read(self, slug: str = SLUG, **options: Any) -> Reading:
        """Read once, a minute after what happened before."""
        self.now += timedelta(minutes=1)
        return self.reader.read(self.claim(slug), **options)

    def reads(self, *entries: Entry | int, **changes: Any) -> Reading:
        """Publish, and read it."""
        self.publish(*entries, **changes)
        return self.read()

    def source(self, slug: str = SLUG) -> SourceRecord:
        with self.database.reading() as session:
            found = find_source(session, slug)
        assert found is not None
        return found

    def rows(self) -> dict[str, FollowedEntry]:
        with self.database.reading() as session:
            return load_followed(session, self.source().id)

    def blog(self, slug: str = SLUG) -> LiveBlog:
        with self.database.reading() as session:
            blog = load_blog(session, slug)
        assert blog is not None
        return blog

    def entry(self, number: int) -> Entry:
        return next(entry for entry in self.blog().entries if entry.guid == guid_of(number))

    def alive(self) -> list[int]:
        """Return the numbers of the entries that are not killed, newest first."""
        return [
            int(entry.guid.rpartition("/")[2])
            for entry in self.blog().entries
            if entry.pub_status is not PubStatus.CANCELED
        ]


def guid_of(number: int) -> str:
    return f"{GUID}/{number}"


def guids_of(numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(map(guid_of, numbers))


def http_time(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
