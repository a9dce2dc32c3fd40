"""Workbooks in which analysts describe procedures for OpenCPS: the same things as a package, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from motcua.catalog.headers import heading_key
from motcua.catalog.opencps_package import Left, Package, PackageProcess, ServiceSheet, TemplatePart
from motcua.catalog.process_workbook import Arrow, ReadProcess, ReadStep
from motcua.kernel.problems import Place
from motcua.kernel.sheet import Sheet, Workbook, cell_name
from motcua.kernel.text import clean, fold, slug

LOOKED = 12
SERVICE: Mapping[str, str] = MappingProxyType(
    {
        "trinh tu thuc hien": "steps",
        "cach thuc thuc hien": "channels",
        "thanh phan so luong ho so": "checklist",
        "dieu kien thuc hien": "conditions",
        "thoi han giai quyet ho so": "time_limit",
        "thoi han giai quyet": "time_limit",
        "doi tuong thuc hien": "applicants",
        "le phi thu tuc": "fee",
        "phi le phi": "fee",
        "ket qua thuc hien": "outcomes",
        "van ban phap ly": "legal_basis",
        "co quan thuc hien": "executing_agencies",
        "linh vuc": "field_of_work",
        "yeu cau huong dan them": "note",
    }
)
TRUE = frozenset({"x", "co", "true", "1"})
Row = Mapping[str, str]


def read_analysts_workbook(workbook: Workbook) -> Package:
    """Everything the sheets of a workbook say. Sheets are known by their headings, whatever they are called."""
    package = Package()
    steps: list[tuple[Row, Place]] = []
    moves: list[tuple[Row, Place]] = []
    names: list[str] = []
    for sheet in workbook.sheets:
        table = _table(workbook.file, sheet)
        if table is None:
            continue
        headings, rows = table
        if {"ten tthc", "trinh tu thuc hien"} <= headings:
            package.services += [_service(row, place) for row, place in rows if row.get("ten tthc")]
        elif "ten thanh phan ho so" in headings:
            _parts(package, rows)
        elif {"ten buoc", "vai tro xu ly"} <= headings:
            steps += [one for one in rows if one[0].get("ten buoc")]
        elif {"buoc thuc hien thao tac", "buoc sau thuc hien thao tac"} <= headings:
            moves += list(rows)
        elif {"ma quy trinh", "ten quy trinh"} <= headings:
            names += [row["ten quy trinh"] for row, _place in rows if row.get("ten quy trinh")]
        elif any(True for _one in rows):
            package.left.append(
                Left(sheet.name, "Trang tính", "Không nhận ra bảng này; nhập tay phần cần dùng.")
            )
    if steps:
        _process(package, names[0] if names else workbook.file, steps, moves)
    return package


def _table(file: str, sheet: Sheet) -> tuple[frozenset[str], list[tuple[Row, Place]]] | None:
    """The headings of a sheet and its rows by heading."""
    best = max(
        range(min(LOOKED, len(sheet.rows))),
        key=lambda row: (len({heading_key(cell) for cell in sheet.rows[row] if cell.strip()}), -row),
        default=-1,
    )
    if best < 0:
        return None
    keys = [heading_key(cell) for cell in sheet.rows[best]]
    return frozenset(keys), list(_rows(file, sheet, best, keys))


def _rows(file: str, sheet: Sheet, header: int, keys: Sequence[str]) -> Iterator[tuple[Row, Place]]:
    for number in range(header + 1, len(sheet.rows)):
        cells = sheet.rows[number]
        row = {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key and cell.strip()}
        if any(key not in ("stt", "tt") for key in row):
            yield row, Place(file, sheet=sheet.name, cell=cell_name(number, 0))


def _service(row: Row, place: Place) -> ServiceSheet:
    name = clean(row["ten tthc"])
    values = {SERVICE[key]: text for key, text in row.items() if key in SERVICE}
    code = row.get("ma", "") or row.get("ma tthc", "") or row.get("so hieu", "")
    return ServiceSheet(code, name, values, fold(name), "", f"{place.sheet}!{place.cell}")


def _parts(package: Package, rows: Sequence[tuple[Row, Place]]) -> None:
    found: dict[str, list[TemplatePart]] = {}
    for row, place in rows:
        name = clean(row.get("ten thanh phan ho so", ""))
        if not name:
            continue
        kind = fold(row.get("kieu thanh phan ho so", "giay nop vao"))
        if "nop" not in kind:
            why = "Không phải giấy tờ nộp vào; kết quả và mẫu in khai ở thủ tục."
            package.left.append(Left(f"{place.sheet}!{place.cell}", name, why))
            continue
        number = row.get("so tphs", "") or str(len(found) + 1)
        required = fold(row.get("bat buoc", "")) in TRUE
        electronic = "truc tuyen" in fold(row.get("mo ta", ""))
        part = TemplatePart(number, name, required, row.get("ma ky hieu mau don", ""), electronic)
        found.setdefault(fold(clean(row.get("ten thu tuc", ""))), []).append(part)
    package.templates |= {name: tuple(parts) for name, parts in found.items()}


def _process(
    package: Package, name: str, steps: Sequence[tuple[Row, Place]], moves: Sequence[tuple[Row, Place]]
) -> None:
    leading = {
        fold(row.get("buoc sau thuc hien thao tac", "")): row.get("ten thao tac", "")
        for row, _place in reversed(moves)
    }
    read = tuple(
        ReadStep(
            row.get("stt", str(number)),
            clean(row["ten buoc"]),
            clean(leading.get(fold(clean(row["ten buoc"])), "")),
            "" if row.get("thoi han giai quyet", "").startswith("-") else row.get("thoi han giai quyet", ""),
            clean(row.get("vai tro xu ly", "")),
            "",
            place,
        )
        for number, (row, place) in enumerate(steps, start=1)
    )
    known = {fold(step.name) for step in read}
    arrows = []
    for row, place in moves:
        start = clean(row.get("buoc thuc hien thao tac", ""))
        end = clean(row.get("buoc sau thuc hien thao tac", ""))
        if fold(start) in known and fold(end) in known:
            arrows.append(Arrow(start, end, place))
        if row.get("dieu kien thuc hien"):
            what = f"Thao tác “{row.get('ten thao tac', '')}”: điều kiện thực hiện"
            package.left.append(
                Left(f"{place.sheet}!{place.cell}", what, "Viết lại bằng biểu thức của bước.")
            )
    code = slug(name)[:50] or "quy-trinh"
    package.processes[code] = PackageProcess(
        ReadProcess(name, code, "", read, tuple(arrows)), "working_days", read[0].place.sheet
    )
