"""Previews of entries, saved or not: for people who are signed in, and kept by nobody on the way."""

from dataclasses import replace
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, request
from werkzeug.exceptions import NotFound

from feeds.language import is_right_to_left
from feeds.model import Entry, LiveBlog
from feeds.select import changed_at, visible_since
from syndication.clock import utc_now
from syndication.desk.entry_forms import read_entry
from syndication.entry_previews import EntryPreview, preview_entry
from syndication.errors import UnknownLanguage, UnknownProfile
from syndication.rights import Role
from syndication.storage.entries import load_version
from syndication.web.authorisation import role_needed
from syndication.web.desk_finding import DeskBlog, require_blog, require_entry
from syndication.web.desk_submitting import form_fields
from syndication.web.desk_words import both_clocks
from syndication.web.html_answers import private_page
from syndication.web.live_page import make_live_page
from syndication.web.sessions import current_site, read_session

blueprint = APIBlueprint("desk_previews", __name__, enable_openapi=False, url_prefix="/desk/blogs/<name:slug>")


@blueprint.get("/entries/<row_id:entry_id>/preview")
@role_needed(Role.READER)
def show(slug: str, entry_id: int) -> Response:
    """Show an entry as it is kept."""
    with read_session() as session:
        blog = require_blog(session, slug)
        entry = require_entry(session, blog, entry_id)
    return _answer(blog, entry, utc_now(), request.args.get("language", ""), request.args.get("profile", ""))


@blueprint.post("/entries/<row_id:entry_id>/preview")
@role_needed(Role.EDITOR)
def show_typed(slug: str, entry_id: int) -> Response:
    """Show an entry as its form has it. Nothing is kept."""
    fields, now = form_fields(), utc_now()
    with read_session() as session:
        blog = require_blog(session, slug)
        current = require_entry(session, blog, entry_id)
        seen = request.form.get("version", type=int)
        base = current if seen in {None, current.version} else load_version(session, current.guid, int(seen or 0))
    base = base or current
    read = read_entry(fields, base, zone=blog.zone, now=now).entry
    # What is typed is another version than the one that is translated.
    typed = read if read == current else replace(read, version=current.version + 1)
    return _answer(blog, typed, now, request.form.get("preview_language", ""), request.form.get("preview_profile", ""))


@blueprint.post("/preview")
@role_needed(Role.EDITOR)
def show_new(slug: str) -> Response:
    """Show what is typed into the composer. Nothing is kept."""
    now = utc_now()
    with read_session() as session:
        blog = require_blog(session, slug)
    read = read_entry(form_fields(), None, zone=blog.zone, now=now).entry
    typed = replace(read, version=1)
    return _answer(blog, typed, now, request.form.get("preview_language", ""), request.form.get("preview_profile", ""))


def _answer(blog: DeskBlog, entry: Entry, now: datetime, language: str, profile: str) -> Response:
    site = current_site()
    try:
        with read_session() as session:
            made = preview_entry(
                session, blog.head, entry, site, language=language or blog.head.language, profile_name=profile or None
            )
    except (UnknownLanguage, UnknownProfile) as problem:
        raise NotFound(str(problem)) from problem
    notes = (*_times(blog, entry, now), *made.notes)
    if made.item is not None:
        shown: dict[str, object] = {
            "item": made.item, "language": made.item.language, "is_rtl": made.item.is_right_to_left
        }  # fmt: skip
    else:
        shown = _as_page(made, now)
    return private_page("desk/preview.html", status=200, notes=notes, **shown)


def _as_page(made: EntryPreview, now: datetime) -> dict[str, object]:
    """Return what the template of the public page shows, at a time when everything can be seen."""
    blog: LiveBlog = made.blog
    at = max([now, *(max(changed_at(entry), visible_since(entry)) for entry in blog.entries)])
    page = make_live_page(blog, [blog.language], site=current_site(), now=at)
    return {
        "page": page,
        "words": page.words,
        "entries": page.entries,
        "language": blog.language,
        "is_rtl": is_right_to_left(blog.language),
    }


def _times(blog: DeskBlog, entry: Entry, now: datetime) -> list[str]:
    notes = []
    if entry.published_at > now:
        notes.append(f"It is scheduled for {both_clocks(entry.published_at, blog.zone)}.")
    if entry.embargoed_until is not None and entry.embargoed_until > now:
        notes.append(f"It is under an embargo until {both_clocks(entry.embargoed_until, blog.zone)}.")
    return notes
