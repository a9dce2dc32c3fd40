"""Inserts a row unless one with the same key stands there already; the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from motcua.storage.declaration import Base


def insert_missing(session: Session, row: type[Base], values: Mapping[str, Any]) -> bool:
    """Insert a row; False, and nothing changed, when its primary key or a unique column is taken.

    Two writers with the same key at the same time: the later one waits for the first and then finds it taken.
    """
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    statement = (sqlite_insert if on_sqlite else postgresql_insert)(row).values(dict(values))
    key = inspect(row).primary_key[0]
    return session.scalar(statement.on_conflict_do_nothing().returning(key)) is not None
