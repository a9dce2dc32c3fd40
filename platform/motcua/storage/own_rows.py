"""Reads the rows of one dossier with one prepared statement a table, for pages and answers that show all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Dialect, Table, bindparam, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.instrumentation import ClassManager

from motcua.storage.declaration import Base
from motcua.storage.prepared import CompiledQuery
from motcua.storage.scope import OutsideScopeError, has_loaded
from motcua.storage.tables import DossierRow

OneRow = TypeVar("OneRow", bound=Base)


def own_rows(session: Session, dossier: DossierRow, kind: type[OneRow]) -> list[OneRow]:
    """The rows of a dossier this session has loaded within its scope, in the order they were made.

    They do not belong to the session: to change one, use ``row_writing``. Raises ``OutsideScopeError`` for any
    other dossier.
    """
    if not has_loaded(session, dossier.id):
        raise OutsideScopeError(f"dossier {dossier.id} was not loaded by this session")
    session.flush()
    return _rows_of(session, kind, "dossier_id", dossier.id)


def find_rows(
    session: Session, kind: type[OneRow], column: str, value: Any, *, lock: bool = False
) -> list[OneRow]:
    """The rows with this value in a column, whoever's they are: only for code of storage that limits them itself."""
    return _rows_of(session, kind, column, value, lock=lock)


def _rows_of(
    session: Session, kind: type[OneRow], column: str, value: Any, *, lock: bool = False
) -> list[OneRow]:
    connection = session.connection()
    reading = _reading(kind, column, connection.dialect, lock=lock)
    return [reading.row(values) for values in reading.query.rows(connection, {"value": value})]


@dataclass(frozen=True, slots=True)
class _Reading:
    """How rows of a table are read: the query, the attributes in its order, and what makes an instance."""

    query: CompiledQuery
    attributes: tuple[str, ...]
    manager: ClassManager[Any]

    def row(self, values: tuple[Any, ...]) -> Any:
        made = self.manager.new_instance()
        made.__dict__.update(zip(self.attributes, values, strict=True))
        return made


@lru_cache(maxsize=64)
def _reading(kind: type[Base], column: str, dialect: Dialect, *, lock: bool) -> _Reading:
    table = kind.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{kind.__name__} is no table")
    wanted = select(*table.columns).where(table.c[column] == bindparam("value")).order_by(table.c.id)
    if lock:
        wanted = wanted.with_for_update()
    mapper = inspect(kind)
    names = {prop.columns[0].name: prop.key for prop in mapper.column_attrs}
    attributes = tuple(names[one.name] for one in table.columns)
    return _Reading(CompiledQuery.compile(wanted, dialect), attributes, mapper.class_manager)
