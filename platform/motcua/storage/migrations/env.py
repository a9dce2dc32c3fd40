"""Runs migrations on the connection `migrate()` gives, or compares both metadatas to write a new revision."""

import importlib
import os
from typing import Any

from alembic import context
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

from motcua.storage.declaration import Base
from motcua.storage.engine import Begin, make_engine

# full-text tables are made by hand in the migration
BY_HAND = "dossier_search"


def is_described(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    del thing, reflected, compared
    return not (kind == "table" and (name or "").startswith(BY_HAND))


def described() -> list[MetaData]:
    """Our tables and the account tables; loading the latter takes seconds, so only to compare."""
    importlib.import_module("motcua.storage.tables")
    accounts = importlib.import_module("flask_appbuilder.security.sqla.models")
    return [Base.metadata, accounts.Model.metadata]


def run(connection: Connection, metadata: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        include_object=is_described,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given, context.config.attributes.get("metadata"))
else:
    with make_engine(os.environ["MOTCUA_DATABASE_URL"], Begin.WRITE).begin() as opened:
        run(opened, described())
