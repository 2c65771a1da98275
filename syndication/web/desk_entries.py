"""One entry on the desk: its editor, what two people made of it, and its kill."""

from dataclasses import dataclass
from datetime import datetime

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session

from feeds.errors import FieldProblem, InvalidDocument
from feeds.model import Entry, LiveBlog, PubStatus
from feeds.profile import OutputProfile
from syndication.clock import utc_now
from syndication.desk.entry_forms import read_entry
from syndication.desk.fields import Fields
from syndication.desk.merging import Merged, merge, settle
from syndication.errors import EntryKilled, VersionConflict
from syndication.ingest import kill_entry, replace_entry
from syndication.rights import Role
from syndication.storage.entries import list_versions, load_version
from syndication.storage.partners import list_profiles
from syndication.storage.revisions import blog_languages
from syndication.storage.stream import StreamRow, count_sentences
from syndication.storage.variants import find_text_ids
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.desk_finding import DeskBlog, may_write, require_blog, require_entry
from syndication.web.desk_submitting import (
    REFUSALS,
    AlreadySent,
    OnItsWay,
    Trouble,
    form_fields,
    new_key,
    submit_once,
    troubles_of,
)
from syndication.web.desk_words import FormView, both_clocks, form_view, row_view
from syndication.web.html_answers import private_page
from syndication.web.sessions import read_session
from syndication.web.words import own_name
from translations.model import SegmentState

blueprint = APIBlueprint(
    "desk_entries", __name__, enable_openapi=False, url_prefix="/desk/blogs/<name:slug>/entries/<row_id:entry_id>"
)

_TAKE = "take."
_SENT_BEFORE = (
    "This was saved before, with other words. Look at what is kept now, and save once more if it is not this."
)
_REVIEWED = (SegmentState.APPROVED, SegmentState.EDITED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an entry is in a language: a sentence about its sentences, and where they are worked on."""

    language: str
    name: str
    words: str
    path: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was sent and not taken: the fields, the entry they say, why, and where two people clash, what both made."""

    fields: Fields
    entry: Entry | None
    troubles: tuple[Trouble, ...] = ()
    merged: Merged | None = None


class Clashed(Exception):
    """Somebody else has changed the entry; ``merged`` is what both made of it."""

    def __init__(self, merged: Merged) -> None:
        self.merged = merged
        super().__init__("somebody else has changed the entry")


@blueprint.get("/")
@role_needed(Role.READER)
def show(slug: str, entry_id: int) -> Response:
    """Show an entry in its editor, or to those who may not write, as it stands."""
    return _page(slug, entry_id, saved=request.args.get("saved", ""))


@blueprint.post("/")
@role_needed(Role.EDITOR)
def save(slug: str, entry_id: int) -> Response:
    """Save an entry: an edit, or a correction with its note."""
    fields, now = form_fields(), utc_now()
    typed: list[Entry] = []

    def work(session: Session) -> str:
        blog = require_blog(session, slug)
        current = require_entry(session, blog, entry_id)
        mine = _read(session, fields, blog, current, now, typed)
        seen = _seen(fields, current)
        kept = replace_entry(session, current.guid, mine, if_version=seen, actor=current_actor().name, now=now)
        said = "same" if kept.version == current.version else str(kept.version)
        return url_for("desk_entries.show", slug=slug, entry_id=entry_id, saved=said)

    try:
        return submit_once(work)
    except Clashed as clash:
        refused = Refused(fields=fields, entry=clash.merged.entry, merged=clash.merged)
        return _page(slug, entry_id, status=409, refused=refused)
    except REFUSALS as problem:
        status = 409 if isinstance(problem, EntryKilled) else 422
        troubles = troubles_of(problem)
    except (AlreadySent, OnItsWay):
        status, troubles = 409, (Trouble(field="", reason=_SENT_BEFORE),)
    refused = Refused(fields=fields, entry=typed[0] if typed else None, troubles=troubles)
    return _page(slug, entry_id, status=status, refused=refused)


@blueprint.get("/kill")
@role_needed(Role.EDITOR)
def ask_kill(slug: str, entry_id: int) -> Response:
    """Tell what a kill will do, and ask for its reason."""
    return _kill_page(slug, entry_id)


@blueprint.post("/kill")
@role_needed(Role.EDITOR)
def kill(slug: str, entry_id: int) -> Response:
    """Kill an entry, whatever its version is by now: it must not be used."""
    reason = request.form.get("reason", "")

    def work(session: Session) -> str:
        entry = require_entry(session, require_blog(session, slug), entry_id)
        if request.form.get("sure") != "yes":
            raise InvalidDocument((FieldProblem("reason", "tick the box: a kill cannot be taken back"),))
        kill_entry(session, entry.guid, reason, actor=current_actor().name, now=utc_now())
        return url_for("desk_stream.show", slug=slug, killed=entry_id, _anchor=f"entry-{entry_id}")

    try:
        return submit_once(work)
    except (*REFUSALS, VersionConflict) as problem:
        return _kill_page(slug, entry_id, status=422, troubles=troubles_of(problem))
    except (AlreadySent, OnItsWay):
        return _kill_page(slug, entry_id, status=409)


def _read(session: Session, fields: Fields, blog: DeskBlog, current: Entry, now: datetime, typed: list[Entry]) -> Entry:
    """Return the entry that the form says; raises :exc:`Clashed` where it was made from another version."""
    seen = _seen(fields, current)
    base = current if seen == current.version else load_version(session, current.guid, seen) or current
    read = read_entry(fields, base, zone=blog.zone, now=now)
    chosen = frozenset(
        name.removeprefix(_TAKE) for name, values in fields.items() if name.startswith(_TAKE) and "theirs" in values
    )
    mine = settle(read.entry, base, chosen)
    typed.append(mine)
    if read.problems:
        raise InvalidDocument(read.problems)
    if current.pub_status is PubStatus.CANCELED:
        raise EntryKilled(current.guid)
    if seen != current.version:
        raise Clashed(merge(base, mine, current, blog.zone))
    return mine


def _seen(fields: Fields, current: Entry) -> int:
    given = next(iter(fields.get("version", ())), "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else current.version


def _page(slug: str, entry_id: int, *, status: int = 200, refused: Refused | None = None, saved: str = "") -> Response:
    now = utc_now()
    with read_session() as session:
        blog = require_blog(session, slug)
        entry = require_entry(session, blog, entry_id)
        (newest,) = list_versions(session, entry.guid, limit=1)
        standings = tuple(_standings(session, blog.head, entry))
        languages = blog_languages(session, slug)
        profiles = tuple(f"{one.partner_slug}/{one.profile.name}" for one in list_profiles(session))
    return private_page(
        "desk/entry.html",
        status=status,
        who=signed_in(),
        blog=blog.head,
        entry_id=entry_id,
        entry=entry,
        row=row_view(StreamRow(entry_id=entry_id, entry=entry), blog.head, now),
        may_write=may_write() and not blog.is_killed and entry.pub_status is not PubStatus.CANCELED,
        form=_form(blog, entry, refused, now),
        mine=refused.entry if refused and entry.pub_status is PubStatus.CANCELED else None,
        troubles=refused.troubles if refused else (),
        newest=newest,
        newest_at=both_clocks(newest.at, blog.zone),
        standings=standings,
        languages=tuple((tag, own_name(tag)) for tag in languages),
        profiles=profiles,
        saved=saved,
    )


def _form(blog: DeskBlog, entry: Entry, refused: Refused | None, now: datetime) -> FormView:
    if refused is None:
        return form_view(entry, blog.head, now)
    # After a clash the fields are those of both; what one of them typed as a time is read by then.
    typed = None if refused.merged else refused.fields
    return form_view(
        refused.entry or entry, blog.head, now, typed=typed, troubles=refused.troubles, merged=refused.merged
    )


def _standings(session: Session, blog: LiveBlog, entry: Entry) -> list[Standing]:
    counts = count_sentences(session, [entry.guid])
    found = []
    for tag in blog_languages(session, blog.slug):
        if tag == (entry.language or blog.language):
            continue
        text_id = find_text_ids(session, [entry.guid], tag).get(entry.guid)
        states = counts.get((entry.guid, tag), {})
        total, reviewed = sum(states.values()), sum(states.get(state, 0) for state in _REVIEWED)
        parts = [f"{reviewed} of {total} sentences reviewed" if total else "nothing to translate"]
        for state, word in ((SegmentState.MISSING, "not translated"), (SegmentState.STALE, "outdated")):
            if states.get(state):
                parts.append(f"{states[state]} {word}")
        path = url_for("review.text", language=tag, text_id=text_id) if text_id is not None else None
        found.append(Standing(language=tag, name=own_name(tag), words=", ".join(parts), path=path))
    return found


def _kill_page(slug: str, entry_id: int, *, status: int = 200, troubles: tuple[Trouble, ...] = ()) -> Response:
    now = utc_now()
    with read_session() as session:
        blog = require_blog(session, slug)
        entry = require_entry(session, blog, entry_id)
        languages = blog_languages(session, slug)
        readers = sum(_takes(one.profile, slug) for one in list_profiles(session))
    return private_page(
        "desk/kill_entry.html",
        status=status,
        who=signed_in(),
        blog=blog.head,
        is_killed=blog.is_killed or entry.pub_status is PubStatus.CANCELED,
        entry_id=entry_id,
        row=row_view(StreamRow(entry_id=entry_id, entry=entry), blog.head, now),
        was_out=max(entry.published_at, entry.embargoed_until or entry.published_at) <= now,
        languages=tuple(own_name(tag) for tag in languages),
        readers=readers,
        typed=request.form.get("reason", ""),
        troubles=troubles,
        key=new_key(),
    )


def _takes(profile: OutputProfile, slug: str) -> bool:
    return not profile.selection.blogs or slug in profile.selection.blogs
