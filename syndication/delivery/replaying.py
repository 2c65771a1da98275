"""Sending again what went out before: the newest version of each text, never an older one.

What goes out again gets numbers of its own, like everything that is sent, and lets what is new go first. A text that
was killed or is held back goes out as that. What waits already is left in its place: it is the newest version, too.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.model import PubStatus
from feeds.profile import Granularity
from syndication.delivery.model import URGENCY_OF, Kind, Urgency
from syndication.storage.channels import ChannelRecord, hurry, make_due
from syndication.storage.deliveries import texts_sent_since
from syndication.storage.notices import list_owed_to
from syndication.storage.sent_texts import SentText, revisions_of, standings_of, texts_under, waiting_texts
from syndication.storage.wanted_deliveries import Wish, want

MOST_TEXTS = 10_000
"""So many texts are sent again at once; whoever wants more asks again from a later number."""

_RECALLS = {PubStatus.CANCELED: Kind.KILL, PubStatus.WITHHELD: Kind.WITHHOLD}


def replay(session: Session, channel: ChannelRecord, *, from_sequence: int, now: datetime) -> int:
    """Want again every text that went out under this number or a later one; return how many there are."""
    texts = texts_sent_since(session, channel.id, from_sequence, limit=MOST_TEXTS)
    return _want_again(session, channel, texts, now=now)


def send_again(session: Session, channel: ChannelRecord, sequences: Sequence[int], *, now: datetime) -> int:
    """Want again the texts that went out under these numbers; return how many there are."""
    texts = texts_under(session, channel.id, sequences[:MOST_TEXTS])
    return _want_again(session, channel, texts, now=now)


def want_owed(session: Session, channel: ChannelRecord, *, now: datetime) -> int:
    """Want what a channel's receiver was not told of while the channel was retired; return how many texts there are."""
    owed = list_owed_to(session, channel.id)
    is_whole = channel.profile.granularity is Granularity.LIVE_BLOG
    revisions = revisions_of(session, (text.blog_id for text in owed))
    wishes: dict[tuple[str, str], Wish] = {}
    for text in owed:
        guid = text.blog_guid if is_whole else text.guid
        wish = Wish(
            channel_id=channel.id,
            blog_id=text.blog_id,
            guid=guid,
            language=text.language,
            kind=Kind.UPDATE if is_whole else text.kind,
            revision=revisions[text.blog_id],
            urgency=URGENCY_OF[text.kind],
        )
        before = wishes.get((guid, text.language))
        if before is None or wish.urgency <= before.urgency:
            wishes[guid, text.language] = wish
    want(session, tuple(wishes.values()), now=now)
    if wishes:
        hurry(session, [channel.id], at=now)
    return len(wishes)


def _want_again(session: Session, channel: ChannelRecord, texts: Sequence[SentText], *, now: datetime) -> int:
    standings = standings_of(session, (guid for _, guid, _ in texts))
    revisions = revisions_of(session, (blog_id for blog_id, _, _ in texts))
    waiting = waiting_texts(session, channel.id)
    wishes = []
    for blog_id, guid, language in texts:
        recall = _RECALLS.get(standings.get(guid, PubStatus.USABLE))
        if (guid, language) in waiting:
            continue
        wishes.append(
            Wish(
                channel_id=channel.id,
                blog_id=blog_id,
                guid=guid,
                language=language,
                kind=recall or Kind.UPDATE,
                revision=revisions[blog_id],
                urgency=Urgency.RECALL if recall else Urgency.REPLAY,
            )
        )
    want(session, wishes, now=now)
    if texts:
        make_due(session, [channel.id], at=now)
    return len(texts)
