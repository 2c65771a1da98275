"""The public feeds: one address per live blog, language and format, and one for each archive document of a feed."""

from collections.abc import Sequence

from apiflask import APIBlueprint
from flask import Response, request
from sqlalchemy.orm import Session

from feeds.writers import WRITERS
from syndication.addresses import ArchiveName, archive_url
from syndication.archives import fetch_archive, plan_archive
from syndication.clock import utc_now
from syndication.documents import fetch, plan_public
from syndication.storage.revisions import blog_languages, feed_state
from syndication.web.answers import PUBLIC_FEED, flask_answer, moved_answer, text_answer
from syndication.web.authorisation import public
from syndication.web.sessions import current_site, dated_cache, read_session

blueprint = APIBlueprint("feeds", __name__, enable_openapi=False)


@blueprint.get("/blogs/<slug>/<language>/feed.<format_name>")
@public
def public_feed(slug: str, language: str, format_name: str) -> Response:
    """Serve the feed or one of its archive documents, or say what there is instead."""
    wanted = request.args.getlist("archive")
    if wanted:
        return _archive(slug, language, format_name, wanted)
    now = utc_now()
    keeper = dated_cache()
    with read_session() as session:
        plan = plan_public(session, current_site(), slug, language, format_name)
        served = fetch(session, plan, now=now, keeper=keeper) if plan else None
        if served is None:
            return text_answer(_what_there_is(session, slug, language, format_name), status=404)
    return flask_answer(served, audience=PUBLIC_FEED, now=now)


def _archive(slug: str, language: str, format_name: str, wanted: Sequence[str]) -> Response:
    """Serve an archive document, or lead from an address it had before to the one it has."""
    if len(wanted) > 1:
        return text_answer("archive: asked for more than one archive document at once", status=400)
    try:
        name = ArchiveName.read(wanted[0])
    except ValueError as cause:
        return text_answer(f"archive: {cause}", status=400)
    now = utc_now()
    keeper = dated_cache()
    with read_session() as session:
        plan = plan_archive(session, current_site(), slug, language, format_name, name) if name else None
        if plan and name and plan.links.feed_url != archive_url(current_site(), slug, language, format_name, name):
            return moved_answer(plan.links.feed_url, audience=PUBLIC_FEED)
        served = fetch_archive(session, plan, now=now, keeper=keeper) if plan else None
        if served is None:
            return text_answer(_which_archives_there_are(session, slug, language, format_name), status=404)
    return flask_answer(served, audience=PUBLIC_FEED, now=now)


def _which_archives_there_are(session: Session, slug: str, language: str, format_name: str) -> str:
    state = feed_state(session, slug, language)
    if state is None or format_name not in WRITERS:
        return _what_there_is(session, slug, language, format_name)
    if not state.archives:
        return "This feed has no archive documents yet: everything is in the feed itself."
    return f"There is no such archive document. This feed has {state.archives}, numbered from 1."


def _what_there_is(session: Session, slug: str, language: str, format_name: str) -> str:
    languages = blog_languages(session, slug)
    if not languages:
        return f"There is no live blog {slug!r} here. All feeds are listed in /feeds.opml."
    if language not in languages:
        return f"The live blog {slug!r} has no feed in {language!r}. It has: {', '.join(languages)}."
    return f"There is no format {format_name!r}. There is: {', '.join(WRITERS)}."
