"""Sending what is there to a new channel."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syndication.delivery.backfill import Text, texts_there, want_texts
from syndication.delivery.model import Kind, Urgency
from syndication.ingest import kill_entry
from syndication.storage.channels import ChannelRecord
from syndication.storage.database import Database
from syndication.storage.wanted_deliveries import find_wanted, next_wanted
from tests.factories import NOW
from tests.syndication.kept import keep_blog, kept_blog, raw_entry
from tests.syndication.outlets import channel_now, keep_channel, keep_delivery, keep_partner, keep_wish

TOML = """
[[partners]]
slug = "daily"
name = "The Daily"
[[partners.profiles]]
name = "live"
format = "json"
languages = [{tag = "en"}]
[[partners.profiles]]
name = "both"
format = "json"
[[partners.profiles]]
name = "whole"
format = "json"
granularity = "live_blog"
languages = [{tag = "en"}]
[[partners.profiles]]
name = "two"
format = "json"
languages = [{tag = "en"}]
window = {max_entries = 2}
[[partners.profiles]]
name = "other"
format = "json"
selection = {blogs = ["somewhere-else"]}
"""
MINUTE = timedelta(minutes=1)


@pytest.fixture
def guids(database: Database) -> list[str]:
    """Four entries, oldest first: the third is embargoed for an hour, the fourth is killed."""
    keep_partner(database, TOML)
    entries = [replace(raw_entry(f"Number {at}."), published_at=NOW - (10 - at) * MINUTE) for at in range(4)]
    entries[2] = replace(entries[2], embargoed_until=NOW + 60 * MINUTE)
    keep_blog(database, *reversed(entries))
    found = [entry.guid for entry in reversed(kept_blog(database).entries)]
    with database.writing() as session:
        kill_entry(session, found[3], "wrong", actor="Linh", now=NOW)
    return found


def there(database: Database, profile: str) -> tuple[Text, ...]:
    channel = keep_channel(database, profile=profile)
    with database.reading() as session:
        return texts_there(session, channel.profile, now=NOW)


def backfill(database: Database, channel: ChannelRecord) -> int:
    with database.reading() as session:
        texts = texts_there(session, channel.profile, now=NOW)
    with database.writing() as session:
        return want_texts(session, channel.id, texts, now=NOW)


def test_a_partner_is_to_get_what_it_would_see_and_what_is_to_appear_oldest_first(
    database: Database, guids: list[str]
) -> None:
    assert [text.guid for text in there(database, "live")] == guids[:3]


def test_every_language_of_the_profile_is_among_it(database: Database, guids: list[str]) -> None:
    found = {(text.guid, text.language) for text in there(database, "both")}
    assert {language for _, language in found} == {"en", "ko", "vi"}
    assert (guids[0], "en") in found


def test_a_profile_of_whole_live_blogs_gets_each_once(database: Database, guids: list[str]) -> None:
    assert [text.guid for text in there(database, "whole")] == [kept_blog(database).guid]


def test_the_window_counts(database: Database, guids: list[str]) -> None:
    keep_blog(database, raw_entry("Older."), slug="older", published_at=NOW - 60 * MINUTE)
    found = [text.guid for text in there(database, "two")]
    assert found == guids[:3]


def test_live_blogs_that_the_profile_does_not_take_are_left_out(database: Database, guids: list[str]) -> None:
    assert there(database, "other") == ()


def test_what_is_there_is_wanted_after_all_that_is_more_urgent_and_once(database: Database, guids: list[str]) -> None:
    channel = keep_channel(database)
    keep_wish(database, channel, guids[1])
    assert backfill(database, channel) == 2
    assert backfill(database, channel) == 0
    with database.reading() as session:
        first = next_wanted(session, channel.id, now=NOW)
        waiting = find_wanted(session, channel.id, guids[0], "en")
    assert first is not None
    assert waiting is not None
    assert (first.guid, waiting.priority, waiting.kind) == (guids[1], Urgency.REPLAY, Kind.NEW)
    assert channel_now(database).due_at == NOW


def test_what_the_partner_has_had_is_an_update(database: Database, guids: list[str]) -> None:
    channel = keep_channel(database)
    keep_delivery(database, channel, guids[0])
    backfill(database, channel)
    with database.reading() as session:
        again = find_wanted(session, channel.id, guids[0], "en")
        new = find_wanted(session, channel.id, guids[1], "en")
    assert again is not None
    assert new is not None
    assert (again.kind, new.kind) == (Kind.UPDATE, Kind.NEW)
