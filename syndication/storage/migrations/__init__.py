"""Bring the tables up to date: Alembic migrations, run at every start."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from syndication.storage.database import Database

# "SYND" in ASCII: any number will do that nothing else in the database locks.
_LOCK = 0x53594E44


def migrate(database: Database) -> None:
    """Bring the tables to the newest migration; of two processes that start at once, one waits for the other.

    Where they are there already nothing is locked, so that commands can run beside a busy server.
    """
    config = migration_config()
    if _is_up_to_date(database, config):
        return
    database.use_write_ahead_log()
    with database.writing() as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def migration_config() -> Config:
    """Return what Alembic needs to find the migrations; the caller adds its ``connection``."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _is_up_to_date(database: Database, config: Config) -> bool:
    with database.reading() as session:
        current = MigrationContext.configure(session.connection()).get_current_heads()
    return set(current) == set(ScriptDirectory.from_config(config).get_heads())
