"""Numbers without gaps: one row for each scope, raised inside the caller's transaction."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.storage.driver import run
from motcua.storage.tables import CounterRow

_NEXT = (
    "INSERT INTO counter (scope_key, n) VALUES ({0}, {0}) "
    "ON CONFLICT (scope_key) DO UPDATE SET n = counter.n + 1 RETURNING n"
)
_NEXT_ON_SQLITE, _NEXT_ON_POSTGRESQL = _NEXT.format("?"), _NEXT.format("%s")


def next_number(session: Session, scope_key: str, first: int = 1) -> int:
    """The next number of the scope; given back by a rollback, never given twice. New scopes start at `first`."""
    # past the session: a number has nothing to do with what is still to be flushed
    connection = session.connection()
    text = _NEXT_ON_SQLITE if connection.dialect.name == "sqlite" else _NEXT_ON_POSTGRESQL
    return int(run(connection, text, (scope_key, first)).fetchone()[0])


def current_number(session: Session, scope_key: str) -> int:
    """The last number given out in the scope, 0 when there is none."""
    return session.scalar(select(CounterRow.n).where(CounterRow.scope_key == scope_key)) or 0
