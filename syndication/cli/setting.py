"""What commands need around them: the installation they work on, the clock, and who is acting."""

import getpass
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from syndication.cli.failures import explain_os_error
from syndication.config import Settings, read_settings
from syndication.errors import SettingsError

if TYPE_CHECKING:
    from syndication.storage.database import Database

_DATABASE_URL = "SYNDICATION_DATABASE_URL"


def settings() -> Settings:
    """Read this process's settings; raises :exc:`~syndication.errors.SettingsError`."""
    return read_settings(os.environ)


@contextmanager
def opened(configured: Settings) -> Iterator["Database"]:
    """Open the installation's database, its tables up to date, and close it at the end.

    Whatever the database has to complain about becomes one line that names it. Logs go to stderr from here on.
    """
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from syndication.logs import configure_logs
    from syndication.storage.migrations import migrate

    configure_logs(configured.log_format)
    database = _open(configured)
    try:
        migrate(database)
        yield database
    except (SQLAlchemyError, sqlite3.Error) as cause:
        raise click.ClickException(f"the database {_name_of(configured)}: {_reason(cause)}") from cause
    except CommandError as cause:
        reason = "its tables were made by another version of this program, probably a newer one"
        raise click.ClickException(f"the database {_name_of(configured)}: {reason} ({cause})") from cause
    finally:
        database.close()


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


def actor() -> str:
    """Name who gives commands here, for the change log: the account on this machine."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        # A container may run under a number that no account has.
        name = f"user {os.getuid()}"
    return f"{name} (command line)"


def _open(configured: Settings) -> "Database":
    from sqlalchemy.exc import ArgumentError

    from syndication.storage.database import open_database

    try:
        return open_database(configured)
    except FileExistsError as cause:
        raise SettingsError("SYNDICATION_DATA", f"{configured.data_dir} is not a folder") from cause
    except OSError as cause:
        raise SettingsError("SYNDICATION_DATA", f"cannot make the folder {explain_os_error(cause)}") from cause
    except (ArgumentError, ValueError) as cause:
        # What was given is not repeated: it may hold a password.
        raise SettingsError(_DATABASE_URL, "not an address such as postgresql://user@host:5432/name") from cause


def _name_of(configured: Settings) -> str:
    from sqlalchemy.engine import make_url

    url = make_url(configured.database_url)
    return url.database or "" if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def _reason(error: Exception) -> str:
    """Return the database's own words: of what SQLAlchemy and drivers put around them, the first line is enough."""
    words = str(getattr(error, "orig", None) or error).strip().splitlines()
    return words[0] if words else type(error).__name__
