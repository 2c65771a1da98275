"""Kills, holds and corrections are owed to whoever has the entry, from the transaction of the change until they got it.

Nobody is left out who may have it: every attempt of a delivery counts, every fetch of a feed that held the entry, and
every subscription at our hub. What a holder is not known to have got, they count as not having been told of.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import Entry, LiveBlog, PubStatus
from syndication.delivery.model import Kind
from syndication.recalls import PastVersion, Recall, is_out, may_recall, recalls_in, spans_in
from syndication.storage.blogs import BlogRecord, find_blog_of, lock_blogs
from syndication.storage.changes import LogKind
from syndication.storage.deliveries import holders_of
from syndication.storage.entries import list_entry_guids
from syndication.storage.fetches import Fetch, has_fetches, list_fetched
from syndication.storage.notices import HeldBy, Holder, Notice, insert_notices, list_noticed, supersede_notices, tell
from syndication.storage.recalls import changed_since, load_histories
from syndication.storage.websub import subscriptions_holding

Text = Entry | LiveBlog
Histories = Mapping[str, Sequence[PastVersion]]


def owe_notices(session: Session, blog: BlogRecord, changed: Sequence[tuple[Text, LogKind]], *, now: datetime) -> None:
    """Write down who is to be told of these changes, which have been kept; ``blog`` is as it was before them.

    Nothing is read where nothing was recalled.
    """
    suspects = [text.guid for text, kind in changed if isinstance(text, Entry) and may_recall(text, kind, now)]
    histories: dict[str, Sequence[PastVersion]] = {**load_histories(session, suspects)}
    recalls = {recall.guid: recall for guid in suspects if (recall := _newest(histories[guid], blog.revision))}
    _recall_whole(session, blog, changed, recalls, histories, now=now)
    back = [text.guid for text, _ in changed if isinstance(text, Entry) and text.version > 1 and is_out(text, now)]
    supersede_notices(session, [guid for guid in back if guid not in recalls], now=now, kinds=(Kind.WITHHOLD,))
    if recalls:
        supersede_notices(session, list(recalls), now=now)
        insert_notices(session, _owed(session, blog, recalls, histories))


def tell_channel(session: Session, channel_id: int, guid: str, language: str, *, revision: int, now: datetime) -> None:
    """Note that a channel's receiver has accepted a text, an entry or a whole live blog, as it was at ``revision``.

    What was recalled since, while nobody knew that it was under way, is owed from now on.
    """
    blog = find_blog_of(session, guid)
    if blog is None:
        return
    is_whole = guid == blog.guid
    holder = HeldBy(blog_id=blog.id, language=language, channel_id=channel_id)
    tell(session, holder, guid=None if is_whole else guid, revision=revision, at=now)
    if blog.revision > revision:
        guids = changed_since(session, blog.id, revision) if is_whole else (guid,)
        _owe_late(session, holder, load_histories(session, guids), revision=revision, got_at=now, now=now)


def tell_subscription(
    session: Session, subscription_id: int, blog_id: int, language: str, *, revision: int, now: datetime
) -> None:
    """Note that a subscriber at our hub has accepted a live blog as it was at ``revision``, as channels do."""
    holder = HeldBy(blog_id=blog_id, language=language, subscription_id=subscription_id)
    tell(session, holder, revision=revision, at=now)
    [blog] = lock_blogs(session, [blog_id])
    if blog.revision > revision:
        histories = load_histories(session, changed_since(session, blog_id, revision))
        _owe_late(session, holder, histories, revision=revision, got_at=now, now=now)


def tell_fetches(session: Session, blog: BlogRecord, fetches: Iterable[Fetch], *, now: datetime) -> None:
    """Note what partners have got of a live blog, which is locked, by fetching their feeds.

    What was recalled since the revision they fetched, and before this came to light, is owed from now on.
    """
    in_order = sorted(fetches, key=lambda fetch: (fetch.first_at, fetch.revision))
    oldest = min((fetch.revision for fetch in in_order), default=blog.revision)
    histories = load_histories(session, changed_since(session, blog.id, oldest)) if oldest < blog.revision else {}
    for fetch in in_order:
        _owe_late(session, _pulled(fetch), histories, revision=fetch.revision, got_at=fetch.last_at, now=now)
    for fetch in in_order:
        tell(session, _pulled(fetch), revision=fetch.revision, at=fetch.first_at)


def _newest(history: Sequence[PastVersion], after: int) -> Recall | None:
    """Return the last recall of an entry after a revision."""
    return next((one for one in reversed(tuple(recalls_in(history))) if one.revision > after), None)


def _recall_whole(
    session: Session,
    blog: BlogRecord,
    changed: Sequence[tuple[Text, LogKind]],
    recalls: dict[str, Recall],
    histories: dict[str, Sequence[PastVersion]],
    *,
    now: datetime,
) -> None:
    """Add a hold of each entry that was out where the live blog as a whole is withheld; end them where it is back.

    A live blog that is killed brings the kill of each of its entries along.
    """
    for number, (head, _) in enumerate(changed, 1):
        if not isinstance(head, LiveBlog) or head.version == 1 or head.pub_status is blog.pub_status:
            continue
        guids = [guid for guid in list_entry_guids(session, blog.id) if guid not in recalls]
        if head.pub_status is PubStatus.USABLE:
            supersede_notices(session, guids, now=now, kinds=(Kind.WITHHOLD,))
        elif head.pub_status is PubStatus.WITHHELD:
            for guid, history in load_histories(session, guids).items():
                if is_out(history[-1].entry, now):
                    histories[guid] = history
                    revision = blog.revision + number
                    recalls[guid] = Recall(guid=guid, kind=Kind.WITHHOLD, revision=revision, at=now)


def _owed(
    session: Session, blog: BlogRecord, recalls: Mapping[str, Recall], histories: Histories
) -> tuple[Notice, ...]:
    """Return what is owed to whom, once for each holder, language and entry."""
    owed: dict[tuple[str, Holder, int, str], Notice] = {}

    def owe(guid: str, holder: Holder, holder_id: int, language: str, got_at: datetime) -> None:
        recall = recalls[guid]
        owed[guid, holder, holder_id, language] = Notice(
            blog_id=blog.id,
            guid=guid,
            language=language,
            kind=recall.kind,
            revision=recall.revision,
            holder=holder,
            channel_id=holder_id if holder is Holder.CHANNEL else None,
            profile_id=holder_id if holder is Holder.PULL else None,
            subscription_id=holder_id if holder is Holder.WEBSUB else None,
            got_at=got_at,
            changed_at=recall.at,
        )

    # What a channel is sent as a whole live blog is logged under the live blog's guid, and held of every entry.
    for held, channel_id, language, at in holders_of(session, [blog.guid, *recalls]):
        for guid in recalls if held == blog.guid else (held,):
            owe(guid, Holder.CHANNEL, channel_id, language, at)
    if has_fetches(session, blog.id):
        spans = {guid: spans_in(histories[guid], before=blog.revision + 1) for guid in recalls}
        for fetched in list_fetched(session, blog.id, spans):
            owe(fetched.guid, Holder.PULL, fetched.profile_id, fetched.language, fetched.last_at)
    for subscription in subscriptions_holding(session, blog.id, blog.revision + 1):
        for guid in recalls:
            owe(guid, Holder.WEBSUB, subscription.id, subscription.language, subscription.last_delivered_at)
    return tuple(owed.values())


def _owe_late(
    session: Session, holder: HeldBy, histories: Histories, *, revision: int, got_at: datetime, now: datetime
) -> None:
    """Owe a holder what was recalled of texts after the revision that it has, and is not owed yet."""
    found = [recall for history in histories.values() if (recall := _late(history, revision, got_at, now))]
    if not found:
        return
    noticed = list_noticed(session, holder, [recall.guid for recall in found])
    insert_notices(
        session,
        [
            Notice(
                blog_id=holder.blog_id,
                guid=recall.guid,
                language=holder.language,
                kind=recall.kind,
                revision=recall.revision,
                holder=_kind_of(holder),
                channel_id=holder.channel_id,
                profile_id=holder.profile_id,
                subscription_id=holder.subscription_id,
                got_at=got_at,
                changed_at=recall.at,
            )
            for recall in found
            if (recall.guid, recall.revision) not in noticed
        ],
    )


def _kind_of(holder: HeldBy) -> Holder:
    if holder.channel_id is not None:
        return Holder.CHANNEL
    return Holder.PULL if holder.profile_id is not None else Holder.WEBSUB


def _late(history: Sequence[PastVersion], revision: int, got_at: datetime, now: datetime) -> Recall | None:
    """Return the newest recall that still stands of an entry that a document of a revision held."""
    is_back = is_out(history[-1].entry, now)
    standing = [
        recall
        for recall in recalls_in(history)
        if recall.revision > revision and not (is_back and recall.kind is Kind.WITHHOLD)
    ]
    if not standing:
        return None
    held = spans_in(history, before=standing[-1].revision)
    had_it = any(span.first <= revision <= span.last and span.since <= got_at for span in held)
    return standing[-1] if had_it else None


def _pulled(fetch: Fetch) -> HeldBy:
    return HeldBy(blog_id=fetch.blog_id, language=fetch.language, profile_id=fetch.profile_id)
