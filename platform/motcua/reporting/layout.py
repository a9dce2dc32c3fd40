"""What stands around the rows of a report on paper: title block, notes, signatures, and how columns are written."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.definitions.report import ReportColumn
from motcua.kernel.clock import in_vietnam
from motcua.kernel.date_words import official_date
from motcua.reporting.result import ReportResult


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """What stands above a table: left corner, centre, right corner, and the unit line. Empty lines are left out."""

    title: str
    left: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    unit_line: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below a table: notes, warnings in red, and the signature blocks side by side."""

    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    signatures: tuple[tuple[str, str], ...] = ()
    place_date: str = ""


def column_format(column: ReportColumn) -> str:
    """How the values of a column are written, by the vocabulary of formats."""
    if column.format or column.value:
        return column.format or _value_format(column.value)
    return "percent" if "percent" in column.formula or "/" in column.formula else "number"


_WHOLE = frozenset({"sets", "late_days", "numerator", "denominator"})
_DECIMAL = frozenset({"rate", "threshold", "points", "score"})
_CENTRED = frozenset({"index", "sets", "late_days"})


def _value_format(value: str) -> str:
    if value.endswith("_at"):
        return "datetime"
    if value.endswith("_amount"):
        return "money"
    return "number" if value in _WHOLE else "decimal" if value in _DECIMAL else "text"


def column_align(column: ReportColumn) -> str:
    """Where the values of a column stand: figures right, ordinals and moments in the middle, texts left."""
    value = column.value
    if not value:
        return "right"
    if value in _CENTRED or value.endswith("_at") or value.startswith("is_"):
        return "center"
    return "right" if value in _WHOLE | _DECIMAL or value.endswith("_amount") else "left"


def title_block(result: ReportResult) -> TitleBlock:
    """The three corners of the official title block."""
    report, period = result.report, result.period
    named = not report.number or report.number.startswith(("Biểu", "Mẫu"))
    number = report.number if named else f"Biểu số {report.number}"
    span = f"(Từ {official_date(period.start)} đến {official_date(period.end)})"
    right = [f"- Đơn vị báo cáo: {result.agency_name}"] if result.agency_name else []
    if result.recipient:
        right.append(f"- Đơn vị nhận báo cáo: {result.recipient}")
    return TitleBlock(
        title=report.title,
        left=tuple(line for line in (number, report.issued_under) if line),
        below=(f"Kỳ báo cáo: {period.name}", span),
        right=tuple(right),
        unit_line=report.unit_text,
    )


def report_foot(result: ReportResult) -> Foot:
    """Notes, what does not balance, and the signatures with place and date."""
    day = in_vietnam(result.made_at).date() if result.made_at else None
    dated = official_date(day) if day else "ngày … tháng … năm …"
    return Foot(
        notes=tuple(
            f"Ghi chú: {note}" if index == 0 else note for index, note in enumerate(result.report.notes)
        ),
        warnings=tuple(
            f"Số liệu chưa cân đối: {check.text} Sai ở: {', '.join(check.failing[:5])}."
            for check in result.checks
            if not check.ok
        ),
        signatures=tuple((one.title, one.note) for one in result.report.signatures),
        place_date=f"{result.place}, {dated}" if result.place else dated.capitalize(),
    )
