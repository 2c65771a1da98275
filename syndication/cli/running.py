"""Commands that keep running: ``serve`` and ``worker``."""

import signal
import threading
from pathlib import Path

import click

from syndication.cli.setting import now, opened, settings
from syndication.config import Settings

_ADMIN = "admin"


@click.command()
@click.option("--no-worker", is_flag=True, help="Serve only; run `syndication worker` yourself.")
@click.option(
    "--sample",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with a sample to load when there is no live blog yet.",
)
def serve(no_worker: bool, sample: Path | None) -> None:
    """Serve feeds, pages and API at SYNDICATION_HOST and SYNDICATION_PORT, with a worker beside them.

    Prints the addresses and a link that signs you in once.
    """
    from syndication.server import claim_address
    from syndication.server import serve as run_server

    configured = settings()
    claim_address(configured)
    _greet(configured, sample)
    run_server(configured, with_worker=not no_worker)


@click.command()
def worker() -> None:
    """Draft what waits for translation, until stopped."""
    from syndication.logs import configure_logs
    from syndication.worker import Worker

    configured = settings()
    configure_logs(configured.log_format)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with opened(configured) as database:
        Worker(configured, database=database).run(stop)


def _greet(configured: Settings, sample: Path | None) -> None:
    from syndication.addresses import feed_url, sign_in_url
    from syndication.auth import Role, create_sign_in_link, create_user, list_users
    from syndication.sample import load_sample
    from syndication.site import remember_base_url, site_of
    from syndication.storage.blogs import list_blogs
    from syndication.storage.revisions import blog_languages

    with opened(configured) as database:
        with database.writing() as session:
            remember_base_url(session, configured)
        tokens = load_sample(database, sample, settings=configured, now=now()) if sample else ()
        with database.writing() as session:
            site = site_of(configured, session)
            if _ADMIN not in {user.name for user in list_users(session)}:
                create_user(session, _ADMIN, Role.ADMIN, now=now())
            link = sign_in_url(site, create_sign_in_link(session, _ADMIN, now=now()))
            click.echo(f"\n  Pages          {site.base_url}/")
            for blog in list_blogs(session, limit=5):
                click.echo(f"\n  {blog.title}")
                for language in blog_languages(session, blog.slug):
                    for name in ("rss", "atom", "newsmlg2"):
                        click.echo(f"                 {feed_url(site, blog.slug, language, name)}")
            for made in tokens:
                click.echo(f"\n  Partner {made.partner}: token {made.token} (shown this once)")
    click.echo(f"\n  Sign in once   {link}\n")
