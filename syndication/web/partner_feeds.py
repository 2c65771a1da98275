"""Partners' own feeds, made to their profiles and opened by their tokens."""

from apiflask import APIBlueprint
from flask import Response, request
from sqlalchemy.orm import Session

from syndication.clock import utc_now
from syndication.documents import fetch, plan_partner
from syndication.partners import find_partner
from syndication.web.answers import PARTNER_FEED, flask_answer, text_answer
from syndication.web.authorisation import checked_by_view
from syndication.web.fetch_notes import note_fetch
from syndication.web.partner_access import refusal_of
from syndication.web.sessions import current_site, dated_cache, read_session

blueprint = APIBlueprint("partner_feeds", __name__, enable_openapi=False, url_prefix="/partners")


@blueprint.get("/<partner>/<profile_name>")
@checked_by_view
def partner_feed(partner: str, profile_name: str) -> Response:
    """Serve a partner's feed across all the live blogs it takes."""
    return _feed(partner, profile_name, None)


@blueprint.get("/<partner>/<profile_name>/<slug>")
@checked_by_view
def partner_blog_feed(partner: str, profile_name: str, slug: str) -> Response:
    """Serve a partner's feed of one live blog."""
    return _feed(partner, profile_name, slug)


def _feed(partner: str, profile_name: str, slug: str | None) -> Response:
    now = utc_now()
    keeper = dated_cache()
    with read_session() as session:
        refusal = refusal_of(session, partner, now)
        if refusal is not None:
            return refusal
        wanted = request.args.get("language")
        plan = plan_partner(session, current_site(), partner, profile_name, slug, language=wanted)
        served = fetch(session, plan, now=now, keeper=keeper) if plan else None
        if served is None:
            return text_answer(_what_there_is(session, partner, profile_name, slug), status=404)
    response = flask_answer(served, audience=PARTNER_FEED, now=now)
    note_fetch(plan, response, now=now)
    if slug is not None and plan is not None:
        # Of several live blogs together no number only rises: one that is left out takes its revisions along.
        response.headers["Syndication-Sequence"] = str(plan.sources[0].revision)
    return response


def _what_there_is(session: Session, partner: str, profile_name: str, slug: str | None) -> str:
    record = find_partner(session, partner)
    profiles = record.profiles if record else ()
    if profile_name not in profiles:
        return f"There is no profile {profile_name!r}. There is: {', '.join(profiles) or 'none yet'}."
    if slug is None:
        return f"The profile {profile_name!r} has nothing to deliver in this language."
    return f"The profile {profile_name!r} delivers no live blog {slug!r} in this language."
