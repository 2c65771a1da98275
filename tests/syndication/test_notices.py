"""Kills, holds and corrections are owed to whoever may have the entry, until they have got them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from feeds.model import PubStatus
from syndication.delivery.model import DeliveryState, Kind
from syndication.fetch_book import FetchBook, FetchKey
from syndication.ingest import accept_entry, kill_blog, kill_entry, replace_entry, update_head
from syndication.notices import tell_channel
from syndication.partners import find_partner, find_profile, import_toml
from syndication.storage.blogs import find_blog
from syndication.storage.channels import insert_channel
from syndication.storage.database import Database
from syndication.storage.deliveries import insert_delivery
from syndication.storage.notices import Holder, OwedNotice, count_owed, list_notices, list_overdue
from syndication.storage.recall_steps import Leftovers, count_leftovers, find_step, list_step_holders, list_steps
from tests.factories import NOW
from tests.syndication.kept import SLUG, keep_blog, kept_blog, raw_blog, raw_entry

PARTNERS = """
[[partners]]
slug = "mekong"
name = "Mekong Daily"
[[partners.profiles]]
name = "live"
format = "atom"
[[partners]]
slug = "saigon"
name = "Saigon Post"
[[partners.profiles]]
name = "news"
format = "rss"
"""
MINUTE = timedelta(minutes=1)
CHANNEL = {"kind": "webhook", "settings": "{}", "version": 1, "state": "active", "sequence": 0, "failures": 0}
DELIVERY = {
    "kind": Kind.NEW,
    "version": 1,
    "source_version": 1,
    "revision": 1,
    "generation": 1,
    "sequence": 1,
    "state": DeliveryState.SENDING,
    "media_type": "text/xml",
    "file_name": "1.xml",
    "body_hash": "",
    "body_bytes": 0,
    "style_hash": "",
}


def at(minutes: int) -> datetime:
    return NOW + minutes * MINUTE


@pytest.fixture
def guid(database: Database) -> str:
    """The only entry of a live blog; there are two partners."""
    with database.writing() as session:
        import_toml(session, PARTNERS, actor="Linh", now=NOW)
    keep_blog(database, raw_entry())
    return kept_blog(database).entries[0].guid


@pytest.fixture
def book(database: Database) -> Iterator[FetchBook]:
    book = FetchBook(database)
    yield book
    book.close()


def revision_of(database: Database) -> int:
    return kept_blog(database).revision


def fetch(book: FetchBook, revision: int, *, minutes: int, partner: str = "mekong/live", language: str = "en") -> None:
    slug, _, profile = partner.partition("/")
    book.note([FetchKey(slug, profile, SLUG, language, revision)], at=at(minutes), body_bytes=100)
    book.flush()


def kill(database: Database, guid: str, *, minutes: int) -> None:
    with database.writing() as session:
        kill_entry(session, guid, "The source is in danger", actor="Linh", now=at(minutes))


def edit(database: Database, guid: str, *, minutes: int, **changes: object) -> None:
    with database.writing() as session:
        replace_entry(session, guid, raw_entry(**changes), if_version=None, actor="Linh", now=at(minutes))


def owed(database: Database, guid: str | None = None, *, partner: str | None = None) -> list[OwedNotice]:
    with database.reading() as session:
        return [one for one in list_notices(session, guid=guid, partner=partner, limit=100_000) if one.is_owed]


def all_notices(database: Database) -> tuple[OwedNotice, ...]:
    with database.reading() as session:
        return list_notices(session)


def send(database: Database, guid: str, *, minutes: int, language: str = "en", attempts: int = 1) -> int:
    """Log a delivery of an entry, or of the live blog, on a channel of the first partner; return the channel's id."""
    with database.writing() as session:
        blog, profile = find_blog(session, SLUG), find_profile(session, "mekong", "live")
        partner = find_partner(session, "mekong")
        assert blog is not None
        assert profile is not None
        assert partner is not None
        ids = {"partner_id": partner.id, "profile_id": profile.id}
        channel_id = insert_channel(session, CHANNEL | ids | {"name": f"hook-{minutes}"}, now=at(minutes))
        sent = {"channel_id": channel_id, "blog_id": blog.id, "guid": guid, "language": language}
        tried = {"attempts": attempts, "created_at": at(minutes), "event_id": f"event-{minutes}"}
        insert_delivery(session, DELIVERY | ids | sent | tried)
    return channel_id


def test_kill_is_owed_to_whoever_fetched_the_entry_and_to_nobody_else(
    database: Database, guid: str, book: FetchBook
) -> None:
    fetch(book, revision_of(database), minutes=1)
    kill(database, guid, minutes=10)
    [notice] = owed(database)
    assert (notice.partner, notice.profile, notice.language, notice.holder) == ("mekong", "live", "en", Holder.PULL)
    assert (notice.kind, notice.got_at, notice.changed_at) == (Kind.KILL, at(1), at(10))


def test_kill_is_told_by_the_first_fetch_of_its_revision_or_a_later_one(
    database: Database, guid: str, book: FetchBook
) -> None:
    before = revision_of(database)
    fetch(book, before, minutes=1)
    kill(database, guid, minutes=10)
    fetch(book, before + 1, minutes=13)
    fetch(book, before + 1, minutes=14)
    [notice] = all_notices(database)
    assert notice.told_at == at(13)
    assert notice.exposed_s(at(100)) == 180


def test_fetch_in_one_language_tells_nothing_in_another(database: Database, guid: str, book: FetchBook) -> None:
    before = revision_of(database)
    fetch(book, before, minutes=1)
    fetch(book, before, minutes=1, language="vi")
    kill(database, guid, minutes=10)
    fetch(book, before + 1, minutes=13)
    assert [notice.language for notice in owed(database)] == ["vi"]


def test_fetch_of_the_older_document_tells_nothing(database: Database, guid: str, book: FetchBook) -> None:
    before = revision_of(database)
    fetch(book, before, minutes=1)
    kill(database, guid, minutes=10)
    fetch(book, before, minutes=11)
    assert len(owed(database)) == 1


def test_fetch_that_comes_to_light_after_the_kill_is_owed_it(database: Database, guid: str, book: FetchBook) -> None:
    before = revision_of(database)
    kill(database, guid, minutes=10)
    fetch(book, before, minutes=9, partner="saigon/news")
    fetch(book, before, minutes=9, partner="saigon/news")
    [notice] = owed(database, partner="saigon")
    assert (notice.kind, notice.got_at, notice.revision) == (Kind.KILL, at(9), before + 1)


def test_fetch_before_and_after_a_kill_in_one_second_are_told_in_order(
    database: Database, guid: str, book: FetchBook
) -> None:
    before = revision_of(database)
    kill(database, guid, minutes=10)
    book.note([FetchKey("mekong", "live", SLUG, "en", before + 1)], at=at(11), body_bytes=1)
    book.note([FetchKey("mekong", "live", SLUG, "en", before)], at=at(9), body_bytes=1)
    book.flush()
    [notice] = all_notices(database)
    assert (notice.got_at, notice.told_at) == (at(9), at(11))


def test_entry_that_was_under_an_embargo_when_it_was_fetched_was_not_got(
    database: Database, guid: str, book: FetchBook
) -> None:
    with database.writing() as session:
        held = accept_entry(session, SLUG, raw_entry(embargoed_until=at(30)), actor="Linh", now=NOW).guid
    fetch(book, revision_of(database), minutes=29)
    fetch(book, revision_of(database), minutes=30, partner="saigon/news")
    kill(database, held, minutes=40)
    assert [notice.partner for notice in owed(database)] == ["saigon"]


def test_entry_that_came_after_the_fetch_was_not_got(database: Database, guid: str, book: FetchBook) -> None:
    fetch(book, revision_of(database), minutes=1)
    with database.writing() as session:
        later = accept_entry(session, SLUG, raw_entry(), actor="Linh", now=at(2)).guid
    kill(database, later, minutes=10)
    assert owed(database) == []


def test_entry_that_was_edited_since_was_got_all_the_same(database: Database, guid: str, book: FetchBook) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=5, headline="Edited")
    kill(database, guid, minutes=10)
    assert len(owed(database)) == 1


@pytest.mark.parametrize(
    "change",
    [{"pub_status": PubStatus.WITHHELD}, {"embargoed_until": at(500)}, {"published_at": at(500)}],
    ids=["withheld", "embargo", "scheduled"],
)
def test_entry_that_was_out_and_is_not_any_more_is_a_hold(
    database: Database, guid: str, book: FetchBook, change: dict[str, object]
) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=10, **change)
    assert [notice.kind for notice in owed(database)] == [Kind.WITHHOLD]


def test_hold_that_is_edited_is_still_the_same_hold(database: Database, guid: str, book: FetchBook) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=10, pub_status=PubStatus.WITHHELD)
    edit(database, guid, minutes=11, pub_status=PubStatus.WITHHELD, headline="Edited")
    [notice] = all_notices(database)
    assert notice.is_owed


def test_hold_is_over_where_the_entry_is_back(database: Database, guid: str, book: FetchBook) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=10, pub_status=PubStatus.WITHHELD)
    edit(database, guid, minutes=11, headline="Edited")
    [notice] = all_notices(database)
    assert notice.superseded_at == at(11)


def test_correction_is_owed_until_it_or_anything_newer_is_fetched(
    database: Database, guid: str, book: FetchBook
) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=10, headline="Right", correction_note="The headline was wrong")
    edit(database, guid, minutes=11, headline="Right and new", correction_note="The headline was wrong")
    assert [notice.kind for notice in owed(database)] == [Kind.CORRECTION]
    fetch(book, revision_of(database), minutes=12)
    assert owed(database) == []


def test_kill_takes_the_place_of_a_correction_that_is_owed(database: Database, guid: str, book: FetchBook) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=10, headline="Right", correction_note="The headline was wrong")
    kill(database, guid, minutes=12)
    assert [notice.kind for notice in owed(database)] == [Kind.KILL]
    assert {notice.kind for notice in all_notices(database) if notice.superseded_at} == {Kind.CORRECTION}


def test_kill_is_owed_again_to_those_who_were_told_of_a_hold(database: Database, guid: str, book: FetchBook) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=10, pub_status=PubStatus.WITHHELD)
    fetch(book, revision_of(database), minutes=11)
    kill(database, guid, minutes=12)
    assert [notice.kind for notice in owed(database)] == [Kind.KILL]


def test_new_entries_and_plain_edits_are_owed_to_nobody(database: Database, guid: str, book: FetchBook) -> None:
    fetch(book, revision_of(database), minutes=1)
    edit(database, guid, minutes=10, headline="Edited")
    assert all_notices(database) == ()


def test_live_blog_that_is_killed_is_owed_entry_by_entry(database: Database, guid: str, book: FetchBook) -> None:
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry(), actor="Linh", now=NOW)
    fetch(book, revision_of(database), minutes=1)
    with database.writing() as session:
        kill_blog(session, SLUG, "All of it was wrong", actor="Linh", now=at(10))
    assert {notice.guid for notice in owed(database)} == {entry.guid for entry in kept_blog(database).entries}


def test_live_blog_that_is_withheld_is_a_hold_of_its_entries_until_it_is_back(
    database: Database, guid: str, book: FetchBook
) -> None:
    fetch(book, revision_of(database), minutes=1)
    for minutes, status, expected in ((10, PubStatus.WITHHELD, [Kind.WITHHOLD]), (12, PubStatus.USABLE, [])):
        with database.writing() as session:
            update_head(session, SLUG, raw_blog(pub_status=status), if_version=None, actor="Linh", now=at(minutes))
        assert [notice.kind for notice in owed(database)] == expected


def test_kills_are_overdue_after_some_minutes_and_corrections_never(
    database: Database, guid: str, book: FetchBook
) -> None:
    with database.writing() as session:
        other = accept_entry(session, SLUG, raw_entry(), actor="Linh", now=NOW).guid
    fetch(book, revision_of(database), minutes=1)
    edit(database, other, minutes=10, headline="Right", correction_note="The headline was wrong")
    kill(database, guid, minutes=10)
    with database.reading() as session:
        assert [one.guid for one in list_overdue(session, now=at(16), overdue_min=5)] == [guid]
        assert list_overdue(session, now=at(15), overdue_min=5) == ()
        counts = count_owed(session, now=at(16), overdue_min=5)
    assert (counts.owed, counts.overdue, counts.oldest_at) == (1, 1, at(10))


def test_kill_is_owed_to_every_channel_and_language_that_was_ever_tried(database: Database, guid: str) -> None:
    tried = send(database, guid, minutes=1, language="vi")
    send(database, guid, minutes=2, attempts=0)
    kill(database, guid, minutes=10)
    [notice] = owed(database)
    assert (notice.holder, notice.channel_id, notice.language, notice.got_at) == (Holder.CHANNEL, tried, "vi", at(1))
    assert (notice.partner, notice.profile, notice.channel) == ("mekong", "live", "hook-1")


def test_channel_is_told_when_it_has_accepted_the_kill(database: Database, guid: str) -> None:
    channel_id = send(database, guid, minutes=1)
    kill(database, guid, minutes=10)
    revision = revision_of(database)
    with database.writing() as session:
        tell_channel(session, channel_id, guid, "vi", revision=revision, now=at(11))
        tell_channel(session, channel_id, guid, "en", revision=revision, now=at(12))
    [notice] = all_notices(database)
    assert notice.told_at == at(12)


def test_channel_that_accepts_an_older_version_after_the_kill_is_owed_it(database: Database, guid: str) -> None:
    before = revision_of(database)
    kill(database, guid, minutes=10)
    channel_id = send(database, guid, minutes=11)
    for _ in range(2):
        with database.writing() as session:
            tell_channel(session, channel_id, guid, "en", revision=before, now=at(11))
    [notice] = owed(database)
    assert (notice.channel_id, notice.revision) == (channel_id, before + 1)


def test_channel_that_takes_whole_live_blogs_has_every_entry_of_them(database: Database, guid: str) -> None:
    blog_guid = kept_blog(database).guid
    channel_id = send(database, blog_guid, minutes=1)
    kill(database, guid, minutes=10)
    [notice] = owed(database)
    assert (notice.guid, notice.channel_id) == (guid, channel_id)
    with database.writing() as session:
        tell_channel(session, channel_id, blog_guid, "en", revision=notice.revision, now=at(12))
    assert owed(database) == []


def test_steps_are_listed_with_those_they_concern(database: Database, guid: str, book: FetchBook) -> None:
    with database.writing() as session:
        other = accept_entry(session, SLUG, raw_entry(), actor="Linh", now=NOW).guid
    fetch(book, revision_of(database), minutes=1)
    send(database, guid, minutes=2)
    kill(database, guid, minutes=10)
    edit(database, other, minutes=11, pub_status=PubStatus.WITHHELD)
    with database.reading() as session:
        hold, killed = list_steps(session)
        assert [step.kind for step in list_steps(session, kind=Kind.KILL)] == [Kind.KILL]
        assert list_steps(session, before=at(10)) == ()
        assert find_step(session, SLUG, killed.revision) == killed
        assert find_step(session, SLUG, hold.revision) == hold
        assert find_step(session, SLUG, 1) is None
        holders = list_step_holders(session, killed)
        assert count_leftovers(session, killed) == Leftovers(deliveries=0, drafts=0, sentences=0, archived=0)
        assert count_leftovers(session, hold).archived == 0
    assert (killed.guid, killed.holders, killed.owed, killed.reason) == (guid, 2, 2, "The source is in danger")
    assert (hold.guid, hold.holders, hold.actor) == (other, 1, "Linh")
    assert {(one.holder, one.partner, one.got_at) for one in holders} == {
        (Holder.PULL, "mekong", at(1)),
        (Holder.CHANNEL, "mekong", at(2)),
    }


def test_live_blog_that_is_killed_is_one_step(database: Database, guid: str, book: FetchBook) -> None:
    with database.writing() as session:
        accept_entry(session, SLUG, raw_entry(), actor="Linh", now=NOW)
    fetch(book, revision_of(database), minutes=1)
    with database.writing() as session:
        kill_blog(session, SLUG, "All of it was wrong", actor="Linh", now=at(10))
    with database.reading() as session:
        [step] = list_steps(session)
        [holder] = list_step_holders(session, step)
    assert (step.is_whole, step.entries, step.holders, step.reason) == (True, 2, 2, "All of it was wrong")
    assert (holder.entries, holder.owed, holder.exposed_s(step, at(13))) == (2, 2, 180)
