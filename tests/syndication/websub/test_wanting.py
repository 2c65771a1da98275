"""What a change puts down for subscribers and for the hubs of others, on both databases."""

import pytest
from sqlalchemy import event, func, select, update

from syndication.ingest import kill_entry, replace_entry
from syndication.storage.database import Database
from syndication.storage.delivery_tables import notices, websub_subscriptions
from syndication.storage.delivery_tables import websub_requests as requests
from syndication.storage.notices import Holder
from syndication.storage.tables import blogs
from syndication.storage.websub import list_subscriptions, subscriptions_holding
from syndication.storage.websub_due import Delivered, claim_subscriptions, list_due, note_delivered, remember_hubs
from tests.factories import NOW
from tests.syndication.kept import raw_entry
from tests.syndication.websub.crowd import subscribe_all

HUB = "https://hub.example/"

on_both = pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def edit(database: Database, guid: str, headline: str) -> None:
    with database.writing() as session:
        replace_entry(session, guid, raw_entry(headline=headline), if_version=None, actor="Linh", now=NOW)


def test_where_nobody_is_told_a_change_costs_one_look(database: Database, blog: str) -> None:
    statements: list[str] = []
    engine = database._engine
    event.listen(engine, "before_cursor_execute", lambda *parts: statements.append(parts[2]))
    edit(database, blog, "Dinner is served")
    assert len([text for text in statements if "websub" in text]) == 1


@on_both
def test_other_hubs_are_told_once_of_each_public_feed_that_changed(database: Database, blog: str) -> None:
    with database.writing() as session:
        remember_hubs(session, [HUB])
    edit(database, blog, "Dinner is served")
    edit(database, blog, "Dinner is over")
    with database.reading() as session:
        rows = session.execute(select(requests.c.topic, requests.c.generation, requests.c.target)).all()
    assert len(rows) == 21
    assert ("/blogs/hanoi/vi/feed.rss", 2, HUB) in [tuple(row) for row in rows]
    with database.writing() as session:
        remember_hubs(session, [])
    with database.reading() as session:
        assert session.scalar(select(func.count(requests.c.id))) == 0


@on_both
def test_a_change_that_is_undone_wants_nothing(database: Database, blog: str) -> None:
    subscribe_all(database, ["http://reader.example/in"])

    class Undone(Exception):
        pass

    def change_and_fail() -> None:
        with database.writing() as session:
            replace_entry(session, blog, raw_entry(headline="Never"), if_version=None, actor="Linh", now=NOW)
            raise Undone

    with pytest.raises(Undone):
        change_and_fail()
    with database.reading() as session:
        assert [found.due_at for found in list_subscriptions(session)] == [None]


@on_both
def test_a_kill_is_owed_goes_first_and_is_settled_by_what_is_accepted(database: Database, blog: str) -> None:
    subscribe_all(database, ["http://first.example/in", "http://second.example/in"])
    with database.writing() as session:
        session.execute(
            update(websub_subscriptions)
            .where(websub_subscriptions.c.callback == "http://second.example/in")
            .values(delivered_revision=1, last_delivered_at=NOW)
        )
    with database.writing() as session:
        kill_entry(session, blog, reason="It is not true.", actor="Linh", now=NOW)
        blog_id, revision = session.execute(select(blogs.c.id, blogs.c.revision)).one()
        (holder,) = subscriptions_holding(session, blog_id, revision)
        if session.scalar(select(func.count(notices.c.id))) == 0:
            owed = {"guid": blog, "kind": "kill", "revision": revision, "got_at": NOW, "changed_at": NOW}
            session.execute(
                notices.insert().values(
                    blog_id=blog_id, language="en", holder=Holder.WEBSUB, subscription_id=holder.id, **owed
                )
            )
    with database.writing() as session:
        due = [one.id for one in list_due(session, now=NOW)]
        assert due[0] == holder.id
        assert len(due) == 2
        (claimed,) = claim_subscriptions(session, [holder.id], claim="me", now=NOW, until=NOW.replace(year=2040))
        assert claim_subscriptions(session, [holder.id], claim="other", now=NOW, until=NOW.replace(year=2040)) == ()
        delivered = Delivered(
            revision=revision,
            etag="e",
            generation=claimed.generation,
            valid_until=None,
            revisions={blog_id: revision},
            is_sent=True,
        )
        note_delivered(session, claimed, delivered, claim="other", now=NOW)
        assert session.scalar(select(notices.c.told_at)) is None
        note_delivered(session, claimed, delivered, claim="me", now=NOW)
    with database.reading() as session:
        assert session.scalar(select(notices.c.told_at)) == NOW
        assert subscriptions_holding(session, blog_id, revision) == ()
