"""A report frozen as text with its hash, read back, and compared with the same report counted anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.definitions.report import Report
from motcua.reporting.periods import Period, PeriodKind
from motcua.reporting.result import Cell, CheckResult, ReportResult, ResultRow, RowKind


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs: its row and column, what was handed in and what is counted now."""

    label: str
    key: tuple[str, ...]
    column: str
    heading: str
    submitted: Cell
    now: Cell


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that only one of the two reports has."""

    label: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between a frozen report and the same one counted anew; nothing when `is_none`."""

    cells: tuple[CellChange, ...] = ()
    added: tuple[RowChange, ...] = ()
    gone: tuple[RowChange, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether both say the same."""
        return not (self.cells or self.added or self.gone)


def frozen_text(result: ReportResult) -> str:
    """The one text of a report: keys sorted, no blanks."""
    body = {
        **result.as_json(),
        "as_of": result.as_of.isoformat(),
        "period_kind": result.period.kind.value,
        "place": result.place,
        "made_at": result.made_at.isoformat() if result.made_at else None,
        "agencies": None if result.agencies is None else list(result.agencies),
    }
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def frozen_hash(text: str) -> str:
    """SHA-256 of a frozen report in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def thawed_result(report: Report, body: Mapping[str, Any]) -> ReportResult:
    """The report that a frozen text holds, under the definition it was counted by."""
    period = Period(
        PeriodKind(body["period_kind"]),
        body["period"],
        body["period_name"],
        date.fromisoformat(body["from"]),
        date.fromisoformat(body["to"]),
    )
    return ReportResult(
        report=report,
        period=period,
        agency=body["agency"],
        agency_name=body["agency_name"],
        as_of=datetime.fromisoformat(body["as_of"]),
        rows=tuple(_row(row) for row in body["rows"]),
        checks=tuple(
            CheckResult(check["id"], check["rule"], check["text"], tuple(check["failing"]))
            for check in body["checks"]
        ),
        agencies=None if body["agencies"] is None else tuple(body["agencies"]),
        recipient=body["recipient"],
        place=body["place"],
        made_at=datetime.fromisoformat(body["made_at"]) if body["made_at"] else None,
    )


def _row(body: Mapping[str, Any]) -> ResultRow:
    return ResultRow(
        tuple(body["key"]), body["label"], body["level"], RowKind(body["kind"]), body["index"], body["cells"]
    )


def difference(submitted: ReportResult, now: ReportResult) -> Difference:
    """What differs, row by row and cell by cell; rows belong together by their dimension values."""
    before = {(row.key, row.kind): row for row in submitted.rows}
    after = {(row.key, row.kind): row for row in now.rows}
    headings = {column.id: " / ".join(column.heading) for column in submitted.report.columns}
    cells = [
        CellChange(
            row.label, row.key, column, headings.get(column, column), value, after[key].cells.get(column)
        )
        for key, row in before.items()
        if key in after
        for column, value in row.cells.items()
        if value != after[key].cells.get(column)
    ]
    return Difference(
        tuple(cells),
        tuple(RowChange(row.label, row.key) for key, row in after.items() if key not in before),
        tuple(RowChange(row.label, row.key) for key, row in before.items() if key not in after),
    )
