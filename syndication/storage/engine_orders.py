"""Which engines are asked for a language pair, where somebody has decided that."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from syndication.storage.desk_tables import engine_orders
from syndication.storage.upserts import dialect_of, insert_into


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOrder:
    """The engines of a pair by name, the first first; those that are not named are not asked."""

    source: str
    target: str
    engines: tuple[str, ...]
    actor: str
    updated_at: datetime


def find_order(session: Session, source: str, target: str) -> EngineOrder | None:
    """Return what was decided for exactly this pair of language tags."""
    return next(iter(_read(session, source, target)), None)


def list_orders(session: Session) -> tuple[EngineOrder, ...]:
    """Return everything that was decided, by pair."""
    return _read(session, None, None)


def save_order(session: Session, order: EngineOrder) -> None:
    """Keep an order, in place of an earlier one."""
    key = {"source_language": order.source, "target_language": order.target}
    values = {"engines": " ".join(order.engines), "actor": order.actor, "updated_at": order.updated_at}
    kept = insert_into(dialect_of(session), engine_orders).values(key | values)
    index = [engine_orders.c.source_language, engine_orders.c.target_language]
    session.execute(kept.on_conflict_do_update(index_elements=index, set_=values))


def delete_order(session: Session, source: str, target: str) -> None:
    """Forget an order, if there is one."""
    columns = engine_orders.c
    session.execute(delete(engine_orders).where(columns.source_language == source, columns.target_language == target))


def _read(session: Session, source: str | None, target: str | None) -> tuple[EngineOrder, ...]:
    columns = engine_orders.c
    query = select(engine_orders).order_by(columns.source_language, columns.target_language)
    if source is not None:
        query = query.where(and_(columns.source_language == source, columns.target_language == target))
    return tuple(
        EngineOrder(
            source=row.source_language,
            target=row.target_language,
            engines=tuple(row.engines.split()),
            actor=row.actor,
            updated_at=row.updated_at,
        )
        for row in session.execute(query)
    )
