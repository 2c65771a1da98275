"""The desk: how live blogs, translations and partners' feeds stand. It only shows; nothing is changed here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlsplit

from apiflask import APIBlueprint
from flask import Response, url_for
from sqlalchemy.orm import Session

from feeds.item import Site
from feeds.model import PubStatus
from syndication.addresses import partner_feed_url
from syndication.auth import Role
from syndication.decisions import ReaderCounts, count_decisions
from syndication.engine_orders import missing_package
from syndication.partners import ProfileRecord, list_partners, list_profiles
from syndication.sources.gone import Doubt
from syndication.storage.blogs import BlogRecord, list_blogs
from syndication.storage.draft_counts import count_drafts
from syndication.storage.jobs import JobRecord, count_jobs, list_jobs
from syndication.storage.revisions import blog_languages
from syndication.storage.sources import SourceRecord, SourceState, list_sources
from syndication.web.authorisation import role_needed, signed_in
from syndication.web.decision_words import CountLine, count_lines
from syndication.web.feed_links import format_title
from syndication.web.html_answers import private_page
from syndication.web.kills import overdue_words
from syndication.web.profile_words import Fact, describe
from syndication.web.sessions import current_settings, current_site, read_session
from syndication.web.words import own_name
from translations.model import SegmentState

blueprint = APIBlueprint("desk", __name__, enable_openapi=False, url_prefix="/desk")

_SHOWN_BLOGS = 100
_SHOWN_JOBS = 20
DOUBTS = {
    Doubt.OLDER: "Its document is an older copy than one read before; no edit and no removal is taken from it.",
    Doubt.SHRUNK: "Its document has lost more than half of its entries at once; nothing is removed.",
    Doubt.UNREADABLE: "Some of its entries can no longer be read; nothing is removed.",
}
_REVIEWED = (SegmentState.EDITED, SegmentState.APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafting:
    """How far one live blog is in one language, in sentences. ``install`` names a pair that has no engine."""

    language: str
    name: str
    path: str
    missing: int
    machine: int
    memory: int
    reviewed: int
    stale: int
    install: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is published and held of one live blog in one language; ``path`` leads to the texts and the reasons."""

    language: str
    name: str
    path: str
    lines: tuple[CountLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlogRow:
    """A live blog on the desk."""

    record: BlogRecord
    path: str
    language: str
    is_killed: bool
    drafting: tuple[Drafting, ...]
    published: tuple[Published, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRow:
    """A partner's profile with the addresses its feeds are fetched from."""

    name: str
    format_name: str
    across: str
    single: str
    kit: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A partner on the desk; ``own`` leads to the page that it has itself."""

    name: str
    own: str
    profiles: tuple[ProfileRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A live blog of others on the desk. Of its address only the host is shown: the rest may hold a key."""

    name: str
    path: str
    host: str
    state: SourceState
    format_name: str | None
    last_success_at: datetime | None
    problem: str | None


@blueprint.get("/")
@role_needed(Role.READER)
def overview() -> Response:
    """Show everything on one page."""
    site = current_site()
    with read_session() as session:
        return private_page(
            "desk.html",
            who=signed_in(),
            blogs=tuple(_blog_rows(session)),
            sources=tuple(map(_source_row, list_sources(session))),
            counts=count_jobs(session),
            jobs=_jobs_in_trouble(list_jobs(session, limit=_SHOWN_JOBS)),
            partners=tuple(_partner_rows(session, site)),
            kills_late=overdue_words(session),
        )


def _blog_rows(session: Session) -> Iterable[BlogRow]:
    @cache
    def missing(source: str, target: str) -> str | None:
        return missing_package(session, current_settings(), source, target)

    counts = {(count.slug, count.language, count.state): count.segments for count in count_drafts(session)}
    shown = list_blogs(session, limit=_SHOWN_BLOGS)
    decided = count_decisions(session, shown)
    for record in shown:
        targets = [tag for tag in blog_languages(session, record.slug) if tag != record.language]
        yield BlogRow(
            record=record,
            path=url_for("pages.source_page", slug=record.slug),
            language=own_name(record.language),
            is_killed=record.pub_status is PubStatus.CANCELED,
            drafting=tuple(_drafting(record, tag, counts, missing(record.language, tag)) for tag in targets),
            published=tuple(_published(record, tag, decided.get((record.id, tag), ())) for tag in targets),
        )


def _drafting(
    record: BlogRecord,
    language: str,
    counts: Mapping[tuple[str, str, SegmentState], int],
    install: str | None,
) -> Drafting:
    def count(*states: SegmentState) -> int:
        return sum(counts.get((record.slug, language, state), 0) for state in states)

    return Drafting(
        language=language,
        name=own_name(language),
        path=url_for("pages.live_page", slug=record.slug, language=language),
        missing=count(SegmentState.MISSING, SegmentState.REJECTED),
        machine=count(SegmentState.MACHINE),
        memory=count(SegmentState.MEMORY),
        reviewed=count(*_REVIEWED),
        stale=count(SegmentState.STALE),
        install=install,
    )


def _published(record: BlogRecord, language: str, counted: tuple[ReaderCounts, ...]) -> Published:
    return Published(
        language=language,
        name=own_name(language),
        path=url_for("decision_pages.decisions", slug=record.slug, language=language),
        lines=count_lines(counted),
    )


def _source_row(source: SourceRecord) -> SourceRow:
    return SourceRow(
        name=source.slug,
        path=url_for("pages.source_page", slug=source.slug),
        host=urlsplit(source.url).hostname or "",
        state=source.state,
        format_name=source.format,
        last_success_at=source.last_success_at,
        problem=source.last_error or (DOUBTS[source.doubt] if source.doubt else None),
    )


def _jobs_in_trouble(jobs: Iterable[JobRecord]) -> tuple[JobRecord, ...]:
    return tuple(job for job in jobs if job.is_set_aside or job.last_error)


def _partner_rows(session: Session, site: Site) -> Iterable[PartnerRow]:
    for partner in list_partners(session):
        yield PartnerRow(
            name=partner.name,
            own=url_for("partner_desk.overview", partner=partner.slug),
            profiles=tuple(_profile_row(site, record) for record in list_profiles(session, partner.slug)),
        )


def _profile_row(site: Site, record: ProfileRecord) -> ProfileRow:
    across = partner_feed_url(site, record.partner_slug, record.profile.name)
    return ProfileRow(
        name=record.profile.name,
        format_name=format_title(record.profile.format),
        across=across,
        single=f"{across}/<live blog>",
        kit=url_for("kits.desk_kit", partner=record.partner_slug, profile_name=record.profile.name),
        facts=describe(record.profile),
    )
