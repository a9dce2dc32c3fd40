"""Brings a database to the newest schema, ours and the account tables', one process at a time."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from motcua.storage.engine import Begin, make_engine

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# any number no other advisory lock of the database uses
MIGRATION_LOCK = 7_300_100


def migration_config() -> Config:
    """Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def newest_schema() -> str:
    """The revision a migrated database has."""
    return ScriptDirectory.from_config(migration_config()).get_current_head() or ""


def schema_of(connection: Connection) -> str:
    """The revision this database has; empty when it has none."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def migrate(url: str, schema: str = "head") -> bool:
    """Bring the database to the newest schema, or to an earlier one, in one transaction; whether anything changed."""
    engine = make_engine(url, Begin.WRITE)
    try:
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            if schema_of(connection) == newest_schema():
                return False
            config = migration_config()
            config.attributes["connection"] = connection
            command.upgrade(config, schema)
            return True
    finally:
        engine.dispose()
