"""Makes a report as a workbook, PDF, text table or JSON."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from motcua.cli.wiring import ready_platform
from motcua.kernel.clock import in_vietnam
from motcua.reporting.periods import PeriodError, PeriodKind
from motcua.reporting.result import ReportResult, RowKind
from motcua.services.access import ForbiddenError
from motcua.services.report_files import write_report_file
from motcua.services.report_plans import ReportNotFoundError, ReportRequest, ReportRequestError
from motcua.services.reporting import period_of, report_definitions, run_report
from motcua.services.runtime import Platform
from motcua.services.shipped_definitions import load_shipped_definitions
from motcua.storage.scope import Scope

_LABEL = 40
_REFUSALS = (PeriodError, ReportNotFoundError, ReportRequestError, ForbiddenError)


@click.command(
    help="Lập báo cáo CODE cho một kỳ và một hay nhiều cơ quan; không ghi CODE thì liệt kê các báo cáo."
)
@click.argument("code", required=False)
@click.option(
    "--period", default="", help="Kỳ: 2026-Q3, 2026-11, 2026, 2026-H1, 2026-11-20, 2026-W47 hoặc A..B."
)
@click.option(
    "--agency", default="", help="Mã cơ quan, nhiều mã cách nhau bằng dấu phẩy; bỏ trống là toàn tỉnh."
)
@click.option("--as-of", "as_of", default="", help="Lấy số liệu tại thời điểm này, ví dụ 2026-09-30T17:00.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Ghi ra tệp .xlsx, .pdf hoặc .csv này."
)
@click.option("--json", "as_json", is_flag=True, help="In báo cáo dạng JSON.")
def report(
    code: str | None, period: str, agency: str, as_of: str, out: Path | None, *, as_json: bool
) -> None:
    """Count a report; write it, print it, or list what there is."""
    platform, _done = ready_platform()
    load_shipped_definitions(platform)
    if code is None:
        _list(platform, as_json=as_json)
        return
    everything = Scope.everything("lệnh motcua report trên máy chủ")
    try:
        asked = period or period_of(platform, PeriodKind.REPORTING_QUARTER).text
        request = ReportRequest(code, asked, agency, _moment(as_of))
        if out is not None:
            number = write_report_file(platform, everything, request, out)
            click.echo(f"Đã ghi {number} dòng vào {out}.", err=as_json)
        result = run_report(platform, everything, request) if as_json or out is None else None
    except _REFUSALS as error:
        raise click.ClickException(str(error)) from error
    if result is None:
        return
    click.echo(json.dumps(result.as_json(), ensure_ascii=False) if as_json else _table(result))


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return in_vietnam(datetime.fromisoformat(text))
    except ValueError as error:
        raise click.ClickException(
            f"Không đọc được thời điểm “{text}”. Ghi dạng 2026-09-30T17:00."
        ) from error


def _list(platform: Platform, *, as_json: bool) -> None:
    found = report_definitions(platform)
    if as_json:
        click.echo(json.dumps([{"code": one.code, "name": one.name} for one in found], ensure_ascii=False))
        return
    for one in found:
        click.echo(f"{one.code:24} {one.name}")


def _table(result: ReportResult) -> str:
    """The report for a terminal, one row a line, under the ids of the columns."""
    lines = [
        result.report.title,
        f"{result.period.name}, {result.agency_name}, số liệu lúc {result.as_of:%H:%M %d/%m/%Y}",
    ]
    if result.report.rows.each == "dossier":
        shown = [column for column in result.report.columns if column.value not in ("note", "signature")]
        lines.extend(
            "  ".join(_fitted(row.cells.get(column.id), column.width) for column in shown)
            for row in result.rows
        )
        if result.more:
            lines.append("… còn nữa; ghi ra tệp bằng --out để có đủ.")
        return "\n".join(lines)
    columns = [column for column in result.report.columns if not column.value]
    lines.append(" " * _LABEL + "".join(f"{column.id:>9}" for column in columns))
    for row in result.rows:
        label = f"{row.index:>5} {'  ' * max(row.level - 1, 0)}{row.label}"
        figures = "".join(f"{_fitted(row.cells.get(column.id), 8).strip():>9}" for column in columns)
        lines.append(f"{_fitted(label, _LABEL)}{figures}{'' if row.kind is RowKind.LINE else ' *'}")
    lines.extend(f"{'đúng' if check.ok else 'SAI '}  {check.text}" for check in result.checks)
    return "\n".join(lines)


def _fitted(value: object, width: int) -> str:
    """A value in so many characters; what is cut off ends with dots."""
    text = "" if value is None else str(value)
    return f"{text[: width - 1]}…" if len(text) > width else f"{text:{width}}"
