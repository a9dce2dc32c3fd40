"""SQL functions that give the Vietnamese day and month of a stored moment, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class vietnam_day(GenericFunction[date]):  # noqa: N801 - a function of SQL
    """The Vietnamese calendar date of a stored moment. Vietnam has had one offset from UTC since 1975."""

    type = Date()
    inherit_cache = True


class vietnam_month(GenericFunction[str]):  # noqa: N801 - a function of SQL
    """The Vietnamese month of a stored moment, such as ``2026-11``."""

    type = Text()
    inherit_cache = True


@compiles(vietnam_day, "sqlite")
def _day_on_sqlite(element: vietnam_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"date({compiler.process(element.clauses, **options)}, '+7 hours')"


@compiles(vietnam_day, "postgresql")
def _day_on_postgresql(element: vietnam_day, compiler: SQLCompiler, **options: Any) -> str:
    return f"(timezone('Asia/Ho_Chi_Minh', {compiler.process(element.clauses, **options)})::date)"


@compiles(vietnam_month, "sqlite")
def _month_on_sqlite(element: vietnam_month, compiler: SQLCompiler, **options: Any) -> str:
    return f"strftime('%Y-%m', {compiler.process(element.clauses, **options)}, '+7 hours')"


@compiles(vietnam_month, "postgresql")
def _month_on_postgresql(element: vietnam_month, compiler: SQLCompiler, **options: Any) -> str:
    moment = f"timezone('Asia/Ho_Chi_Minh', {compiler.process(element.clauses, **options)})"
    return f"to_char({moment}, 'YYYY-MM')"
