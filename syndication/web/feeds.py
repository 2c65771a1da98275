"""The public feeds: one address per live blog, language and format."""

from apiflask import APIBlueprint
from flask import Response
from sqlalchemy.orm import Session

from feeds.writers import WRITERS
from syndication.clock import utc_now
from syndication.documents import fetch, plan_public
from syndication.storage.revisions import blog_languages
from syndication.web.answers import PUBLIC_FEED, flask_answer, text_answer
from syndication.web.authorisation import public
from syndication.web.sessions import current_site, dated_cache, read_session

blueprint = APIBlueprint("feeds", __name__, enable_openapi=False)


@blueprint.get("/blogs/<slug>/<language>/feed.<format_name>")
@public
def public_feed(slug: str, language: str, format_name: str) -> Response:
    """Serve the feed, or say what there is instead."""
    now = utc_now()
    keeper = dated_cache()
    with read_session() as session:
        plan = plan_public(session, current_site(), slug, language, format_name)
        served = fetch(session, plan, now=now, keeper=keeper) if plan else None
        if served is None:
            return text_answer(_what_there_is(session, slug, language, format_name), status=404)
    return flask_answer(served, audience=PUBLIC_FEED, now=now)


def _what_there_is(session: Session, slug: str, language: str, format_name: str) -> str:
    languages = blog_languages(session, slug)
    if not languages:
        return f"There is no live blog {slug!r} here. All feeds are listed in /feeds.opml."
    if language not in languages:
        return f"The live blog {slug!r} has no feed in {language!r}. It has: {', '.join(languages)}."
    return f"There is no format {format_name!r}. There is: {', '.join(WRITERS)}."
