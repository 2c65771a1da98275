"""Subscriptions in great number, put down as if each had been confirmed."""

from datetime import timedelta

from sqlalchemy import select

from syndication.clock import utc_now
from syndication.storage.database import Database
from syndication.storage.tables import blogs
from syndication.storage.websub import NewSubscription, save_subscription
from syndication.websub.topics import hash_of
from tests.syndication.websub.conftest import TOPIC


def subscribe_all(database: Database, callbacks: list[str], *, topic: str = TOPIC) -> None:
    """Subscribe callbacks to the English Atom feed of the only live blog."""
    now = utc_now()
    with database.writing() as session:
        blog_id = session.scalar(select(blogs.c.id))
        for callback in callbacks:
            new = NewSubscription(
                topic=topic,
                topic_hash=hash_of(topic),
                callback=callback,
                callback_hash=hash_of(callback),
                secret=None,
                blog_id=blog_id,
                language="en",
                format="atom",
                profile_id=None,
                lease_until=now + timedelta(days=1),
                due_at=None,
            )
            save_subscription(session, new, now=now)
