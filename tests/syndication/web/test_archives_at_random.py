"""Whatever happens to a live blog: who walks its feed to the end has all of it, and what was served stays as it was.

A newsroom posts, corrects, kills, withholds and translates at random, and after every step readers come over HTTP: one
who is new, and one who was there before and reads only what it has not seen.
"""

import random
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree

from feeds.model import Entry, Paragraph, PubStatus
from feeds.profile import LanguageRule
from feeds.select import changed_at, may_be_told
from syndication.clock import utc_now
from syndication.ingest import accept_blog, accept_entry, kill_entry, replace_entry, update_head
from syndication.publish import load_variant
from syndication.reviewing import approve_segment, edit_segment
from syndication.storage.blogs import load_head
from syndication.storage.database import Database
from tests.feeds.writers.feed_rules import NS, broken_rules
from tests.feeds.writers.newsmlg2.reading import NS as G2
from tests.syndication.kept import SLUG, defaults, raw_blog, raw_entry, work_on
from tests.syndication.long_blogs import entries_of, state_of
from translations.hashes import target_hash

LANGUAGES = ("en", "vi")
BASE = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Seen:
    """One entry as a reader has it."""

    updated_at: datetime
    version: int
    is_withdrawn: bool


def of_atom(document: bytes) -> dict[str, Seen]:
    root = etree.fromstring(document)
    return {
        entry.findtext("atom:id", "", NS): Seen(
            updated_at=datetime.fromisoformat(entry.findtext("atom:updated", "", NS)),
            version=int(entry.findtext("syn:version", "", NS)),
            is_withdrawn=entry.find("syn:status", NS) is not None,
        )
        for entry in root.iterfind("atom:entry", NS)
    }


def of_rss(document: bytes) -> dict[str, Seen]:
    return {
        item.findtext("guid", ""): Seen(
            updated_at=datetime.fromisoformat(item.findtext("dcterms:modified", "", NS)),
            version=int(item.findtext("syn:version", "", NS)),
            is_withdrawn=item.find("syn:status", NS) is not None,
        )
        for item in etree.fromstring(document).iterfind("channel/item")
    }


def of_newsml(document: bytes) -> dict[str, Seen]:
    return {
        str(item.get("guid")): Seen(
            updated_at=datetime.fromisoformat(item.findtext("g2:itemMeta/g2:versionCreated", "", G2)),
            version=int(str(item.get("version"))),
            is_withdrawn=item.xpath("g2:itemMeta/g2:pubStatus/@qcode", namespaces=G2) != ["stat:usable"],
        )
        for item in etree.fromstring(document).iterfind(".//g2:newsItem", G2)
    }


READERS = {"atom": of_atom, "rss": of_rss, "newsmlg2": of_newsml}


class Web:
    """What was ever served, by address: everything that answers twice is checked here."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.served: dict[str, bytes] = {}

    def walk(self, language: str, format_name: str, until: set[str] = frozenset()) -> Iterator[tuple[str, bytes]]:
        """Yield address and bytes of a feed, then of its archive documents up to one of ``until``."""
        address: str | None = f"{BASE}/blogs/{SLUG}/{language}/feed.{format_name}"
        while address and address not in until:
            path = address.removeprefix(BASE)
            answer = self.client.get(path)
            if answer.status_code == 301:
                address = answer.headers["Location"]
                assert generation(address) > generation(path)
                continue
            assert answer.status_code == 200
            if "archive" in path:
                assert self.served.setdefault(address, answer.data) == answer.data, address
            yield address, answer.data
            previous = re.search(r'<([^>]*)>; rel="prev-archive"', answer.headers["Link"])
            address = previous[1] if previous else None

    def check_old_addresses(self) -> None:
        """Check that every archive address that was ever served has the same bytes, or leads to a later one."""
        for address, body in self.served.items():
            answer = self.client.get(address.removeprefix(BASE))
            if answer.status_code == 301:
                assert generation(answer.headers["Location"]) > generation(address)
                assert number(answer.headers["Location"]) == number(address)
            else:
                assert (answer.status_code, answer.data) == (200, body), address


def number(address: str) -> str:
    return address.partition("archive=")[2].partition(".")[0]


def generation(address: str) -> int:
    return int(address.partition("archive=")[2].partition(".")[2] or 0)


class Subscriber:
    """A reader that keeps the newest of everything and follows archives only as far as it has not been before."""

    def __init__(self, web: Web, language: str) -> None:
        self.web = web
        self.language = language
        self.known: dict[str, Seen] = {}
        self.visited: set[str] = set()

    def poll(self) -> None:
        for address, document in list(self.web.walk(self.language, "atom", until=self.visited)):
            merge(self.known, of_atom(document))
            if "archive" in address:
                self.visited.add(address)


def merge(known: dict[str, Seen], found: dict[str, Seen]) -> None:
    """Let the newest of each entry count (RFC 5005 §4)."""
    for guid, seen in found.items():
        if guid not in known or known[guid].updated_at < seen.updated_at:
            known[guid] = seen


class Newsroom:
    """It works through ten days, which end before the readers come; ``dead`` are the words of what was killed."""

    def __init__(self, database: Database, seed: int) -> None:
        self.database = database
        self.dice = random.Random(seed)
        self.now = utc_now().replace(microsecond=0) - timedelta(days=10)
        self.dead: set[str] = set()

    def begin(self, count: int) -> None:
        """Take in a live blog of so many entries."""
        page = raw_blog(*(self.sent(published_at=self.now - timedelta(minutes=at)) for at in range(count)))
        with self.database.writing() as session:
            accept_blog(session, page, actor="Linh", now=self.now, settings=defaults(languages="vi"))

    def work(self) -> None:
        """Do one of the things that newsrooms do, to some entries."""
        self.now += timedelta(hours=self.dice.randint(1, 7))
        deeds = [self.post, self.post, self.post, self.correct, self.correct, self.kill, self.withhold, self.release]
        deed = self.dice.choice([*deeds, self.translate, self.translate, self.delay, self.change_head])
        deed()

    def some(self, most: int, *, status: PubStatus = PubStatus.USABLE) -> list[Entry]:
        found = [entry for entry in entries_of(self.database) if entry.pub_status is status]
        return self.dice.sample(found, min(len(found), self.dice.randint(1, most)))

    def words(self) -> str:
        return "".join(self.dice.choices(string.ascii_lowercase, k=16))

    def sent(self, entry: Entry | None = None, **changes: object) -> Entry:
        at = entry.published_at if entry else self.now
        return raw_entry(f"{self.words()}.", **({"published_at": at, "headline": self.words()} | changes))

    def put(self, entry: Entry, new: Entry) -> None:
        with self.database.writing() as session:
            replace_entry(session, entry.guid, new, if_version=None, actor="Linh", now=self.now)

    def post(self) -> None:
        for _ in range(self.dice.randint(5, 70)):
            self.now += timedelta(minutes=1)
            late = timedelta(days=self.dice.choice([0] * 9 + [20]))
            soon = (
                {"published_at": self.now + late} if self.dice.random() < 0.9 else {"embargoed_until": self.now + late}
            )
            with self.database.writing() as session:
                accept_entry(session, SLUG, self.sent(**soon), actor="Linh", now=self.now)

    def correct(self) -> None:
        for entry in self.some(60):
            self.put(entry, self.sent(entry, correction_note=self.words()))

    def kill(self) -> None:
        for entry in self.some(15):
            self.dead |= words_of(entry)
            with self.database.writing() as session:
                kill_entry(session, entry.guid, "wrong", actor="Linh", now=self.now)

    def withhold(self) -> None:
        for entry in self.some(8):
            self.put(entry, replace(entry, pub_status=PubStatus.WITHHELD, guid=""))

    def release(self) -> None:
        for entry in self.some(8, status=PubStatus.WITHHELD):
            self.put(entry, self.sent(entry))

    def delay(self) -> None:
        for entry in self.some(3):
            self.put(entry, self.sent(entry, embargoed_until=utc_now() + timedelta(days=1)))

    def translate(self) -> None:
        for entry in self.some(40):
            segment = work_on(self.database, entry.guid).segments[0]
            with self.database.writing() as session:
                edited = edit_segment(
                    session,
                    segment.id or 0,
                    text_html=self.words(),
                    if_version=segment.version,
                    actor="Linh",
                    now=self.now,
                )
                approve_segment(
                    session,
                    segment.id or 0,
                    source_hash=edited.source.source_hash,
                    target_hash=target_hash(edited.current),
                    actor="Minh",
                    now=self.now,
                )

    def change_head(self) -> None:
        with self.database.writing() as session:
            head = load_head(session, SLUG)
            assert head is not None
            is_held = head.pub_status is not PubStatus.USABLE
            changed = (
                {"pub_status": PubStatus.USABLE}
                if is_held
                else self.dice.choice(
                    [{"title": self.words()}, {"byline": self.words()}, {"pub_status": PubStatus.WITHHELD}]
                )
            )
            update_head(session, SLUG, replace(head, **changed), if_version=None, actor="Linh", now=self.now)


def words_of(entry: Entry) -> set[str]:
    blocks = (block.html for block in entry.blocks if isinstance(block, Paragraph))
    return {word for text in (*blocks, entry.headline or "", entry.correction_note or "") for word in text.split()}


def expected(database: Database, language: str, now: datetime) -> dict[str, Seen]:
    """Return what readers must have: of a feed without archives no withdrawals that are not told of any more."""
    with database.reading() as session:
        blog = load_variant(session, SLUG, language, LanguageRule(tag=language), entries_limit=100_000)
    assert blog is not None
    is_archived = state_of(database, language).archives > 0
    return {
        entry.guid: Seen(changed_at(entry), entry.version, entry.pub_status is not PubStatus.USABLE)
        for entry in blog.entries
        if may_be_told(blog, entry, now)
        and (is_archived or entry.pub_status is PubStatus.USABLE or entry.updated_at > now - timedelta(hours=72))
    }


def check(web: Web, newsroom: Newsroom, subscribers: list[Subscriber], format_name: str) -> None:
    now = utc_now()
    for language in LANGUAGES:
        must_have, union = expected(newsroom.database, language, now), {}
        walked = list(web.walk(language, format_name))
        for _, document in walked:
            merge(union, READERS[format_name](document))
            text = document.decode()
            assert not [word for word in newsroom.dead if word in text]
        assert union == must_have
        subscription = READERS[format_name](walked[0][1])
        told = [seen for seen in subscription.values() if not seen.is_withdrawn]
        assert len(told) <= 199
    for subscriber in subscribers:
        if newsroom.dice.random() < 0.3:
            subscriber.poll()
            must_have = expected(newsroom.database, subscriber.language, now)
            assert {guid: subscriber.known.get(guid) for guid in must_have} == must_have


def walk_while_it_goes_on(web: Web, newsroom: Newsroom, language: str) -> None:
    """Walk a feed, with something happening after its first document: what it does not touch must all be found."""
    before, union = expected(newsroom.database, language, utc_now()), {}
    documents = web.walk(language, "atom")
    merge(union, of_atom(next(documents)[1]))
    newsroom.work()
    for _, document in documents:
        merge(union, of_atom(document))
    after = expected(newsroom.database, language, utc_now())
    untouched = {guid: seen for guid, seen in before.items() if after.get(guid) == seen}
    assert {guid: union.get(guid) for guid in untouched} == untouched


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
def test_who_walks_to_the_end_has_everything_and_nothing_served_ever_changes(
    client: FlaskClient, database: Database, atom_schema: etree.RelaxNG
) -> None:
    web, newsroom = Web(client), Newsroom(database, seed=5005)
    newsroom.begin(260)
    subscribers = [Subscriber(web, language) for language in LANGUAGES]
    for step in range(9 if database.is_sqlite else 3):
        walk_while_it_goes_on(web, newsroom, newsroom.dice.choice(LANGUAGES))
        check(web, newsroom, subscribers, ("atom", "rss", "atom", "newsmlg2")[step % 4])
        if step % 4 == 3:
            web.check_old_addresses()
    web.check_old_addresses()
    archives = [body for address, body in web.served.items() if ".atom" in address]
    for document in newsroom.dice.sample(archives, 2):
        assert atom_schema.validate(etree.fromstring(document)), atom_schema.error_log
        assert broken_rules(document) == set()
        assert set(of_atom(document)) == {entry.id for entry in feedparser.parse(document).entries}
