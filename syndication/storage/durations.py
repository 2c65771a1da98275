"""How much time lies between two columns, worked out by the database: there may be very many rows."""

from typing import Any

from sqlalchemy import ColumnElement, Float
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class SecondsBetween(FunctionElement[float]):
    """Seconds from the first to the second of two times, to the millisecond; none if one is none."""

    name = "seconds_between"
    type = Float()
    inherit_cache = True


def seconds_between(since: ColumnElement[Any], until: ColumnElement[Any]) -> ColumnElement[float]:
    """Return the seconds from one time to another, negative where it comes before."""
    return SecondsBetween(since, until)


@compiles(SecondsBetween, "sqlite")
def _on_sqlite(element: SecondsBetween, compiler: SQLCompiler, **options: Any) -> str:
    since, until = (compiler.process(clause, **options) for clause in element.clauses)
    # Times are kept as text there; the day as a number is good to some 40 microseconds.
    return f"round((julianday({until}) - julianday({since})) * 86400.0, 3)"


@compiles(SecondsBetween)
def _elsewhere(element: SecondsBetween, compiler: SQLCompiler, **options: Any) -> str:
    since, until = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(round(extract(epoch FROM ({until} - {since})), 3) AS double precision)"
