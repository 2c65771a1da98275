"""What an entry has said: its versions, who made each and what it changed; an old one is put back as an edit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from apiflask import APIBlueprint
from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound

from feeds.model import Entry, PubStatus
from syndication.clock import utc_now
from syndication.desk.pieces import Difference, differences
from syndication.errors import EntryKilled, VersionConflict
from syndication.ingest import replace_entry
from syndication.rights import Role
from syndication.storage.changes import LogKind
from syndication.storage.entries import VersionRecord, list_versions, load_version, load_versions
from syndication.storage.stream import StreamRow
from syndication.web.authorisation import current_actor, role_needed, signed_in
from syndication.web.desk_finding import DeskBlog, may_write, require_blog, require_entry
from syndication.web.desk_submitting import (
    REFUSALS,
    AlreadySent,
    OnItsWay,
    Trouble,
    new_key,
    submit_once,
    troubles_of,
)
from syndication.web.desk_words import both_clocks, row_view
from syndication.web.html_answers import private_page
from syndication.web.sessions import read_session

blueprint = APIBlueprint(
    "desk_history",
    __name__,
    enable_openapi=False,
    url_prefix="/desk/blogs/<name:slug>/entries/<row_id:entry_id>/history",
)

_SHOWN = 50
_KINDS = {
    LogKind.NEW: "Posted",
    LogKind.UPDATE: "Edited",
    LogKind.CORRECTION: "Corrected",
    LogKind.KILL: "Killed",
}
_CHANGED = "Somebody has changed the entry since you opened this page. Look at the newest version before you go back."
_SENT_BEFORE = "This button was pressed before; the history shows what came of it."


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version: how it came about, and what is other in it than in the one before."""

    version: int
    kind: str
    actor: str
    at: str
    iso: str
    summary: str
    changed: tuple[Difference, ...]
    entry: Entry | None
    is_newest: bool


@blueprint.get("/")
@role_needed(Role.READER)
def show(slug: str, entry_id: int) -> Response:
    """Show the versions of an entry, newest first."""
    return _page(slug, entry_id)


@blueprint.post("/")
@role_needed(Role.EDITOR)
def restore(slug: str, entry_id: int) -> Response:
    """Put the words of an old version back, as an edit; when and whether the entry is published stays as it is."""
    wanted = request.form.get("version", type=int) or 0
    seen = request.form.get("newest", type=int)

    def work(session: Session) -> str:
        entry = require_entry(session, require_blog(session, slug), entry_id)
        old = load_version(session, entry.guid, wanted)
        if old is None:
            raise NotFound("There is no such version.")
        if entry.pub_status is PubStatus.CANCELED or old.pub_status is PubStatus.CANCELED:
            raise EntryKilled(entry.guid)
        kept = replace_entry(
            session, entry.guid, with_words_of(entry, old), if_version=seen, actor=current_actor().name, now=utc_now()
        )
        return url_for("desk_entries.show", slug=slug, entry_id=entry_id, saved=kept.version)

    try:
        return submit_once(work)
    except VersionConflict:
        return _page(slug, entry_id, status=409, troubles=(Trouble(field="", reason=_CHANGED),))
    except REFUSALS as problem:
        return _page(slug, entry_id, status=409, troubles=troubles_of(problem))
    except (AlreadySent, OnItsWay):
        return _page(slug, entry_id, status=409, troubles=(Trouble(field="", reason=_SENT_BEFORE),))


def with_words_of(entry: Entry, old: Entry) -> Entry:
    """Return an entry that says what an older version of it said, and stands as it does now."""
    return replace(
        entry,
        headline=old.headline,
        blocks=old.blocks,
        byline=old.byline,
        kind=old.kind,
        language=old.language,
        subjects=old.subjects,
        tags=old.tags,
        rights=old.rights,
    )


def _page(slug: str, entry_id: int, *, status: int = 200, troubles: tuple[Trouble, ...] = ()) -> Response:
    now = utc_now()
    with read_session() as session:
        blog = require_blog(session, slug)
        entry = require_entry(session, blog, entry_id)
        records = list_versions(session, entry.guid, limit=_SHOWN + 1)
        texts = load_versions(session, [(record.guid, record.version) for record in records])
    return private_page(
        "desk/history.html",
        status=status,
        who=signed_in(),
        blog=blog.head,
        entry_id=entry_id,
        row=row_view(StreamRow(entry_id=entry_id, entry=entry), blog.head, now),
        may_restore=may_write() and not blog.is_killed and entry.pub_status is not PubStatus.CANCELED,
        versions=tuple(_views(records, {text.version: text for text in texts}, blog)),
        newest=entry.version,
        is_cut=len(records) > _SHOWN,
        troubles=troubles,
        key=new_key(),
    )


def _views(records: Sequence[VersionRecord], texts: dict[int, Entry], blog: DeskBlog) -> Iterator[VersionView]:
    for number, record in enumerate(records[:_SHOWN]):
        text, before = texts.get(record.version), texts.get(record.version - 1)
        yield VersionView(
            version=record.version,
            kind=_KINDS.get(record.kind, record.kind.value),
            actor=record.actor,
            at=both_clocks(record.at, blog.zone),
            iso=record.at.isoformat(),
            summary=record.summary,
            changed=differences(before, text, blog.zone) if before and text else (),
            entry=text,
            is_newest=number == 0,
        )
