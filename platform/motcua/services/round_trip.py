"""Many procedures edited in a spreadsheet: written with their present values, read back cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from motcua.compiler.edits import Act, Edit
from motcua.definitions.procedure import Procedure
from motcua.kernel.codes import natural_sort_key
from motcua.kernel.problems import Place, Problem, Severity
from motcua.kernel.sheet import Sheet, Workbook, cell_name
from motcua.kernel.text import clean, fold
from motcua.services.catalog_lines import load_procedures
from motcua.services.catalog_rows import chunks
from motcua.services.definition_store import StoredLibrary
from motcua.services.mass_edit import Wanted
from motcua.services.round_trip_columns import (
    BY_ID,
    COLUMNS,
    CellValueError,
    Column,
    Item,
    SheetId,
    items_of,
    path_of,
)
from motcua.spreadsheets.editing_workbook import ORIGINAL, EditColumn, EditSheet
from motcua.spreadsheets.sheet_writing import sheet_name
from motcua.storage.tables import CatalogEntryRow

CODE = "Mã thủ tục"
NAME = "Thủ tục"
PART = "Mã mục"
ABOUT = "Áp dụng cho"
LOCKED_HELP = "Cột khóa: dùng để nhận ra dòng, không sửa."


@dataclass(slots=True)
class RoundTrip:
    """What a workbook wants: changes by procedure, problems at their cells, where each procedure first changes."""

    wanted: tuple[Wanted, ...] = ()
    problems: list[Problem] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    cells: int = 0
    rows: int = 0


def procedures_of(session: Session, codes: Sequence[str] | None = None) -> dict[str, Procedure]:
    """The newest published procedures by code; all of the catalog when no codes are given."""
    statement = select(CatalogEntryRow.revision_id).where(CatalogEntryRow.retired.is_(False))
    revisions: list[int] = []
    if codes is None:
        revisions = [row for row in session.scalars(statement) if row]
    else:
        for part in chunks(codes):
            revisions += [
                row for row in session.scalars(statement.where(CatalogEntryRow.code.in_(part))) if row
            ]
    found = {one.code: one for part in chunks(revisions) for one in load_procedures(session, part).values()}
    return dict(sorted(found.items(), key=lambda pair: natural_sort_key(pair[0])))


def editing_sheets(
    session: Session, procedures: Mapping[str, Procedure], columns: Iterable[str]
) -> tuple[EditSheet, ...]:
    """The sheets with the chosen columns (by id) of these procedures."""
    chosen = set(columns) & BY_ID.keys()
    library = StoredLibrary(session)
    sheets = []
    for sheet in SheetId:
        own = [column for column in COLUMNS if column.sheet is sheet and column.id in chosen]
        if own:
            heads = (*_locked(sheet, own), *(_edit_column(column, library) for column in own))
            rows = tuple(
                (*_keys(sheet, own, procedure, item), *(column.show(_value(column, item)) for column in own))
                for procedure in procedures.values()
                for item in items_of(sheet, procedure)
            )
            sheets.append(EditSheet(sheet.value, heads, rows))
    return tuple(sheets)


def _value(column: Column, item: Item) -> Any:
    return getattr(item.value, column.name)


def _named(own: Sequence[Column], sheet: SheetId) -> bool:
    """Whether the name of the procedure is an editable column of the sheet itself."""
    return sheet is SheetId.PROCEDURES and any(column.name == "name" for column in own)


def _locked(sheet: SheetId, own: Sequence[Column]) -> tuple[EditColumn, ...]:
    heads = [EditColumn(CODE, 14, locked=True, help=LOCKED_HELP)]
    if not _named(own, sheet):
        heads.append(EditColumn(NAME, 44, locked=True, help=LOCKED_HELP))
    if sheet is not SheetId.PROCEDURES:
        heads.append(EditColumn(PART, 24, locked=True, help=LOCKED_HELP))
    if sheet is SheetId.LIMITS:
        heads.append(EditColumn(ABOUT, 34, locked=True, help=LOCKED_HELP))
    return tuple(heads)


def _keys(sheet: SheetId, own: Sequence[Column], procedure: Procedure, item: Item) -> tuple[str, ...]:
    keys = [procedure.code]
    if not _named(own, sheet):
        keys.append(procedure.name)
    if sheet is not SheetId.PROCEDURES:
        keys.append(item.part)
    if sheet is SheetId.LIMITS:
        keys.append(item.about)
    return tuple(keys)


def _edit_column(column: Column, library: StoredLibrary) -> EditColumn:
    choices = column.choices or (tuple(sorted(library.codes(column.kind))) if column.kind else ())
    return EditColumn(column.heading, column.width, choices=choices)


def read_changes(workbook: Workbook, procedures: Mapping[str, Procedure]) -> RoundTrip:
    """What a workbook that was edited changes. A cell that still holds its first value changes nothing.

    Cells that cannot be read become problems; so do cells whose value was changed elsewhere since the export.
    """
    trip = RoundTrip()
    originals = {sheet.name: sheet for sheet in workbook.sheets if sheet.name.startswith(ORIGINAL)}
    edits: dict[str, list[Edit]] = {}
    known = {fold(sheet.value): sheet for sheet in SheetId}
    found = False
    for sheet in workbook.sheets:
        which = known.get(fold(sheet.name))
        if which is not None and not sheet.hidden:
            found = True
            first = originals.get(sheet_name(f"{ORIGINAL}{sheet.name}"))
            _Reading(workbook.file, sheet, which, procedures, trip, edits).read(first)
    if not found:
        names = ", ".join(f"“{sheet.value}”" for sheet in SheetId)
        trip.problems.append(
            _problem("ROUND-001", Place(workbook.file), "Tệp không có trang tính nào của mẫu sửa hàng loạt.",
                     expected=names, remedy="Xuất lại tệp từ danh sách thủ tục rồi sửa trong tệp đó.")
        )  # fmt: skip
    trip.wanted = tuple(Wanted(code, tuple(found)) for code, found in edits.items())
    trip.problems.sort()
    return trip


def _problem(
    code: str, place: Place, message: str, *, found: str = "", expected: str = "", remedy: str = ""
) -> Problem:
    severity = Severity.WARNING if code in ("ROUND-004", "ROUND-007") else Severity.ERROR
    return Problem(code, severity, message, place, found[:200], expected, remedy)


@dataclass(slots=True)
class _Reading:
    """One sheet being read."""

    file: str
    sheet: Sheet
    which: SheetId
    procedures: Mapping[str, Procedure]
    trip: RoundTrip
    edits: dict[str, list[Edit]]
    heads: dict[str, int] = field(default_factory=dict)
    items: dict[tuple[str, str], Item] = field(default_factory=dict)

    def read(self, original: Sheet | None) -> None:
        """Every row below the header."""
        self.heads = _heads(self.sheet)
        needed = [CODE] if self.which is SheetId.PROCEDURES else [CODE, PART]
        missing = [name for name in needed if fold(name) not in self.heads]
        if missing:
            self.report("ROUND-002", 0, 0, f"Thiếu cột “{missing[0]}” ở dòng tiêu đề.",
                        remedy="Khôi phục cột khóa như trong tệp đã xuất.")  # fmt: skip
            return
        columns = [(column, self.heads[fold(column.heading)]) for column in COLUMNS
                   if column.sheet is self.which and fold(column.heading) in self.heads]  # fmt: skip
        self._unused(columns)
        self.items = {
            (item.code, item.part): item
            for procedure in self.procedures.values()
            for item in items_of(self.which, procedure)
        }
        before = _by_key(original, self.which) if original is not None else {}
        seen: dict[tuple[str, str], int] = {}
        for row in range(1, len(self.sheet.rows)):
            if any(map(clean, self.sheet.rows[row])):
                self.trip.rows += 1
                self._row(row, columns, before, seen)

    def report(self, code: str, row: int, column: int, message: str, **more: str) -> None:
        """A problem at a cell."""
        place = Place(self.file, sheet=self.sheet.name, cell=cell_name(row, column))
        self.trip.problems.append(_problem(code, place, message, **more))

    def _unused(self, columns: Sequence[tuple[Column, int]]) -> None:
        used = {index for _column, index in columns} | {
            self.heads[fold(name)] for name in (CODE, NAME, PART, ABOUT) if fold(name) in self.heads
        }
        for index, text in enumerate(self.sheet.rows[0]):
            if clean(text) and index not in used:
                self.report("ROUND-004", 0, index, f"Không dùng đến cột “{clean(text)[:80]}”.",
                            remedy="Giữ nguyên tên cột như trong tệp đã xuất nếu muốn sửa cột này.")  # fmt: skip

    def _row(
        self,
        row: int,
        columns: Sequence[tuple[Column, int]],
        before: Mapping[tuple[str, str], Mapping[str, str]],
        seen: dict[tuple[str, str], int],
    ) -> None:
        key = _key(self.sheet, row, self.heads, self.which)
        item = self.items.get(key)
        if item is None:
            self._stranger(row, key)
            return
        if key in seen:
            self.report("ROUND-005", row, self.heads[fold(CODE)], f"Dòng này lặp lại dòng {seen[key] + 1}.",
                        found=" ".join(key), remedy="Giữ một dòng.")  # fmt: skip
            return
        seen[key] = row
        first = before.get(key, {})
        for column, index in columns:
            self._cell(row, index, column, item, first.get(column.heading))

    def _stranger(self, row: int, key: tuple[str, str]) -> None:
        code, part = key
        column = self.heads[fold(CODE if code not in self.procedures else PART)]
        if code not in self.procedures:
            self.report("ROUND-003", row, column, f"Không có thủ tục mang mã “{code[:60]}”.", found=code,
                        expected="mã trong danh mục", remedy="Không đổi cột mã, không thêm dòng mới.")  # fmt: skip
        else:
            self.report("ROUND-003", row, column, f"Thủ tục {code} không có mục “{part[:60]}”.", found=part,
                        expected="mã mục đã xuất", remedy="Thêm, bớt mục ở trình soạn của thủ tục.")  # fmt: skip

    def _cell(self, row: int, index: int, column: Column, item: Item, first: str | None) -> None:
        text = self.sheet.text(row, index)
        now = column.show(_value(column, item))
        if _same(text, now) or (first is not None and _same(text, first)):
            return
        if first is not None and not _same(first, now):
            self.report("ROUND-006", row, index,
                        f"“{column.heading}” đã được đổi thành “{now[:80]}” sau khi xuất tệp.", found=text,
                        expected=now[:200], remedy="Xuất lại tệp để lấy giá trị mới, rồi sửa lại ô này.")  # fmt: skip
            return
        try:
            value = column.read(text)
        except CellValueError as error:
            self.report("ROUND-008", row, index, error.message, found=text, expected=error.expected,
                        remedy=error.remedy)  # fmt: skip
            return
        self.trip.cells += 1
        place = Place(self.file, sheet=self.sheet.name, cell=cell_name(row, index))
        self.trip.places.setdefault(item.code, place)
        self.edits.setdefault(item.code, []).append(Edit(Act.SET, path_of(column, item), value))


def _same(one: str, other: str) -> bool:
    return clean(one) == clean(other)


def _heads(sheet: Sheet) -> dict[str, int]:
    """Folded headings by column; the first of two wins."""
    found: dict[str, int] = {}
    for index, text in enumerate(sheet.rows[0] if sheet.rows else ()):
        found.setdefault(fold(clean(text)), index)
    return found


def _key(sheet: Sheet, row: int, heads: Mapping[str, int], which: SheetId) -> tuple[str, str]:
    code = clean(sheet.text(row, heads[fold(CODE)]))
    part = "" if which is SheetId.PROCEDURES else clean(sheet.text(row, heads[fold(PART)]))
    return code, part


def _by_key(original: Sheet, which: SheetId) -> dict[tuple[str, str], dict[str, str]]:
    """The first values by row and heading."""
    heads = _heads(original)
    if fold(CODE) not in heads or (which is not SheetId.PROCEDURES and fold(PART) not in heads):
        return {}
    named = list(original.rows[0])
    return {
        _key(original, row, heads, which): {
            clean(name): original.text(row, index) for index, name in enumerate(named)
        }
        for row in range(1, len(original.rows))
    }
