"""The entries of a live blog, each at its guid."""

from dataclasses import replace
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from feeds.codec import decode_entry, encode
from feeds.identity import source_guid, variant_guid
from feeds.model import Entry
from syndication.auth import Role
from syndication.clock import utc_now
from syndication.errors import UnknownBlog, UnknownEntry
from syndication.ingest import accept_entry, kill_entry, replace_entry
from syndication.storage.blogs import load_head
from syndication.storage.entries import find_entry, list_entries
from syndication.storage.revisions import blog_languages
from syndication.web.api import problem_kinds as kinds
from syndication.web.api.bodies import json_body, json_body_if_any, parse_body
from syndication.web.api.describing import describe
from syndication.web.api.idempotency import OnceHeaders, do_once
from syndication.web.api.killing import Kill
from syndication.web.api.preconditions import ChangeHeaders, expected_version
from syndication.web.api.problems import invalid_field
from syndication.web.api.queries import LanguageQuery, PageQuery
from syndication.web.api.replies import Reply, entry_reply, path_to, reply
from syndication.web.api.translated import translate, variant_etag
from syndication.web.authorisation import current_actor, role_needed
from syndication.web.sessions import read_session

blueprint = APIBlueprint("entries", __name__, tag="Entries", url_prefix="/blogs/<name:slug>/entries")


class EntriesQuery(PageQuery, LanguageQuery):
    """Which entries are wanted, and in which language."""


class EntryPage(BaseModel):
    """Some entries, newest first. ``next`` is the path of the rest; it is absent from the last page."""

    entries: tuple[Entry, ...]
    next: str | None = None


@blueprint.get("")
@blueprint.input(EntriesQuery, location="query", arg_name="query")
@describe(blueprint, "list_entries", EntryPage, has_etag=True, problems=kinds.ON_READ)
@role_needed(Role.READER)
def list_page(slug: str, query: EntriesQuery) -> Response:
    """List entries

    Newest first, withheld and killed ones too. An entry that is posted while you page moves the rest down by one;
    to miss nothing, follow the change feed.
    """
    with read_session() as session:
        blog = load_head(session, slug)
        if blog is None:
            raise UnknownBlog(slug)
        found = list_entries(session, slug, limit=query.limit + 1, offset=query.offset)
        shown = replace(blog, entries=found[: query.limit])
        if query.language not in {None, blog.language}:
            shown = translate(session, shown, query.language)
    following = _next_page(slug, query) if len(found) > query.limit else None
    return reply(EntryPage(entries=shown.entries, next=following), etag=str(shown.revision)).response()


@blueprint.post("")
@blueprint.input(OnceHeaders, location="headers", arg_name="headers")
@describe(
    blueprint,
    "post_entry",
    Entry,
    statuses=(201,),
    body=Entry,
    has_etag=True,
    problems=kinds.ON_ADD,
)
@role_needed(Role.EDITOR)
def post(slug: str, headers: OnceHeaders) -> Response:
    """Post an entry

    Without a guid one is minted. The answer is the entry as it was accepted: cleaned, with its guid and version.
    """
    body = json_body()
    now = utc_now()
    entry = decode_entry(body, now=now)

    def work(session: Session) -> Reply:
        accepted = accept_entry(session, slug, entry, actor=current_actor().name, now=now)
        return entry_reply(accepted, created_at=path_to("blogs", slug, "entries", accepted.guid))

    return do_once(headers, body, work)


@blueprint.get("/<guid:guid>")
@blueprint.input(LanguageQuery, location="query", arg_name="query")
@describe(blueprint, "read_entry", Entry, has_etag=True, problems=kinds.ON_READ)
@role_needed(Role.READER)
def show(slug: str, guid: str, query: LanguageQuery) -> Response:
    """Read an entry

    By its guid or by that of one of its translations. A killed entry is still there: canceled, with its reason.
    """
    with read_session() as session:
        return entry_answer(session, slug, guid, language=query.language)


@blueprint.put("/<guid:guid>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "replace_entry", Entry, body=Entry, has_etag=True, problems=kinds.ON_CHANGE)
@role_needed(Role.EDITOR)
def change(slug: str, guid: str, headers: ChangeHeaders) -> Response:
    """Replace an entry

    A body that says nothing new keeps the version; one without ``published_at`` keeps the time of publication.
    """
    body = json_body()
    now = utc_now()

    def work(session: Session) -> Reply:
        current = _require(session, slug, guid)
        entry = decode_entry(body, now=current.published_at)
        if entry.guid not in {"", guid}:
            raise invalid_field("guid", f"must be left out or stay {guid!r}")
        version = expected_version(headers, guid=guid, current=current.version)
        changed = replace_entry(session, guid, entry, if_version=version, actor=current_actor().name, now=now)
        return entry_reply(changed)

    return do_once(headers, body, work)


@blueprint.delete("/<guid:guid>")
@blueprint.input(ChangeHeaders, location="headers", arg_name="headers")
@describe(blueprint, "kill_entry", Entry, body=Kill, has_etag=True, problems=kinds.ON_CHANGE)
@role_needed(Role.EDITOR)
def kill(slug: str, guid: str, headers: ChangeHeaders) -> Response:
    """Kill an entry

    It is recalled from every format, language and partner at once. Killing a killed entry changes nothing.
    """
    body = json_body_if_any()
    reason = parse_body(Kill, body).reason

    def work(session: Session) -> Reply:
        current = _require(session, slug, guid)
        version = expected_version(headers, guid=guid, current=current.version)
        actor, now = current_actor().name, utc_now()
        return entry_reply(kill_entry(session, guid, reason, if_version=version, actor=actor, now=now))

    return do_once(headers, body, work)


def find_in(session: Session, slug: str, guid: str) -> Entry | None:
    """Return the entry of this guid if it stands in this live blog."""
    record = find_entry(session, guid)
    return record.entry if record is not None and record.blog_slug == slug else None


def entry_answer(session: Session, slug: str, guid: str, *, language: str | None = None) -> Response:
    """Answer with an entry by its own guid, or by that of its variant in one of the live blog's languages.

    Raises :exc:`~syndication.errors.UnknownEntry` and :exc:`~syndication.errors.UnknownLanguage`.
    """
    blog = load_head(session, slug)
    if blog is None:
        raise UnknownBlog(slug)
    own_guid, wanted = _resolve(session, slug, guid)
    entry = _require(session, slug, own_guid)
    wanted = language or wanted
    if wanted in {None, blog.language}:
        return entry_reply(entry).response()
    variant = translate(session, replace(blog, entries=(entry,)), wanted)
    if not variant.entries:
        raise UnknownEntry(guid)
    shown = variant.entries[0]
    return reply(encode(shown), etag=variant_etag(shown.version, variant.revision)).response()


def _require(session: Session, slug: str, guid: str) -> Entry:
    entry = find_in(session, slug, guid)
    if entry is None:
        raise UnknownEntry(guid)
    return entry


def _resolve(session: Session, slug: str, guid: str) -> tuple[str, str | None]:
    """Return an entry's own guid, and the language that ``guid`` names if it is a variant's."""
    own = source_guid(guid)
    languages = blog_languages(session, slug) if own != guid else ()
    named = next((language for language in languages if variant_guid(own, language) == guid), None)
    return (own, named) if named else (guid, None)


def _next_page(slug: str, query: EntriesQuery) -> str:
    following = query.model_copy(update={"offset": query.offset + query.limit})
    return f"{path_to('blogs', slug, 'entries')}?{urlencode(following.model_dump(exclude_none=True))}"
