"""Stores rows made in memory with one prepared statement a table; the unit of work takes several times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import Column, Dialect, Table, bindparam, insert, inspect
from sqlalchemy.orm import Session, make_transient_to_detached

from motcua.storage.declaration import Base
from motcua.storage.scope import SCOPED, check_written

Bound = Callable[[Any], Any] | None


def insert_rows(session: Session, rows: Iterable[Base]) -> None:
    """Insert rows within the session's scope, in their order; they stay outside the session and get no ids.

    Raises ``OutsideScopeError`` before anything is stored. Not for tables other pending rows depend on.
    """
    given = list(rows)
    for row in given:
        if type(row) in SCOPED:
            check_written(session, type(row), row.__dict__)
    connection = session.connection()
    for kind, same in groupby(given, key=type):
        statement = _statement(kind, connection.dialect, returning=False)
        values = [statement.values(row) for row in same]
        connection.exec_driver_sql(statement.text, values if len(values) > 1 else values[0])


def insert_row(session: Session, row: Base) -> None:
    """Insert one row within the session's scope; it gets its id and belongs to the session as if it had been loaded."""
    if type(row) in SCOPED:
        check_written(session, type(row), row.__dict__)
    connection = session.connection()
    statement = _statement(type(row), connection.dialect, returning=True)
    row.id = connection.exec_driver_sql(statement.text, statement.values(row)).scalar_one()  # type: ignore[attr-defined]
    make_transient_to_detached(row)
    session.add(row)


@dataclass(frozen=True, slots=True)
class _Column:
    """How one column is filled from a row: under which name it is bound, what stands in when it was not set."""

    attribute: str
    name: str
    default: Callable[[], Any]
    bound: Bound

    def value(self, given: Mapping[str, Any]) -> Any:
        value = given[self.attribute] if self.attribute in given else self.default()
        return value if self.bound is None else self.bound(value)


@dataclass(frozen=True, slots=True)
class _Insert:
    """A prepared statement: its text, and its columns in the order or under the names the driver wants."""

    text: str
    columns: tuple[_Column, ...]
    positional: bool

    def values(self, row: Base) -> tuple[Any, ...] | dict[str, Any]:
        given = row.__dict__
        if self.positional:
            return tuple(column.value(given) for column in self.columns)
        return {column.name: column.value(given) for column in self.columns}


@lru_cache(maxsize=256)
def _statement(kind: type[Base], dialect: Dialect, *, returning: bool) -> _Insert:
    table = kind.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{kind.__name__} is no table")
    written = [column for column in table.columns if not column.primary_key or column.name != "id"]
    statement = insert(table).values({column.name: bindparam(f"v_{column.name}") for column in written})
    if returning:
        statement = statement.returning(table.c.id)
    compiled: Any = statement.compile(dialect=dialect)
    attributes = {prop.columns[0].name: prop.key for prop in inspect(kind).column_attrs}
    columns = {f"v_{one.name}": _column(one, attributes[one.name], dialect) for one in written}
    names: Sequence[str] = compiled.positiontup if compiled.positional else tuple(columns)
    return _Insert(str(compiled), tuple(columns[name] for name in names), bool(compiled.positional))


def _column(column: Column[Any], attribute: str, dialect: Dialect) -> _Column:
    default: Any = column.default
    if default is None:
        made: Callable[[], Any] = _nothing
    elif default.is_callable:
        made = lambda: default.arg(None)  # noqa: E731
    else:
        made = lambda: default.arg  # noqa: E731
    return _Column(
        attribute, f"v_{column.name}", made, column.type.dialect_impl(dialect).bind_processor(dialect)
    )


def _nothing() -> None:
    return None
