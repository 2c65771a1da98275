"""Which channels are to be sent what, when something changes: rows in the outbox, in the transaction of the change.

What a profile thinks of an entry is asked when the delivery is made, of the entry as it is then. Here counts only what
does not change with it: the live blog, the language, and who has the text already. A kill or hold is for those who have
it and for nobody else, and whatever waits of the text is cancelled in the same step.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.profile import Granularity, OutputProfile, PublishPolicy
from syndication.delivery.model import URGENCY_OF, Kind, Urgency
from syndication.storage.blogs import BlogRecord
from syndication.storage.channels import Target, hold_channels, hurry, list_targets, make_due
from syndication.storage.deliveries import holders_of
from syndication.storage.wanted_deliveries import Wish, cancel_wanted, want

_RECALLS = frozenset({Kind.KILL, Kind.WITHHOLD})


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """That a text has changed in some languages. ``guid`` is an entry's, or the blog's for its head.

    ``is_hold`` says that it may not be seen before a time to come: who has it must hear of that.
    """

    guid: str
    kind: Kind
    revision: int
    languages: tuple[str, ...]
    is_hold: bool = False


def want_deliveries(session: Session, blog: BlogRecord, changes: Sequence[TextChange], *, now: datetime) -> None:
    """Want what follows from these changes, given in the order in which they happened."""
    targets = list_targets(session)
    if not targets or not changes:
        return
    hold_channels(session, [target.channel_id for target in targets])
    recalled = [change.guid for change in changes if change.kind in _RECALLS]
    # Whoever is just making a delivery of one of these either finds it gone or has written down that it left.
    cancel_wanted(session, recalled)
    holders = _holders(session, [*(change.guid for change in changes), blog.guid])
    wishes: dict[tuple[int, str, str], Wish] = {}
    for target in targets:
        for wish in _wishes(blog, target, changes, holders):
            key = (wish.channel_id, wish.guid, wish.language)
            before = wishes.get(key)
            if before is None or wish.urgency <= before.urgency:
                wishes[key] = wish
    _want_all(session, tuple(wishes.values()), now=now)


_Holders = frozenset[tuple[str, int, str]]


def _holders(session: Session, guids: Sequence[str]) -> _Holders:
    return frozenset((guid, channel_id, language) for guid, channel_id, language, _at in holders_of(session, guids))


def _want_all(session: Session, wishes: Sequence[Wish], *, now: datetime) -> None:
    want(session, wishes, now=now)
    urgent = {wish.channel_id for wish in wishes if wish.urgency is Urgency.RECALL}
    hurry(session, sorted(urgent), at=now)
    make_due(session, sorted({wish.channel_id for wish in wishes} - urgent), at=now)


def _wishes(blog: BlogRecord, target: Target, changes: Sequence[TextChange], holders: _Holders) -> Iterator[Wish]:
    if target.profile.granularity is Granularity.LIVE_BLOG:
        yield from _of_whole(blog, target, changes, holders)
        return
    taken = _newest_guids(changes, target.profile)
    for change in changes:
        if change.guid == blog.guid:
            # A head goes along with each entry; by itself it is an item of whole live blogs only.
            continue
        for language in _languages(blog, target, change, holders):
            if change.kind is not Kind.NEW or change.guid in taken:
                is_recall = change.is_hold and (change.guid, target.channel_id, language) in holders
                urgency = Urgency.RECALL if is_recall else None
                yield _wish(blog, target, change.guid, language, change, urgency=urgency)


def _of_whole(blog: BlogRecord, target: Target, changes: Sequence[TextChange], holders: _Holders) -> Iterator[Wish]:
    """Yield what changes of the live blog as one item, which every change of an entry is."""
    for change in changes:
        whole = TextChange(
            guid=blog.guid,
            kind=change.kind if change.guid == blog.guid else Kind.UPDATE,
            revision=change.revision,
            languages=change.languages,
        )
        for language in _languages(blog, target, whole, holders):
            # That an entry is withdrawn from it must be known as soon as if it had been sent alone.
            yield _wish(blog, target, blog.guid, language, whole, urgency=URGENCY_OF[change.kind])


def _languages(blog: BlogRecord, target: Target, change: TextChange, holders: _Holders) -> Iterator[str]:
    for language in change.languages:
        if (change.guid, target.channel_id, language) in holders or (
            change.kind not in _RECALLS and _takes(target, blog, language)
        ):
            yield language


def _takes(target: Target, blog: BlogRecord, language: str) -> bool:
    rule = target.profile.rule_for(language)
    wanted = target.profile.selection.blogs
    is_delivered = rule is not None and rule.policy is not PublishPolicy.OFF
    return is_delivered and not target.is_partner_disabled and (not wanted or blog.slug in wanted)


def _newest_guids(changes: Iterable[TextChange], profile: OutputProfile) -> frozenset[str]:
    """Return which of the new entries a feed's window would have room for: an import may bring thousands at once."""
    new = [change.guid for change in changes if change.kind is Kind.NEW]
    return frozenset(new[-profile.window.max_entries :])


def _wish(
    blog: BlogRecord,
    target: Target,
    guid: str,
    language: str,
    change: TextChange,
    *,
    urgency: Urgency | None = None,
) -> Wish:
    return Wish(
        channel_id=target.channel_id,
        blog_id=blog.id,
        guid=guid,
        language=language,
        kind=change.kind,
        revision=change.revision,
        urgency=URGENCY_OF[change.kind] if urgency is None else urgency,
    )
