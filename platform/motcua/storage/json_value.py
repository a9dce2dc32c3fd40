"""A SQL function that reads one text out of a stored JSON object, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text
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
