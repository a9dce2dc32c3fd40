"""The migrations give exactly the tables the program describes, and can be undone."""

import importlib

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import MetaData, inspect

from motcua.storage.declaration import Base
from motcua.storage.engine import make_engine
from motcua.storage.migration import migrate, migration_config, newest_schema, schema_of

OF_ONE_DATABASE = ("ix_dossier_search", "ix_dossier_report", "ix_dossier_finished_at_received_at")


@pytest.fixture
def engine(database_url):
    made = make_engine(database_url)
    yield made
    made.dispose()


def described():
    accounts = importlib.import_module("flask_appbuilder.security.sqla.models")
    return [Base.metadata, accounts.Model.metadata]


def test_migrated_database__equals_what_the_tables_describe(engine, database_url):
    assert migrate(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda thing, name, kind, *_: (
                    not (
                        (kind == "table" and name.startswith("dossier_search"))
                        or (kind == "index" and name in OF_ONE_DATABASE)
                    )
                ),
            },
        )
        difference = compare_metadata(context, described())
    assert difference == []


def test_migrating_again__does_nothing(engine, database_url):
    assert migrate(database_url)
    assert not migrate(database_url)
    with engine.connect() as connection:
        assert schema_of(connection) == newest_schema()


def test_downgrade__leaves_an_empty_database(engine, database_url):
    migrate(database_url)
    config = migration_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}


def test_constraint_names__follow_the_convention_and_fit():
    described_by_us: MetaData = Base.metadata
    names = [index.name for table in described_by_us.tables.values() for index in table.indexes]
    names += [
        constraint.name for table in described_by_us.tables.values() for constraint in table.constraints
    ]
    assert all(name and len(name) <= 63 for name in names)
