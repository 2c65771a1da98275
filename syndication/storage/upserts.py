"""Inserts that say what happens where a row is there already; standard SQL has none, both our databases have one."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_into(session: Session, table: Table[Any]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT with ``on_conflict_do_update`` and ``on_conflict_do_nothing`` for the session's database."""
    return postgresql.insert(table) if session.get_bind().dialect.name == "postgresql" else sqlite.insert(table)
