"""Importing a catalog, and starting with what was imported."""

from __future__ import annotations

import contextlib
import csv
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import python_calamine
import xlsxwriter
from tests.benchmarks.figures import Figure, seconds, taken
from tests.benchmarks.worlds import BENCH, PROJECT, World, copy_of, served

from motcua.dossiers.actor import Actor, ActorKind
from motcua.services.catalog_import import CatalogOrder, CatalogReport, import_catalog

ROWS = 3_000
IMPORTER = Actor("bench", "Đo", permissions=frozenset({"can_import_catalog"}), kind=ActorKind.SYSTEM)


def workbook(rows: int = ROWS) -> Path:
    """A catalog in the national layout with so many rows: the shipped one over and over under other codes."""
    place = BENCH / f"catalog-{rows}.xlsx"
    if place.exists():
        return place
    with (PROJECT / "seed_catalogs/danh-muc-tthc-mau.csv").open(encoding="utf-8", newline="") as handle:
        header, *known = list(csv.reader(handle))
    book = xlsxwriter.Workbook(str(place), {"constant_memory": True})
    sheet = book.add_worksheet("Danh sách TTHC")
    sheet.write_string(0, 0, "DANH SÁCH THỦ TỤC HÀNH CHÍNH")
    sheet.write_row(1, 0, header)
    for number in range(rows):
        _code, name, *rest = known[number % len(known)]
        sheet.write_row(number + 2, 0, [f"3.{number:06d}", f"{name} (số {number})", *rest])
    book.close()
    return place


def catalog_figures(base: World) -> Iterator[Figure]:
    """The first import, the second of the same file, and the start afterwards."""
    world = copy_of(base, BENCH / "catalog")
    file = workbook()
    platform = world.platform()
    floor = seconds(lambda: bare_import(file))
    reports: list[CatalogReport] = []
    took = taken(lambda: reports.append(import_catalog(platform, IMPORTER, CatalogOrder(file))))
    _check(reports[-1].added == ROWS, reports[-1])
    floor_is = "calamine read + executemany"
    yield Figure(
        f"import of a {ROWS:,}-row catalog", took.seconds, "s", 4, floor, floor_is, computing=took.computing
    )
    again = taken(lambda: reports.append(import_catalog(platform, IMPORTER, CatalogOrder(file))))
    _check(reports[-1].unchanged == ROWS, reports[-1])
    yield Figure(
        "import of the same file again",
        again.seconds,
        "s",
        None,
        seconds(lambda: read_bare(file)),
        "calamine read",
    )
    platform.database.dispose()
    with served(base) as empty:
        plain = empty.started_in
    with served(world) as full:
        yield Figure(
            f"start with {ROWS:,} procedures until the first page",
            full.started_in,
            "s",
            4,
            plain,
            "without them",
            computing=full.computing,
        )


def _check(right: bool, report: CatalogReport) -> None:
    if not right:
        raise RuntimeError(f"the import did something else: {report.summary()} {report.problems[:3]}")


def read_bare(file: Path) -> list[list[object]]:
    """The cells of a workbook, and nothing done with them."""
    sheet = python_calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python()]


def bare_import(file: Path) -> None:
    """The least an import can do: read the cells and insert them."""
    scratch = BENCH / "import-floor.sqlite3"
    scratch.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(scratch)) as connection:
        connection.execute("CREATE TABLE t (a, b, c, d, e)")
        connection.executemany(
            "INSERT INTO t VALUES (?, ?, ?, ?, ?)", [row[:5] for row in read_bare(file)[2:]]
        )
        connection.commit()
