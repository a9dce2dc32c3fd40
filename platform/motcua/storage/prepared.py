"""Queries asked at every request: compiled once a database, run past what SQLAlchemy does for changing ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.orm import Session

from motcua.storage.driver import run
from motcua.storage.scope import ScopeMissingError, scoped_tables_within

Convert = Callable[[Any], Any] | None


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """A query as one database takes it: its text, its values in order, and how they and the results are converted."""

    text: str
    positional: bool
    writers: tuple[tuple[str, Convert], ...]
    readers: tuple[Convert, ...]
    constants: Mapping[str, Any]

    @classmethod
    def compile(cls, query: Select[*tuple[Any, ...]], dialect: Dialect) -> Self:
        """Put the text together for a database."""
        made: Any = query.compile(dialect=dialect)
        bound = {name: parameter for parameter, name in made.bind_names.items()}
        names = made.positiontup if made.positional else tuple(bound)
        writers = tuple((name, _kind(bound[name], dialect).bind_processor(dialect)) for name in names)
        readers = tuple(
            _kind(column, dialect).result_processor(dialect, None) for column in query.selected_columns
        )
        return cls(str(made), bool(made.positional), writers, readers, made.params)

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Everything the query finds."""
        values = {**self.constants, **values}
        given: Any = [values[name] if write is None else write(values[name]) for name, write in self.writers]
        if self.positional:
            given = tuple(given)
        else:
            given = {name: value for (name, _), value in zip(self.writers, given, strict=True)}
        cursor = run(connection, self.text, given)
        readers = self.readers
        if not any(readers):
            return list(cursor.fetchall())
        return [
            tuple(value if read is None else read(value) for read, value in zip(readers, found, strict=True))
            for found in cursor.fetchall()
        ]


def _kind(part: Any, dialect: Dialect) -> Any:
    return part.type.dialect_impl(dialect)


class Prepared:
    """A query with named values over tables that belong to no agency, for sessions and bare connections alike."""

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        limited = scoped_tables_within(query)
        if limited:
            raise ScopeMissingError(f"{', '.join(sorted(limited))}: ask through the session, which limits it")
        self._compiled = lru_cache(maxsize=8)(lambda dialect: CompiledQuery.compile(query, dialect))

    def rows(self, source: Session | Connection, **values: Any) -> list[tuple[Any, ...]]:
        """Everything the query finds, as tuples."""
        connection = source.connection() if isinstance(source, Session) else source
        compiled: CompiledQuery = self._compiled(connection.dialect)
        return compiled.rows(connection, values)
