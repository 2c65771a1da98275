"""Inserts that say what happens where a row is there already; standard SQL has none, both our databases have one."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def dialect_of(session: Session) -> str:
    """Return the name of the session's kind of database."""
    return session.get_bind().dialect.name


def insert_into(dialect: str, table: Table[Any]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT with ``on_conflict_do_update`` and ``on_conflict_do_nothing`` for a kind of database."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
