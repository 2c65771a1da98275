"""The public pages: the index of live blogs, and each live blog in each language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from apiflask import APIBlueprint
from flask import Response, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feeds.identity import source_guid
from feeds.item import FeedLinks, Site
from feeds.language import is_right_to_left
from feeds.model import LiveBlog, PubStatus
from feeds.profile import LanguageRule
from feeds.select import select
from feeds.withdrawn import head_as_shown
from syndication.addresses import page_links
from syndication.clock import utc_now
from syndication.documents import PUBLIC, Keeper, Plan, Source, load_blogs
from syndication.storage.blogs import list_blogs, load_blog
from syndication.storage.changes import last_change_at, list_correction_times
from syndication.storage.revisions import blog_languages, feed_revision
from syndication.web.answers import flask_answer
from syndication.web.authorisation import public
from syndication.web.feed_links import FeedLink, feed_links
from syndication.web.html_answers import PUBLIC_PAGE, private_page, served_page
from syndication.web.live_blog_posting import live_blog_posting
from syndication.web.live_page import (
    PAGE_PROFILE,
    Clock,
    Language,
    LivePage,
    date_and_clock,
    language_of,
    make_live_page,
    standing_of,
)
from syndication.web.sessions import current_site, dated_cache, read_session

PAGE = "page"
"""What the keys of pages begin with in the cache of documents."""

blueprint = APIBlueprint("pages", __name__, enable_openapi=False)

_SHOWN_BLOGS = 50
_NEWEST_ENTRIES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A live blog in one language, on the index."""

    language: Language
    path: str
    feeds: tuple[FeedLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A live blog on the index."""

    blog: LiveBlog
    is_rtl: bool
    is_live: bool
    told: Clock
    changed_at: datetime
    path: str
    editions: tuple[Edition, ...]


@blueprint.get("/")
@public
def index() -> Response:
    """List the live blogs, the most recently changed first."""
    now = utc_now()
    site = current_site()
    with read_session() as session:
        cards = tuple(_cards(session, site, now))
        # What changed last may have been taken off this page.
        changed_at = max([card.changed_at for card in cards] + [last_change_at(session) or now])
    url = f"{site.base_url}/"
    page = served_page("index.html", url=url, changed_at=changed_at, valid_until=None, cards=cards)
    return flask_answer(page, audience=PUBLIC_PAGE, now=now)


@blueprint.get("/blogs/<slug>/")
@public
def source_page(slug: str) -> Response:
    """Show a live blog in the language it is written in."""
    return _page(slug, None)


@blueprint.get("/blogs/<slug>/<language>/")
@public
def live_page(slug: str, language: str) -> Response:
    """Show a live blog in one language."""
    return _page(slug, language)


def plan_page(session: Session, site: Site, slug: str, language: str) -> Plan | None:
    """Look up what a live blog's page would be made from; ``None`` where there is no such live blog or language."""
    revision = feed_revision(session, slug, language)
    if revision is None:
        return None
    url = site.page_url(slug, language)
    return Plan(
        key=(PAGE, slug, language),
        sources=(Source(slug=slug, revision=revision),),
        rule=LanguageRule(tag=language),
        profile=PAGE_PROFILE,
        profile_version=0,
        profile_updated_at=None,
        partner=PUBLIC,
        links=FeedLinks(
            feed_url=url, page_url=url, sibling_pages=page_links(site, slug, blog_languages(session, slug))
        ),
        site=site,
    )


def _page(slug: str, language: str | None) -> Response:
    now = utc_now()
    site = current_site()
    keeper = dated_cache()
    with read_session() as session:
        languages = blog_languages(session, slug)
        if not languages:
            raise NotFound(f"There is no live blog “{slug}” here.")
        plan = plan_page(session, site, slug, language or languages[0])
        if plan is None:
            raise NotFound(f"This live blog cannot be read in “{language}”, but in: {', '.join(languages)}.")
        served = keeper.find(plan, now)
        if served is None:
            page = _load(session, plan, keeper, now)
            shown = _shown(page, site, _correction_times(session, page))
            if page.standing.is_killed:
                return private_page("live.html", status=410, **shown)
            made = served_page(
                "live.html",
                url=page.url,
                changed_at=max(page.updated_at, page.standing.turned_at or page.updated_at),
                valid_until=page.standing.valid_until,
                **shown,
            )
            served = keeper.keep(plan, made)
    return flask_answer(served, audience=PUBLIC_PAGE, now=now)


def _correction_times(session: Session, page: LivePage) -> Mapping[str, datetime]:
    corrected = [source_guid(entry.guid) for entry in page.blog.entries if entry.correction_note]
    return list_correction_times(session, page.blog.slug, corrected)


def _shown(page: LivePage, site: Site, corrected_at: Mapping[str, datetime]) -> dict[str, object]:
    return {
        "page": page,
        "feeds": feed_links(site, page.blog.slug, page.blog.language),
        "posting": live_blog_posting(page, site, corrected_at),
    }


def _load(session: Session, plan: Plan, keeper: Keeper, now: datetime) -> LivePage:
    blog = next(load_blogs(session, plan, keeper), None)
    if blog is None or blog.pub_status is PubStatus.WITHHELD:
        raise NotFound(f"There is no live blog “{plan.sources[0].slug}” here.")
    languages = [link.language for link in plan.links.sibling_pages]
    return make_live_page(head_as_shown(blog), languages, site=plan.site, now=now)


def _cards(session: Session, site: Site, now: datetime) -> Iterable[Card]:
    for record in list_blogs(session, limit=_SHOWN_BLOGS):
        blog = load_blog(session, record.slug, entries_limit=_NEWEST_ENTRIES)
        if blog is None or blog.pub_status is PubStatus.WITHHELD:
            continue
        blog = head_as_shown(blog)
        standing = standing_of(blog, select((blog,), PAGE_PROFILE, now), now)
        yield Card(
            blog=blog,
            is_rtl=is_right_to_left(blog.language),
            is_live=standing.is_live,
            told=date_and_clock(standing.told_at, ZoneInfo(blog.timezone), "en"),
            changed_at=max(blog.updated_at, standing.turned_at or blog.updated_at),
            path=url_for("pages.source_page", slug=blog.slug),
            editions=() if standing.is_killed else tuple(_editions(session, site, blog)),
        )


def _editions(session: Session, site: Site, blog: LiveBlog) -> Iterable[Edition]:
    for tag in blog_languages(session, blog.slug):
        yield Edition(
            language=language_of(tag, blog.slug, site),
            path=url_for("pages.live_page", slug=blog.slug, language=tag),
            feeds=feed_links(site, blog.slug, tag),
        )
