"""What Alembic runs for a migration, within the connection and transaction of the caller."""

from alembic import context
from sqlalchemy import Connection

import syndication.storage.delivery_tables
import syndication.storage.desk_tables  # noqa: F401 - their tables join the metadata
from syndication.storage.tables import metadata


def run(connection: Connection) -> None:
    """Migrate over ``connection``. SQLite alters tables by copying them (batch mode)."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_server_default=True,
        user_module_prefix="columns.",
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
