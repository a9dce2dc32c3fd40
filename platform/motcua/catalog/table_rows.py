"""Takes the rows of any table out of its sheets by a mapping; every wrong cell becomes a problem with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from motcua.catalog.headers import HeaderMatch, find_header, heading_key
from motcua.catalog.parsers.words import WordIndex
from motcua.catalog.table_fields import TARGETS, FieldKind, TableTarget
from motcua.catalog.table_problems import table_problem
from motcua.catalog.table_values import Value, read_cell
from motcua.definitions.import_mapping import ImportColumn, ImportMapping
from motcua.kernel.problems import Place, Problem
from motcua.kernel.sheet import Sheet, Workbook, cell_name
from motcua.kernel.text import fold

NUMBERINGS = frozenset({"", "stt", "tt", "so tt", "so thu tu"})
_NUMBERED = re.compile(r"\(?[0-9]{1,2}\)?")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: usable values by column, the place of each cell, and where the row begins."""

    values: Mapping[str, Value]
    places: Mapping[str, Place]
    place: Place

    def text(self, column: str) -> str:
        """The text of a column; empty when it is not filled."""
        value = self.values.get(column, "")
        return value if isinstance(value, str) else ""

    def at(self, column: str) -> Place:
        """The cell of a column, or the beginning of the row when the table has no such column."""
        return self.places.get(column, self.place)


@dataclass(slots=True)
class TableReading:
    """What a table gave: good rows, how many there were and were rejected, every problem, and the headers found."""

    mapping: ImportMapping
    rows: list[TableRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headers: list[HeaderMatch] = field(default_factory=list)
    data_rows: int = 0
    rejected: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether at least one sheet has the layout."""
        return bool(self.headers)


def best_mapping(workbook: Workbook, mappings: Sequence[ImportMapping]) -> ImportMapping | None:
    """The mapping whose required columns are all there and that recognizes the surest most; None when none fits."""
    best: tuple[float, ImportMapping] | None = None
    for mapping in mappings:
        score = fit(workbook, mapping)
        if score and (best is None or score > best[0]):
            best = (score, mapping)
    return best[1] if best else None


def fit(workbook: Workbook, mapping: ImportMapping) -> float:
    """How well a mapping fits: 0 when a required column is missing everywhere, else it grows with what is recognized
    and sinks with what is not.
    """
    found = [find_header(sheet, mapping) for sheet in _data_sheets(workbook, mapping)]
    complete = [header for header in found if header is not None and header.is_complete]
    if not complete:
        return 0.0
    best = 0.0
    for header in complete:
        sure = sum(column.confidence for column in header.columns)
        strange = len(_strangers(header))
        best = max(best, sure - 0.5 * strange + 0.1)
    return max(best, 0.01)


def read_table(workbook: Workbook, mapping: ImportMapping) -> TableReading:
    """The rows of every visible sheet that has the mapping's layout. All problems come at once."""
    reading = TableReading(mapping)
    target = TARGETS[mapping.subject]
    words = WordIndex(mapping.words)
    for sheet in _data_sheets(workbook, mapping):
        header = find_header(sheet, mapping)
        if header is None or not header.is_complete:
            continue
        reading.headers.append(header)
        strange = _strangers(header)
        if strange:
            place = Place(workbook.file, sheet=sheet.name, cell=cell_name(header.last_row, 0))
            shown = ", ".join(f"“{text}”" for text in strange[:12])
            reading.problems.append(table_problem("TAB-007", place, found=shown))
        _SheetTable(workbook.file, sheet, header, mapping, target, words).read(reading)
    if not reading.headers:
        reading.problems.append(table_problem("TAB-001", Place(workbook.file)))
    elif not reading.data_rows:
        reading.problems.append(table_problem("TAB-002", Place(workbook.file)))
    return reading


def _data_sheets(workbook: Workbook, mapping: ImportMapping) -> list[Sheet]:
    skipped = {fold(name) for name in mapping.skip_sheets}
    return [
        sheet
        for sheet in workbook.sheets
        if not sheet.hidden and fold(sheet.name) not in skipped and any(map(any, sheet.rows))
    ]


def _strangers(header: HeaderMatch) -> list[str]:
    return [text for text in header.unknown if heading_key(text) not in NUMBERINGS]


@dataclass(frozen=True, slots=True)
class _SheetTable:
    file: str
    sheet: Sheet
    header: HeaderMatch
    mapping: ImportMapping
    target: TableTarget
    words: WordIndex

    def read(self, reading: TableReading) -> None:
        columns = {column.id: column for column in self.mapping.columns}
        wanted = [(found.column, columns[found.target]) for found in self.header.columns]
        for number in range(self.header.last_row + 1, len(self.sheet.rows)):
            if self._is_furniture(number, wanted):
                continue
            reading.data_rows += 1
            row = self._row(number, wanted, reading.problems)
            if row is None:
                reading.rejected += 1
            else:
                reading.rows.append(row)

    def _is_furniture(self, number: int, wanted: Sequence[tuple[int, ImportColumn]]) -> bool:
        """Whether a row is empty, repeats the header, numbers the columns, or is a title over part of the table."""
        cells = [(column, self.sheet.text(number, at).strip()) for at, column in wanted]
        filled = [(column, text) for column, text in cells if text]
        if not filled:
            return True
        if all(_NUMBERED.fullmatch(text) for _column, text in filled) and len(filled) > 2:
            return True
        if all(
            heading_key(text) in map(heading_key, (*column.headings, column.name)) for column, text in filled
        ):
            return True
        required = sum(column.required for column, _text in cells)
        return len(filled) == 1 and required > 1 and self._is_merged(number)

    def _is_merged(self, number: int) -> bool:
        return any(area.top == number and area.right > area.left for area in self.sheet.merged)

    def _row(
        self, number: int, wanted: Sequence[tuple[int, ImportColumn]], problems: list[Problem]
    ) -> TableRow | None:
        values: dict[str, Value] = {}
        places: dict[str, Place] = {}
        whole = True
        for at, column in wanted:
            place = Place(self.file, sheet=self.sheet.name, cell=cell_name(number, at))
            text = self.sheet.text(number, at)
            places[column.id] = place
            kind = self.target.kind_of(column.id)
            cell = read_cell(kind, column.id, text, self.words, is_number=(number, at) in self.sheet.numbers)
            if cell.is_usable and cell.value is not None:
                values[column.id] = cell.value
            elif text.strip() and kind not in (FieldKind.TIME_LIMIT, FieldKind.FEE):
                problems.append(
                    table_problem("TAB-004", place, column.name.lower(), text.strip()[:80], cell.expected)
                )
                whole = False
            elif column.required:
                problems.append(table_problem("TAB-003", place, column.name.lower()))
                whole = False
        first = Place(self.file, sheet=self.sheet.name, cell=cell_name(number, wanted[0][0]))
        return TableRow(values, places, first) if whole else None
