"""Imports of large, wrong and hostile workbooks, each in a process of its own: time and greatest memory."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from tests.benchmarks.catalogs import IMPORTER, bare_import, read_bare, workbook
from tests.benchmarks.figures import Figure, seconds
from tests.benchmarks.worlds import BENCH, PROJECT, World, copy_of

from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.spreadsheets.reading import read_bytes

ROWS = 10_000
MEGABYTE = 1024


def import_figures(base: World) -> Iterator[Figure]:
    """A 10,000-row catalog, the same again, one whose every row is wrong, and files that must be refused."""
    good, wrong = workbook(ROWS), wrong_workbook()
    floor = seconds(lambda: bare_import(good))
    first, again, peak, computing = _measured(base, good)
    yield Figure(
        f"import of a {ROWS:,}-row catalog, all runnable",
        first,
        "s",
        10,
        floor,
        "calamine read + executemany",
        computing=computing,
    )
    yield Figure("the same file again", again, "s", 3, seconds(lambda: read_bare(good)), "calamine read")
    yield Figure("greatest memory of these two", peak, "MB", 300)
    bad, _again, peak, _computing = _measured(base, wrong)
    yield Figure(
        "a file with every row wrong, its error workbook included", bad, "s", 2 * first, first, "a good one"
    )
    yield Figure("greatest memory of that", peak, "MB", 300)
    for name, content in (("1,000,000 formatted empty rows", _formatted_rows()), ("a zip bomb", _zip_bomb())):
        yield Figure(f"refusing {name}", seconds(lambda data=content: _refused(data)), "s", 1)  # type: ignore[misc]


def wrong_workbook() -> Path:
    """A catalog of the national layout in which no code is right."""
    place = BENCH / f"catalog-wrong-{ROWS}.xlsx"
    if not place.exists():
        with xlsxwriter.Workbook(str(place), {"constant_memory": True}) as book:
            sheet = book.add_worksheet("Danh sách TTHC")
            sheet.write_row(0, 0, ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"))
            for number in range(ROWS):
                row = (f"sai {number}", f"Thủ tục số {number}", "Bộ Tư pháp", "Sở Tư pháp", "Hộ tịch")
                sheet.write_row(number + 1, 0, row)
    return place


def _measured(base: World, file: Path) -> tuple[float, float, float, float]:
    """Seconds of a first and a second import, greatest memory in MB, milliseconds of the processor for the first."""
    world = copy_of(base, BENCH / "import")
    command = [sys.executable, "-m", "tests.benchmarks.imports", str(file), str(world.folder)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    return told["first"], told["again"], told["peak"], told["computing"]


def _formatted_rows() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        sheet, gray = book.add_worksheet("Danh sách TTHC"), book.add_format({"bg_color": "#eeeeee"})
        sheet.write_row(0, 0, ("Mã số", "Tên"))
        for row in range(1, 1_000_000):
            sheet.write_blank(row, 0, None, gray)
    return target.getvalue()


def _zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 500_000_000)
    return target.getvalue()


def _refused(content: bytes) -> None:
    if read_bytes(content, "danh-muc.xlsx").workbook is not None:
        raise RuntimeError("the file was not refused")


def main() -> None:
    """In the process that is measured: import a file twice."""
    file, folder = Path(sys.argv[1]), Path(sys.argv[2])
    platform = World(folder).platform()
    took, computing = [], []
    for _turn in range(2):
        start, cpu = time.perf_counter(), time.process_time()
        import_catalog(platform, IMPORTER, CatalogOrder(file, errors=folder / "loi.xlsx"))
        took.append(time.perf_counter() - start)
        computing.append((time.process_time() - cpu) * 1000)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    print(json.dumps({"first": took[0], "again": took[1], "peak": peak, "computing": computing[0]}))


if __name__ == "__main__":
    main()
