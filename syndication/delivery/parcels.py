"""What is sent for a wish: the newest version of the text, as a document of its own in the partner's format.

It is made when it is sent, from what is accepted by then. So a newer version can never be overtaken by an older one,
and a kill that was accepted is always known here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.orm import Session

from feeds.embargo import visible_to
from feeds.item import FeedLinks, Site
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import Granularity, LanguageRule, OutputProfile, Selection
from feeds.render import Document, Fragment, render, render_archive
from feeds.select import is_never_told, select
from feeds.withdrawn import held_again
from syndication.addresses import page_links, partner_feed_url
from syndication.delivery.model import Kind, Urgency
from syndication.publish import NEWEST_ENTRIES, load_variant, variant_of
from syndication.rights_reports import report_rights
from syndication.storage.blogs import load_head_of
from syndication.storage.channels import ChannelRecord
from syndication.storage.deliveries import has_left, newest_accepted
from syndication.storage.entries import load_entries
from syndication.storage.revisions import blog_languages
from syndication.storage.wanted_deliveries import WantedDelivery

_FOR_EVER_H = 1_000_000
_SUFFIXES: Mapping[str, str] = MappingProxyType({"json": ".json"})
_RECALLS = frozenset({PubStatus.CANCELED, PubStatus.WITHHELD})
_TAKES_BACK = frozenset({Kind.KILL, Kind.WITHHOLD})
_NEWS = frozenset({Kind.NEW, Kind.UPDATE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A document that may leave now. ``style_hash`` sums up what is in it, whatever the number it leaves under.

    ``withheld_media`` is JSON of what the partner may not use. ``again_at`` is when the text itself may follow, where
    this only takes back what the partner has.
    """

    kind: Kind
    blog: str
    version: int
    source_version: int
    media_type: str
    suffix: str
    body: bytes
    style_hash: str
    withheld_media: str | None = None
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Nothing may leave before ``until``: an embargo or a publication time is not over."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """There is nothing to send: the profile does not take the text, or the partner has exactly this already."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The text cannot be written in the partner's format; it harms nothing else."""

    reason: str


Making = Made | Held | Dropped | Broken


def make_parcel(
    session: Session, channel: ChannelRecord, wanted: WantedDelivery, *, site: Site, now: datetime
) -> Making:
    """Make what is to be sent for a wish, under the next number of its channel."""
    is_whole = channel.profile.granularity is Granularity.LIVE_BLOG
    is_held_by_partner = has_left(session, channel.id, wanted.guid, wanted.language)
    blog = _load(session, channel, wanted, is_whole=is_whole)
    if blog is None or not (blog.entries or is_whole):
        return Dropped(reason="the profile's rule for this language publishes nothing of it now")
    text = blog if is_whole else blog.entries[0]
    if text.pub_status in _RECALLS and not is_held_by_partner:
        return Dropped(reason="it was withdrawn, and the partner never had it")
    profile = _past_filters(channel.profile) if is_held_by_partner else channel.profile
    if is_whole:
        return _made(session, channel, wanted, blog, profile, site=site, now=now)
    until = visible_to(blog.entries[0], profile)
    if until > now:
        return _too_early(session, channel, wanted, blog, until, site=site, now=now)
    chosen = select((blog,), profile, now)
    if chosen.refused and is_held_by_partner:
        return _denied(session, channel, wanted, blog, site=site, now=now)
    if not chosen.pairs:
        return Dropped(reason=chosen.refused[0][1] if chosen.refused else "the profile does not select it")
    return _made(session, channel, wanted, blog, profile, site=site, now=now)


def follows_at(session: Session, wanted: WantedDelivery, profile: OutputProfile, *, now: datetime) -> datetime | None:
    """Return when an entry may be seen that may not be yet, so that it follows what takes it back; ``None`` if never.

    As :func:`make_parcel` says in ``again_at``; for what was made before the process was killed.
    """
    for entry in load_entries(session, [wanted.guid]):
        until = visible_to(entry, profile)
        if entry.pub_status is PubStatus.USABLE and until > now:
            return until
    return None


def _too_early(
    session: Session,
    channel: ChannelRecord,
    wanted: WantedDelivery,
    blog: LiveBlog,
    until: datetime,
    *,
    site: Site,
    now: datetime,
) -> Making:
    """Return what is sent of a text that may not be seen yet: nothing, or, to who has it, that it is held again."""
    last = newest_accepted(session, channel.id, wanted.guid, wanted.language)
    if not has_left(session, channel.id, wanted.guid, wanted.language) or (last and last.kind in _TAKES_BACK):
        return Held(until=until)
    made = _hold(session, channel, wanted, blog, site=site, now=now)
    return replace(made, again_at=until) if isinstance(made, Made) else made


def _denied(
    session: Session, channel: ChannelRecord, wanted: WantedDelivery, blog: LiveBlog, *, site: Site, now: datetime
) -> Making:
    """Return what is sent of a text that rights deny to a partner who has it: a hold, once."""
    last = newest_accepted(session, channel.id, wanted.guid, wanted.language)
    if last is not None and last.kind in _TAKES_BACK:
        return Dropped(reason="its rights deny it to the partner, who has been told to take it down")
    return _hold(session, channel, wanted, blog, site=site, now=now)


def _hold(
    session: Session, channel: ChannelRecord, wanted: WantedDelivery, blog: LiveBlog, *, site: Site, now: datetime
) -> Made | Dropped | Broken:
    shell = replace(blog, entries=(held_again(blog.entries[0]),))
    return _made(session, channel, wanted, shell, _past_filters(channel.profile), site=site, now=now)


def _load(session: Session, channel: ChannelRecord, wanted: WantedDelivery, *, is_whole: bool) -> LiveBlog | None:
    """Return the live blog in the language with this entry alone, or as a whole."""
    head = load_head_of(session, wanted.blog_id)
    # Who has a text must hear of it even where its profile has left the language since.
    rule = channel.profile.rule_for(wanted.language) or LanguageRule(tag=wanted.language)
    if head is None:
        return None
    if is_whole:
        return load_variant(session, head.slug, wanted.language, rule, entries_limit=NEWEST_ENTRIES)
    alone = replace(head, entries=load_entries(session, [wanted.guid]))
    return variant_of(session, alone, wanted.language, rule)


def _past_filters(profile: OutputProfile) -> OutputProfile:
    """Return a profile that takes every version of what its partner has: only form and language are still its own."""
    window = replace(profile.window, max_age_h=None, withdrawn_shown_h=_FOR_EVER_H)
    return replace(profile, selection=Selection(), window=window)


def _made(
    session: Session,
    channel: ChannelRecord,
    wanted: WantedDelivery,
    blog: LiveBlog,
    profile: OutputProfile,
    *,
    site: Site,
    now: datetime,
) -> Made | Dropped | Broken:
    text = blog if profile.granularity is Granularity.LIVE_BLOG else blog.entries[0]
    last = newest_accepted(session, channel.id, wanted.guid, wanted.language)
    kind = _kind(wanted, text.pub_status, is_new=last is None)
    if channel.is_partner_disabled and kind in _NEWS and wanted.priority != Urgency.RECALL:
        return Dropped(reason="the partner is switched off, and nothing is withdrawn or corrected by it")
    fragments: dict[object, Fragment] = {}
    links = _links(session, channel, blog, site)
    if isinstance(text, Entry) and is_never_told(text):
        # Its first version was sent and is denied now: readers of feeds never hear of such a one, this partner must.
        document = render_archive(blog, profile, site=site, links=links)
    else:
        document = render(
            (blog,), profile, now=now, site=site, links=links, partner=channel.partner, fragments=fragments
        )
    if not document.items:
        return Broken(reason=document.left_out[0].reason if document.left_out else "nothing of it can be written")
    report_rights(document, partner=channel.partner, profile=profile, language=blog.language)
    style_hash = _style_hash(channel, document, fragments)
    is_asked_for = wanted.priority in {Urgency.RECALL, Urgency.REPLAY}
    if last is not None and last.style_hash == style_hash and not is_asked_for:
        return Dropped(reason="the partner has exactly this already")
    return Made(
        kind=kind,
        blog=blog.slug,
        version=text.version,
        source_version=text.translation.source_version if text.translation else text.version,
        media_type=document.media_type,
        suffix=_suffix(document.media_type),
        body=document.body,
        style_hash=style_hash,
        withheld_media=_withheld_media(document),
    )


def _withheld_media(document: Document) -> str | None:
    withheld = [asdict(one) for one in document.withheld_media]
    return json.dumps(withheld, ensure_ascii=False) if withheld else None


def _links(session: Session, channel: ChannelRecord, blog: LiveBlog, site: Site) -> FeedLinks:
    others = [tag for tag in blog_languages(session, blog.slug) if tag != blog.language]
    number = channel.sequence + 1
    return FeedLinks(
        feed_url=partner_feed_url(site, channel.partner, channel.profile.name, blog.slug, language=blog.language),
        page_url=site.page_url(blog.slug, blog.language),
        sibling_pages=page_links(site, blog.slug, others),
        transmission=f"{channel.partner}/{channel.name}/{number}",
    )


def _style_hash(channel: ChannelRecord, document: Document, fragments: Mapping[object, Fragment]) -> str:
    """Sum up the items alone: a head tells its own time and number, which are others at each sending."""
    summed = hashlib.sha256(f"{channel.profile_version} {channel.profile.format}\n".encode())
    if channel.profile.granularity is Granularity.LIVE_BLOG:
        summed.update(document.updated_at.isoformat().encode())
    for fragment in fragments.values():
        summed.update(fragment.body)
    return summed.hexdigest()


def _kind(wanted: WantedDelivery, status: PubStatus, *, is_new: bool) -> Kind:
    """Say what a delivery is, from the text as it is now: several changes may have become one delivery."""
    if status is PubStatus.CANCELED:
        return Kind.KILL
    if status is PubStatus.WITHHELD:
        return Kind.WITHHOLD
    if is_new:
        return Kind.NEW
    return Kind.CORRECTION if wanted.priority == Urgency.CORRECTION else Kind.UPDATE


def _suffix(media_type: str) -> str:
    bare = media_type.partition(";")[0]
    return _SUFFIXES.get(bare[-4:], ".xml")
