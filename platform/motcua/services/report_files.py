"""Reports as files: workbook, PDF in the same official layout, text table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from motcua.documents.pdf import pdf
from motcua.documents.report_paper import list_paper, report_paper
from motcua.reporting.result import ReportResult
from motcua.services.report_counting import empty_result, grouped_result
from motcua.services.report_lines import LISTS, lines
from motcua.services.report_plans import ReportRequest, ReportRequestError, plan_report
from motcua.services.reporting import write_workbook
from motcua.services.runtime import Platform
from motcua.spreadsheets.report_csv import headings, report_csv, table_csv
from motcua.storage.scope import Scope

PDF_ROWS = 10_000
"""Rows a PDF may have; a longer list belongs into a workbook."""


class FileFormat(StrEnum):
    """The kinds of files a report can be written as."""

    XLSX = "xlsx"
    PDF = "pdf"
    CSV = "csv"


MEDIA_TYPES: Mapping[FileFormat, str] = MappingProxyType(
    {
        FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        FileFormat.PDF: "application/pdf",
        FileFormat.CSV: "text/csv; charset=utf-8",
    }
)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A written report: the bytes, how many rows they hold, and the name and media type to send them under."""

    data: bytes
    rows: int
    name: str
    media_type: str


def format_of(path: Path) -> FileFormat:
    """The format a file name asks for. Raises ReportRequestError for another ending."""
    try:
        return FileFormat(path.suffix.lower().removeprefix("."))
    except ValueError as error:
        raise ReportRequestError(
            f"Không ghi được báo cáo ra tệp “{path.name}”. Đặt tên tệp kết thúc bằng .xlsx, .pdf hoặc .csv."
        ) from error


def write_report_file(platform: Platform, scope: Scope, request: ReportRequest, path: Path) -> int:
    """Write a report to a file in the format its name asks for and return the number of rows.

    Raises what `plan_report` raises, and ReportRequestError for an unknown ending or a list too long for paper.
    """
    written = format_of(path)
    if written is FileFormat.XLSX:
        return write_workbook(platform, scope, request, path)
    made = report_file(platform, scope, request, written)
    path.write_bytes(made.data)
    return made.rows


def report_file(platform: Platform, scope: Scope, request: ReportRequest, written: FileFormat) -> ReportFile:
    """A report as PDF or text table in memory. Workbooks are written by `write_workbook`, row by row."""
    plan = plan_report(platform, scope, request)
    with platform.database.read(scope) as session:
        result = empty_result(plan)
        if plan.report.rows.each in LISTS:
            cells = (line.values for line in lines(platform, session, plan))
            if written is FileFormat.CSV:
                rows = list(cells)
                return _file(result, table_csv(headings(plan.report), rows), len(rows), written)
            rows = list(islice(cells, PDF_ROWS + 1))
            if len(rows) > PDF_ROWS:
                raise ReportRequestError(
                    f"Danh sách dài hơn {PDF_ROWS} dòng nên không ghi ra PDF. Chọn kỳ ngắn hơn hoặc xuất Excel."
                )
            return _file(result, pdf(list_paper(result, rows)), len(rows), written)
        result = grouped_result(platform, session, plan)
    return result_file(result, written)


def result_file(result: ReportResult, written: FileFormat) -> ReportFile:
    """A counted grouped report as PDF or text table."""
    data = report_csv(result) if written is FileFormat.CSV else pdf(report_paper(result))
    return _file(result, data, len(result.rows), written)


def _file(result: ReportResult, data: bytes, rows: int, written: FileFormat) -> ReportFile:
    return ReportFile(data, rows, f"{file_stem(result)}.{written.value}", MEDIA_TYPES[written])


def file_stem(result: ReportResult) -> str:
    """The name of a report's file without its ending: code, period and agency."""
    agency = "nhieu-don-vi" if "," in result.agency else result.agency
    return "_".join(
        part.replace("..", "-") for part in (result.report.code, result.period.text, agency) if part
    )
