"""One process at a time: a lock beside the SQLite file, an advisory lock in PostgreSQL."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import func, make_url, select, text
from sqlalchemy.orm import Session

from motcua.storage.engine import Begin, make_engine

INSTALLATION_LOCK = 7_300_101
PUBLICATION_LOCK = 7_300_102
NAME_LOCKS = 7_300_103


def take_turn_to_publish(session: Session) -> None:
    """Wait until nobody else publishes, and keep others waiting until this transaction ends.

    Workers look for releases newer than the last they know, so releases must become visible in the order of their
    numbers; and the next number of a revision must not be given twice. SQLite's writers come one by one anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(PUBLICATION_LOCK)))


def hold_name(session: Session, name: str) -> None:
    """Wait until no other transaction holds the name, and hold it until this one ends; SQLite's writers are alone."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(NAME_LOCKS, func.hashtext(name))))


@contextmanager
def installation_lock(url: str, folder: Path) -> Iterator[None]:
    """Hold off every other process that would set up the same database; released when this process dies."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        folder.mkdir(parents=True, exist_ok=True)
        place = Path(f"{address.database}.lock") if address.database else folder / "installation.lock"
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    engine = make_engine(url, Begin.WRITE)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": INSTALLATION_LOCK})
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": INSTALLATION_LOCK})
                connection.commit()
    finally:
        engine.dispose()
