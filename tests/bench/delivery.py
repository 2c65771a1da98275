"""Deliveries to partners, against what a newsroom would write in an afternoon, and against fewer or better partners."""

import hashlib
import hmac
import logging
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import structlog
import urllib3
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from feeds.model import EntryKind
from feeds.profile import LanguageRule, OutputProfile, Selection, Window
from feeds.select import select as select_entries
from syndication.auth import create_partner_token
from syndication.clock import utc_now
from syndication.delivery.dispatcher import Dispatcher
from syndication.delivery.model import DeliveryState
from syndication.ingest import accept_entry, kill_blog
from syndication.storage.channels import list_channels
from syndication.storage.database import open_database
from syndication.storage.delivery_tables import deliveries, wanted_deliveries
from syndication.storage.migrations import migrate
from syndication.storage.partners import save_partner, save_profile
from syndication.storage.wanted_deliveries import retry_wanted
from syndication.web import create_app
from tests.bench.measuring import Figure, compare, figure_of, told_number
from tests.bench.rendering import make_entries
from tests.factories import NOW, make_blog
from tests.syndication.delivery.channels import keep_channel, local_settings
from tests.syndication.kept import SLUG, keep_blog, raw_entry

_AT_ONCE = 20
_ROUNDS = 7
_PARTNERS = 20
_BAD = ("hang", "fail")
_OWED = 1000
_LONGEST_S = 20.0
_RULES = OutputProfile(
    name="rules",
    format="atom",
    window=Window(max_entries=1000, max_age_h=1000, pinned_first=True),
    selection=Selection(
        kinds=(EntryKind.UPDATE, EntryKind.KEY_EVENT),
        without_tags=("internal", "draft"),
        published_since=NOW.replace(year=2018),
    ),
    territories=("KR", "VN"),
)
_PLAIN = OutputProfile(name="plain", format="atom", window=Window(max_entries=1000))


def figures() -> Iterator[Figure]:
    """Yield the figures of deliveries: each has an installation of its own, and receivers in another process."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    folder = Path(tempfile.mkdtemp(prefix="bench-delivery-"))
    try:
        with _receiver() as url:
            yield from _against_a_plain_sender(folder, url)
            yield _beside_bad_partners(folder, url)
            yield from _posts(folder, url)
            yield _kill(folder, url)
            yield _not_modified(folder)
    finally:
        shutil.rmtree(folder)
    blog = make_blog(entries=tuple(make_entries(1000)))
    yield compare(
        "choosing of 1000 entries by a profile with many rules / by one without",
        dividend=lambda: select_entries((blog,), _RULES, NOW),
        divisor=lambda: select_entries((blog,), _PLAIN, NOW),
        goal="<= 4",
    )


class _Newsroom:
    """An installation with a live blog and webhooks at ``paths`` below an address, a partner each."""

    def __init__(self, folder: Path, url: str, paths: tuple[str, ...]) -> None:
        settings = local_settings(folder)
        self.database = open_database(settings)
        migrate(self.database)
        keep_blog(self.database)
        for number, path in enumerate(paths):
            given = {"url": f"{url}/{path}", "timeout_s": 1}
            rules = (LanguageRule(tag="en"),)
            keep_channel(self.database, settings, partner=f"partner-{number}", given=given, languages=rules)
        self.dispatcher = Dispatcher(settings, self.database)
        self._numbers = count()

    def post(self, entries: int = 1) -> None:
        """Post some entries, which is one transaction for each."""
        for _ in range(entries):
            with self.database.writing() as session:
                entry = raw_entry(f"Entry {next(self._numbers)}.")
                accept_entry(session, SLUG, entry, actor="Linh", now=utc_now())

    def accepted(self) -> int:
        """Count what all partners have accepted."""
        with self.database.reading() as session:
            return sum(channel.sequence for channel in list_channels(session))

    def bodies(self) -> list[bytes]:
        """Return the bytes of what was delivered last."""
        query = select(deliveries.c.body).where(deliveries.c.state == DeliveryState.ACCEPTED)
        with self.database.reading() as session:
            found = session.scalars(query.order_by(deliveries.c.id.desc()).limit(_AT_ONCE))
            return [body for body in found if body]

    def waiting(self) -> int:
        """Count what waits."""
        with self.database.reading() as session:
            return session.scalar(select(func.count(wanted_deliveries.c.id))) or 0

    def try_again(self) -> None:
        """Let every channel forget that it has failed."""
        with self.database.writing() as session:
            for channel in list_channels(session):
                retry_wanted(session, channel_id=channel.id, now=utc_now())


class _PlainSender:
    """Posts one after the other, signed, and writes a line about each: what is done without any of our promises."""

    def __init__(self, folder: Path, url: str) -> None:
        self._url = url
        self._pool = urllib3.PoolManager()
        self.log = sqlite3.connect(folder / "plain.db")
        self.log.execute("CREATE TABLE log (id INTEGER PRIMARY KEY, at REAL, status INTEGER)")

    def send(self, bodies: list[bytes]) -> None:
        """Send these bytes."""
        for number, body in enumerate(bodies):
            signature = hmac.new(b"key", body, hashlib.sha256).hexdigest()
            sequence = {"Syndication-Sequence": str(number), "Signature": signature}
            answer = self._pool.request("POST", self._url, body=body, headers=sequence)
            self.log.execute("INSERT INTO log (at, status) VALUES (?, ?)", (time.time(), answer.status))
            self.log.commit()


def _against_a_plain_sender(folder: Path, url: str) -> Iterator[Figure]:
    newsroom = _Newsroom(folder / "one", url, ("well",))
    plain = _PlainSender(folder, url)
    with closing(newsroom.database), closing(plain.log):
        pairs, statements = [], 0
        for _ in range(_ROUNDS):
            newsroom.post(_AT_ONCE)
            with _statements() as seen:
                began = time.process_time()
                newsroom.dispatcher.run_once()
                ours = time.process_time() - began
            statements, bodies = len(seen), newsroom.bodies()
            began = time.process_time()
            plain.send(bodies)
            pairs.append((ours / _AT_ONCE, (time.process_time() - began) / len(bodies)))
    yield figure_of("a delivery / a plain sender's, with a signature and a line in a log", pairs, goal="<= 8")
    per_delivery = statements / _AT_ONCE
    yield figure_of("statements of a delivery / of a plain sender's", [(per_delivery, 1)], "<= 22", told=told_number)


def _beside_bad_partners(folder: Path, url: str) -> Figure:
    """Compare what well partners get in a second, two bad ones beside them, with what they get without those."""
    well = _PARTNERS - len(_BAD)
    mixed = _Newsroom(folder / "mixed", url, (*_BAD, *("well",) * well))
    alone = _Newsroom(folder / "alone", url, ("well",) * _PARTNERS)
    with closing(mixed.database), closing(alone.database):
        pairs = []
        for _ in range(3):
            mixed.try_again()
            pairs.append((_per_second(mixed, well), _per_second(alone, _PARTNERS)))
    name = f"deliveries a second to {_PARTNERS} partners, one hanging, one failing / all well"
    return figure_of(name, pairs, goal=">= 0.8", told=told_number)


def _per_second(newsroom: _Newsroom, partners: int, entries: int = 5) -> float:
    newsroom.post(entries)
    before, stop = newsroom.accepted(), threading.Event()
    wanted = before + partners * entries
    thread = threading.Thread(target=newsroom.dispatcher.run, args=(stop,))
    began = time.monotonic()
    thread.start()
    while (done := newsroom.accepted()) < wanted and time.monotonic() - began < _LONGEST_S:
        stop.wait(0.01)
    took_s = time.monotonic() - began
    stop.set()
    thread.join()
    return (done - before) / took_s


def _posts(folder: Path, url: str) -> Iterator[Figure]:
    with ExitStack() as rooms:
        without, one, many = (
            _Newsroom(folder / f"posts-{partners}", url, ("well",) * partners) for partners in (0, 1, _PARTNERS)
        )
        for room in (without, one, many):
            rooms.enter_context(closing(room.database))
        for room, partners, goal in ((one, 1, "<= 1.5"), (many, _PARTNERS, "<= 2")):
            name = f"post of an entry with {partners} channels / with none"
            yield compare(name, dividend=room.post, divisor=without.post, goal=goal, rounds=_ROUNDS)


def _kill(folder: Path, url: str) -> Figure:
    """Compare the kill of a whole live blog, all of which is owed to every partner, with one that nobody gets."""
    owed = _Newsroom(folder / "owed", url, ("well",) * _PARTNERS)
    free = _Newsroom(folder / "free", url, ())
    with closing(owed.database), closing(free.database):
        pairs = [(_kill_one(owed, number, _OWED), _kill_one(free, number, 0)) for number in range(3)]
        if owed.waiting():
            raise RuntimeError("something of what was killed still waits")
    return figure_of(f"kill with {_OWED} deliveries owed, until all are cancelled / with none", pairs, goal="<= 2")


def _not_modified(folder: Path) -> Figure:
    """Compare the answer that nothing is new, to partners with and without rules."""
    settings = local_settings(folder / "asked")
    database = open_database(settings)
    with closing(database):
        migrate(database)
        keep_blog(database, raw_entry())
        client = create_app(settings, database=database).test_client()
        with database.writing() as session:
            partner_id = save_partner(session, "asking", "Asking", now=NOW)
            for profile in (_RULES, _PLAIN):
                save_profile(session, partner_id, profile, actor="Linh", now=NOW)
            token = create_partner_token(session, "asking", name="bench", now=utc_now())
        with_rules, without = (_asking(client, token, profile.name) for profile in (_RULES, _PLAIN))
        name = "304 to a partner whose profile has many rules / whose has none"
        return compare(name, dividend=with_rules, divisor=without, goal="<= 1.2", rounds=_ROUNDS)


def _asking(client: FlaskClient, token: str, profile: str) -> Callable[[], object]:
    path, headers = f"/partners/asking/{profile}/{SLUG}", {"Authorization": f"Bearer {token}"}
    headers["If-None-Match"] = client.get(path, headers=headers).headers["ETag"]

    def ask() -> object:
        answer = client.get(path, headers=headers)
        if answer.status_code != 304:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer

    return ask


def _kill_one(room: _Newsroom, number: int, waiting: int) -> float:
    entries = [raw_entry(f"Text {at}.", published_at=NOW - timedelta(minutes=at)) for at in range(_OWED // _PARTNERS)]
    slug = f"killed-{number}"
    keep_blog(room.database, *entries, slug=slug)
    if room.waiting() != waiting:
        raise RuntimeError(f"{room.waiting()} deliveries are owed, not {waiting}")
    began = time.process_time()
    with room.database.writing() as session:
        kill_blog(session, slug, "Not so.", actor="Linh", now=utc_now())
    return time.process_time() - began


@contextmanager
def _statements() -> Iterator[list[str]]:
    """Collect the statements of the block."""
    seen: list[str] = []

    def take(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", take)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", take)


@contextmanager
def _receiver() -> Iterator[str]:
    """Receive in another process, whose time does not count; yield its address."""
    command = [sys.executable, "-m", "tests.bench.receiving"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        # It ends when its input does.
        process.communicate()
