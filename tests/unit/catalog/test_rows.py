from motcua.catalog.rows import RowsReading, read_rows
from motcua.definitions.import_mapping import ImportMapping
from motcua.kernel.sheet import Sheet, Workbook

HEAD = ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực")


def read(
    mapping: ImportMapping, *rows: tuple[str, ...], numbers: frozenset[tuple[int, int]] = frozenset()
) -> RowsReading:
    return read_rows(Workbook("f.xlsx", "xlsx", (Sheet("Bảng", (HEAD, *rows), (), numbers),)), mapping)


def found(reading: RowsReading) -> list[tuple[str, str]]:
    return [(problem.code, problem.place.cell) for problem in reading.problems]


def test_row__keeps_line_breaks_between_agencies(mapping: ImportMapping) -> None:
    reading = read(
        mapping, ("1.004873", " Cấp  giấy\n", "Bộ Tư pháp", "\nSở Tư pháp \n\nUBND xã", "Hộ tịch ")
    )
    row = reading.rows[0]
    assert (
        row.code,
        row.name,
        row.values["executing_agencies"],
        row.values["field_of_work"],
        row.place.cell,
    ) == (
        "1.004873",
        "Cấp giấy",
        "Sở Tư pháp\nUBND xã",
        "Hộ tịch",
        "A2",
    )


def test_code_that_became_a_number__is_mended_and_told(mapping: ImportMapping) -> None:
    reading = read(mapping, ("1.00411", "Cấp giấy", "", "", ""), numbers=frozenset({(1, 0)}))
    assert reading.rows[0].code == "1.004110"
    assert found(reading) == [("IMP-006", "A2")]


def test_wrong_rows__are_rejected_all_at_once(mapping: ImportMapping) -> None:
    reading = read(
        mapping,
        ("45", "Số thành mã", "a", "b", "c"),
        ("", "Không mã", "Bộ Tư pháp", "", "c"),
        ("1.000001", "", "Bộ Tư pháp", "", "c"),
        ("#REF!", "Công thức lỗi", "a", "", "c"),
        ("1.000002", "x" * 4_001, "a", "", "c"),
        ("1.000003", "Được", "a", "", "c"),
    )
    assert found(reading) == [
        ("IMP-005", "A2"),
        ("IMP-004", "A3"),
        ("IMP-009", "B4"),
        ("IMP-011", "A5"),
        ("IMP-010", "B6"),
    ]
    assert (reading.data_rows, reading.rejected, [row.code for row in reading.rows]) == (6, 5, ["1.000003"])


def test_duplicate_code__is_skipped_when_equal_and_rejected_when_different(mapping: ImportMapping) -> None:
    row = ("1.000001", "Cấp giấy", "a", "b", "c")
    reading = read(mapping, row, row, ("1.000001", "Tên khác", "a", "b", "c"))
    assert found(reading) == [("IMP-007", "A3"), ("IMP-008", "A4")]
    assert (len(reading.rows), reading.rejected) == (1, 1)


def test_sections_repeated_headers_and_footers__are_no_data(mapping: ImportMapping) -> None:
    head = ("STT", "Tên thủ tục", "Mã thủ tục")
    rows = (
        head,
        ("(1)", "(2)", "(3)"),
        ("I", "LĨNH VỰC HỘ TỊCH (2 TTHC)", ""),
        ("1", "Khai sinh", "1.001193"),
        head,
        ("2", "Kết hôn", "1.000894"),
        ("II", "LĨNH VỰC ĐẤT ĐAI", ""),
        ("3", "Cấp đổi", "1.000001"),
        ("", "TỔNG CỘNG: 3", ""),
    )
    reading = read_rows(Workbook("f.xlsx", "xlsx", (Sheet("Bảng", rows),)), mapping)
    assert not reading.problems
    assert [(row.code, row.values["field_of_work"]) for row in reading.rows] == [
        ("1.001193", "Hộ tịch"),
        ("1.000894", "Hộ tịch"),
        ("1.000001", "Đất đai"),
    ]


def test_several_sheets__are_read_and_others_named(mapping: ImportMapping) -> None:
    book = Workbook(
        "f.xlsx",
        "xlsx",
        (
            Sheet("Cấp tỉnh", (HEAD, ("1.000001", "a", "", "", ""))),
            Sheet("Cấp xã", (("Ghi chú",), HEAD, ("1.000002", "b", "", "", ""))),
            Sheet("Linh tinh", (("x", "y"),)),
            Sheet("Ẩn", (HEAD, ("1.000003", "c", "", "", "")), hidden=True),
        ),
    )
    reading = read_rows(book, mapping)
    assert [row.code for row in reading.rows] == ["1.000001", "1.000002"]
    assert [(problem.code, problem.place.sheet) for problem in reading.problems] == [("IMP-012", "Linh tinh")]


def test_no_header_anywhere__is_one_problem_with_remedy(mapping: ImportMapping) -> None:
    reading = read_rows(Workbook("f.xlsx", "xlsx", (Sheet("a", (("x", "y"),)),)), mapping)
    assert [problem.code for problem in reading.problems] == ["IMP-001"]
    assert not reading.is_usable
    assert "Mã thủ tục" in reading.problems[0].remedy


def test_header_without_data__is_said(mapping: ImportMapping) -> None:
    assert [problem.code for problem in read(mapping).problems] == ["IMP-013"]


def test_name_of_a_thousand_letters__is_taken(mapping: ImportMapping) -> None:
    reading = read(mapping, ("1.000001", "Thủ tục " * 130, "", "", ""))
    assert len(reading.rows[0].name) > 1_000
