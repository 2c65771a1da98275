"""A thousand deliveries to twenty partners by a worker that is killed again and again, while the desk goes on."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select

from feeds.model import Entry, Paragraph, PubStatus
from feeds.profile import LanguageRule
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.storage.channels import list_channels
from syndication.storage.database import Database
from syndication.storage.deliveries import list_accepted_after
from syndication.storage.delivery_tables import notices, wanted_deliveries
from tests.syndication.delivery.channels import keep_channel, local_settings
from tests.syndication.delivery.receiver import Answer, Received, Receiver, receiving
from tests.syndication.kept import SLUG, keep_blog, raw_entry, wait_for


@dataclass(frozen=True)
class Story:
    """How much happens; ``least`` is how many deliveries must have been accepted in the end."""

    partners: int
    entries: int
    edits: int
    kills: int
    deaths: int
    least: int


LONG = Story(partners=20, entries=56, edits=30, kills=8, deaths=10, least=1000)
# The same on the other database, as far as its locks may make a difference.
SHORT = Story(partners=8, entries=12, edits=8, kills=3, deaths=4, least=60)
PROGRAM = """
import os, signal, threading
from datetime import timedelta
from syndication.config import read_settings
from syndication.delivery.dispatcher import Dispatcher
from syndication.storage.database import open_database

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
settings = read_settings(os.environ)
Dispatcher(settings, open_database(settings), lease=timedelta(seconds=2)).run(stop)
"""


class Workers:
    """One worker at a time, in a process of its own."""

    def __init__(self, settings: Settings, log: Path) -> None:
        self._log = log
        self._environ = os.environ | {
            "SYNDICATION_DATA": str(settings.data_dir),
            "SYNDICATION_DATABASE_URL": settings.database_url,
            "SYNDICATION_ALLOW_PRIVATE_NETWORKS": "127.0.0.0/8",
        }
        self.process = self._start()

    def kill_and_restart(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = self._start()

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen([sys.executable, "-c", PROGRAM], env=self._environ, stdout=log, stderr=log)


class Desk:
    """An editor at work: posts, edits, corrects and kills, and remembers what is true."""

    def __init__(self, database: Database, chance: random.Random) -> None:
        self.database = database
        self.chance = chance
        self.entries: dict[str, Entry] = {}

    def post(self, number: int) -> None:
        with self.database.writing() as session:
            entry = accept_entry(session, SLUG, raw_entry(f"Entry {number}."), actor="Linh", now=utc_now())
        self.entries[entry.guid] = entry

    def edit(self) -> None:
        entry = self._any()
        said = replace(
            entry,
            blocks=(Paragraph(html=f"{entry.guid[-6:]}, version {entry.version + 1}."),),
            correction_note="It was wrong." if self.chance.random() < 0.5 else entry.correction_note,
        )
        with self.database.writing() as session:
            edited = replace_entry(session, entry.guid, said, if_version=None, actor="Linh", now=utc_now())
        self.entries[entry.guid] = edited

    def kill(self) -> None:
        entry = self._any()
        with self.database.writing() as session:
            self.entries[entry.guid] = kill_entry(session, entry.guid, "Not so.", actor="Linh", now=utc_now())

    def _any(self) -> Entry:
        return self.chance.choice([one for one in self.entries.values() if one.pub_status is PubStatus.USABLE])


def test_every_partner_ends_with_the_truth_whatever_dies_on_the_way(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    story = LONG if database.is_sqlite else SHORT
    chance = random.Random(20190227)
    settings = replace(settings, private_networks=local_settings(tmp_path).private_networks)
    keep_blog(database)
    with receiving() as receiver:
        receiver.behave = lambda _request: moody(chance)
        for number in range(story.partners):
            given = {"url": f"{receiver.url}/{number}", "timeout_s": 5}
            keep_channel(
                database,
                settings,
                partner=f"partner-{number}",
                given=given,
                languages=(LanguageRule(tag="en"),),
                format=("newsmlg2", "atom", "json", "ninjs")[number % 4],
            )
        desk, workers = Desk(database, chance), Workers(settings, tmp_path / "worker.log")
        try:
            steps = [lambda n=n: desk.post(n) for n in range(story.entries)]
            later = [desk.edit] * story.edits + [desk.kill] * story.kills
            chance.shuffle(later)
            steps = [*steps[:6], *mixed(steps[6:], later, chance)]
            deaths = set(chance.sample(range(len(steps)), story.deaths))
            for number, step in enumerate(steps):
                step()
                # Somewhere in the middle of what the last steps have set going.
                wait_for_some(receiver, chance.randrange(story.partners))
                if number in deaths:
                    workers.kill_and_restart()
            wait_for(lambda: nothing_waits(database), within_s=600)
        finally:
            status = workers.end()
        assert status == 0
        # What a worker meets on its way is told in one line; nothing there is unexpected.
        assert b"Traceback" not in (tmp_path / "worker.log").read_bytes()
        requests = list(receiver.requests)
    for number in range(story.partners):
        check_partner(f"partner-{number}", requests, desk)
    check_log(database, requests)
    assert len({one.event_id for one in requests if one.answered == 204}) >= story.least


def moody(chance: random.Random) -> Answer:
    """Accept, but for one time in thirty: then fail in one way or another, or accept and lose the answer."""
    return chance.choice([*[Answer()] * 87, Answer(500), Answer(429, {"Retry-After": "1"}), Answer(0)])


def mixed(first: list, second: list, chance: random.Random) -> list:  # type: ignore[type-arg]
    """Shuffle two lists into each other; each keeps its order."""
    from_first = [True] * len(first) + [False] * len(second)
    chance.shuffle(from_first)
    left, right = iter(first), iter(second)
    return [next(left) if is_first else next(right) for is_first in from_first]


def wait_for_some(receiver: Receiver, more: int) -> None:
    """Let some deliveries arrive, if there are any: not all, so that a death comes in the middle."""
    until = len(receiver.requests) + more
    pause = threading.Event()
    for _ in range(40):
        if len(receiver.requests) >= until:
            return
        pause.wait(0.01)


def nothing_waits(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(wanted_deliveries)) == 0


def check_partner(partner: str, requests: list[Received], desk: Desk) -> None:
    """Check what one partner has seen, by its own account: everything that reached it, answered well or not."""
    mine = [one for one in requests if one.headers["Syndication-Profile"].startswith(f"{partner}/")]
    accepted = [one for one in mine if one.answered == 204]
    by_id: dict[str, set[bytes]] = defaultdict(set)
    newest: dict[str, int] = {}
    by_number: dict[int, set[str]] = defaultdict(set)
    last = 0
    for one in mine:
        # The same id is the same bytes, however often it comes.
        by_id[one.event_id].add(one.body)
        # No older version ever comes after a newer one, and nothing at all after a kill.
        assert one.version >= newest.get(one.guid, 0)
        newest[one.guid] = one.version
        # Numbers never go back, and none is left out.
        assert last <= one.sequence <= last + 1
        last = one.sequence if one.answered == 204 else last
    for one in accepted:
        by_number[one.sequence].add(one.guid)
    assert all(len(bodies) == 1 for bodies in by_id.values())
    assert sorted(by_number) == list(range(1, len(by_number) + 1))
    assert all(len(guids) == 1 for guids in by_number.values())
    final = {one.guid: one for one in accepted}
    for guid, entry in desk.entries.items():
        if entry.pub_status is PubStatus.CANCELED:
            # Who was never sent it hears nothing of it.
            assert guid not in final or (final[guid].event, final[guid].version) == ("kill", entry.version)
            assert guid in final or all(one.guid != guid for one in mine)
        else:
            assert final[guid].version == entry.version


def check_log(database: Database, requests: list[Received]) -> None:
    """Check that the delivery log has what arrived, and that nobody is owed anything."""
    sent = {(one.event_id, one.body) for one in requests if one.answered == 204}
    with database.reading() as session:
        for channel in list_channels(session):
            logged = list_accepted_after(session, channel.id, 0, limit=10_000)
            assert [one.delivery.sequence for one in logged] == list(range(1, channel.sequence + 1))
            assert {one.delivery.event_id for one in logged} <= {event_id for event_id, _body in sent}
        owed = select(func.count()).where(notices.c.told_at.is_(None), notices.c.superseded_at.is_(None))
        assert session.scalar(owed.select_from(notices)) == 0
