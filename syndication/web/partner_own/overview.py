"""What a partner has: its feeds with a line to fetch each, its channels and how they do, and what was taken back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import Response, url_for
from sqlalchemy.orm import Session

from feeds.item import Site
from feeds.language import display_name
from syndication.addresses import partner_feed_url
from syndication.clock import utc_now
from syndication.delivery import CHANNELS
from syndication.delivery.model import ChannelState
from syndication.documents import list_offers
from syndication.partners import ProfileRecord, list_profiles
from syndication.storage.blogs import list_titles
from syndication.storage.channels import ChannelRecord, list_channels
from syndication.storage.notices import Holder, OwedNotice, list_notices
from syndication.storage.wanted_deliveries import QueueCounts, count_waiting
from syndication.web.feed_links import format_title
from syndication.web.numbers import told_duration
from syndication.web.partner_own.door import Visitor
from syndication.web.partner_own.frame import own_page
from syndication.web.profile_words import Fact, describe
from syndication.web.sessions import current_settings, current_site, read_session

_READER = "en"
_SHOWN_BLOGS = 20
_SHOWN_NOTICES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One address, and the line that fetches it."""

    name: str
    url: str
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogFeeds:
    """A live blog's feeds, one a language."""

    title: str
    lines: tuple[FeedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFeeds:
    """A profile with all its feeds; ``left_out`` live blogs more than are shown have some, too."""

    name: str
    format_name: str
    facts: tuple[Fact, ...]
    across: tuple[FeedLine, ...]
    blogs: tuple[BlogFeeds, ...]
    left_out: int
    pattern: str
    kit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """A channel and how it does; ``state`` and ``trouble`` are in words."""

    record: ChannelRecord
    kind: str
    state: str
    is_well: bool
    trouble: str
    queue: QueueCounts
    poll: str
    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """A kill, hold or correction: by what the partner has the entry, and whether it was told."""

    notice: OwedNotice
    by: str
    told: str
    is_bad: bool


def overview_page(visitor: Visitor) -> Response:
    """Show feeds and channels."""
    now, site, partner = utc_now(), current_site(), visitor.partner
    with read_session() as session:
        profiles = tuple(_profile(session, site, record) for record in list_profiles(session, partner.slug))
        waiting = count_waiting(session)
        channels = tuple(
            _channel(site, record, waiting.get(record.id, QueueCounts()), now)
            for record in list_channels(session, partner.slug)
        )
        found = list_notices(session, partner=partner.slug, limit=_SHOWN_NOTICES)
    notices = tuple(_notice(notice, now, overdue_min=current_settings().kill_overdue_min) for notice in found)
    return own_page(visitor, "overview.html", profiles=profiles, channels=channels, notices=notices)


def curl_line(partner: str, url: str) -> str:
    """Return a line for a shell in whose variable ``KEY`` the key is; an address built here has no quote in it."""
    return f"curl -fsS --user \"{partner}:$KEY\" '{url}'"


def _profile(session: Session, site: Site, record: ProfileRecord) -> ProfileFeeds:
    partner, name = record.partner_slug, record.profile.name
    offers = list_offers(session, record.profile)
    titles = list_titles(session, [slug for slug, _ in offers[:_SHOWN_BLOGS]])
    languages = tuple(dict.fromkeys(tag for _, offered in offers for tag in offered))
    ruled = [rule.tag for rule in record.profile.languages if rule.tag in languages] or list(languages)
    return ProfileFeeds(
        name=name,
        format_name=format_title(record.profile.format),
        facts=describe(record.profile),
        across=tuple(_lines(site, partner, name, None, ruled)),
        blogs=tuple(
            BlogFeeds(title=titles.get(slug, slug), lines=tuple(_lines(site, partner, name, slug, offered)))
            for slug, offered in offers[:_SHOWN_BLOGS]
        ),
        left_out=max(0, len(offers) - _SHOWN_BLOGS),
        pattern=f"{partner_feed_url(site, partner, name)}/LIVE-BLOG",
        kit=url_for(".kit", partner=partner, profile_name=name),
    )


def _lines(
    site: Site, partner: str, profile: str, slug: str | None, languages: list[str] | tuple[str, ...]
) -> Iterator[FeedLine]:
    for at, tag in enumerate(languages):
        url = partner_feed_url(site, partner, profile, slug, language=tag if at else None)
        yield FeedLine(name=display_name(tag, within=_READER), url=url, curl=curl_line(partner, url))


def _channel(site: Site, record: ChannelRecord, queue: QueueCounts, now: datetime) -> ChannelLine:
    base = f"{site.base_url}/partners/{record.partner}/channels/{record.name}"
    kind = CHANNELS.get(record.kind)
    state, is_well = _state(record, now)
    return ChannelLine(
        record=record,
        kind=kind.title if kind else record.kind,
        state=state,
        is_well=is_well,
        trouble=_trouble(record),
        queue=queue,
        poll=curl_line(record.partner, f"{base}/deliveries?after={record.sequence}&wait=30"),
        stream=curl_line(record.partner, f"{base}/events?after={record.sequence}").replace("curl -fsS", "curl -fsSN"),
    )


def _state(record: ChannelRecord, now: datetime) -> tuple[str, bool]:
    if record.state is ChannelState.ACTIVE:
        if not record.failures:
            return "Working", True
        again = f"; next try {record.retry_at:%H:%M:%S} UTC" if record.retry_at and record.retry_at > now else ""
        return f"Failing, {record.failures} in a row{again}", False
    word = {ChannelState.PAUSED: "Paused by the newsroom", ChannelState.STOPPED: "Stopped"}.get(record.state)
    return ": ".join(filter(None, (word or record.state.value.capitalize(), record.state_reason or ""))), False


def _trouble(record: ChannelRecord) -> str:
    """Say what went wrong last, unless something was accepted since."""
    if not record.last_error or record.last_failed_at is None:
        return ""
    if record.last_accepted_at is not None and record.last_accepted_at > record.last_failed_at:
        return ""
    return f"{record.last_error[:1].upper()}{record.last_error[1:]} ({record.last_failed_at:%Y-%m-%d %H:%M} UTC)"


def _notice(notice: OwedNotice, now: datetime, *, overdue_min: int) -> NoticeLine:
    by = f"{notice.channel}, a channel" if notice.holder is Holder.CHANNEL else f"{notice.profile}, fetched"
    if notice.holder is Holder.WEBSUB:
        by = f"{notice.profile}, by WebSub"
    is_overdue = notice.is_overdue(now, after_min=overdue_min)
    if notice.told_at is not None:
        told = f"got {told_duration(notice.exposed_s(now))} later"
    elif notice.superseded_at is not None:
        told = "a later change took its place"
    else:
        got = "delivered" if notice.holder is Holder.CHANNEL else "fetched"
        told = f"not {got} for {told_duration(notice.exposed_s(now))}"
    return NoticeLine(notice=notice, by=by, told=told, is_bad=is_overdue)
