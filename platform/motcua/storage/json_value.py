"""SQL functions that read texts and moments out of stored JSON, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class json_value(GenericFunction[str]):  # noqa: N801 - a function of SQL
    """The text under a key at the top of a JSON object kept as text: ``json_value(column, "key")``."""

    type = Text()
    inherit_cache = True


@compiles(json_value, "sqlite")
def _on_sqlite(element: json_value, compiler: SQLCompiler, **options: Any) -> str:
    column, key = (compiler.process(part, **options) for part in element.clauses)
    return f"json_extract({column}, '$.' || {key})"


@compiles(json_value, "postgresql")
def _on_postgresql(element: json_value, compiler: SQLCompiler, **options: Any) -> str:
    column, key = (compiler.process(part, **options) for part in element.clauses)
    return f"(({column})::json ->> {key})"


class json_text_at(GenericFunction[str]):  # noqa: N801 - a function of SQL
    """The text at a place inside JSON kept as text: ``json_text_at(column, "data,entered,0,due_at")``."""

    type = Text()
    inherit_cache = True


class later_than_told(GenericFunction[bool]):  # noqa: N801 - a function of SQL
    """Whether a stored moment is later than a moment written with its offset; not when nothing is written."""

    type = Boolean()
    inherit_cache = True


@compiles(json_text_at, "sqlite")
def _at_on_sqlite(element: json_text_at, compiler: SQLCompiler, **options: Any) -> str:
    column, place = element.clauses
    steps = str(place.value).split(",")
    path = "".join(f"[{step}]" if step.isdecimal() else f".{step}" for step in steps)
    return f"json_extract({compiler.process(column, **options)}, '${path}')"


@compiles(json_text_at, "postgresql")
def _at_on_postgresql(element: json_text_at, compiler: SQLCompiler, **options: Any) -> str:
    column, place = element.clauses
    steps = str(place.value)
    return f"(({compiler.process(column, **options)})::json #>> '{{{steps}}}')"


@compiles(later_than_told, "sqlite")
def _later_on_sqlite(element: later_than_told, compiler: SQLCompiler, **options: Any) -> str:
    moment, told = (compiler.process(part, **options) for part in element.clauses)
    return f"(julianday({moment}) > julianday({told}))"


@compiles(later_than_told, "postgresql")
def _later_on_postgresql(element: later_than_told, compiler: SQLCompiler, **options: Any) -> str:
    moment, told = (compiler.process(part, **options) for part in element.clauses)
    return f"({moment} > ({told})::timestamptz)"
