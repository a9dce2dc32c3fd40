"""A migrated database on either engine, and rows to put into it."""

import contextlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.orm import Session

from motcua.kernel.clock import VIETNAM
from motcua.storage.engine import Database
from motcua.storage.migration import migrate
from motcua.storage.scope import Scope
from motcua.storage.tables import DossierEventRow, DossierRow, ReleaseRow, RevisionRow

NOW = datetime(2026, 11, 23, 9, 15, tzinfo=VIETNAM)
EVERYTHING = Scope.everything("kiểm thử")


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty, migrated SQLite database; copied for each test."""
    file = tmp_path_factory.mktemp("migrated") / "motcua.sqlite3"
    migrate(f"sqlite:///{file}")
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: str) -> str:
    """The URL of an empty, migrated PostgreSQL database; the template of each test's own."""
    with psycopg.connect(postgres_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute('CREATE DATABASE "migrated"')
    url = postgres_url.replace("/postgres?", "/migrated?", 1)
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "motcua.sqlite3")
        url = f"sqlite:///{tmp_path / 'motcua.sqlite3'}"
    else:
        template = request.getfixturevalue("migrated_postgres")
        url = request.getfixturevalue("create_postgres_database")(template)
    opened = Database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def now() -> datetime:
    """The moment of the tests."""
    return NOW


@pytest.fixture
def everything() -> Scope:
    """A scope that hides nothing."""
    return EVERYTHING


def add_revision(session: Session) -> int:
    """A revision to pin dossiers to."""
    release = ReleaseRow(reason="kiểm thử", published_by="quantri", published_at=NOW)
    session.add(release)
    session.flush()
    revision = RevisionRow(
        kind="procedure",
        code="1.004873",
        number=1,
        content="{}",
        effective_from=NOW.date(),
        release_id=release.id,
        published_at=NOW,
    )
    session.add(revision)
    session.flush()
    return revision.id


def new_dossier(revision: int, number: str, agency: str, **values: Any) -> DossierRow:
    """A dossier of an agency."""
    given = {
        "competent_agency": agency,
        "procedure_revision_id": revision,
        "process_revision_id": revision,
        "policy_revision_id": revision,
        "received_at": NOW,
        "last_event_at": NOW,
        **values,
    }
    return DossierRow(number=number, number_tail=number[::-1], agency_code=agency, **given)


@pytest.fixture
def stored(database: Database) -> Callable[..., dict[str, int]]:
    """Stores dossiers of two communes, each with one event; ids by number."""

    def store() -> dict[str, int]:
        with database.write(EVERYTHING) as session:
            revision = add_revision(session)
            ids = {}
            for number, agency in (("A-1", "H88.31"), ("A-2", "H88.31"), ("B-1", "H88.32")):
                dossier = new_dossier(revision, number, agency)
                session.add(dossier)
                session.flush()
                session.add(
                    DossierEventRow(dossier_id=dossier.id, agency_code=agency, seq=1, kind="received", at=NOW)
                )
                ids[number] = dossier.id
            return ids

    return store
