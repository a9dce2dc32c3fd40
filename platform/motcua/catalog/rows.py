"""Takes the rows of a catalog out of its sheets: every row becomes a record, is set aside, or is rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from motcua.catalog.headers import HeaderMatch, find_header, heading_key
from motcua.catalog.import_problems import import_problem
from motcua.catalog.procedure_codes import CodeReading, read_code
from motcua.definitions.import_mapping import ImportMapping
from motcua.kernel.problems import Place, Problem
from motcua.kernel.sheet import Sheet, Workbook, cell_name, column_letters
from motcua.kernel.text import clean, fold

MAX_NAME = 4_000
_NUMBERED = re.compile(r"\(?[0-9]{1,2}\)?")
_FORMULA_ERROR = re.compile(r"#(?:REF|N/A|VALUE|NAME|DIV/0|NUM|NULL)[!?]?")
_SECTION = re.compile(r"^(?:[IVXLC]+|[A-ZĐ])[.)]?$")


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """One procedure of a table. `values` are texts by the id of their column (with `@channel` where the heading
    names one), line breaks kept.
    """

    code: str
    name: str
    values: Mapping[str, str]
    place: Place


@dataclass(slots=True)
class RowsReading:
    """What a workbook gave: records, problems, how many rows were data or were rejected, and every code it names,
    those of rejected rows included.
    """

    rows: list[CatalogRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    headers: list[HeaderMatch] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    data_rows: int = 0
    rejected: int = 0

    @property
    def is_usable(self) -> bool:
        """Whether at least one sheet could be read as a catalog."""
        return bool(self.headers)


def read_rows(workbook: Workbook, mapping: ImportMapping) -> RowsReading:
    """The catalog rows of every visible sheet that has a header. All problems come at once."""
    reading = RowsReading()
    skipped = {fold(name) for name in mapping.skip_sheets}
    incomplete: list[HeaderMatch] = []
    without: list[Problem] = []
    first_places: dict[str, CatalogRow] = {}
    for sheet in workbook.sheets:
        if sheet.hidden or fold(sheet.name) in skipped or not any(map(any, sheet.rows)):
            continue
        header = find_header(sheet, mapping)
        if header is None:
            place = Place(file=workbook.file, sheet=sheet.name)
            without.append(import_problem("IMP-012", place, what=sheet.name))
        elif not header.is_complete:
            incomplete.append(header)
        else:
            _read_sheet(_SheetReader(workbook.file, sheet, header), reading, first_places)
    if reading.headers:
        reading.problems += without
    for header in incomplete if not reading.headers else ():
        reading.problems += _header_problems(workbook.file, header, mapping)
    if not reading.headers and not incomplete:
        names = ", ".join(f"“{column.name}”" for column in mapping.columns if column.required)
        reading.problems.append(import_problem("IMP-001", Place(file=workbook.file), expected=names))
    if reading.headers and not reading.data_rows:
        reading.problems.append(import_problem("IMP-013", Place(file=workbook.file)))
    return reading


def _header_problems(file: str, header: HeaderMatch, mapping: ImportMapping) -> Iterator[Problem]:
    names = {column.id: column for column in mapping.columns}
    place = Place(file=file, sheet=header.sheet, cell=f"A{header.last_row + 1}")
    for target in header.missing:
        known = ", ".join(f"“{text}”" for text in names[target].headings[:6])
        yield import_problem("IMP-002", place, what=names[target].name, expected=known)
    for twice in header.duplicates:
        columns = ", ".join(column_letters(column) for column in twice.columns)
        cell = cell_name(header.last_row, twice.columns[-1])
        yield import_problem(
            "IMP-003",
            Place(file=file, sheet=header.sheet, cell=cell),
            what=names[twice.target].name,
            found=f"cột {columns}",
        )


class _SheetReader:
    """One sheet with its header, and how its cells are reached."""

    __slots__ = (
        "code_column",
        "columns",
        "file",
        "header",
        "heading_keys",
        "name_column",
        "number_column",
        "sheet",
    )

    def __init__(self, file: str, sheet: Sheet, header: HeaderMatch) -> None:
        self.file = file
        self.sheet = sheet
        self.header = header
        self.code_column = header.column_of("code") or 0
        self.name_column = header.column_of("name") or 0
        self.columns = tuple(
            (f"{found.target}@{found.channel}" if found.channel else found.target, found.column)
            for found in header.columns
            if found.target not in ("code", "name")
        )
        heading = header.headings[self.code_column]
        self.heading_keys = {heading_key(heading), *(heading_key(part) for part in heading.split(" / "))}
        keys = [heading_key(text) for text in header.headings]
        self.number_column = next((n for n, key in enumerate(keys) if key in ("stt", "tt", "so tt")), -1)

    def place(self, row: int, column: int) -> Place:
        return Place(file=self.file, sheet=self.sheet.name, cell=cell_name(row, column))


def _read_sheet(reader: _SheetReader, reading: RowsReading, first_places: dict[str, CatalogRow]) -> None:
    reading.headers.append(reader.header)
    if reader.header.unknown:
        unknown = [text for text in reader.header.unknown if heading_key(text) not in ("stt", "tt", "so tt")]
        if unknown:
            shown = ", ".join(f"“{text}”" for text in unknown[:12])
            place = reader.place(reader.header.last_row, 0)
            reading.problems.append(import_problem("IMP-014", place, found=shown))
    section = ""
    has_field = reader.header.column_of("field_of_work") is not None
    for number in range(reader.header.last_row + 1, len(reader.sheet.rows)):
        cells = reader.sheet.rows[number]
        if not any(cells):
            continue
        title = _section_title(reader, number, cells)
        if title is not None:
            section = title or section
            continue
        reading.data_rows += 1
        raw = reader.sheet.text(number, reader.code_column)
        code = read_code(raw, (number, reader.code_column) in reader.sheet.numbers)
        reading.codes.add(code.code)
        found = _read_row(reader, number, code, "" if has_field else section)
        if isinstance(found, Problem):
            reading.problems.append(found)
            reading.rejected += 1
            continue
        row, mended = found
        if mended:
            reading.problems.append(
                import_problem(
                    "IMP-006", reader.place(number, reader.code_column), what=row.code, found=mended
                )
            )
        _keep(row, reading, first_places)


def _keep(row: CatalogRow, reading: RowsReading, first_places: dict[str, CatalogRow]) -> None:
    first = first_places.get(row.code)
    if first is None:
        first_places[row.code] = row
        reading.rows.append(row)
        return
    place = f"{first.place.sheet}!{first.place.cell}"
    if first.name == row.name and first.values == row.values:
        reading.problems.append(import_problem("IMP-007", row.place, what=row.code, found=place))
    else:
        reading.problems.append(import_problem("IMP-008", row.place, what=row.code, found=place))
        reading.rejected += 1


def _section_title(reader: _SheetReader, number: int, cells: tuple[str, ...]) -> str | None:
    """The title when the row is no data: a section heading, a repeated header, column numbers, a footer line.

    An empty title says the row is to be skipped and the section goes on.
    """
    code = cells[reader.code_column].strip() if reader.code_column < len(cells) else ""
    filled = [column for column, cell in enumerate(cells) if cell.strip() and column != reader.number_column]
    if heading_key(code) in reader.heading_keys:
        return ""
    if filled and all(_NUMBERED.fullmatch(cells[column].strip()) for column in filled):
        return ""
    if code and not (len(filled) == 1 and not any(c.isdigit() for c in code)):
        return None
    if len(filled) != 1:
        return "" if not filled else None
    text = clean(cells[filled[0]])
    index = cells[reader.number_column].strip() if 0 <= reader.number_column < len(cells) else ""
    is_name = filled[0] == reader.name_column
    if is_name and not (_SECTION.match(index) or text.isupper() or fold(text).startswith("linh vuc")):
        if any(area.top == number and area.right > area.left for area in reader.sheet.merged):
            return _field_name(text)
        return None
    return _field_name(text)


def _field_name(text: str) -> str:
    """The field of work a section heading names: "II. LĨNH VỰC HỘ TỊCH (10 TTHC)" gives "Hộ tịch"."""
    bare = re.sub(r"^(?:[IVXLC]+|[A-ZĐ]|[0-9]+)[.)]\s*", "", text)
    bare = re.sub(r"\s*[(:].*$", "", bare)
    without = re.sub(r"^(?:các\s+)?(?:lĩnh vực|thủ tục lĩnh vực)\s*:?\s*", "", bare, flags=re.IGNORECASE)
    if fold(text).startswith(("tong", "nguoi lap", "ghi chu", "ngay")):
        return ""
    return without[:1].upper() + (without[1:].lower() if without.isupper() else without[1:])


def _read_row(
    reader: _SheetReader, number: int, reading: CodeReading, section: str
) -> tuple[CatalogRow, str] | Problem:
    sheet, code_column, name_column = reader.sheet, reader.code_column, reader.name_column
    raw = sheet.text(number, code_column)
    name = clean(sheet.text(number, name_column))
    for column, text in ((code_column, raw), (name_column, name)):
        if _FORMULA_ERROR.fullmatch(text.strip()):
            cell = cell_name(number, column)
            return import_problem("IMP-011", reader.place(number, column), found=f"{cell} ({text.strip()})")
    if not raw.strip():
        return import_problem("IMP-004", reader.place(number, code_column), found=name[:80])
    if not reading.is_usable:
        return import_problem("IMP-005", reader.place(number, code_column), found=clean(raw)[:80])
    if not name:
        return import_problem("IMP-009", reader.place(number, name_column), what=reading.code)
    if len(name) > MAX_NAME:
        place = reader.place(number, name_column)
        return import_problem("IMP-010", place, what=reading.code, found=str(len(name)))
    values = {
        target: text
        for target, column in reader.columns
        if (text := _lines(sheet.text(number, column))) and not _FORMULA_ERROR.fullmatch(text)
    }
    if section and "field_of_work" not in values:
        values["field_of_work"] = section
    place = reader.place(number, code_column)
    return CatalogRow(reading.code, name, values, place), reading.mended_from


def _lines(text: str) -> str:
    """The text with every line tidied and empty lines left out."""
    if "\n" not in text and "\r" not in text:
        return clean(text)
    return "\n".join(filter(None, map(clean, text.splitlines())))
