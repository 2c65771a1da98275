"""Commands on what the newsroom has posted: ``blogs`` and ``entries``."""

import click

from feeds.codec import as_table
from feeds.model import Entry
from syndication.cli.output import json_option, print_json, print_record, print_rows
from syndication.cli.setting import actor, now, opened, settings
from syndication.errors import UnknownBlog, UnknownEntry


@click.group()
def blogs() -> None:
    """List and show live blogs."""


@blogs.command("list")
@json_option
def list_blogs(as_json: bool) -> None:
    """List the live blogs, the one changed last first."""
    from syndication.storage import blogs as stored
    from syndication.storage.revisions import blog_languages

    with opened(settings()) as database, database.reading() as session:
        rows = [
            {
                "slug": blog.slug,
                "title": blog.title,
                "languages": blog_languages(session, blog.slug),
                "revision": blog.revision,
                "status": blog.pub_status.value,
                "updated_at": blog.updated_at,
                "guid": blog.guid,
            }
            for blog in stored.list_blogs(session)
        ]
    print_rows(rows, as_json=as_json, empty="No live blogs yet. Take one in: syndication import FILE")


@blogs.command("show")
@click.argument("slug")
@json_option
def show_blog(slug: str, as_json: bool) -> None:
    """Show one live blog; with --json in canonical JSON, entries included."""
    from syndication.storage.blogs import load_blog
    from syndication.storage.revisions import blog_languages

    with opened(settings()) as database, database.reading() as session:
        blog = load_blog(session, slug)
        if blog is None:
            raise UnknownBlog(slug)
        languages = blog_languages(session, slug)
    if as_json:
        print_json(as_table(blog))
        return
    record = {"slug": blog.slug, "title": blog.title, "standfirst": blog.standfirst, "languages": languages}
    record |= {"timezone": blog.timezone, "published_at": blog.published_at, "revision": blog.revision}
    print_record(record | {"entries": len(blog.entries), "guid": blog.guid}, as_json=False)


@click.group()
def entries() -> None:
    """List, show and kill entries."""


@entries.command("list")
@click.argument("slug")
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="How many, newest first.")
@json_option
def list_entries(slug: str, limit: int, as_json: bool) -> None:
    """List a live blog's entries, newest first."""
    from syndication.storage import entries as stored
    from syndication.storage.blogs import find_blog

    with opened(settings()) as database, database.reading() as session:
        if find_blog(session, slug) is None:
            raise UnknownBlog(slug)
        rows = [_entry_row(entry) for entry in stored.list_entries(session, slug, limit=limit)]
    print_rows(rows, as_json=as_json, empty="This live blog has no entries yet.")


@entries.command("show")
@click.argument("guid")
@json_option
def show_entry(guid: str, as_json: bool) -> None:
    """Show an entry and its history; with --json its canonical JSON."""
    from syndication.storage.entries import find_entry, list_versions

    with opened(settings()) as database, database.reading() as session:
        found = find_entry(session, guid)
        if found is None:
            raise UnknownEntry(guid)
        versions = list_versions(session, guid)
    if as_json:
        print_json(as_table(found.entry))
        return
    print_record(_entry_row(found.entry), as_json=False)
    click.echo()
    history = [{"version": v.version, "at": v.at, "what": v.kind.value, "by": v.actor} for v in versions]
    print_rows(history, as_json=False, empty="")


@entries.command("kill")
@click.argument("guid")
@click.option("--reason", required=True, help="Why it must not be used; goes out with the kill.")
@json_option
def kill_entry(guid: str, reason: str, as_json: bool) -> None:
    """Withdraw an entry at once, in every format and language."""
    from syndication.ingest import kill_entry as kill

    with opened(settings()) as database, database.writing() as session:
        killed = kill(session, guid, reason, actor=actor(), now=now())
    print_record(_entry_row(killed), as_json=as_json)


def _entry_row(entry: Entry) -> dict[str, object]:
    return {
        "published_at": entry.published_at,
        "kind": entry.kind.value,
        "headline": entry.headline,
        "version": entry.version,
        "status": entry.pub_status.value,
        "pinned": entry.pinned,
        "guid": entry.guid,
    }
