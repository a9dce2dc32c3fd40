"""Turns catalog files into national records, with the mappings and baselines that are published."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from motcua.catalog.baseline_choice import BaselineChoice
from motcua.catalog.details import DetailReader
from motcua.catalog.details_record import DetailRecord
from motcua.catalog.import_problems import import_problem
from motcua.catalog.national_record import NationalRecord, RecordBuilder
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.record_rows import rows_of_records
from motcua.catalog.rows import RowsReading, read_rows
from motcua.catalog.table_rows import fit
from motcua.compiler.library import Library
from motcua.definitions.import_mapping import ImportMapping, ImportSubject
from motcua.kernel.problems import Place, Problem
from motcua.kernel.sheet import Workbook
from motcua.spreadsheets.detail_files import (
    CHANNEL_TABLE,
    GZIP,
    PAPER_TABLE,
    DetailFile,
    DetailFileError,
    read_detail_file,
    table_beside,
)
from motcua.spreadsheets.reading import read_workbook

MAX_NAMED_LINES = 20


@dataclass(slots=True)
class CatalogReading:
    """The records of a catalog and every problem. `usable` is false when the file as a whole cannot be taken."""

    records: list[NationalRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: frozenset[str] = frozenset()
    rows: int = 0
    rejected: int = 0
    usable: bool = False
    workbook: Workbook | None = None


Previous = Callable[[], Mapping[str, Mapping[str, Any]]]
"""Gives the stored national records that were imported with details, by code."""


def read_catalog(
    library: Library, path: Path, details: Path | None, previous: Previous, shown_name: str = ""
) -> CatalogReading:
    """Read a catalog workbook, completed by a file of details when there is one, else by what details an earlier
    import brought.
    """
    reading = CatalogReading()
    mappings = _mappings(library, ImportSubject.PROCEDURES)
    if mappings and holds_records(path):
        _read_records(library, path, mappings[0], previous, reading)
        return reading
    opened = read_workbook(path, shown_name)
    reading.problems += opened.problems
    if not mappings:
        reading.problems.append(import_problem("IMP-020", what="danh mục thủ tục"))
    if opened.workbook is None or not mappings:
        return reading
    reading.workbook = opened.workbook
    mapping, rows = _best(opened.workbook, mappings)
    reading.problems += rows.problems
    reading.codes = frozenset(rows.codes)
    reading.rows, reading.rejected = rows.data_rows, rows.rejected
    reading.usable = rows.is_usable
    if not rows.is_usable:
        return reading
    records: dict[str, DetailRecord] = {}
    if details is not None:
        found = _details(library, details, rows, reading)
        if found is None:
            reading.usable = False
            return reading
        records = found
    _build(RecordBuilder(WordIndex(mapping.words), _baselines(library)), rows, records, previous(), reading)
    return reading


def holds_records(path: Path) -> bool:
    """Whether a file is one of records (JSON, JSON Lines, packed or not), judged by its first bytes."""
    with suppress(OSError), path.open("rb") as handle:
        return are_records(handle.read(64))
    return False


def are_records(head: bytes) -> bool:
    """The same, of the first bytes alone."""
    return head[:2] == GZIP or head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _read_records(
    library: Library, path: Path, mapping: ImportMapping, previous: Previous, reading: CatalogReading
) -> None:
    """A catalog whose every record brings its details: portal records, exchange packets, collected pages."""
    opened = _opened_records(library, path, reading)
    if opened is None:
        return
    found, reader = opened
    try:
        rows, records = rows_of_records(found.records, reader, path.name)
    except DetailFileError as error:
        _of_no_use(path, error, reading)
        return
    _tell_bad_lines(found, path, reading)
    reading.problems += rows.problems
    reading.codes = frozenset(rows.codes)
    reading.rows, reading.rejected = (
        rows.data_rows + len(found.bad_lines),
        rows.rejected + len(found.bad_lines),
    )
    reading.usable = bool(rows.rows)
    details = reader.with_tables(records, table_beside(path, CHANNEL_TABLE), table_beside(path, PAPER_TABLE))
    builder = RecordBuilder(WordIndex(mapping.words), _baselines(library))
    _build(builder, rows, details, previous(), reading)


def _opened_records(
    library: Library, path: Path, reading: CatalogReading
) -> tuple[DetailFile, DetailReader] | None:
    """The records of a file and who reads them; None when it is of no use, with the problem told."""
    mappings = _mappings(library, ImportSubject.PROCEDURE_DETAILS)
    if not mappings:
        reading.problems.append(import_problem("IMP-020", what="chi tiết thủ tục"))
        return None
    return read_detail_file(path), DetailReader(mappings[0])


def _of_no_use(path: Path, error: DetailFileError, reading: CatalogReading) -> None:
    reading.problems.append(
        import_problem("IMP-021", Place(file=path.name), what=path.name, found=str(error))
    )


def _tell_bad_lines(found: DetailFile, path: Path, reading: CatalogReading) -> None:
    for line in found.bad_lines[:MAX_NAMED_LINES]:
        reading.problems.append(import_problem("IMP-015", Place(file=path.name, line=line), found=str(line)))


def _mappings(library: Library, subject: ImportSubject) -> list[ImportMapping]:
    loaded = [library.load("import_mapping", code) for code in sorted(library.codes("import_mapping"))]
    return [mapping for mapping in loaded if mapping.subject is subject]


def _best(workbook: Workbook, mappings: Sequence[ImportMapping]) -> tuple[ImportMapping, RowsReading]:
    """The mapping that fits the workbook best: recognizes most, leaves least over; the first of those that do."""
    best = max(mappings, key=lambda mapping: fit(workbook, mapping)) if len(mappings) > 1 else mappings[0]
    return best, read_rows(workbook, best)


def _details(
    library: Library, path: Path, rows: RowsReading, reading: CatalogReading
) -> dict[str, DetailRecord] | None:
    opened = _opened_records(library, path, reading)
    if opened is None:
        return None
    found, reader = opened
    wanted = {row.code for row in rows.rows}
    try:
        records = _match(found, reader, wanted, Place(file=path.name), reading)
    except DetailFileError as error:
        _of_no_use(path, error, reading)
        return None
    _tell_bad_lines(found, path, reading)
    return reader.with_tables(records, table_beside(path, CHANNEL_TABLE), table_beside(path, PAPER_TABLE))


def _match(
    found: DetailFile,
    reader: DetailReader,
    wanted: Collection[str],
    place: Place,
    reading: CatalogReading,
) -> dict[str, DetailRecord]:
    """Read the records of procedures that stand in the workbook, and tell of the others."""
    records: dict[str, DetailRecord] = {}
    strangers = 0
    for number, record in enumerate(found.records, start=1):
        code = reader.code(record)
        if not code:
            reading.problems.append(import_problem("IMP-016", place, found=str(number)))
        elif code not in wanted:
            strangers += 1
        else:
            if code in records:
                reading.problems.append(import_problem("IMP-022", place, what=code))
            records[code] = reader.read(record, code)
    if strangers:
        reading.problems.append(import_problem("IMP-017", place, found=str(strangers)))
    return records


def _baselines(library: Library) -> BaselineChoice:
    return BaselineChoice(library.load("baseline", code) for code in sorted(library.codes("baseline")))


def _build(
    builder: RecordBuilder,
    rows: RowsReading,
    details: dict[str, DetailRecord],
    previous: Mapping[str, Mapping[str, Any]],
    reading: CatalogReading,
) -> None:
    """Build the records; each detail is let go once it is used, there are many and they are large."""
    for row in rows.rows:
        record = builder.build(row, details.pop(row.code, None), previous.get(row.code))
        if record is None:
            reading.problems.append(import_problem("IMP-018", row.place, what=row.code))
            reading.rejected += 1
        else:
            reading.records.append(record)
