"""Runs statements that were put together beforehand straight through the driver of the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def run(connection: Connection, text: str, values: Any) -> Any:
    """The driver's cursor after the statement, within the transaction of the connection; a list of values runs many.

    Raises what SQLAlchemy would. Where somebody listens to statements, SQLAlchemy runs it and they hear of it.
    """
    if connection.dispatch.before_cursor_execute:
        return connection.exec_driver_sql(text, values).cursor
    if not connection.in_transaction():
        connection.begin()
    cursor: Any = connection.connection.cursor()
    try:
        if isinstance(values, list):
            cursor.executemany(text, values)
        else:
            cursor.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        kind = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(text, values, error, kind, dialect=connection.dialect) from error
    return cursor
