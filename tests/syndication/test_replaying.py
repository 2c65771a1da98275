"""Sending again: the newest version of each text, once, and what was missed."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from feeds.model import Entry, PubStatus
from syndication.delivery.model import Kind, Urgency
from syndication.delivery.replaying import replay, send_again
from syndication.ingest import kill_entry, replace_entry
from syndication.missed_numbers import missed_numbers
from syndication.number_ranges import read_ranges, write_ranges
from syndication.storage.channels import ChannelRecord, find_channel
from syndication.storage.database import Database
from syndication.storage.wanted_deliveries import WantedDelivery, Wish, find_wanted, list_waiting, want
from tests.factories import NOW
from tests.syndication.delivered import Log, add_channel, add_entries
from tests.syndication.kept import raw_entry

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def entries(database: Database) -> list[Entry]:
    return add_entries(database, count=4)


def channel_of(session: Session) -> ChannelRecord:
    found = find_channel(session, "mekong", "stream")
    assert found is not None
    return found


def wanted(database: Database) -> dict[str, WantedDelivery]:
    with database.reading() as session:
        return {one.wanted.guid: one.wanted for one in list_waiting(session)}


def again_from(database: Database, number: int) -> int:
    with database.writing() as session:
        return replay(session, channel_of(session), from_sequence=number, now=LATER)


def test_every_text_from_a_number_on_is_wanted_once(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    for entry in (entries[0], entries[1], entries[2], entries[1]):
        log.send(entry)
    assert again_from(database, 2) == 2
    found = wanted(database)
    assert set(found) == {entries[1].guid, entries[2].guid}
    assert {one.kind for one in found.values()} == {Kind.UPDATE}
    assert {one.priority for one in found.values()} == {Urgency.REPLAY}
    with database.reading() as session:
        assert channel_of(session).due_at == LATER


def test_a_text_whose_later_number_alone_is_in_reach_is_wanted_too(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    log.send(entries[0])
    log.send(entries[1])
    log.send(entries[0])
    assert again_from(database, 3) == 1
    assert set(wanted(database)) == {entries[0].guid}


def test_what_was_killed_is_sent_again_as_a_kill_before_all_else(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    log.send(entries[0])
    log.send(entries[1])
    with database.writing() as session:
        kill_entry(session, entries[0].guid, "not confirmed", actor="Linh", now=NOW)
    again_from(database, 1)
    killed = wanted(database)[entries[0].guid]
    assert (killed.kind, killed.priority) == (Kind.KILL, Urgency.RECALL)


def test_what_is_held_back_is_sent_again_as_that(database: Database, entries: list[Entry]) -> None:
    Log(database).send(entries[0])
    held = raw_entry(headline="Headline", pub_status=PubStatus.WITHHELD)
    with database.writing() as session:
        replace_entry(session, entries[0].guid, held, if_version=None, actor="Linh", now=NOW)
    again_from(database, 1)
    assert wanted(database)[entries[0].guid].kind is Kind.WITHHOLD


def test_a_correction_that_waits_stays_one(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    log.send(entries[0])
    with database.writing() as session:
        channel = channel_of(session)
        found = find_wanted(session, channel.id, entries[0].guid, "en")
        wish = Wish(
            channel_id=channel.id,
            blog_id=1,
            guid=entries[0].guid,
            language="en",
            kind=Kind.CORRECTION,
            revision=9,
            urgency=Urgency.CORRECTION,
        )
        assert found is None
        want(session, [wish], now=NOW)
    assert again_from(database, 1) == 1
    waiting = wanted(database)[entries[0].guid]
    assert (waiting.kind, waiting.priority, waiting.generation) == (Kind.CORRECTION, Urgency.CORRECTION, 1)


def test_nothing_is_sent_again_of_numbers_that_were_never_used(database: Database, entries: list[Entry]) -> None:
    Log(database).send(entries[0])
    assert again_from(database, 2) == 0
    with database.writing() as session:
        assert send_again(session, channel_of(session), [7, 8], now=LATER) == 0
    assert wanted(database) == {}


def test_just_some_numbers_are_sent_again(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    for entry in entries:
        log.send(entry)
    with database.writing() as session:
        assert send_again(session, channel_of(session), [2, 4], now=LATER) == 2
    assert set(wanted(database)) == {entries[1].guid, entries[3].guid}


def test_a_channel_s_numbers_are_its_own(database: Database, entries: list[Entry]) -> None:
    add_channel(database, "other")
    Log(database, channel="other").send(entries[0])
    assert again_from(database, 1) == 0


def test_missing_numbers_are_told_with_what_still_counts(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    for entry in (*entries, entries[1]):
        log.send(entry)
    with database.writing() as session:
        kill_entry(session, entries[2].guid, "not confirmed", actor="Linh", now=NOW)
    with database.reading() as session:
        found = missed_numbers(session, channel_of(session), read_ranges("1,5,9-10"))
    assert (write_ranges(found.missing), found.count, found.newest) == ("2-4", 3, 5)
    assert write_ranges(found.beyond) == "9-10"
    superseded, killed, counting = found.told
    assert (superseded.is_superseded, superseded.headline) == (True, entries[1].headline)
    assert killed.withdrawal is not None
    assert (killed.withdrawal.is_final, killed.withdrawal.reason, killed.headline) == (True, "not confirmed", "")
    assert (counting.is_superseded, counting.withdrawal) == (False, None)


def test_numbers_before_one_may_be_left_aside(database: Database, entries: list[Entry]) -> None:
    log = Log(database)
    for entry in entries:
        log.send(entry)
    with database.reading() as session:
        found = missed_numbers(session, channel_of(session), read_ranges("4"), since=3)
    assert write_ranges(found.missing) == "3"


def test_a_headline_that_nobody_was_sent_is_not_told(database: Database, entries: list[Entry]) -> None:
    Log(database).send(entries[0])
    secret = raw_entry(headline="A secret", embargoed_until=NOW + timedelta(days=9))
    with database.writing() as session:
        replace_entry(session, entries[0].guid, secret, if_version=None, actor="Linh", now=NOW)
    with database.reading() as session:
        (told,) = missed_numbers(session, channel_of(session), ()).told
    assert told.headline == entries[0].headline
