"""The tables of deliveries: channels, the outbox, the log, who has fetched what, kills that are owed, WebSub."""

from sqlalchemy import Index, Table, UniqueConstraint

from syndication.storage.delivery_columns import (
    ChannelColumns,
    DeliveryAttemptColumns,
    DeliveryColumns,
    FeedFetchColumns,
    NoticeColumns,
    WantedDeliveryColumns,
    WebSubRequestColumns,
    WebSubSubscriptionColumns,
)
from syndication.storage.tables import metadata

channels = Table("channels", metadata, ChannelColumns, UniqueConstraint("partner_id", "name"))
wanted_deliveries = Table(
    "wanted_deliveries", metadata, WantedDeliveryColumns, UniqueConstraint("channel_id", "guid", "language")
)
deliveries = Table("deliveries", metadata, DeliveryColumns)
delivery_attempts = Table("delivery_attempts", metadata, DeliveryAttemptColumns)
feed_fetches = Table(
    "feed_fetches", metadata, FeedFetchColumns, UniqueConstraint("profile_id", "blog_id", "language", "revision")
)
notices = Table("notices", metadata, NoticeColumns)
websub_subscriptions = Table(
    "websub_subscriptions", metadata, WebSubSubscriptionColumns, UniqueConstraint("topic_hash", "callback_hash")
)
websub_requests = Table("websub_requests", metadata, WebSubRequestColumns)

Index(None, channels.c.state, channels.c.due_at)
Index(None, wanted_deliveries.c.channel_id, wanted_deliveries.c.priority, wanted_deliveries.c.id)
Index(None, wanted_deliveries.c.guid)
Index(None, deliveries.c.channel_id, deliveries.c.sequence)
Index(None, deliveries.c.channel_id, deliveries.c.guid, deliveries.c.language)
Index(None, deliveries.c.guid)
Index(None, deliveries.c.partner_id, deliveries.c.id)
Index(None, delivery_attempts.c.delivery_id)
Index(None, feed_fetches.c.blog_id, feed_fetches.c.revision)
Index(None, notices.c.guid)
Index(None, notices.c.changed_at)
# A number is accepted once, and of one channel at most one delivery is under way.
Index(
    "uq_deliveries_accepted",
    deliveries.c.channel_id,
    deliveries.c.sequence,
    unique=True,
    sqlite_where=deliveries.c.state == "accepted",
    postgresql_where=deliveries.c.state == "accepted",
)
Index(
    "uq_deliveries_sending",
    deliveries.c.channel_id,
    unique=True,
    sqlite_where=deliveries.c.state == "sending",
    postgresql_where=deliveries.c.state == "sending",
)
# What is owed is few among what was.
_OWED = notices.c.told_at.is_(None) & notices.c.superseded_at.is_(None)
Index("ix_notices_owed", notices.c.changed_at, sqlite_where=_OWED, postgresql_where=_OWED)
Index(None, websub_subscriptions.c.blog_id, websub_subscriptions.c.language)
Index(None, websub_subscriptions.c.due_at)
Index(None, websub_requests.c.due_at)
