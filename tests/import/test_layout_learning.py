"""A layout nobody has seen: proposed, settled by a person, remembered for the next file."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from motcua.catalog.layout_proposal import LayoutChoice
from motcua.definitions.import_mapping import ImportSubject
from motcua.dossiers.actor import Actor
from motcua.services.access import ForbiddenError
from motcua.services.catalog_import import CatalogOrder, import_catalog
from motcua.services.import_kinds import TableOrder
from motcua.services.import_looking import look_at_table
from motcua.services.layout_learning import LayoutIncompleteError, LayoutView, keep_layout, view_layout
from motcua.services.runtime import Platform

ADMIN = Actor(
    "quantri",
    permissions=frozenset({"can_import_catalog", "can_publish_definition", "can_manage_organization"}),
)
# two header rows with a merged group, and not one word of ours
ROWS: Sequence[Sequence[Any]] = (
    ("BẢNG KÊ ĐẦU MỐI", "", "", "", ""),
    ("Thông tin đầu mối", "", "Hạng", "Bên quản", "Linh tinh"),
    ("Ký hiệu riêng", "Danh xưng", "", "", ""),
    ("H88.951", "Ủy ban nhân dân xã Học Một", "hạng ba", "H88", "x"),
    ("H88.952", "Ủy ban nhân dân xã Học Hai", "hạng ba", "H88", "y"),
)
CHOSEN = LayoutChoice(
    first_row=1,
    last_row=2,
    targets={0: "code", 1: "name", 2: "level", 3: "parent", 4: "-"},
    words={("level", "hạng ba"): "commune"},
)


def book(rows: Sequence[Sequence[Any]], *, merged: bool = True) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as made:
        page = made.add_worksheet("Bảng")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
        if merged:
            page.merge_range(1, 0, 1, 1, rows[1][0])
            for column in (2, 3, 4):
                page.merge_range(1, column, 2, column, rows[1][column])
    return buffer.getvalue()


def view(
    platform: Platform,
    content: bytes,
    choice: LayoutChoice,
    subject: ImportSubject = ImportSubject.ORGANIZATION,
) -> LayoutView:
    with platform.database.read() as session:
        found = view_layout(session, content, "la.xlsx", subject, choice)
    assert found is not None
    return found


def recognized(platform: Platform, content: bytes) -> tuple[str, int, int]:
    with platform.database.read() as session:
        found = look_at_table(platform, session, content, TableOrder("la.xlsx"))
    told = found.summary()
    return told["mapping"], told["added"], told["rejected"]


def test_unknown_layout__is_learned_once_and_known_from_then_on(province: Platform) -> None:
    content = book(ROWS)
    assert recognized(province, content) == ("", 0, 0)
    before = view(province, content, LayoutChoice(first_row=1, last_row=2))
    assert [one.heading for one in before.layout.columns] == [
        "Thông tin đầu mối / Ký hiệu riêng",
        "Thông tin đầu mối / Danh xưng",
        "Hạng",
        "Bên quản",
        "Linh tinh",
    ]
    assert "Mã định danh" in before.missing
    settled = view(province, content, CHOSEN)
    assert settled.missing == ()
    assert settled.layout.unknown_words == {}
    first = settled.layout.preview[0]
    assert [cell.shown if cell else None for _text, cell in first] == [
        "H88.951",
        "Ủy ban nhân dân xã Học Một",
        "commune",
        "H88",
        None,
    ]
    code = keep_layout(province, ADMIN, settled, CHOSEN, "Bảng kê đầu mối")
    province.rules.refresh()
    assert recognized(province, content) == (code, 2, 0)
    # the next file: other rows, the same headings
    another = book([*ROWS[:3], ("H88.953", "Ủy ban nhân dân xã Học Ba", "hạng ba", "H88.951", "")])
    assert recognized(province, another)[0] == code
    assert view(province, another, CHOSEN).known_as == code
    mapping = province.rules.definition("import_mapping", code, province.today())
    assert mapping.extends == "co-quan-don-vi"
    assert mapping.ignored == ("Linh tinh",)


def test_words_that_mean_nothing_yet__are_asked_for(sqlite_platform: Platform) -> None:
    choice = LayoutChoice(first_row=1, last_row=2, targets=CHOSEN.targets)
    seen = view(sqlite_platform, book(ROWS), choice)
    assert seen.layout.unknown_words == {"level": ("hạng ba",)}
    assert "commune" in seen.values["level"]
    _text, cell = seen.layout.preview[0][2]
    assert cell is not None
    assert not cell.is_usable


def test_columns__are_proposed_by_heading_by_likeness_and_by_what_stands_in_them(
    sqlite_platform: Platform,
) -> None:
    rows = (
        ("Tên đăng nhập hệ thống", "Họ và tên", "Cơ quan công tac", "Bắt đầu giữ", "Chức danh"),
        ("a.b", "A B", "H88.31", "01/02/2026", "Văn thư"),
    )
    seen = view(sqlite_platform, book(rows, merged=False), LayoutChoice(), ImportSubject.STAFF)
    proposed = {one.heading: (one.target, one.confidence) for one in seen.layout.columns}
    assert proposed["Họ và tên"] == ("full_name", 1.0)
    assert proposed["Tên đăng nhập hệ thống"][0] == "username"
    assert 0.5 <= proposed["Cơ quan công tac"][1] <= 1.0
    assert proposed["Cơ quan công tac"][0] == "agency"
    assert proposed["Bắt đầu giữ"][0] in ("starts", "ends")
    assert proposed["Bắt đầu giữ"][1] < 0.8
    assert seen.missing == ()


def test_layout_without_a_required_column__is_not_kept(sqlite_platform: Platform) -> None:
    choice = LayoutChoice(first_row=1, last_row=2, targets={1: "name"})
    with pytest.raises(LayoutIncompleteError, match="Mã định danh"):
        keep_layout(sqlite_platform, ADMIN, view(sqlite_platform, book(ROWS), choice), choice, "x")


def test_who_may_not_publish__teaches_nothing(sqlite_platform: Platform) -> None:
    importer = Actor("nhap", permissions=frozenset({"can_import_catalog"}))
    with pytest.raises(ForbiddenError):
        keep_layout(sqlite_platform, importer, view(sqlite_platform, book(ROWS), CHOSEN), CHOSEN, "x")


def test_learned_layout_of_a_catalog__is_used_by_its_import(sqlite_platform: Platform, tmp_path: Any) -> None:
    rows = (
        ("Danh mục của tỉnh", "", "", "", ""),
        ("Nhận diện", "", "Xong trong", "Thu bao nhiêu", "Của ai"),
        ("Số riêng", "Việc gì", "", "", ""),
        ("9.000031", "Cấp giấy thử", "05 ngày làm việc", "20.000 đồng/hồ sơ", "abc"),
    )
    choice = LayoutChoice(
        first_row=1, last_row=2, targets={0: "code", 1: "name", 2: "time_limit", 3: "fee", 4: "-"}
    )
    content = book(rows)
    seen = view(sqlite_platform, content, choice, ImportSubject.PROCEDURES)
    assert [cell.shown if cell else None for _text, cell in seen.layout.preview[0]][2:] == [
        "5 ngày làm việc",
        "20.000 đ/hồ sơ",
        None,
    ]
    keep_layout(sqlite_platform, ADMIN, seen, choice, "Danh mục tỉnh")
    path = tmp_path / "tinh.xlsx"
    path.write_bytes(content)
    report = import_catalog(sqlite_platform, ADMIN, CatalogOrder(path))
    assert (report.added, report.problems) == (1, ())
    procedure = sqlite_platform.rules.bundle("9.000031", "", sqlite_platform.today()).procedure
    assert [str(offer.time_limit) for offer in procedure.offers] == ["5 working_days"]
    assert [fee.amount for fee in procedure.fees] == [20_000]
