"""What commands need around them: the installation they work on, the clock, who is acting, and progress bars."""

import getpass
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from syndication.config import Settings, read_settings

if TYPE_CHECKING:
    from syndication.storage.database import Database


def settings() -> Settings:
    """Read this process's settings; raises :exc:`~syndication.errors.SettingsError`."""
    return read_settings(os.environ)


@contextmanager
def opened(configured: Settings) -> Iterator["Database"]:
    """Open the installation's database, its tables up to date, and close it at the end."""
    from syndication.storage.database import open_database
    from syndication.storage.migrations import migrate

    database = open_database(configured)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


def actor() -> str:
    """Name who gives commands here, for the change log: the account on this machine."""
    return f"{getpass.getuser()} (command line)"


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show how far long work is, on stderr and only to a person; yields ``advance(done, total or None)``."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not sys.stderr.isatty(), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
