"""Reports over many dossiers: now, as of an earlier moment from the log, and a long list as a workbook."""

from __future__ import annotations

import multiprocessing
import resource
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter
from tests.benchmarks.figures import Figure, best_of, seconds
from tests.benchmarks.worlds import World

from motcua.kernel.clock import VIETNAM
from motcua.reporting.layout import TitleBlock
from motcua.reporting.periods import PeriodKind, previous_period
from motcua.services.report_plans import ReportRequest, current_rules
from motcua.services.reporting import period_of, run_report
from motcua.spreadsheets.list_workbook import ListBook, write_list
from motcua.spreadsheets.sheet_writing import Column
from motcua.storage.scope import Scope

ROWS = 100_000
HEADS = (
    "STT",
    "Mã hồ sơ",
    "Thủ tục",
    "Người nộp",
    "Địa chỉ",
    "Nhận",
    "Hẹn trả",
    "Đơn vị",
    "Tình trạng",
    "Ghi chú",
)
FIRST = datetime(2026, 1, 1, 8, tzinfo=VIETNAM)
MOST_SECONDS = 1.5
MOST_RECOUNT = 20.0
MOST_MEGABYTES = 150


def report_figures(world: World, size: int) -> Iterator[Figure]:
    """The quarter of the province, the same recounted from the log, and 100,000 rows as a workbook."""
    platform = world.platform()
    scope, over = Scope.everything("đo"), f"{size:,} dossiers"
    running = period_of(platform, PeriodKind.REPORTING_QUARTER)
    over_with = previous_period(running, current_rules(platform))
    now = ReportRequest("II.06a", running.text)
    best = best_of(2, lambda: run_report(platform, scope, now))
    name = "II.06a of the province, the quarter that runs"
    yield Figure(name, best.seconds, "s", MOST_SECONDS, note=over, computing=best.computing)
    middle = over_with.begins_at + timedelta(days=45)
    then = ReportRequest("II.06a", over_with.text, as_of=middle)
    best = best_of(2, lambda: run_report(platform, scope, then))
    name = "II.06a of the province, recounted as of an earlier moment"
    yield Figure(name, best.seconds, "s", MOST_RECOUNT, note=over, computing=best.computing)
    platform.database.dispose()
    yield from workbook_figures()


def workbook_figures() -> Iterator[Figure]:
    """A list of 100,000 rows against bare XlsxWriter, and the memory of the process that writes it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        bare = min(seconds(lambda: _bare(place / "bare.xlsx")) for _ in range(2))
        ours = min(seconds(lambda: _ours(place / "ours.xlsx")) for _ in range(2))
        memory = _memory(place / "memory.xlsx")
    over = f"{ROWS:,} rows"
    yield Figure("list as a workbook", ours, "s", bare * 1.3, bare, "XlsxWriter constant_memory", over)
    yield Figure("list as a workbook, memory of the process", memory, "MB", MOST_MEGABYTES, note=over)


def _rows() -> Iterator[tuple[object, ...]]:
    for number in range(ROWS):
        moment = FIRST + timedelta(minutes=number)
        yield (
            number + 1,
            f"H88.31-260101-{number:05}",
            "Đăng ký khai sinh",
            f"Nguyễn Văn {number}",
            "Thôn 3, xã Tân Hòa",
            moment,
            moment + timedelta(days=3),
            "Ủy ban nhân dân xã Tân Hòa",
            "Đang giải quyết",
            None,
        )


def _ours(place: Path) -> None:
    columns = tuple(
        Column((head,), width=18, format="datetime" if head in ("Nhận", "Hẹn trả") else "") for head in HEADS
    )
    write_list(ListBook("Danh sách", TitleBlock(title="DANH SÁCH"), columns), _rows(), place)  # type: ignore[arg-type]


def _bare(place: Path) -> None:
    book = xlsxwriter.Workbook(str(place), {"constant_memory": True, "remove_timezone": True})
    sheet, plain = book.add_worksheet(), book.add_format({"border": 1})
    dated = book.add_format({"border": 1, "num_format": "hh:mm dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADS, plain)
    for line, row in enumerate(_rows(), start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(line, column, value.replace(tzinfo=None), dated)
            elif isinstance(value, str):
                sheet.write_string(line, column, value, plain)
            elif value is None:
                sheet.write_blank(line, column, None, plain)
            else:
                sheet.write_number(line, column, value, plain)
    book.close()


def _memory(place: Path) -> float:
    """The most memory of a fresh process that writes the list, in megabytes."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return float(pool.apply(_measured, (place,)))


def _measured(place: Path) -> float:
    _ours(place)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
