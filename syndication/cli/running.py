"""Commands that keep running: ``serve`` and ``worker``."""

import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndication.cli.output import printable
from syndication.cli.setting import now, opened, settings
from syndication.config import Settings

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from feeds.item import Site
    from syndication.sample import PartnerToken
    from syndication.storage.database import Database

_ADMIN = "admin"
_BLOGS_GREETED = 5


@click.command()
@click.option("--no-worker", is_flag=True, help="Serve only; run `syndication worker` yourself.")
@click.option(
    "--sample",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with a sample to load when there is nothing yet.",
)
def serve(no_worker: bool, sample: Path | None) -> None:
    """Serve feeds, pages and API, with a worker beside them.

    The address is that of SYNDICATION_HOST and SYNDICATION_PORT. Ctrl-C ends it.

    At a terminal, or with a sample, it prints the addresses and a link that signs you in once; a log gets no such link.
    """
    from syndication.sample import load_sample
    from syndication.server import claim_address
    from syndication.server import serve as run_server

    configured = settings()
    claim_address(configured)
    # Also where nobody is greeted: what is wrong with the database is told before any process is started.
    with opened(configured) as database:
        tokens = load_sample(database, sample, settings=configured, now=now()) if sample else ()
        if sample or sys.stdout.isatty():
            _greet(database, configured, tokens)
    sys.exit(run_server(configured, with_worker=not no_worker))


@click.command()
def worker() -> None:
    """Draft what waits for translation, until stopped.

    `syndication serve` has one beside it already; more of them, on this machine or others, share the work.
    """
    from syndication.worker import Worker

    configured = settings()
    stop = threading.Event()
    with opened(configured) as database:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        Worker(configured, database=database).run(stop)


def _greet(database: "Database", configured: Settings, tokens: "tuple[PartnerToken, ...]") -> None:
    from feeds.writers import WRITERS
    from syndication.addresses import feed_url, served_url
    from syndication.site import remember_base_url, site_of
    from syndication.storage.blogs import list_blogs
    from syndication.storage.revisions import blog_languages

    with database.writing() as session:
        remember_base_url(session, served_url(configured))
        site = site_of(configured, session)
        link = _sign_in_link(session, site)
        shown = [(blog, blog_languages(session, blog.slug)) for blog in list_blogs(session, limit=_BLOGS_GREETED)]
    click.echo(f"\n  Pages          {site.base_url}/")
    for blog, languages in shown:
        click.echo(f"\n  {printable(blog.title)}")
        for language in languages:
            for name in WRITERS:
                click.echo(f"                 {feed_url(site, blog.slug, language, name)}")
    for made in tokens:
        click.echo(f"\n  Partner {made.partner}: token {made.token} (shown this once)")
    if link is not None:
        click.echo(f"\n  Sign in once   {link}")
    click.echo()


def _sign_in_link(session: "Session", site: "Site") -> str | None:
    """Return a link for the first user, who is made if need be; ``None`` if somebody took that user's access away."""
    from syndication.addresses import sign_in_url
    from syndication.auth import Role, create_sign_in_link, create_user, list_users

    admin = next((user for user in list_users(session) if user.name == _ADMIN), None)
    if admin is None:
        create_user(session, _ADMIN, Role.ADMIN, now=now())
    elif admin.disabled_at is not None:
        return None
    return sign_in_url(site, create_sign_in_link(session, _ADMIN, now=now()))
