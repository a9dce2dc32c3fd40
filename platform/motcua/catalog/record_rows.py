"""A catalog that comes as records instead of a table: every record is a row that brings its own details."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from motcua.catalog.details import DetailReader
from motcua.catalog.details_record import DetailRecord
from motcua.catalog.import_problems import import_problem
from motcua.catalog.rows import MAX_NAME, CatalogRow, RowsReading
from motcua.kernel.problems import Place
from motcua.kernel.text import clean

FROM_RECORD = (
    "issuing_agency",
    "executing_agencies",
    "competent_agency",
    "field_of_work",
    "levels",
    "applicants",
    "decision_number",
)
"""What a row of the catalog says of a procedure besides code and name; everything else is of its details."""


def rows_of_records(
    records: Iterable[Mapping[str, Any]], reader: DetailReader, file: str
) -> tuple[RowsReading, dict[str, DetailRecord]]:
    """The rows and the details of records: the portal's own, the exchange packet, or flat ones."""
    reading = RowsReading()
    details: dict[str, DetailRecord] = {}
    first: dict[str, int] = {}
    for number, record in enumerate(records, start=1):
        reading.data_rows += 1
        place = Place(file=file, line=number)
        code = reader.code(record)
        if not code:
            reading.problems.append(import_problem("IMP-016", place, found=str(number)))
            reading.rejected += 1
            continue
        reading.codes.add(code)
        detail = reader.read(record, code)
        name = clean(detail.values.get("name", ""))
        if not name or len(name) > MAX_NAME:
            problem = "IMP-009" if not name else "IMP-010"
            reading.problems.append(import_problem(problem, place, what=code, found=str(len(name))))
            reading.rejected += 1
        elif code in first:
            reading.problems.append(
                import_problem("IMP-007", place, what=code, found=f"bản ghi {first[code]}")
            )
        else:
            first[code] = number
            values = {column: detail.values[column] for column in FROM_RECORD if detail.values.get(column)}
            reading.rows.append(CatalogRow(code, name, values, place))
            details[code] = detail
    if not reading.data_rows:
        reading.problems.append(import_problem("IMP-013", Place(file=file)))
    return reading, details
