"""One process at a time: a lock beside the SQLite file, an advisory lock in PostgreSQL."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url, text

from motcua.storage.engine import Begin, make_engine

INSTALLATION_LOCK = 7_300_101


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
