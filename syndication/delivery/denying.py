"""A profile that now denies, by territory or credit, what its channels have sent: that is taken back, as a hold.

A change of what a profile selects is no recall: it says what is sent from now on. What rights deny must not be used
any more, so whoever has it is told, in the transaction that changes the profile. What is allowed again is sent again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.asset_rights import why_withheld
from feeds.model import Entry, MediaBlock, PubStatus, Rights
from feeds.profile import Granularity, OutputProfile
from feeds.territories import why_refused
from syndication.delivery.model import Kind, Urgency
from syndication.storage.blogs import load_head_of
from syndication.storage.channels import hold_channels, hurry
from syndication.storage.chunks import in_chunks
from syndication.storage.entries import load_entries
from syndication.storage.sent_texts import ChannelText, revisions_of, texts_of_profile
from syndication.storage.wanted_deliveries import Wish, want


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What rights keep of an entry from a profile's partner: all of it, or the media of some blocks."""

    is_refused: bool
    withheld: frozenset[str]


def want_after_change(
    session: Session, profile_id: int, before: OutputProfile, after: OutputProfile, *, now: datetime
) -> int:
    """Want a hold of each entry that was sent and is denied now, and what changes otherwise by rights; say how many."""
    affected = tuple(_affected(session, profile_id, before, after))
    revisions = revisions_of(session, {text.blog_id for text, _ in affected})
    wishes = [
        Wish(
            channel_id=text.channel_id,
            blog_id=text.blog_id,
            guid=text.guid,
            language=text.language,
            kind=Kind.WITHHOLD if is_denied else Kind.UPDATE,
            revision=revisions[text.blog_id],
            urgency=Urgency.RECALL,
        )
        for text, is_denied in affected
    ]
    channel_ids = sorted({wish.channel_id for wish in wishes})
    if wishes:
        hold_channels(session, channel_ids)
        want(session, wishes, now=now)
        hurry(session, channel_ids, at=now)
    return len(wishes)


def count_denied(session: Session, profile_id: int, before: OutputProfile, after: OutputProfile) -> int:
    """Count the entries that were sent by a profile's channels, and that rights deny with ``after`` alone."""
    return len({text.guid for text, is_denied in _affected(session, profile_id, before, after) if is_denied})


def _affected(
    session: Session, profile_id: int, before: OutputProfile, after: OutputProfile
) -> Iterator[tuple[ChannelText, bool]]:
    """Yield the texts that were sent and that rights treat otherwise now, and whether they are denied altogether."""
    rules = [(profile.territories, profile.media.denied_credits) for profile in (before, after)]
    if rules[0] == rules[1]:
        return
    texts = texts_of_profile(session, profile_id)
    if after.granularity is Granularity.LIVE_BLOG:
        # Made anew as a whole, without what is denied.
        yield from ((text, False) for text in texts)
        return
    rights = {blog_id: _rights_of(session, blog_id) for blog_id in {text.blog_id for text in texts}}
    by_guid: dict[str, list[ChannelText]] = {}
    for text in texts:
        by_guid.setdefault(text.guid, []).append(text)
    for chunk in in_chunks(sorted(by_guid)):
        for entry in load_entries(session, chunk):
            whole = rights[by_guid[entry.guid][0].blog_id]
            now = _standing(entry, whole, after)
            if entry.pub_status is PubStatus.USABLE and now != _standing(entry, whole, before):
                yield from ((text, now.is_refused) for text in by_guid[entry.guid])


def _rights_of(session: Session, blog_id: int) -> Rights | None:
    head = load_head_of(session, blog_id)
    return head.rights if head else None


def _standing(entry: Entry, of_blog: Rights | None, profile: OutputProfile) -> Standing:
    media = (block for block in entry.blocks if isinstance(block, MediaBlock))
    return Standing(
        is_refused=why_refused(entry.rights or of_blog, profile.territories) is not None,
        withheld=frozenset(block.id for block in media if why_withheld(block.media, profile)),
    )
