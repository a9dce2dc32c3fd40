"""A finished report: its columns, rows, figures and balance checks, ready for screen, spreadsheet and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from motcua.definitions.report import Report
from motcua.reporting.periods import Period

Cell = int | float | str | None


class RowKind(StrEnum):
    """What a row stands for."""

    GROUP = "group"
    LINE = "line"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A row. ``key`` are the values of the dimensions from outer to inner, none for the total; ``level`` is their
    number, so 0 for the total. ``cells`` holds figures (and, in a list report, texts) by column id.
    """

    key: tuple[str, ...]
    label: str
    level: int
    kind: RowKind
    index: str = ""
    cells: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A balance check and the labels of the rows on which it fails."""

    id: str
    rule: str
    text: str
    failing: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether it holds on every row."""
        return not self.failing


@dataclass(frozen=True, slots=True)
class ReportResult:
    """A report counted for a period, an agency (or several) and a moment.

    ``agency`` is what was asked for: one code, codes with commas, or the code of a group; ``agencies`` the codes
    counted, None for all of the province. ``recipient`` is who gets the report. ``more`` says that a list report
    has rows beyond those held here; its workbook has them all.
    """

    report: Report
    period: Period
    agency: str
    agency_name: str
    as_of: datetime
    rows: tuple[ResultRow, ...]
    checks: tuple[CheckResult, ...] = ()
    agencies: tuple[str, ...] | None = None
    recipient: str = ""
    place: str = ""
    made_at: datetime | None = None
    more: bool = False

    @property
    def balanced(self) -> bool:
        """Whether every check holds on every row."""
        return all(check.ok for check in self.checks)

    @property
    def total(self) -> ResultRow | None:
        """The row of totals."""
        return next((row for row in reversed(self.rows) if row.kind is RowKind.TOTAL), None)

    def row(self, *key: str) -> ResultRow | None:
        """The row of these dimension values."""
        return next((row for row in self.rows if row.key == key), None)

    def as_json(self) -> dict[str, Any]:
        """The report as the API and the command line give it; figures are numbers, dates ISO texts."""
        return {
            "code": self.report.code,
            "name": self.report.name,
            "title": self.report.title,
            "period": self.period.text,
            "period_name": self.period.name,
            "from": self.period.start.isoformat(),
            "to": self.period.end.isoformat(),
            "agency": self.agency,
            "agency_name": self.agency_name,
            "recipient": self.recipient,
            "as_of": self.as_of.isoformat(timespec="seconds"),
            "columns": [
                {"id": column.id, "number": column.number, "heading": list(column.heading)}
                for column in self.report.columns
            ],
            "more": self.more,
            "rows": [_row_json(row) for row in self.rows],
            "checks": [
                {
                    "id": check.id,
                    "rule": check.rule,
                    "text": check.text,
                    "ok": check.ok,
                    "failing": list(check.failing),
                }
                for check in self.checks
            ],
        }


def _row_json(row: ResultRow) -> dict[str, Any]:
    return {
        "index": row.index,
        "label": row.label,
        "level": row.level,
        "kind": row.kind.value,
        "key": list(row.key),
        "cells": dict(row.cells),
    }
