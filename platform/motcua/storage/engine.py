"""Opens the database: engines with the right pragmas, and sessions that read or write within a scope."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from motcua.storage.scope import Scope, ScopedSession, bind_scope

BUSY_SECONDS = 30
POOL_SIZE = 8
COMMITS_KEPT_IN_LOG = 24
LONGEST_LOG = 16_000
"""Pages in SQLite's log at which a commit empties it itself, while the others wait."""


class Begin(StrEnum):
    """How a transaction begins: reading a snapshot, holding the write lock, or taking it at the first write."""

    READ = "read"
    WRITE = "write"
    LAZY = "lazy"


def make_engine(url: str | URL, begin: Begin = Begin.WRITE) -> Engine:
    """An engine for SQLite or PostgreSQL (psycopg 3) whose transactions begin as told."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(address, begin)
    if address.get_backend_name() == "postgresql":
        return _postgresql_engine(address, begin)
    raise ValueError(
        f"Không dùng được cơ sở dữ liệu “{address.get_backend_name()}”. "
        "MOTCUA_DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql+psycopg://."
    )


def _sqlite_engine(address: URL, begin: Begin) -> Engine:
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: ConnectionPoolEntry) -> None:
        del record
        # the driver must not begin or commit on its own
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
        _use_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("PRAGMA mmap_size = 268435456")
        if begin is Begin.READ:
            connection.execute("PRAGMA query_only = ON")
        if begin is Begin.WRITE:
            connection.execute(f"PRAGMA wal_autocheckpoint = {LONGEST_LOG}")

    match begin:
        case Begin.READ:
            event.listen(engine, "begin", _begin_reading)
        case Begin.WRITE:
            event.listen(engine, "begin", _begin_writing)
        case Begin.LAZY:
            event.listen(engine, "before_cursor_execute", _begin_at_first_write)
    return engine


def _use_write_ahead_log(connection: Any) -> None:
    """Switch a new file to WAL; the busy timeout does not hold for this, so processes starting at once wait here."""
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_at_first_write(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    """Take the lock when the first change comes: what was read before it cannot make it fail as stale."""
    del parameters, context, executemany
    raw: Any = connection.connection.dbapi_connection
    if not raw.in_transaction and statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
        cursor.execute("BEGIN IMMEDIATE")


def _postgresql_engine(address: URL, begin: Begin) -> Engine:
    engine = create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_pre_ping=True,
        connect_args={"application_name": f"motcua-{begin}"},
    )
    if begin is Begin.READ:

        @event.listens_for(engine, "connect")
        def read_one_snapshot(connection: Any, record: ConnectionPoolEntry) -> None:
            del record
            connection.read_only = True
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

    return engine


class NestedWriteError(RuntimeError):
    """A writing session was opened within another one; each would wait for the other."""


class Database:
    """The one database of the process: `read()` and `write()` give sessions, `accounts` is for the account tables.

    A reading session sees one snapshot and cannot change anything; a writing one holds SQLite's write lock from
    its beginning. Leaving `write()` commits, an exception rolls everything back.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.reading = make_engine(url, Begin.READ)
        self.writing = make_engine(url, Begin.WRITE)
        self.accounts = make_engine(url, Begin.LAZY)
        self._readers = sessionmaker(
            self.reading, class_=ScopedSession, expire_on_commit=False, autoflush=False
        )
        self._writers = sessionmaker(self.writing, class_=ScopedSession, expire_on_commit=False)
        file = self.writing.url.database if self.is_sqlite else None
        self._here = threading.local()
        self._commits = count(1)
        self._queue = f"{file}.writers" if file and file != ":memory:" else None
        _forget_after_fork(self)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.reading.dialect.name == "sqlite"

    @contextmanager
    def read(self, scope: Scope | None = None) -> Iterator[Session]:
        """A session that only reads. Without a scope only tables of no agency can be read."""
        with self._readers() as session:
            bind_scope(session, scope)
            yield session

    @contextmanager
    def write(self, scope: Scope | None = None) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back when an exception leaves it.

        Not to be opened within another one of the same thread: writers go one after the other.
        """
        with self._turn(), self._writers.begin() as session:
            bind_scope(session, scope)
            yield session
        if self.is_sqlite and not next(self._commits) % COMMITS_KEPT_IN_LOG:
            self._empty_log()

    def _empty_log(self) -> None:
        """Copy SQLite's log into its file. Done after the turn: those who write next need not wait for it."""
        with suppress(OperationalError), self.accounts.connect() as connection:
            # what was committed stays in the log when this fails; the next one tries again
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for SQLite's one writer in the order of arrival; its own way is to sleep and to try again.

        The system frees the lock of a process that dies.
        """
        if self._queue is None:
            yield
            return
        if getattr(self._here, "is_writing", False):
            raise NestedWriteError("this thread is writing already; pass its session on")
        place = os.open(self._queue, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(place, fcntl.LOCK_EX)
            self._here.is_writing = True
            yield
        finally:
            self._here.is_writing = False
            os.close(place)

    def dispose(self) -> None:
        """Close every connection."""
        for engine in (self.reading, self.writing, self.accounts):
            engine.dispose()

    def forget_connections(self) -> None:
        """Drop the connections inherited from the parent process without touching them."""
        for engine in (self.reading, self.writing, self.accounts):
            engine.dispose(close=False)


def _forget_after_fork(database: Database) -> None:
    """A forked worker must never use its parent's connections."""
    reference = weakref.ref(database)

    def forget() -> None:
        alive = reference()
        if alive is not None:
            alive.forget_connections()

    os.register_at_fork(after_in_child=forget)
