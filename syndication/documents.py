"""A feed document as it is served: found by what was asked for, rendered, named by its revision.

``GET`` on a feed and ``syndication export`` both come through here, so they give the same bytes. A :class:`Plan` is
what a document will be made from; it takes a few look-ups of revisions and no entry. As long as a new plan equals the
one a kept document was made from, and the clock has not run out on it, the kept document is the answer.
"""

import hashlib
import zlib
from collections.abc import Container, Hashable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol

import structlog
from sqlalchemy.orm import Session

from feeds.codec import encode
from feeds.item import FeedLinks, LanguageLink, Site
from feeds.model import LiveBlog
from feeds.profile import LanguageRule, OutputProfile
from feeds.render import Document, Fragment, LeftOut, render, render_subscription
from feeds.writers import WRITERS
from syndication import __version__
from syndication.addresses import ArchiveName, archive_url, page_links, partner_feed_url, public_links
from syndication.offers import Offer, offer_of, readings_of
from syndication.partners import ProfileRecord, find_profile
from syndication.publish import load_variant
from syndication.retiring import only_withdrawals
from syndication.rights_reports import KeptOut, report_rights
from syndication.storage.changes import changes_after
from syndication.storage.revisions import blog_languages, feed_state
from syndication.unarchived import add_unarchived
from syndication.unseen import with_holds_until

PUBLIC = "public"
"""The name of the public feeds' profile, and of their recipient."""

_COMPRESSION_LEVEL = 6

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Served:
    """A document as it leaves. ``etag`` is strong and without quotes; ``url`` is the address the document gives itself.

    ``last_modified_at`` may lie a little ahead of the clock where changes came faster than once a second.
    ``archive_links`` are relations and addresses of the other documents of the same feed, ``hubs`` the addresses of the
    WebSub hubs where one can subscribe to it.
    """

    body: bytes
    media_type: str
    etag: str
    last_modified_at: datetime
    valid_until: datetime | None
    url: str
    archive_links: tuple[tuple[str, str], ...] = ()
    hubs: tuple[str, ...] = ()

    @property
    def relations(self) -> tuple[tuple[str, str], ...]:
        """Relation and address of all that the document is linked to besides itself, for the header ``Link``."""
        return (*(("hub", url) for url in self.hubs), *self.archive_links)

    @cached_property
    def gzipped(self) -> bytes:
        """The body as a single gzip member without a time stamp, made at first use.

        One member, because Chromium, Firefox, wget and httpx stop after the first and lose the rest without a word.
        """
        return zlib.compress(self.body, _COMPRESSION_LEVEL, wbits=zlib.MAX_WBITS | 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A live blog that goes into a document, at its newest revision in the document's language."""

    slug: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a document will be made from. ``key`` is what was asked for.

    ``archives`` is how many archive documents there are beside it; ``None`` of a document that can have none.
    """

    key: tuple[str, ...]
    sources: tuple[Source, ...]
    rule: LanguageRule
    profile: OutputProfile
    profile_version: int
    profile_updated_at: datetime | None
    partner: str
    links: FeedLinks
    site: Site
    archives: int | None = None


class Keeper(Protocol):
    """What is kept between requests. An export, which asks once, has none."""

    @property
    def fragments(self) -> MutableMapping[Hashable, Fragment]:
        """Printed entries, shared by all documents."""

    @property
    def variants(self) -> MutableMapping[Hashable, LiveBlog]:
        """Live blogs as they were read, shared by all documents of one language rule."""

    def find(self, plan: Plan, now: datetime) -> Served | None:
        """Return the document kept for an equal plan, if the clock has not run out on it."""

    def keep(self, plan: Plan, served: Served) -> Served:
        """Keep a document; returns it with a ``last_modified_at`` later than that of the one it replaces."""

    def report(self, missing: KeptOut, plan: Plan) -> bool:
        """Say whether this is the first that is heard of an entry or a picture being kept out."""


def public_document(
    session: Session, site: Site, slug: str, language: str, format_name: str, *, now: datetime
) -> Served | None:
    """Return the public feed of a live blog; ``None`` where there is no such live blog, language or format."""
    plan = plan_public(session, site, slug, language, format_name)
    return fetch(session, plan, now=now) if plan else None


def partner_document(
    session: Session,
    site: Site,
    partner: str,
    profile_name: str,
    slug: str | None = None,
    *,
    language: str | None = None,
    now: datetime,
) -> Served | None:
    """Return a partner's feed, made to one of its profiles: of one live blog, or of the newest 200 it takes.

    ``language`` defaults to the first of the profile's that there is. ``None`` where there is nothing of the kind.
    """
    plan = plan_partner(session, site, partner, profile_name, slug, language=language)
    return fetch(session, plan, now=now) if plan else None


def plan_public(session: Session, site: Site, slug: str, language: str, format_name: str) -> Plan | None:
    """Look up what a public feed would be made from."""
    state = feed_state(session, slug, language) if format_name in WRITERS else None
    if state is None:
        return None
    links = public_links(site, slug, language, format_name, blog_languages(session, slug))
    if state.archives:
        newest = ArchiveName(state.archives, state.archive_generation)
        links = replace(links, previous_archive_url=archive_url(site, slug, language, format_name, newest))
    source = Source(slug=slug, revision=state.revision)
    key = (PUBLIC, slug, language, format_name)
    return plan_for_everybody(key, sources=(source,), links=links, site=site, archives=state.archives)


def plan_for_everybody(
    key: tuple[str, ...], *, sources: tuple[Source, ...], links: FeedLinks, site: Site, archives: int | None = None
) -> Plan:
    """Plan a document as no partner has a say in it; third and fourth in its ``key`` are language and format."""
    language, format_name = key[2:4]
    return Plan(
        key=key,
        sources=sources,
        rule=LanguageRule(tag=language),
        profile=OutputProfile(name=PUBLIC, format=format_name),
        profile_version=0,
        profile_updated_at=None,
        partner=PUBLIC,
        links=links,
        site=site,
        archives=archives,
    )


def plan_partner(
    session: Session, site: Site, partner: str, profile_name: str, slug: str | None, *, language: str | None
) -> Plan | None:
    """Look up what a partner's feed would be made from."""
    record = find_profile(session, partner, profile_name)
    return None if record is None else plan_profile(session, site, record, slug, language=language)


def plan_profile(
    session: Session, site: Site, record: ProfileRecord, slug: str | None, *, language: str | None
) -> Plan | None:
    """Look up what a feed would be made from with a profile that need not be the partner's as it stands."""
    partner, name = record.partner_slug, record.profile.name
    profile = only_withdrawals(record.profile) if record.is_partner_disabled else record.profile
    readings = readings_of(session, profile, slug)
    offer = offer_of(profile, readings)
    chosen = language or next(iter(offer.languages), None)
    rule = profile.rule_for(chosen) if chosen else None
    if chosen is None or rule is None or chosen not in offer.languages:
        return None
    return Plan(
        key=("partner", partner, name, slug or "", chosen),
        sources=tuple(
            Source(slug=name, revision=revisions[chosen]) for name, revisions in readings.items() if chosen in revisions
        ),
        rule=rule,
        profile=profile,
        profile_version=record.version,
        profile_updated_at=record.updated_at,
        partner=partner,
        links=_partner_links(site, partner, name, slug, offer, chosen),
        site=site,
    )


def list_offers(session: Session, profile: OutputProfile) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the live blogs whose feeds a profile has, by slug, most recently changed first, each with its languages.

    The first language is the one that is served without asking.
    """
    found = readings_of(session, profile, None)
    offers = ((slug, offer_of(profile, {slug: revisions}).languages) for slug, revisions in found.items())
    return tuple((slug, languages) for slug, languages in offers if languages)


def fetch(session: Session, plan: Plan, *, now: datetime, keeper: Keeper | None = None) -> Served | None:
    """Return the document of a plan, kept or made now; ``None`` where its languages have nothing to publish."""
    kept = keeper.find(plan, now) if keeper else None
    if kept is not None:
        return kept
    blogs = tuple(load_blogs(session, plan, keeper))
    if not blogs:
        return None
    return serve(session, plan, render_plan(session, plan, blogs, now=now, keeper=keeper), keeper=keeper)


def serve(session: Session, plan: Plan, document: Document, *, keeper: Keeper | None) -> Served:
    """Name and date a document that was made from a plan, report what is missing from it, and keep it."""
    _report(plan, document.left_out, keeper)
    _report_rights(plan, document, keeper)
    served = Served(
        body=document.body,
        media_type=_content_type(document.media_type),
        etag=_etag(plan, document),
        last_modified_at=max(_changes(session, plan, document)),
        valid_until=document.valid_until,
        url=plan.links.feed_url,
        archive_links=plan.links.archive_links,
        hubs=plan.links.hubs,
    )
    return keeper.keep(plan, served) if keeper else served


def _content_type(media_type: str) -> str:
    # JSON is UTF-8 always, and its media types have no parameter to say so (RFC 8259 §11).
    return media_type if media_type.endswith("json") else f"{media_type}; charset=utf-8"


def render_plan(
    session: Session, plan: Plan, blogs: Sequence[LiveBlog], *, now: datetime, keeper: Keeper | None
) -> Document:
    """Print the live blogs of a plan as it says."""
    if plan.archives is None:
        return _render(session, plan, blogs, now=now, keeper=keeper)
    blog, unarchived = add_unarchived(session, blogs[0], plan.rule, has_archives=plan.archives > 0)
    return _render(session, plan, (blog,), now=now, keeper=keeper, unarchived=unarchived)


def _render(
    session: Session,
    plan: Plan,
    blogs: Sequence[LiveBlog],
    *,
    now: datetime,
    keeper: Keeper | None,
    unarchived: Container[str] | None = None,
) -> Document:
    blogs, until = with_holds_until(session, blogs, plan.profile, now=now)
    fragments = keeper.fragments if keeper else None
    if unarchived is not None:
        document = render_subscription(
            blogs[0],
            plan.profile,
            now=now,
            site=plan.site,
            links=plan.links,
            unarchived=unarchived,
            fragments=fragments,
        )
    else:
        document = render(
            blogs,
            plan.profile,
            now=now,
            site=plan.site,
            links=plan.links,
            partner=plan.partner,
            fragments=fragments,
        )
    # When a hold ends by the clock is not to be seen in it.
    ends = [end for end in (document.valid_until, until) if end is not None]
    return replace(document, valid_until=min(ends, default=None))


def load_blogs(session: Session, plan: Plan, keeper: Keeper | None) -> Iterator[LiveBlog]:
    """Read the live blogs of a plan. One that is kept is the same: its revision rises with all that can be seen."""
    kept = keeper.variants if keeper else {}
    for source in plan.sources:
        key = (source, plan.rule)
        variant = kept.get(key) or load_variant(session, source.slug, plan.rule.tag, plan.rule)
        if variant is not None:
            kept[key] = variant
            yield variant


def _partner_links(
    site: Site, partner: str, profile_name: str, slug: str | None, offer: Offer, language: str
) -> FeedLinks:
    urls = {
        tag: partner_feed_url(site, partner, profile_name, slug, language=tag if number else None)
        for number, tag in enumerate(offer.languages)
    }
    return FeedLinks(
        feed_url=urls[language],
        page_url=site.page_url(slug, language) if slug else f"{site.base_url}/",
        sibling_feeds=tuple(LanguageLink(language=tag, url=url) for tag, url in urls.items() if tag != language),
        sibling_pages=page_links(site, slug or "", (tag for tag in offer.page_languages if tag != language)),
        hubs=site.own_hubs,
    )


def _etag(plan: Plan, document: Document) -> str:
    """Name a document by what it was made from, not by its bytes: hashing those costs more than joining them.

    Where the clock changes a document without any edit, the end of its time tells it from the ones before and after.
    """
    made_from = hashlib.sha256(encode(plan.profile))
    parts = (__version__, plan.rule, plan.profile_version, plan.sources, plan.partner, plan.links, plan.site)
    for part in (*parts, document.valid_until):
        made_from.update(repr(part).encode())
    revision = sum(source.revision for source in plan.sources)
    return f"{revision}-{made_from.hexdigest()[:16]}"


def _changes(session: Session, plan: Plan, document: Document) -> Iterator[datetime]:
    """Yield when the document changed, by whatever made it change.

    The change log has a word too: an entry that is held back has taken its own time along.
    """
    yield document.updated_at
    if document.turned_at:
        yield document.turned_at
    if plan.profile_updated_at:
        yield plan.profile_updated_at
    for source in plan.sources:
        yield from (change.at for change in changes_after(session, source.slug, source.revision - 1, limit=1))


def _report(plan: Plan, left_out: Iterable[LeftOut], keeper: Keeper | None) -> None:
    for entry in left_out:
        if keeper is None or keeper.report(entry, plan):
            log.warning("entry_left_out", guid=entry.guid, reason=entry.reason, **_about(plan))


def _report_rights(plan: Plan, document: Document, keeper: Keeper | None) -> None:
    report_rights(
        document,
        partner=plan.partner,
        profile=plan.profile,
        language=plan.rule.tag,
        is_news=lambda kept_out: keeper is None or keeper.report(kept_out, plan),
    )


def _about(plan: Plan) -> dict[str, str]:
    return {"format": plan.profile.format, "language": plan.rule.tag, "partner": plan.partner}
