"""Stores rows made in memory with one prepared statement a table; the unit of work takes several times as long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import ClauseElement, Column, Dialect, Table, bindparam, delete, insert, inspect, update
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from motcua.storage.declaration import Base
from motcua.storage.driver import run
from motcua.storage.scope import SCOPED, check_written, has_loaded

OneRow = TypeVar("OneRow", bound=Base)
Bound = Callable[[Any], Any] | None


def new_row(kind: type[OneRow], /, **values: Any) -> OneRow:
    """A row to be inserted here, made without the bookkeeping of the unit of work.

    Raises ``AttributeError`` for a name the table does not have.
    """
    made: OneRow = _maker(kind)(values)
    return made


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
        statement = _insert(kind, connection.dialect, returning=False)
        values = [statement.values(row) for row in same]
        run(connection, statement.text, values if len(values) > 1 else values[0])


def insert_row(session: Session, row: Base) -> None:
    """Insert one row within the session's scope; it gets its id and belongs to the session as if it had been loaded."""
    if type(row) in SCOPED:
        check_written(session, type(row), row.__dict__)
    connection = session.connection()
    statement = _insert(type(row), connection.dialect, returning=True)
    stored = row.__dict__
    for column in statement.columns:
        if column.attribute not in stored:
            stored[column.attribute] = column.default()
    stored["id"] = run(connection, statement.text, statement.values(row)).fetchone()[0]
    make_transient_to_detached(row)
    session.add(row)


def update_row(session: Session, row: Base, values: Mapping[str, Any]) -> None:
    """Store new values of a row that stands in the database; what has not changed is not written.

    Raises ``OutsideScopeError`` when the row is outside the session's scope.
    """
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return
    # a dossier the session could load may be changed, whichever of its agencies the scope reaches it by
    if type(row) in SCOPED and (
        "agency_code" in changed or not has_loaded(session, row.__dict__["id"], type(row))
    ):
        check_written(session, type(row), {**row.__dict__, **changed})
    connection = session.connection()
    statement = _update(type(row), connection.dialect, tuple(sorted(changed)))
    run(connection, statement.text, statement.bound({**changed, "id": row.__dict__["id"]}))
    for name, value in changed.items():
        set_committed_value(row, name, value)


def delete_row(session: Session, row: Base) -> None:
    """Remove a row; raises ``OutsideScopeError`` when it is outside the session's scope."""
    if type(row) in SCOPED:
        check_written(session, type(row), row.__dict__)
    connection = session.connection()
    statement = _delete(type(row), connection.dialect)
    run(connection, statement.text, statement.bound(row.__dict__))


@lru_cache(maxsize=64)
def _maker(kind: type[Base]) -> Callable[[dict[str, Any]], Any]:
    mapper = inspect(kind)
    known = frozenset(prop.key for prop in mapper.column_attrs)

    def make(values: dict[str, Any]) -> Any:
        if not values.keys() <= known:
            raise AttributeError(f"{kind.__name__}: {', '.join(sorted(values.keys() - known))}")
        made = mapper.class_manager.new_instance()
        made.__dict__.update(values)
        return made

    return make


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
class _Statement:
    """A prepared statement: its text, and its columns in the order or under the names the driver wants."""

    text: str
    columns: tuple[_Column, ...]
    positional: bool

    def values(self, row: Base) -> tuple[Any, ...] | dict[str, Any]:
        return self.bound(row.__dict__)

    def bound(self, given: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        if self.positional:
            return tuple(column.value(given) for column in self.columns)
        return {column.name: column.value(given) for column in self.columns}


@lru_cache(maxsize=256)
def _insert(kind: type[Base], dialect: Dialect, *, returning: bool) -> _Statement:
    table = _table(kind)
    written = [column for column in table.columns if not column.primary_key or column.name != "id"]
    statement = insert(table).values({column.name: bindparam(f"v_{column.name}") for column in written})
    return _prepared(kind, statement.returning(table.c.id) if returning else statement, written, dialect)


@lru_cache(maxsize=256)
def _update(kind: type[Base], dialect: Dialect, attributes: tuple[str, ...]) -> _Statement:
    table = _table(kind)
    mapped = inspect(kind).column_attrs
    written = [table.c[mapped[name].columns[0].name] for name in attributes]
    values: Any = {column.name: bindparam(f"v_{column.name}") for column in written}
    statement = update(table).where(table.c.id == bindparam("v_id")).values(values)
    return _prepared(kind, statement, [*written, table.c.id], dialect)


@lru_cache(maxsize=64)
def _delete(kind: type[Base], dialect: Dialect) -> _Statement:
    table = _table(kind)
    return _prepared(kind, delete(table).where(table.c.id == bindparam("v_id")), [table.c.id], dialect)


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{kind.__name__} is no table")
    return table


def _prepared(
    kind: type[Base], statement: ClauseElement, used: Iterable[Column[Any]], dialect: Dialect
) -> _Statement:
    compiled: Any = statement.compile(dialect=dialect)
    attributes = {prop.columns[0].name: prop.key for prop in inspect(kind).column_attrs}
    columns = {f"v_{one.name}": _column(one, attributes[one.name], dialect) for one in used}
    names: Sequence[str] = compiled.positiontup if compiled.positional else tuple(columns)
    return _Statement(str(compiled), tuple(columns[name] for name in names), bool(compiled.positional))


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
