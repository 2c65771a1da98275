"""Commands on live blogs of others that are followed: ``sources``."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from feeds.errors import FeedsError
from syndication.cli.failures import explain
from syndication.cli.output import json_option, print_json, print_record, print_rows
from syndication.cli.progress import showing_wait
from syndication.cli.resources import Resource
from syndication.cli.setting import actor, now, opened, settings
from syndication.cli.source_rows import found_row, reading_row, source_line, tell_remarks
from syndication.errors import NameTaken, SyndicationError, UnknownSource

if TYPE_CHECKING:
    from syndication.storage.sources import SourceRecord

_HOW_TO_ADD = "No sources yet. Follow a live blog: syndication sources add URL"
_SOURCE_WINS = "Also put back what was changed here."


@click.group(cls=Resource)
def sources() -> None:
    """Follow live blogs that others publish.

    A source has the name of its live blog. A worker reads it; docs/sources.md says what becomes of edits and removals.
    """


@sources.command("add")
@click.argument("url")
@click.option("--slug", default="", help="Name in addresses; by default the document's own, or made from the title.")
@click.option("--format", "format_name", help="An ingest format; by default told from the content.")
@click.option("--timezone", help="IANA zone of times that name none, such as Asia/Ho_Chi_Minh.")
@click.option("--language", help="Language of a document that does not name its own.")
@click.option("--title", help="Title of a live blog whose document has none.")
@click.option("--interval", "interval_s", type=int, default=60, show_default=True, help="Shortest pause, in seconds.")
@click.option("--once", is_flag=True, help="Take it in once, and do not follow it.")
@click.option("--source-wins", is_flag=True, help=_SOURCE_WINS)
@json_option
def add_source(url: str, format_name: str | None, once: bool, source_wins: bool, as_json: bool, **wish: Any) -> None:
    """Follow the live blog at URL.

    It is read once and shown before anything is stored. In a live blog that is here already, entries that were not made
    by this source stay as they are.
    """
    from syndication.sources.managing import Wish, make_source
    from syndication.sources.poller import make_reader
    from syndication.sources.views import view_source
    from syndication.storage.sources import find_source, insert_source, save_source

    configured = settings()
    source = make_source(Wish(url=url, format=format_name, **wish), added_by=actor(), now=now())
    with opened(configured) as database, _naming(source):
        with database.reading() as session:
            if source.slug and not once and find_source(session, source.slug) is not None:
                raise NameTaken("source", source.slug)
        reader = make_reader(configured, database)
        with showing_wait("Reading it for the first time"):
            examined = reader.examine(source)
        found = found_row(examined)
        if not as_json:
            print_record(found, as_json=False)
            tell_remarks(examined.prepared.remarks)
        named = replace(source, slug=examined.prepared.blog.slug)
        with database.writing() as session:
            if once:
                stored, reading = None, reader.store_once(session, named, examined, actor=actor())
            else:
                stored, reading = reader.store(
                    session, insert_source(session, named), examined, source_wins=source_wins
                )
                save_source(session, stored)
    if as_json:
        added_source = None if stored is None else view_source(stored).model_dump()
        print_json({"found": found, "source": added_source, "reading": reading})
        return
    click.echo()
    print_record(reading_row(reading), as_json=False)


@sources.command("list")
@json_option
def list_sources(as_json: bool) -> None:
    """List sources, and how they are doing."""
    from syndication.sources.views import view_source
    from syndication.storage import sources as stored

    with opened(settings()) as database, database.reading() as session:
        found = [view_source(source) for source in stored.list_sources(session)]
    rows = [source.model_dump() if as_json else source_line(source) for source in found]
    print_rows(rows, as_json=as_json, empty=_HOW_TO_ADD, shorten="problem", below=("url",))


@sources.command("show")
@click.argument("name")
@json_option
def show_source(name: str, as_json: bool) -> None:
    """Show a source, and the entries that stand otherwise here than there."""
    from syndication.sources.views import view_notable, view_source
    from syndication.storage.sources import find_source, load_followed

    with opened(settings()) as database, database.reading() as session:
        source = find_source(session, name)
        if source is None:
            raise UnknownSource(name)
        followed = load_followed(session, source.id)
    record = view_source(source).model_dump() | {"entries": len(followed)}
    notable = [entry.model_dump() for entry in view_notable(followed)]
    if as_json:
        print_json(record | {"notable": notable})
        return
    print_record(record, as_json=False)
    if notable:
        click.echo()
        print_rows(notable, as_json=False, shorten="headline", below=("guid",))


@sources.command("poll")
@click.argument("name")
@click.option("--source-wins", is_flag=True, help=_SOURCE_WINS)
@json_option
def poll_source(name: str, source_wins: bool, as_json: bool) -> None:
    """Read a source now, and say what came of it."""
    from syndication.sources.managing import claim_source
    from syndication.sources.poller import LEASE, make_reader, new_claim
    from syndication.sources.reading import ReadingOutcome

    configured = settings()
    with opened(configured) as database:
        with database.writing() as session:
            source = claim_source(session, name, claim=new_claim(), now=now(), lease=LEASE)
        with showing_wait(f"Reading {name}"):
            reading = make_reader(configured, database).read(source, is_conditional=False, source_wins=source_wins)
    if reading.outcome in {ReadingOutcome.FAILED, ReadingOutcome.ENDED}:
        raise click.ClickException(f"{name}: {reading.error}")
    if as_json:
        print_json(reading)
        return
    print_record(reading_row(reading), as_json=False)
    tell_remarks(reading.remarks)


@sources.command("pause")
@click.argument("name")
def pause_source(name: str) -> None:
    """Stop reading a source."""
    from syndication.sources.managing import pause_source as pause

    with opened(settings()) as database, database.writing() as session:
        pause(session, name)
    click.echo(f"{name} is not read until it is resumed.")


@sources.command("resume")
@click.argument("name")
def resume_source(name: str) -> None:
    """Read a source again, also one that has ended."""
    from syndication.sources.managing import resume_source as resume

    with opened(settings()) as database, database.writing() as session:
        resume(session, name, now=now())
    click.echo(f"{name} is read again.")


@sources.command("remove")
@click.argument("name")
def remove_source(name: str) -> None:
    """Forget a source; its live blog stays."""
    from syndication.sources.managing import remove_source as remove

    with opened(settings()) as database, database.writing() as session:
        remove(session, name)
    click.echo(f"{name} is no longer followed. Its live blog stays as it is.")


@contextmanager
def _naming(source: "SourceRecord") -> Iterator[None]:
    """Put the address before whatever is wrong with what it has."""
    from syndication.sources.views import shown_url

    try:
        yield
    except (FeedsError, SyndicationError) as cause:
        raise click.ClickException(f"{shown_url(source.url)}: {explain(cause)}") from cause
