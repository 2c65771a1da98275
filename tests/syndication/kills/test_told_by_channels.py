"""Channels are told of kills and holds, and what they accept settles what they are owed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from feeds.profile import Granularity, LanguageRule
from syndication.channels import resume_channel, retire_channel
from syndication.clock import utc_now
from syndication.config import Settings
from syndication.delivery.model import Kind
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.kills import show_kill
from syndication.shaping.partners import set_disabled
from syndication.storage.database import Database
from syndication.storage.notices import Hindrance, OwedNotice, list_notices
from syndication.storage.recall_steps import StepHolder
from tests.syndication.delivery.channels import dispatch, keep_channel, local_settings
from tests.syndication.delivery.receiver import Receiver, receiving
from tests.syndication.kept import SLUG, keep_blog, raw_entry, wait_for


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def settings(tmp_path: Path, database: Database, receiver: Receiver) -> Settings:
    """An installation with a live blog and a partner's webhook."""
    made = local_settings(tmp_path)
    keep_blog(database)
    keep_channel(database, made, given={"url": receiver.url, "timeout_s": 1}, languages=(LanguageRule(tag="en"),))
    return made


def post(database: Database) -> str:
    with database.writing() as session:
        entry = raw_entry("They met.", published_at=utc_now())
        return accept_entry(session, SLUG, entry, actor="Linh", now=utc_now()).guid


def notices(database: Database) -> tuple[OwedNotice, ...]:
    with database.reading() as session:
        return list_notices(session)


def holder(database: Database) -> StepHolder:
    """Return the only holder of what was recalled last."""
    with database.reading() as session:
        [found] = show_kill(session, SLUG, notices(database)[0].revision).holders
    return found


def change(database: Database, guid: str, text: str, **changes: object) -> None:
    with database.writing() as session:
        replace_entry(session, guid, raw_entry(text, **changes), if_version=None, actor="Linh", now=utc_now())


def events(receiver: Receiver) -> list[tuple[str, int]]:
    return [(one.event, one.version) for one in receiver.accepted]


def test_kill_is_told_when_the_receiver_has_accepted_it(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    guid = post(database)
    dispatch(database, settings)
    with database.writing() as session:
        kill_entry(session, guid, "It was not so.", actor="Linh", now=utc_now())
    assert [notice.is_owed for notice in notices(database)] == [True]
    dispatch(database, settings)
    [notice] = notices(database)
    assert (notice.kind, notice.told_at is not None) == (Kind.KILL, True)
    assert events(receiver) == [("new", 1), ("kill", 2)]


def test_entry_whose_embargo_is_moved_ahead_is_taken_back_until_it_ends(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    guid = post(database)
    dispatch(database, settings)
    moment = utc_now() + timedelta(seconds=6)
    with database.writing() as session:
        again = raw_entry("They met at last.", published_at=utc_now(), embargoed_until=moment)
        replace_entry(session, guid, again, if_version=None, actor="Linh", now=utc_now())
    dispatch(database, settings)
    assert events(receiver) == [("new", 1), ("withhold", 2)]
    assert b"They met" not in receiver.accepted[-1].body
    assert [(notice.kind, notice.is_owed) for notice in notices(database)] == [(Kind.WITHHOLD, False)]
    assert utc_now() < moment, "this machine was too slow to look before the moment"
    wait_for(lambda: utc_now() >= moment)
    dispatch(database, settings)
    assert events(receiver) == [("new", 1), ("withhold", 2), ("update", 2)]
    assert b"They met at last." in receiver.accepted[-1].body


def test_channel_that_is_retired_leaves_its_receiver_exposed_until_it_is_resumed(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    guid = post(database)
    dispatch(database, settings)
    with database.writing() as session:
        retire_channel(session, "mekong-daily", "wire", actor="Linh", now=utc_now())
        kill_entry(session, guid, "It was not so.", actor="Linh", now=utc_now())
    dispatch(database, settings)
    assert holder(database).hindrance is Hindrance.CHANNEL_RETIRED
    assert events(receiver) == [("new", 1)]
    with database.writing() as session:
        resume_channel(session, "mekong-daily", "wire", now=utc_now())
    dispatch(database, settings)
    assert events(receiver) == [("new", 1), ("kill", 2)]
    told = holder(database)
    assert (told.owed, told.hindrance) == (0, None)


def test_kill_that_waited_when_its_channel_was_retired_is_sent_when_it_is_resumed(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    guid = post(database)
    dispatch(database, settings)
    with database.writing() as session:
        kill_entry(session, guid, "It was not so.", actor="Linh", now=utc_now())
        retire_channel(session, "mekong-daily", "wire", actor="Linh", now=utc_now())
        resume_channel(session, "mekong-daily", "wire", now=utc_now())
    dispatch(database, settings)
    assert events(receiver) == [("new", 1), ("kill", 2)]


def test_channel_of_whole_live_blogs_that_is_resumed_is_sent_the_live_blog_once(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    guids = [post(database), post(database)]
    keep_channel(
        database,
        settings,
        name="whole",
        given={"url": receiver.url, "timeout_s": 1},
        languages=(LanguageRule(tag="en"),),
        granularity=Granularity.LIVE_BLOG,
    )
    post(database)
    dispatch(database, settings)
    before = len(events(receiver))
    with database.writing() as session:
        retire_channel(session, "mekong-daily", "whole", actor="Linh", now=utc_now())
        for guid in guids:
            kill_entry(session, guid, "It was not so.", actor="Linh", now=utc_now())
        resume_channel(session, "mekong-daily", "whole", now=utc_now())
    dispatch(database, settings)
    assert sorted(kind for kind, _ in events(receiver)[before:]) == ["kill", "kill", "update"]
    assert not any(notice.is_owed for notice in notices(database))


def test_disabled_partner_is_sent_kills_and_corrections_of_what_it_has_and_no_updates(
    database: Database, settings: Settings, receiver: Receiver
) -> None:
    guid = post(database)
    dispatch(database, settings)
    with database.writing() as session:
        set_disabled(session, "mekong-daily", disabled=True, actor="Linh", now=utc_now())
    change(database, guid, "They met and ate.")
    dispatch(database, settings)
    change(database, guid, "They met and drank.", correction_note="They did not eat.")
    dispatch(database, settings)
    with database.writing() as session:
        kill_entry(session, guid, "It was not so.", actor="Linh", now=utc_now())
    dispatch(database, settings)
    assert events(receiver) == [("new", 1), ("correction", 3), ("kill", 4)]
