"""The log as partners read it: every number, and no bytes that are out of date or taken back."""

from datetime import timedelta

import pytest

from feeds.model import Entry, PubStatus
from syndication.delivery.model import DeliveryState
from syndication.delivery_log import FORGOTTEN, SUPERSEDED, read_log
from syndication.delivery_numbers import make_delivery_numbers, quantile
from syndication.ingest import kill_blog, kill_entry, replace_entry
from syndication.partners import find_partner
from syndication.storage.channels import find_channel
from syndication.storage.database import Database
from syndication.storage.deliveries import forget_bodies
from tests.factories import NOW
from tests.syndication.delivered import Log, add_channel, add_entries
from tests.syndication.kept import SLUG, kept_blog, raw_entry


@pytest.fixture
def entries(database: Database) -> list[Entry]:
    return add_entries(database)


def events(database: Database, after: int = 0, limit: int = 100) -> list[tuple[int, str, bool]]:
    with database.reading() as session:
        channel = find_channel(session, "mekong", "stream")
        assert channel is not None
        items = read_log(session, channel.id, after, limit=limit)
    return [(item.sequence, item.event, item.body is not None) for item in items]


def test_numbers_come_in_order_from_one_on(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    for entry in entries:
        log.send(entry)
    assert events(database) == [(1, "update", True), (2, "update", True), (3, "update", True)]
    assert events(database, after=1, limit=1) == [(2, "update", True)]
    assert events(database, after=3) == []


def test_an_older_version_is_a_number_without_bytes(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    log.send(entries[0])
    log.send(entries[0], language="vi")
    log.send(entries[0])
    assert events(database) == [(1, SUPERSEDED, False), (2, "update", True), (3, "update", True)]


def test_a_kill_hides_the_bytes_before_it_is_delivered(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    log.send(entries[0])
    log.send(entries[1])
    with database.writing() as session:
        kill_entry(session, entries[0].guid, "not confirmed", actor="Linh", now=NOW)
    assert events(database) == [(1, SUPERSEDED, False), (2, "update", True)]
    log.send(next(entry for entry in kept_blog(database).entries if entry.guid == entries[0].guid))
    assert events(database, after=2) == [(3, "kill", True)]


def test_a_hold_hides_the_bytes_until_it_is_lifted(database: Database, entries: list[Entry]) -> None:
    Log(database).send(entries[0])
    for status, event in ((PubStatus.WITHHELD, SUPERSEDED), (PubStatus.USABLE, "update")):
        changed = raw_entry(headline="Headline", pub_status=status)
        with database.writing() as session:
            replace_entry(session, entries[0].guid, changed, if_version=None, actor="Linh", now=NOW)
        assert [kind for _, kind, _ in events(database)] == [event]


def test_a_whole_live_blog_is_hidden_by_a_later_kill_of_any_entry(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    log.send(None)
    with database.writing() as session:
        kill_entry(session, entries[1].guid, "not confirmed", actor="Linh", now=NOW)
    assert events(database) == [(1, SUPERSEDED, False)]
    log.send(None, language="vi")
    assert events(database, after=1) == [(2, "update", True)]


def test_a_killed_live_blog_hides_all_of_it(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    log.send(None)
    log.send(entries[0])
    with database.writing() as session:
        kill_blog(session, SLUG, "published by mistake", actor="Linh", now=NOW)
    assert [has_body for _, _, has_body in events(database)] == [False, False]


def test_bytes_that_are_no_longer_kept_are_said_to_be_gone(database: Database, entries: list[Entry]) -> None:
    Log(database).send(entries[0])
    with database.writing() as session:
        forget_bodies(session, before=NOW + timedelta(days=1))
    assert events(database) == [(1, FORGOTTEN, False)]


def test_large_bodies_make_small_pages(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    for entry in entries:
        log.send(entry, body=b"x" * 5_000_000)
    assert [number for number, _, _ in events(database)] == [1, 2]


def test_days_are_summed_up(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    for number, entry in enumerate(entries):
        log.send(entry, now=NOW + timedelta(seconds=10 * (number + 1)), body=b"x" * 100)
    # Sent again: it counts, but how long it took says nothing.
    log.send(entries[0], now=NOW + timedelta(hours=5), body=b"x" * 100)
    log.send(entries[0], state=DeliveryState.REFUSED, accepted_at=None, sequence=99, version=7)
    with database.reading() as session:
        partner = find_partner(session, "mekong")
        assert partner is not None
        numbers = make_delivery_numbers(session, partner.id, now=NOW + timedelta(days=1))
    assert (numbers.accepted, numbers.refused, numbers.body_bytes) == (4, 1, 400)
    assert (numbers.median_s, numbers.p95_s) == (20.0, 30.0)
    assert [(day.day, day.accepted) for day in numbers.days if day.accepted] == [(NOW.date(), 4)]
    assert len(numbers.days) == 30


def test_what_was_there_before_a_channel_says_nothing_of_how_long_it_takes(database: Database) -> None:
    entries = add_entries(database)
    add_channel(database, "late", created_at=NOW + timedelta(days=1))
    Log(database, channel="late").send(entries[0], now=NOW + timedelta(days=1, seconds=5), body=b"x" * 100)
    with database.reading() as session:
        partner = find_partner(session, "mekong")
        assert partner is not None
        numbers = make_delivery_numbers(session, partner.id, now=NOW + timedelta(days=2))
    assert (numbers.accepted, numbers.median_s) == (1, None)


def test_quantiles_are_values_that_there_were() -> None:
    assert quantile([], 0.5) is None
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([float(n) for n in range(1, 101)], 0.95) == 95.0
