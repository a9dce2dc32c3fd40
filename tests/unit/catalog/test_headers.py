from motcua.catalog.headers import find_header
from motcua.definitions.import_mapping import ImportMapping
from motcua.kernel.sheet import MergedRange, Sheet


def sheet(*rows: tuple[str, ...], merged: tuple[MergedRange, ...] = ()) -> Sheet:
    return Sheet("Bảng", tuple(rows), merged)


def targets(found: Sheet, mapping: ImportMapping) -> dict[str, int]:
    header = find_header(found, mapping)
    assert header is not None
    return {f"{item.target}@{item.channel}".rstrip("@"): item.column for item in header.columns}


def test_national_layout__is_recognized_below_its_banner(mapping: ImportMapping) -> None:
    found = sheet(
        ("CỘNG HÒA\nDANH SÁCH THỦ TỤC HÀNH CHÍNH", "", "", "", ""),
        ("Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"),
        ("1.004873", "Cấp giấy", "Bộ Tư pháp", "", "Hộ tịch"),
    )
    header = find_header(found, mapping)
    assert header is not None
    assert (header.first_row, header.last_row, header.is_complete) == (1, 1, True)
    assert [item.target for item in header.columns] == [
        "code",
        "name",
        "issuing_agency",
        "executing_agencies",
        "field_of_work",
    ]


def test_renamed_columns_in_other_order__are_recognized(mapping: ImportMapping) -> None:
    found = sheet(
        ("UBND TỈNH",),
        (),
        (
            "STT",
            "Tên thủ tục hành chính",
            "MÃ TTHC",
            "Thời hạn giải quyết",
            "Phí, lệ phí (nếu có)",
            "Cấp thực hiện",
            "QĐ công bố",
        ),
        ("1", "Cấp giấy", "1.004873", "3 ngày", "", "Xã", "12/QĐ-UBND"),
    )
    assert targets(found, mapping) == {
        "name": 1,
        "code": 2,
        "time_limit": 3,
        "fee": 4,
        "levels": 5,
        "decision_number": 6,
    }


def test_merged_header_of_two_rows__names_the_channels(mapping: ImportMapping) -> None:
    found = sheet(
        ("STT", "Mã TTHC", "Tên TTHC", "Thời hạn giải quyết", "", "Lĩnh vực"),
        ("", "", "", "Trực tiếp", "Trực tuyến", ""),
        ("1", "1.004873", "Cấp giấy", "3 ngày", "2 ngày", "Hộ tịch"),
        merged=(
            MergedRange(0, 0, 1, 0),
            MergedRange(0, 1, 1, 1),
            MergedRange(0, 2, 1, 2),
            MergedRange(0, 3, 0, 4),
            MergedRange(0, 5, 1, 5),
        ),
    )
    assert targets(found, mapping) == {
        "code": 1,
        "name": 2,
        "time_limit@counter": 3,
        "time_limit@online": 4,
        "field_of_work": 5,
    }


def test_decomposed_heading__is_recognized(mapping: ImportMapping) -> None:
    import unicodedata

    found = sheet(
        tuple(unicodedata.normalize("NFD", text) for text in ("Mã thủ tục", "Tên thủ tục")), ("1.004873", "a")
    )
    assert targets(found, mapping) == {"code": 0, "name": 1}


def test_missing_column__is_named(mapping: ImportMapping) -> None:
    header = find_header(sheet(("Tên thủ tục", "Lĩnh vực"), ("Cấp giấy", "Hộ tịch")), mapping)
    assert header is not None
    assert header.missing == ("code",)


def test_same_heading_twice__is_a_duplicate(mapping: ImportMapping) -> None:
    header = find_header(sheet(("Mã số", "Tên", "Mã số"), ("1.004873", "a", "2")), mapping)
    assert header is not None
    assert [(item.target, item.columns) for item in header.duplicates] == [("code", (0, 2))]


def test_heading_merged_over_two_columns__is_no_duplicate(mapping: ImportMapping) -> None:
    found = sheet(
        ("Mã số", "Tên", "", "Lĩnh vực"), ("1.004873", "a", "", "b"), merged=(MergedRange(0, 1, 0, 2),)
    )
    header = find_header(found, mapping)
    assert header is not None
    assert header.is_complete


def test_sheet_without_header__gives_none(mapping: ImportMapping) -> None:
    assert find_header(sheet(("a", "b"), ("c", "d")), mapping) is None
