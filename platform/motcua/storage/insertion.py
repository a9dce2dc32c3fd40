"""Inserts many rows, or one unless its key is taken; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import Table, insert, inspect
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from motcua.storage.declaration import Base

AT_ONCE = 500
"""So many rows are made ready for the database at a time: their texts stand in memory twice meanwhile."""


def insert_missing(session: Session, row: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row; False, and nothing changed, when its primary key or a unique column is taken.

    Two writers with the same key at the same time: the later one waits for the first and then finds it taken.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = (sqlite_insert if on_sqlite else postgresql_insert)(row).values(dict(values))
    key = inspect(row).primary_key[0]
    return session.scalar(statement.on_conflict_do_nothing().returning(key)) is not None


def insert_many(session: Session, row: type[Base], values: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows of a table that no scope guards, at half the price of the same through the mapper."""
    if values:
        table = cast("Table", inspect(row).local_table)
        for start in range(0, len(values), AT_ONCE):
            session.execute(insert(table), values[start : start + AT_ONCE])
