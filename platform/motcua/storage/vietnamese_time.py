"""SQL functions of the Vietnamese day and month of stored moments, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Integer, Text
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


class vietnam_days_order(GenericFunction[int]):  # noqa: N801 - a function of SQL
    """-1, 0 or 1: the first moment lies on an earlier Vietnamese day than the second, on the same, on a later one."""

    type = Integer()
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


@compiles(vietnam_days_order, "sqlite")
def _order_on_sqlite(element: vietnam_days_order, compiler: SQLCompiler, **options: Any) -> str:
    """Stored moments are texts of UTC, where a Vietnamese day begins at 17:00. Two on the same side of it, as those of
    office hours are, keep their order by the date alone; working out both days takes several times as long.
    """
    first, second = (compiler.process(one, **options) for one in element.clauses)
    sides = " = ".join(f"(substr({one}, 12, 2) >= '17')" for one in (first, second))
    short = _sign(f"substr({first}, 1, 10)", f"substr({second}, 1, 10)")
    exact = _sign(f"date({first}, '+7 hours')", f"date({second}, '+7 hours')")
    return f"CASE WHEN {sides} THEN {short} ELSE {exact} END"


@compiles(vietnam_days_order, "postgresql")
def _order_on_postgresql(element: vietnam_days_order, compiler: SQLCompiler, **options: Any) -> str:
    zone = "timezone('Asia/Ho_Chi_Minh', {})::date"
    first, second = (zone.format(compiler.process(one, **options)) for one in element.clauses)
    return f"sign({first} - {second})::int"


def _sign(first: str, second: str) -> str:
    return f"(({first} > {second}) - ({first} < {second}))"
