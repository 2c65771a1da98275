"""Archive documents of public feeds, as they are served: always the same bytes at one address (decision 10)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from feeds.item import ArchivePlace, Site
from feeds.render import render_archive
from feeds.writers import WRITERS
from syndication.addresses import ArchiveName, archive_url, feed_url, public_links
from syndication.documents import Keeper, Plan, Served, plan_for_everybody, serve
from syndication.storage.archives import find_archive, load_archive

ARCHIVE = "archive"
"""What the keys of archive documents begin with in the cache of documents."""


def archive_document(
    session: Session, site: Site, slug: str, language: str, format_name: str, number: int, *, now: datetime
) -> Served | None:
    """Return an archive document in its newest generation; ``None`` where there is none of this number."""
    plan = plan_archive(session, site, slug, language, format_name, ArchiveName(number, 0))
    return fetch_archive(session, plan, now=now) if plan else None


def plan_archive(
    session: Session, site: Site, slug: str, language: str, format_name: str, wanted: ArchiveName
) -> Plan | None:
    """Look up what the newest generation of an archive document would be made from; its address is in ``links``.

    ``None`` where there is no such document, or not yet in this generation.
    """
    found = find_archive(session, slug, language, wanted.number) if format_name in WRITERS else None
    if found is None or found.generation < wanted.generation:
        return None
    name, before = ArchiveName(wanted.number, found.generation), ArchiveName(wanted.number - 1, 0)
    links = replace(
        public_links(site, slug, language, format_name, found.languages),
        feed_url=archive_url(site, slug, language, format_name, name),
        # The document before may get other addresses, this one keeps its bytes; the first address leads to them all.
        previous_archive_url=archive_url(site, slug, language, format_name, before) if before.number else None,
        archive=ArchivePlace(
            number=name.number,
            generation=name.generation,
            current_url=feed_url(site, slug, language, format_name),
        ),
        # Its bytes never change, so there is nothing to subscribe to.
        hubs=(),
    )
    key = (ARCHIVE, slug, language, format_name, str(name.number))
    return plan_for_everybody(key, sources=(), links=links, site=site)


def fetch_archive(session: Session, plan: Plan, *, now: datetime, keeper: Keeper | None = None) -> Served | None:
    """Return the archive document of a plan, kept or made now; the time has no say in what is in it."""
    kept = keeper.find(plan, now) if keeper else None
    if kept is not None:
        return kept
    _, slug, language, _, number = plan.key
    blog = load_archive(session, slug, language, int(number))
    if blog is None:
        return None
    document = render_archive(blog, plan.profile, site=plan.site, links=plan.links)
    return serve(session, plan, document, keeper=keeper)
