"""The columns of the tables of deliveries; :mod:`syndication.storage.delivery_tables` has the tables."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, LargeBinary, Named, String, Text, TypedColumns

from syndication.storage.columns import RowId, UtcDateTime

_Tag = String(64)
_Guid = String(512)
_Hash = String(64)


class ChannelColumns(TypedColumns):
    """Ways by which a partner is sent what one of its profiles makes.

    ``kind`` is a name in :data:`syndication.delivery.CHANNELS`; ``settings`` is JSON, ``secrets`` sealed JSON
    (:mod:`syndication.sealing`). ``state`` is active, paused (by a person) or stopped (by what the partner answered),
    ``state_reason`` why. ``sequence`` is the number of the last delivery that was accepted. ``failures`` counts those
    in a row, after which nothing is tried before ``retry_at``. ``due_at`` is when there is something to send, at the
    earliest; ``None`` for nothing. ``claimed_by`` holds the whole channel: its deliveries leave one after the other.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    partner_id: Named[int] = Column(RowId, ForeignKey("partners.id"))
    profile_id: Named[int] = Column(RowId, ForeignKey("profiles.id"))
    name: Named[str] = Column(String(64))
    kind: Named[str] = Column(String(16))
    settings: Named[str] = Column(Text)
    secrets: Named[str | None] = Column(Text)
    version: Named[int]
    state: Named[str] = Column(String(16))
    state_reason: Named[str | None] = Column(Text)
    sequence: Named[int] = Column(RowId)
    failures: Named[int]
    retry_at: Named[datetime | None] = Column(UtcDateTime)
    due_at: Named[datetime | None] = Column(UtcDateTime)
    last_error: Named[str | None] = Column(Text)
    last_failed_at: Named[datetime | None] = Column(UtcDateTime)
    last_accepted_at: Named[datetime | None] = Column(UtcDateTime)
    last_took_s: Named[float | None]
    max_per_min: Named[int | None]
    claimed_by: Named[str | None] = Column(Text)
    claimed_until: Named[datetime | None] = Column(UtcDateTime)
    created_at: Named[datetime] = Column(UtcDateTime)
    updated_at: Named[datetime] = Column(UtcDateTime)


class WantedDeliveryColumns(TypedColumns):
    """The outbox of deliveries: a text in a language that one channel is to be sent, in its newest version.

    ``guid`` is an entry's, or the blog's where the profile sends whole live blogs. One row however often it changes
    before it is sent: ``generation`` rises, ``kind`` and ``revision`` are the newest change's and ``priority`` the most
    urgent's. ``first_failed_at`` is of the present run of failures. ``dead_at`` marks a dead letter.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    channel_id: Named[int] = Column(RowId, ForeignKey("channels.id"))
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    language: Named[str] = Column(_Tag)
    kind: Named[str] = Column(String(16))
    revision: Named[int]
    priority: Named[int]
    generation: Named[int]
    run_after: Named[datetime] = Column(UtcDateTime)
    attempts: Named[int]
    last_error: Named[str | None] = Column(Text)
    first_failed_at: Named[datetime | None] = Column(UtcDateTime)
    dead_at: Named[datetime | None] = Column(UtcDateTime)
    created_at: Named[datetime] = Column(UtcDateTime)


class DeliveryColumns(TypedColumns):
    """The delivery log: what was sent on a channel, or is about to be, with the very bytes.

    ``state`` is sending, accepted, refused, or superseded (something newer went in its place). A number belongs to one
    accepted delivery; until then the next one has the same. ``version`` is the variant's, ``source_version`` the
    entry's. ``generation`` is that of the wish it was made for. ``body`` goes after a while, ``body_hash`` stays.
    ``style_hash`` sums up the document without what differs at each sending, so that nothing is sent twice in vain.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    channel_id: Named[int] = Column(RowId, ForeignKey("channels.id"))
    partner_id: Named[int] = Column(RowId, ForeignKey("partners.id"))
    profile_id: Named[int] = Column(RowId, ForeignKey("profiles.id"))
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    language: Named[str] = Column(_Tag)
    kind: Named[str] = Column(String(16))
    version: Named[int]
    source_version: Named[int]
    revision: Named[int]
    generation: Named[int]
    sequence: Named[int] = Column(RowId)
    event_id: Named[str] = Column(String(64), unique=True)
    state: Named[str] = Column(String(16))
    media_type: Named[str] = Column(Text)
    file_name: Named[str] = Column(Text)
    body: Named[bytes | None] = Column(LargeBinary)
    body_hash: Named[str] = Column(_Hash)
    body_bytes: Named[int]
    style_hash: Named[str] = Column(_Hash)
    withheld_media: Named[str | None] = Column(Text)
    attempts: Named[int]
    status: Named[int | None]
    error: Named[str | None] = Column(Text)
    took_s: Named[float | None]
    created_at: Named[datetime] = Column(UtcDateTime)
    accepted_at: Named[datetime | None] = Column(UtcDateTime)


class DeliveryAttemptColumns(TypedColumns):
    """Each time a delivery was tried. ``outcome`` is accepted, temporary, permanent or unknown; ``status`` HTTP's."""

    id: Named[int] = Column(RowId, primary_key=True)
    delivery_id: Named[int] = Column(RowId, ForeignKey("deliveries.id"))
    at: Named[datetime] = Column(UtcDateTime)
    outcome: Named[str] = Column(String(16))
    status: Named[int | None]
    error: Named[str | None] = Column(Text)
    took_s: Named[float | None]


class FeedFetchColumns(TypedColumns):
    """Which revision of which live blog a partner has fetched by one of its feeds, from when until when, how often."""

    id: Named[int] = Column(RowId, primary_key=True)
    profile_id: Named[int] = Column(RowId, ForeignKey("profiles.id"))
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    language: Named[str] = Column(_Tag)
    revision: Named[int]
    first_at: Named[datetime] = Column(UtcDateTime)
    last_at: Named[datetime] = Column(UtcDateTime)
    fetches: Named[int]
    body_bytes: Named[int]


class NoticeColumns(TypedColumns):
    """A kill, hold or correction that is owed to somebody who has the entry.

    ``holder`` is channel, pull or websub, and one of the three ids is set. ``got_at`` is when they last got an older
    version, ``changed_at`` when the change was accepted, ``told_at`` when they fetched or accepted it; ``None`` for not
    yet. A later change of the same entry for the same holder takes the place of one that is not told
    (``superseded_at``).
    """

    id: Named[int] = Column(RowId, primary_key=True)
    blog_id: Named[int] = Column(RowId, ForeignKey("blogs.id"))
    guid: Named[str] = Column(_Guid)
    language: Named[str] = Column(_Tag)
    kind: Named[str] = Column(String(16))
    revision: Named[int]
    holder: Named[str] = Column(String(16))
    channel_id: Named[int | None] = Column(RowId, ForeignKey("channels.id"))
    profile_id: Named[int | None] = Column(RowId, ForeignKey("profiles.id"))
    subscription_id: Named[int | None] = Column(RowId)
    got_at: Named[datetime | None] = Column(UtcDateTime)
    changed_at: Named[datetime] = Column(UtcDateTime)
    told_at: Named[datetime | None] = Column(UtcDateTime)
    superseded_at: Named[datetime | None] = Column(UtcDateTime)


class WebSubSubscriptionColumns(TypedColumns):
    """Subscriptions at our own hub (W3C WebSub §5). ``secret`` is sealed.

    ``topic`` is the feed's address; what it is made from is in ``blog_id`` (``None`` where it spans live blogs),
    ``language``, ``format`` and, of a partner's feed, ``profile_id``. ``wanted_revision`` is the newest that is to be
    distributed, ``delivered_revision`` the last that was accepted, with ``delivered_etag``. ``due_at`` is when there is
    something to send; ``None`` for nothing.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    topic: Named[str] = Column(Text)
    topic_hash: Named[str] = Column(_Hash)
    callback: Named[str] = Column(Text)
    callback_hash: Named[str] = Column(_Hash)
    secret: Named[str | None] = Column(Text)
    blog_id: Named[int | None] = Column(RowId, ForeignKey("blogs.id"))
    language: Named[str] = Column(_Tag)
    format: Named[str] = Column(String(32))
    profile_id: Named[int | None] = Column(RowId, ForeignKey("profiles.id"))
    state: Named[str] = Column(String(16))
    lease_until: Named[datetime] = Column(UtcDateTime)
    wanted_revision: Named[int]
    delivered_revision: Named[int]
    delivered_etag: Named[str | None] = Column(Text)
    generation: Named[int]
    due_at: Named[datetime | None] = Column(UtcDateTime)
    failures: Named[int]
    last_error: Named[str | None] = Column(Text)
    last_delivered_at: Named[datetime | None] = Column(UtcDateTime)
    claimed_by: Named[str | None] = Column(Text)
    claimed_until: Named[datetime | None] = Column(UtcDateTime)
    created_at: Named[datetime] = Column(UtcDateTime)
    updated_at: Named[datetime] = Column(UtcDateTime)


class WebSubRequestColumns(TypedColumns):
    """What our hub still has to ask: a subscriber whether it meant it, or another hub to fetch (``mode`` publish).

    ``target`` is the callback or the other hub. ``secret`` is sealed. A row that is done is deleted.
    """

    id: Named[int] = Column(RowId, primary_key=True)
    mode: Named[str] = Column(String(16))
    topic: Named[str] = Column(Text)
    target: Named[str] = Column(Text)
    dedupe_key: Named[str] = Column(_Hash, unique=True)
    secret: Named[str | None] = Column(Text)
    lease_s: Named[int | None]
    generation: Named[int]
    due_at: Named[datetime] = Column(UtcDateTime)
    attempts: Named[int]
    last_error: Named[str | None] = Column(Text)
    claimed_by: Named[str | None] = Column(Text)
    claimed_until: Named[datetime | None] = Column(UtcDateTime)
    created_at: Named[datetime] = Column(UtcDateTime)
