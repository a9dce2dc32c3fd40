"""Reads every table as JSON lines and writes them back, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import DateTime, LargeBinary, MetaData, Table, func, insert, select, text, types, update
from sqlalchemy.engine import Connection

BATCH = 1_000
SCHEMA_TABLE = "alembic_version"


def tables_of(connection: Connection) -> tuple[Table, ...]:
    """Every table of the database as it stands, those referred to first; without the mark of the schema and without
    SQLite's search indexes, which triggers fill.
    """
    left_out = {SCHEMA_TABLE}
    if connection.dialect.name == "sqlite":
        rows = connection.execute(
            text("SELECT name FROM pragma_table_list WHERE type IN ('virtual', 'shadow')")
        )
        left_out.update(rows.scalars())
    found = MetaData()
    found.reflect(connection, only=lambda name, _found: name not in left_out)
    return tuple(found.sorted_tables)


def dump_table(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table as JSON lines, in the order of the key. Moments are ISO texts, those with a zone in UTC."""
    statement = select(table).order_by(*table.primary_key.columns)
    for row in connection.execution_options(yield_per=BATCH).execute(statement).mappings():
        yield msgspec.json.encode({name: _plain(value) for name, value in row.items()}) + b"\n"


def load_table(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    """Insert JSON lines into an empty table; how many. Rows that name rows of the same table may come in any order."""
    own = [
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]
    later: list[dict[str, Any]] = []
    batch: list[dict[str, Any]] = []
    count = 0
    for line in lines:
        row = _typed(table, msgspec.json.decode(line))
        if any(row.get(name) is not None for name in own):
            later.append(row)
            row = {**row, **dict.fromkeys(own)}
        batch.append(row)
        count += 1
        if len(batch) >= BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
    for row in later:
        keys = [column == row[column.name] for column in table.primary_key]
        connection.execute(update(table).where(*keys).values({name: row[name] for name in own}))
    return count


def empty_tables(connection: Connection, tables: Iterable[Table]) -> None:
    """Delete every row, those that refer to others first."""
    for table in reversed(tuple(tables)):
        for column in table.columns:
            if column.nullable and any(key.column.table is table for key in column.foreign_keys):
                connection.execute(update(table).values({column: None}))
        connection.execute(table.delete())


def set_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Let PostgreSQL's sequences go on after the greatest id; SQLite finds it by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        column = table.columns.get("id")
        if column is None:
            continue
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, 'id')"), {"table": f'"{table.name}"'}
        )
        greatest = connection.scalar(select(func.max(column)))
        if sequence and greatest:
            connection.execute(text("SELECT setval(:sequence, :n)"), {"sequence": sequence, "n": greatest})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _typed(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _value(table.columns[name].type, value) for name, value in row.items() if name in table.columns
    }


def _value(kind: types.TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, DateTime):
        moment = datetime.fromisoformat(value)
        if kind.timezone:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    if isinstance(kind, types.Date):
        return date.fromisoformat(value)
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if isinstance(kind, types.Boolean):
        return bool(value)
    return value
