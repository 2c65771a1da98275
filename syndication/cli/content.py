"""Commands on what the newsroom has posted: ``blogs`` and ``entries``."""

from typing import TYPE_CHECKING

import click

from syndication.cli.output import json_option, print_json, print_record, print_rows, printable, remark
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings
from syndication.errors import UnknownBlog, UnknownEntry

if TYPE_CHECKING:
    from feeds.model import Entry

_MOST_LISTED = 100_000
_OPENING_CHARACTERS = 80
_FOR_PROGRAMS = frozenset({"revision", "guid"})

_limit_option = click.option(
    "--limit", type=click.IntRange(1, _MOST_LISTED), default=100, show_default=True, help="How many at most."
)


@click.group(cls=Resource)
def blogs() -> None:
    """List and show live blogs."""


@blogs.command("list")
@_limit_option
@json_option
def list_blogs(limit: int, as_json: bool) -> None:
    """List live blogs, the one changed last first."""
    from syndication.storage import blogs as stored
    from syndication.storage.revisions import blog_languages

    with opened(settings()) as database, database.reading() as session:
        found = stored.list_blogs(session, limit=limit + 1)
        rows = [
            {
                "slug": blog.slug,
                "title": blog.title,
                "languages": blog_languages(session, blog.slug),
                "status": blog.pub_status.value,
                "updated_at": blog.updated_at,
                "revision": blog.revision,
                "guid": blog.guid,
            }
            for blog in found[:limit]
        ]
    if not as_json:
        rows = [{name: value for name, value in row.items() if name not in _FOR_PROGRAMS} for row in rows]
    empty = "No live blogs yet. Take one in: syndication import FILE"
    print_rows(rows, as_json=as_json, empty=empty, shorten="title")
    _tell_more(len(found), limit)


@blogs.command("show")
@click.argument("slug")
@json_option
def show_blog(slug: str, as_json: bool) -> None:
    """Show one live blog and the addresses of its feeds.

    With --json it is canonical JSON, entries included.
    """
    from feeds.codec import as_table
    from feeds.writers import WRITERS
    from syndication.addresses import feed_url
    from syndication.site import site_of
    from syndication.storage.blogs import load_blog
    from syndication.storage.revisions import blog_languages

    configured = settings()
    with opened(configured) as database, database.reading() as session:
        blog = load_blog(session, slug, entries_limit=_MOST_LISTED)
        if blog is None:
            raise UnknownBlog(slug)
        languages = blog_languages(session, slug)
        site = site_of(configured, session)
    if as_json:
        print_json(as_table(blog))
        return
    record: dict[str, object] = {"slug": blog.slug, "title": blog.title, "standfirst": blog.standfirst}
    record |= {"status": blog.pub_status.value, "timezone": blog.timezone, "published_at": blog.published_at}
    record |= {"revision": blog.revision, "entries": len(blog.entries), "languages": languages, "guid": blog.guid}
    print_record(record, as_json=False)
    click.echo()
    for language in languages:
        for format_name in WRITERS:
            click.echo(feed_url(site, slug, language, format_name))


@click.group(cls=Resource)
def entries() -> None:
    """List, show and kill entries."""


@entries.command("list")
@click.argument("slug")
@_limit_option
@json_option
def list_entries(slug: str, limit: int, as_json: bool) -> None:
    """List a live blog's entries, newest first."""
    from syndication.storage import entries as stored
    from syndication.storage.blogs import find_blog

    with opened(settings()) as database, database.reading() as session:
        blog = find_blog(session, slug)
        if blog is None:
            raise UnknownBlog(slug)
        found = stored.list_entries(session, slug, limit=limit + 1)
    if as_json:
        print_json([_row(entry) for entry in found[:limit]])
    else:
        rows = [_line(entry, blog.language) for entry in found[:limit]]
        print_rows(rows, as_json=False, empty="It has no entries yet.", shorten="headline", below=("guid",))
    _tell_more(len(found), limit)


@entries.command("show")
@click.argument("guid")
@json_option
def show_entry(guid: str, as_json: bool) -> None:
    """Show an entry, what it says and its history.

    With --json it is canonical JSON, as the API gives it.
    """
    from feeds.codec import as_table
    from syndication.storage.entries import find_entry, list_versions

    with opened(settings()) as database, database.reading() as session:
        found = find_entry(session, guid)
        if found is None:
            raise UnknownEntry(guid)
        versions = list_versions(session, guid)
    if as_json:
        print_json(as_table(found.entry))
        return
    record = {"blog": found.blog_slug} | _row(found.entry)
    if found.entry.kill_reason:
        record["kill_reason"] = found.entry.kill_reason
    print_record(record, as_json=False)
    for paragraph in _paragraphs(found.entry, found.blog_language):
        click.echo(f"\n{paragraph}")
    click.echo()
    print_rows(
        [{"version": v.version, "at": v.at, "what": v.kind.value, "by": v.actor} for v in versions], as_json=False
    )


@entries.command("kill")
@click.argument("guid")
@click.option("--reason", required=True, help="Why it must not be used; goes out with the kill.")
@json_option
def kill_entry(guid: str, reason: str, as_json: bool) -> None:
    """Withdraw an entry at once, in every format and language."""
    from feeds.model import PubStatus
    from syndication.ingest import kill_entry as kill
    from syndication.storage.entries import find_entry

    with opened(settings()) as database, database.writing() as session:
        found = find_entry(session, guid)
        if found is not None and found.entry.pub_status is PubStatus.CANCELED:
            raise click.ClickException(f"{guid} was killed already, and keeps the reason given then")
        killed = kill(session, guid, reason, actor=actor(), now=now())
    print_record(_row(killed), as_json=as_json)


def _row(entry: "Entry") -> dict[str, object]:
    return {
        "published_at": entry.published_at,
        "kind": entry.kind.value,
        "headline": entry.headline,
        "version": entry.version,
        "status": entry.pub_status.value,
        "pinned": entry.pinned,
        "guid": entry.guid,
    }


def _line(entry: "Entry", language: str) -> dict[str, object]:
    """Return what a person looks for in a list: when, what, and what is unusual about it."""
    marks = ["" if value in {"update", "usable"} else value for value in (entry.kind.value, entry.pub_status.value)]
    marks += ["pinned" if entry.pinned else ""]
    return {
        "published_at": entry.published_at,
        "headline": entry.headline or _opening(entry, language),
        "version": entry.version,
        "marks": " ".join(mark.replace("_", " ") for mark in marks if mark),
        "guid": entry.guid,
    }


def _opening(entry: "Entry", language: str) -> str:
    from feeds.titles import first_sentences

    return first_sentences(" ".join(_paragraphs(entry, language)), _OPENING_CHARACTERS)


def _paragraphs(entry: "Entry", language: str) -> list[str]:
    from feeds.body import BodyStyle, body_text
    from feeds.locales import labels_for
    from feeds.profile import HtmlSubset, MediaRule

    style = BodyStyle(html=HtmlSubset.PLAIN, media=MediaRule(), labels=labels_for(entry.language or language))
    return [printable(paragraph) for paragraph in body_text(entry.blocks, style).split("\n\n") if paragraph]


def _tell_more(found: int, limit: int) -> None:
    if found > limit:
        remark(f"There are more than these {limit}; --limit lists them.")
